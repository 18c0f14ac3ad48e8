"""What each command does: processes that serve and work, and changes an operator makes while they run."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vivavoce.actions import access, browsers, ledger, members
from vivavoce.domain.errors import DomainError, Invalid, NotFound
from vivavoce.domain.identity import MemberRole, Organization, operator
from vivavoce.kit.clock import SystemClock
from vivavoce.runs.durable import Unstartable
from vivavoce.settings import Settings, SettingsError, explain, load
from vivavoce.store.database import Store
from vivavoce.store.engine import open_engine
from vivavoce.store.migrate import migrate
from vivavoce.store.shapes import ORGANIZATION

if TYPE_CHECKING:
    from vivavoce.deps import Deps

TELEPHONE = {
    "loopback": "simulated; nobody is called (VIVAVOCE_PHONE)",
    "twilio": "Twilio dials; the call is held by the voice of this server, and by Twilio's own without one",
}
REFUSED, USAGE, NOT_STARTED = 1, 2, 3
FIRST_ORGANIZATION = "My organization"
SAMPLE = "senior-backend-engineer.txt"


class WrongUse(Exception):
    """The command was asked something it cannot do; the message says what to do instead."""


def loaded(file: Path | None, **given: Any) -> Settings:
    """Settings in force for this command. Raises SettingsError."""
    settings = load(file, **given)
    logging.basicConfig(
        level=settings.log_level.upper(),
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    return settings


def verdict(error: Exception) -> tuple[str, int]:
    """The line and the exit code for an error that came this far."""
    from sqlalchemy.exc import SQLAlchemyError

    name = type(error).__name__
    if isinstance(error, DomainError):
        return error.message, REFUSED
    if isinstance(error, WrongUse | SettingsError):
        return str(error), USAGE
    if name in {"Busy", "StartError", "BadMaster", "Unmigratable"} or isinstance(error, OSError):
        return str(error), NOT_STARTED
    if isinstance(error, SQLAlchemyError):
        return f"the database cannot be used: {str(error).splitlines()[0]}", NOT_STARTED
    return (str(error) if name == "SimulationError" else f"{name}: {error}"), REFUSED


def up(settings: Settings) -> None:
    """Serve and work in this process until it is told to stop."""
    from vivavoce import voice
    from vivavoce.deps import build
    from vivavoce.process import Listener
    from vivavoce.server import build_app
    from vivavoce.worker import leave, prepare

    with _alone(settings), voice.beside(settings) as voices:
        deps = build(settings, voices=voices)
        prepare(deps)
        listener = Listener(build_app(deps), settings)
        _settle_memory()
        listener.start()
        print(f"vivavoce listens on {settings.site}", flush=True)
        _greet(deps)
        beginning = _begin_work(deps, alone=_is_sqlite(settings))
        _until_stopped()
        listener.stop()
        beginning.join()
        leave(deps)


def _greet(deps: Deps) -> None:
    """While nobody is known here, say how the first person comes in."""
    if not deps.house.store.directory.anybody():
        token = browsers.first_link(deps.house.sealer)
        print(f"Make yourself the first administrator: {deps.settings.site}/first-run/{token}", flush=True)


def serve(settings: Settings) -> None:
    """Answer requests until told to stop."""
    from vivavoce.deps import build
    from vivavoce.process import Listener
    from vivavoce.server import build_app
    from vivavoce.worker import prepare

    deps = build(settings)
    prepare(deps)
    listener = Listener(build_app(deps), settings)
    _settle_memory()
    listener.start()
    print(f"vivavoce serves on {settings.site}", flush=True)
    _greet(deps)
    _until_stopped()
    listener.stop()
    deps.close()


def work(settings: Settings) -> None:
    """Do what is due until told to stop."""
    from vivavoce.deps import build
    from vivavoce.worker import launch, leave, prepare

    if _is_sqlite(settings):
        raise WrongUse("`work` beside `serve` needs PostgreSQL (VIVAVOCE_DATABASE_URL); with SQLite use `up`")
    deps = build(settings)
    prepare(deps)
    _settle_memory()
    launch(deps, alone=False)
    print("vivavoce works", flush=True)
    _until_stopped()
    leave(deps)


def migrate_all(settings: Settings) -> str:
    """Both schemas up to date; returns the store's version."""
    from vivavoce.deps import build
    from vivavoce.worker import prepare

    deps = build(settings)
    prepare(deps)
    deps.durable.ready()
    deps.close()
    return migrate(deps.house.store.engine)


