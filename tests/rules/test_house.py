"""The rules of the house that a reader could break without noticing."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "vivavoce"
FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
BANNED = ("manager", "helper", "util", "handler", "processor", "service", "data", "info", "item")
GIVEN_NAMES = {"data", "Data", "data_dir", "serialized_data"}
"""The operator's fixed option `--data`, the setting behind it, and an argument that DBOS names."""
MOST_LINES = 400
MOST_FUNCTION_LINES = 60


@cache
def parsed(path: Path) -> ast.Module:
    """CPython 3.11 counts the depth of all threads' trees together (gh-106905): another one's may spoil ours."""
    text = path.read_text()
    try:
        return ast.parse(text)
    except SystemError:
        return ast.parse(text)


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in FILES:
        yield path, parsed(path)


def test_floors() -> None:
    """Imports point down only."""
    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stdout[-3000:]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_file_says_what_it_answers_and_stays_small(path: Path) -> None:
    text = path.read_text()
    assert ast.get_docstring(parsed(path)), "no docstring"
    assert len(text.splitlines()) <= MOST_LINES


def test_functions_stay_small() -> None:
    long = [
        f"{path.name}:{node.name} ({node.end_lineno - node.lineno + 1})"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MOST_FUNCTION_LINES
    ]
    assert long == []


def test_no_banned_word_in_a_name() -> None:
    """A dialect's fields are the product's words, not ours."""
    pattern = re.compile(rf"(?:^|_)(?:{'|'.join(BANNED)})s?(?:_|$)", re.IGNORECASE)
    found = set()
    for path, tree in trees():
        names = [path.stem]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.append(re.sub(r"(?<!^)(?=[A-Z])", "_", node.name))
            elif isinstance(node, ast.arg):
                names.append(node.arg)
            elif (
                isinstance(node, ast.Name)
                and isinstance(node.ctx, ast.Store)
                and "dialects" not in path.parts
            ):
                names.append(node.id)
        found |= {
            f"{path.name}: {name}" for name in names if pattern.search(name) and name not in GIVEN_NAMES
        }
    assert sorted(found) == []


def test_every_action_starts_by_asking_whether_the_actor_may() -> None:
    """A public function of `actions/` that takes a `tx`, or a `view` with an `actor`, begins with `need`."""
    silent = []
    for path in sorted((SOURCE / "actions").glob("*.py")):
        for node in parsed(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            arguments = [argument.arg for argument in node.args.args]
            if "tx" not in arguments and "actor" not in arguments:
                continue
            body = node.body[1:] if ast.get_docstring(node) else node.body
            opening = " ".join(ast.unparse(statement) for statement in body[:3])
            if ".need(" not in opening and "released(view, actor" not in opening:
                silent.append(f"{path.name}:{node.name}")
    assert silent == []


def test_only_actions_write() -> None:
    """`Tx` methods that write are called in `actions/` and `store/` only."""
    writing = {"add", "change", "move", "remove", "clear", "emit", "audit", "tell"}
    found = []
    for path, tree in trees():
        if path.parent.name in {"actions", "store"}:
            continue
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "tx"
                and node.func.attr in writing
            ):
                found.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert found == []


def test_every_prepared_statement_is_bound_to_an_organization() -> None:
    from sqlalchemy import Delete, Insert, SelectBase, Update
    from sqlalchemy.sql import visitors

    modules = [
        import_module(f"vivavoce.store.{path.stem}")
        for path in (SOURCE / "store").glob("*.py")
        if path.stem not in {"directory", "tx", "engine", "database"}
    ]
    statements = {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, SelectBase | Insert | Update | Delete)
    }
    assert len(statements) > 40
    for name, statement in statements.items():
        bound = {part.key for part in visitors.iterate(statement) if part.__visit_name__ == "bindparam"}
        assert "org" in bound, name


def test_every_list_is_bound_to_an_organization() -> None:
    from sqlalchemy.sql import visitors

    from vivavoce.store import listings

    made = {
        "applications": listings.applications(("job_id",), True, "asc"),
        "calls": listings.calls(("job_id",)),
        "results": (listings.results(frozenset()),),
        "interviews": (listings.interviews(True, True, True),),
    }
    functions = {name for name, value in vars(listings).items() if isinstance(value, FunctionType)}
    assert set(made) == functions
    for name, statements in made.items():
        for statement in statements:
            bound = {part.key for part in visitors.iterate(statement) if part.__visit_name__ == "bindparam"}
            assert "org" in bound, name


def test_the_environment_is_read_in_one_place() -> None:
    readers = {
        path.name
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers <= {"settings.py", "document_child.py", "documents.py"}


def test_no_dialect_is_named_below_the_doors() -> None:
    names = ("introwa", "ninjahire", "instaview", "ntrvsta")
    below = [
        path
        for path in FILES
        if path.relative_to(SOURCE).parts[0]
        in {"actions", "interviewer", "store", "domain", "kit", "runs", "providers"}
    ]
    named = [
        str(path.relative_to(SOURCE))
        for path in below
        if any(name in path.read_text().lower() for name in names)
    ]
    assert named == []
