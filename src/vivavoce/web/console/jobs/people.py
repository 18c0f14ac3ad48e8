"""Who is meant by lines that were pasted: "First Last <mail>", "mail", or a table with or without heads."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import Final

from vivavoce.actions.outreach import Person

_HEADS: Final = {
    "first": re.compile(r"first.?names?|given.?names?|vorname|first", re.IGNORECASE),
    "last": re.compile(r"last.?names?|surname|family.?names?|nachname|last", re.IGNORECASE),
    "name": re.compile(r"(?:full.?|candidate.?)?names?|candidate", re.IGNORECASE),
    "email": re.compile(r"e.?mail(?:.?address)?|address|mail", re.IGNORECASE),
}


def people_in(text: str) -> tuple[Person, ...]:
    """One person a line, in order; a line without any word is nobody."""
    lines = [line.strip().rstrip(",;") for line in text.lstrip("\ufeff").splitlines() if line.strip(" \t,;")]
    if not lines:
        return ()
    mark = next((mark for mark in ("\t", ";", ",") if mark in lines[0]), "")
    heads = _heads(_cells(lines[0], mark))
    if "email" in heads:
        return tuple(_from_table(_cells(line, mark), heads) for line in lines[1:])
    return tuple(_from_line(line) for line in lines)


def _cells(line: str, mark: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=mark or ","), [])]


def _heads(cells: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by the words above the table."""
    return {
        kind: number
        for kind, pattern in _HEADS.items()
        for number, cell in enumerate(cells)
        if pattern.fullmatch(cell)
    }


def _from_table(cells: Sequence[str], heads: dict[str, int]) -> Person:
    found = {kind: cells[number] if number < len(cells) else "" for kind, number in heads.items()}
    first, last = found.get("first", ""), found.get("last", "")
    return (
        Person(first, last, found["email"])
        if first or last
        else _named(found.get("name", ""), found["email"])
    )


def _from_line(line: str) -> Person:
    """The cell with an @ is the address, the others are the name; else an address as mail writes it."""
    if "<" in line:
        name, _, address = line.partition("<")
        return _named(name.strip(' "'), address.strip(" >"))
    for mark in ("\t", ";", ","):
        cells = [cell for cell in _cells(line, mark) if cell]
        if mark in line and any("@" in cell for cell in cells):
            email = next(cell for cell in cells if "@" in cell)
            names = [cell for cell in cells if cell != email]
            return (
                Person(names[0], " ".join(names[1:]), email)
                if len(names) > 1
                else _named("".join(names), email)
            )
    words = line.split()
    email = next((word for word in words if "@" in word), "")
    return _named(" ".join(word for word in words if word != email), email)


def _named(name: str, email: str) -> Person:
    """The name is parted at its last space; "Last, First" is turned around."""
    if "," in name:
        last, _, first = name.partition(",")
        return Person(first.strip(), last.strip(), email.strip())
    first, _, last = " ".join(name.split()).rpartition(" ")
    return Person(first, last, email.strip()) if first else Person(last, "", email.strip())