def demonstrate(settings: Settings, job: str | None, *, once: bool) -> None:
    """The main job, told in the terminal."""
    from rich.console import Console

    from vivavoce import demo, voice
    from vivavoce.deps import DEMO_KEY, build
    from vivavoce.process import Listener
    from vivavoce.server import build_app
    from vivavoce.worker import launch, leave, prepare

    console = Console()
    console.print("[yellow]Demo mode: known credentials, reachable from this machine only.[/yellow]")
    with _alone(settings), nullcontext(()) if once else voice.beside(settings) as voices:
        deps = build(settings, demo={DEMO_KEY: demo.DEMO_HANDLE}, voices=voices)
        prepare(deps)
        home = demo.furnish(deps)
        advert = _advert(deps, job)
        listener = Listener(build_app(deps), settings)
        _settle_memory()
        listener.start()
        launch(deps, alone=_is_sqlite(settings))
        held = demo.hold(deps, home, advert, console)
        demo.links(deps, held, console)
        if not once:
            console.print("Serving on. Stop with Ctrl+C.")
            _until_stopped()
        listener.stop()
        leave(deps)


def check(file: Path | None, data: Path | None) -> None:
    """Settings with their sources, and what is available."""
    from rich.console import Console
    from rich.table import Table

    from vivavoce import voice
    from vivavoce.providers import embed_minilm

    settings = loaded(file, data_dir=data)
    table = Table("Setting", "Value", "Source", "Meaning")
    for row in explain(settings, file, data_dir=data):
        table.add_row(row.name, row.value, row.source, row.meaning)
    console = Console()
    console.print(table)
    missing = embed_minilm.available()
    console.print(f"embeddings: {missing or 'available'}")
    console.print("language model: none (the embedded rules interview and assess)")
    console.print(f"voice: {voice.told(settings)}")
    console.print(f"telephone: {TELEPHONE[settings.phone]}")
    with database(settings) as store:
        console.print(f"database: {'answers' if store.ready() else 'does not answer'}")


def create_key(settings: Settings, org: str | None, name: str, scopes: list[str], *, spans: bool) -> None:
    """Mint and print a key."""
    new = access.NewKey(
        name, frozenset(scopes), spans=spans, per_minute=settings.per_minute, per_hour=settings.per_hour
    )
    with database(settings) as store:
        home = chosen_home(store, org)
        with store.write(operator(home.id)) as tx:
            key, minted = access.mint(tx, new)
    print(f"organization {home.name} ({home.id})\nkey id {key.id}\n{minted.text}")


def list_keys(settings: Settings, org: str | None) -> None:
    """Print the keys."""
    with database(settings) as store:
        home = chosen_home(store, org)
        with store.read(home.id) as view:
            for key in access.keys(view, operator(home.id)):
                state = "revoked" if key.revoked_at else "expires" if key.expires_at else "active"
                scopes = ",".join(sorted(key.scopes))
                print(f"{key.id}  {key.handle}…{key.last_four}  {state:8}  {scopes}  {key.name}")


def revoke_key(settings: Settings, org: str | None, id: str) -> None:
    """End a key."""
    with database(settings) as store, store.write(operator(chosen_home(store, org).id)) as tx:
        access.revoke(tx, id)


def roll_key(settings: Settings, org: str | None, id: str, overlap_hours: int) -> None:
    """Replace a key and print the new one."""
    with database(settings) as store, store.write(operator(chosen_home(store, org).id)) as tx:
        key, minted = access.roll(tx, id, timedelta(hours=overlap_hours))
    print(f"key id {key.id}\n{minted.text}")


