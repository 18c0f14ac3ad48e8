"""What an operator does about endpoints and interviews, over a real data folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.actions.scene import assessed, found
from tests.servers import Sink
from vivavoce import cli
from vivavoce.actions import access, deliveries, lobby, webhooks
from vivavoce.actions.deliveries import Outcome
from vivavoce.deps import Deps, build
from vivavoce.dialects import ALL
from vivavoce.domain.events import DeliveryStatus, EventName
from vivavoce.domain.identity import Organization, operator, system
from vivavoce.domain.interview import State
from vivavoce.settings import load
from vivavoce.store.migrate import migrate
from vivavoce.store.shapes import DELIVERY

Command = Callable[..., Result]
PRODUCT = ALL[0].name


@pytest.fixture
def deps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deps]:
    """A house in a folder of its own; the commands see the same settings."""
    monkeypatch.setenv("VIVAVOCE_ALLOW_PRIVATE_CIDRS", "127.0.0.0/8")
    made = build(load(None, data_dir=tmp_path))
    migrate(made.house.store.engine)
    yield made
    made.close()
    made.durable.close()


@pytest.fixture
def home(deps: Deps) -> Organization:
    return access.found(deps.house.store, deps.house.clock, access.NewOrganization("Acme"))


@pytest.fixture
def run(deps: Deps, home: Organization, tmp_path: Path) -> Command:
    def command(*words: str) -> Result:
        return CliRunner().invoke(cli.app, [*words, "--data", str(tmp_path)])

    return command


def set_up(run: Command, sink: Sink) -> str:
    """The operator's endpoint; returns its id."""
    assert run("webhooks", "set", "--url", sink.url, "--dialect", PRODUCT).exit_code == 0
    (line,) = run("webhooks", "list").stdout.splitlines()
    return line.split("\t")[0]


def given_up(deps: Deps, home: Organization, count: int = 1) -> list[str]:
    """Deliveries that did not arrive, the first by its four attempts."""
    store = deps.house.store
    with store.write(operator(home.id)) as tx:
        for _ in range(count):
            tx.emit(EventName.INTERVIEW_STARTED, home.id)
    with store.read(home.id) as view:
        ids = [one.id for one in view.every(DELIVERY) if one.status is DeliveryStatus.PENDING]
    for id in ids:
        with store.read(home.id) as view:
            parcel = deliveries.parcel(view, deps.house.sealer, id)
        assert parcel is not None
        with store.write(system(home.id)) as tx:
            deliveries.attempted(tx, parcel, Outcome(None, 3, "no connection"), ())
    return ids


class TestSet:
    def test_it_prints_the_secret_once_and_signs_with_it(
        self, deps: Deps, home: Organization, run: Command, sink: Sink
    ) -> None:
        shown = run("webhooks", "set", "--url", sink.url, "--dialect", PRODUCT)
        name, secret = shown.stdout.split()
        with deps.house.store.read(home.id) as view:
            (endpoint,) = webhooks.listing(view, operator(home.id), PRODUCT)
        assert (name, secret) == (PRODUCT, webhooks.reveal(deps.house.sealer, endpoint))
        assert (endpoint.url, endpoint.key_id) == (sink.url, None)
        assert secret not in run("webhooks", "list").stdout

    def test_set_again_it_replaces(self, run: Command, sink: Sink) -> None:
        assert set_up(run, sink) != set_up(run, sink)

    @pytest.mark.parametrize(
        ("words", "complaint"),
        [
            (("--url", "http://10.0.0.1/", "--dialect", PRODUCT), None),
            (("--url", "https://a.example/", "--dialect", "klingon"), "--dialect"),
        ],
    )
    def test_what_is_refused(self, run: Command, words: tuple[str, ...], complaint: str | None) -> None:
        refused = run("webhooks", "set", *words)
        assert refused.exit_code != 0
        assert complaint is None or complaint in str(refused.exception)
        assert run("webhooks", "list").stdout == ""


class TestTest:
    def test_a_signed_sample(self, run: Command, sink: Sink) -> None:
        tried = run("webhooks", "test", set_up(run, sink))
        assert tried.exit_code == 0
        assert tried.stdout.startswith("delivered: 200")
        (request,) = sink.requests
        assert request.headers["webhook-signature"].startswith("v1,")

    def test_a_broken_receiver(self, run: Command, sink: Sink) -> None:
        id = set_up(run, sink)
        sink.status = 503
        tried = run("webhooks", "test", id)
        assert tried.exit_code != 0
        assert str(tried.exception) == "not delivered: 503"

    def test_nothing_of_it_is_kept(self, run: Command, sink: Sink) -> None:
        id = set_up(run, sink)
        run("webhooks", "test", id)
        assert run("webhooks", "log", id).stdout == ""


class TestLogAndReplay:
    def test_each_delivery_with_each_attempt(
        self, deps: Deps, home: Organization, run: Command, sink: Sink
    ) -> None:
        id = set_up(run, sink)
        (lost,) = given_up(deps, home)
        first, attempt = run("webhooks", "log", id).stdout.splitlines()
        assert first.split("\t")[1:] == [lost, "interview.started", "given_up"]
        assert attempt.strip().split("\t")[0] == "1"
        assert attempt.endswith("no connection")
        assert "failing since" in run("webhooks", "list").stdout

    def test_replayed_they_are_sent_again(
        self, deps: Deps, home: Organization, run: Command, sink: Sink
    ) -> None:
        id = set_up(run, sink)
        lost = given_up(deps, home, 10)
        assert "\toff\t" in run("webhooks", "list").stdout
        assert run("webhooks", "replay", id).stdout == "10 deliveries begin again\n"
        assert "\ton\t-\t" in run("webhooks", "list").stdout
        with deps.house.store.read(home.id) as view:
            pending = view.every(DELIVERY, status=DeliveryStatus.PENDING.value)
        assert {one.id for one in pending} == set(lost)
        assert run("webhooks", "replay", id).stdout == "0 deliveries begin again\n"

    def test_from_a_time_on(self, deps: Deps, home: Organization, run: Command, sink: Sink) -> None:
        id = set_up(run, sink)
        given_up(deps, home)
        after = f"{deps.house.clock.now() + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"
        assert run("webhooks", "replay", id, "--since", after).stdout == "0 deliveries begin again\n"
        assert run("webhooks", "replay", id, "--since", "2020-01-01").stdout.startswith("1 ")
        wrong = run("webhooks", "replay", id, "--since", "yesterday")
        assert wrong.exit_code != 0
        assert "2026-11-22T09:00:00Z" in str(wrong.exception)

    @pytest.mark.parametrize("command", ["log", "test", "replay"])
    def test_an_unknown_endpoint(self, run: Command, command: str) -> None:
        assert "not found" in str(run("webhooks", command, "nothing").exception)


def test_an_interview_begins_anew(deps: Deps, home: Organization, run: Command) -> None:
    store = deps.house.store
    made = assessed(store, home)
    printed = run("interviews", "reset", made.id)
    assert printed.exit_code == 0
    token = printed.stdout.strip().rpartition("/")[2]
    link = lobby.find(store, token, deps.house.clock.now())
    assert link.interview_id == made.id
    assert found(store, home, made.id).state is State.READY
    assert "not found" in str(run("interviews", "reset", "nothing").exception)