def create_member(
    settings: Settings, org: str | None, email: str, name: str, role: str, password: str
) -> None:
    """Add a person."""
    if role not in {word.value for word in MemberRole}:
        raise Invalid.because("role", f"unknown role {role}; known: {', '.join(MemberRole)}")
    with database(settings) as store, store.write(operator(chosen_home(store, org).id)) as tx:
        print(members.create(tx, email, name, MemberRole(role), password or None).id)


def simulate_candidate(settings: Settings, url: str, persona: str, seed: int) -> None:
    """Hold an interview as a simulated candidate, and print it."""
    from vivavoce.interviewer.personas import Persona
    from vivavoce.simulate import simulate

    if persona not in {known.value for known in Persona}:
        raise WrongUse(f"unknown persona {persona}; known: {', '.join(Persona)}")
    simulate(
        url,
        persona,
        settings.data_dir / "mail",
        seed,
        told=lambda said: print(f"{said.role}: {said.text}", flush=True),
    )


def verify_audit(settings: Settings, org: str | None) -> None:
    """Recompute the chain."""
    with database(settings) as store:
        home = chosen_home(store, org)
        with store.read(home.id) as view:
            count = ledger.verify(view, operator(home.id))
    print(f"{count} entries, all in order")


@contextmanager
def database(settings: Settings) -> Iterator[Store]:
    """The store, for changes that start nothing."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        engine = open_engine(settings.url)
    except ValueError as error:
        raise SettingsError(str(error)) from error
    migrate(engine)
    store = Store(engine, SystemClock(), Unstartable())
    yield store
    store.close()


def chosen_home(store: Store, org: str | None) -> Organization:
    known = store.directory.organizations()
    if org is None and not known:
        return access.found(store, SystemClock(), access.NewOrganization(FIRST_ORGANIZATION))
    if org is None and len(known) == 1:
        return known[0]
    if org is None:
        raise WrongUse(f"there are several organizations; pass --org ({', '.join(o.name for o in known)})")
    for organization in known:
        if org in {organization.id, organization.name}:
            return organization
    raise NotFound(ORGANIZATION.kind, org)


def _advert(deps: Any, job: str | None) -> Any:
    from vivavoce.interviewer import advert
    from vivavoce.kit import documents
    from vivavoce.kit.destinations import Refused, Unreachable

    try:
        if job is None:
            return advert.read(_sample().read_text())
        if job.startswith(("https://", "http://")):
            fetched = deps.house.outbound.fetch(job, documents.MOST_BYTES)
            return advert.read(documents.text_of(fetched.body))
        return advert.read(documents.text_of(Path(job).read_bytes(), job))
    except OSError as error:
        raise WrongUse(f"cannot read the job post {job}: {error.strerror}") from error
    except (ValueError, Refused, Unreachable, documents.Unreadable) as error:
        raise WrongUse(f"cannot read the job post {job}: {error}") from error


def _sample() -> Path:
    """The sample job post: beside the package in a wheel, at the top of a checkout."""
    here = Path(__file__).parent
    found = [folder / SAMPLE for folder in (here / "samples", here.parents[1] / "samples")]
    return next(path for path in found if path.exists())


def _alone(settings: Settings) -> AbstractContextManager[None]:
    from vivavoce.worker import sole_user

    return sole_user(settings.data_dir) if _is_sqlite(settings) else nullcontext()


def _begin_work(deps: Any, *, alone: bool) -> threading.Thread:
    """Work in the background; a process that cannot work must not go on listening.

    Whoever leaves waits for the thread first: DBOS does not stop what begins while it is being stopped.
    """
    from vivavoce.worker import launch

    def begin() -> None:
        try:
            launch(deps, alone=alone)
        except Exception:
            logging.getLogger(__name__).exception("cannot begin to work")
            os._exit(NOT_STARTED)

    beginning = threading.Thread(target=begin, name="launch", daemon=True)
    beginning.start()
    return beginning


def _settle_memory() -> None:
    """What is loaded stays: collect garbage from here on only."""
    gc.freeze()
    gc.enable()


def _is_sqlite(settings: Settings) -> bool:
    return settings.url.startswith("sqlite")


def _until_stopped() -> None:
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    stopped.wait()
