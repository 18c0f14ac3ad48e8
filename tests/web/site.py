"""A whole server in this process, reached through a relay, and the interviews that candidates hold in it."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from vivavoce import deps as house
from vivavoce import worker
from vivavoce.actions import access, interviews, wishes
from vivavoce.actions.access import NewOrganization
from vivavoce.actions.agents import NewAgent
from vivavoce.actions.candidates import NewCandidate
from vivavoce.actions.interviews import NewInterview
from vivavoce.actions.jobs import NewJob
from vivavoce.deps import Deps
from vivavoce.domain.identity import operator
from vivavoce.domain.interview import Channel, Focus, State, Turn
from vivavoce.domain.wishes import WishKind
from vivavoce.process import Listener
from vivavoce.server import build_app
from vivavoce.settings import Settings
from vivavoce.store.shapes import INTERVIEW, INVITATION, TURN

from .relay import Relay

JOB = NewJob(
    "Backend engineer",
    "You design and run Python services on PostgreSQL. You review code, write tests and mentor juniors.",
    required_skills=("Python", "PostgreSQL"),
)
MAIL_SECONDS = 60.0
PLAN_SECONDS = 60.0
AGENT = NewAgent("First interview", Channel.ONLINE, Focus.SCREENING, 15)


@dataclass(frozen=True, slots=True)
class Invited:
    """An interview and the address its candidate opens."""

    id: str
    link: str


@dataclass(frozen=True, slots=True)
class Site:
    """The server; `address` goes through `relay`. All interviews belong to `organization_id`."""

    deps: Deps
    relay: Relay
    address: str
    mail: Path
    organization_id: str

    def elsewhere(self, name: str) -> Site:
        """The same server for an organization that no other test changes."""
        house = self.deps.house
        return replace(self, organization_id=access.found(house.store, house.clock, NewOrganization(name)).id)

    def invite(self, email: str | None = None) -> Invited:
        """Arrange an interview and wait for its plan, which is written in the background."""
        invited = self.arrange(email)
        until = time.monotonic() + PLAN_SECONDS
        while self.state(invited) is not State.READY:
            assert time.monotonic() < until, "the plan was not written"
            time.sleep(0.02)
        return invited

    def state(self, invited: Invited) -> State:
        """Where an interview stands."""
        with self.deps.house.store.read(self.organization_id) as view:
            return view.get(INTERVIEW, invited.id).state

    def arrange(self, email: str | None = None) -> Invited:
        """Arrange an interview whose plan may not be there yet."""
        store = self.deps.house.store
        candidate = NewCandidate("Ada", "Okafor", date(2099, 1, 1), email=email)
        with store.write(operator(self.organization_id)) as tx:
            made = interviews.create(
                tx, self.deps.house.links, self.deps.house.mind, NewInterview(candidate, AGENT, JOB)
            )
        assert made.link is not None
        return Invited(made.interview.id, made.link)

    def put(self, invited: Invited, state: State) -> None:
        """Put an interview into a state, whatever it was in."""
        with self.deps.house.store.write(operator(self.organization_id)) as tx:
            tx.change(INTERVIEW, invited.id, state=state)

    def revoke(self, invited: Invited) -> None:
        """End the link as a newer one does."""
        with self.deps.house.store.write(operator(self.organization_id)) as tx:
            link = tx.find(INVITATION, interview_id=invited.id)
            assert link is not None
            tx.change(INVITATION, link.id, revoked_at=tx.now)

    def wishes(self, invited: Invited) -> list[tuple[WishKind, str]]:
        """What its candidate asked for, oldest first."""
        with self.deps.house.store.read(self.organization_id) as view:
            known = wishes.of_interview(view, operator(self.organization_id), invited.id)
        return [(wish.kind, wish.text) for wish in known]

    def code(self, email: str) -> str:
        """The newest one-time code mailed to an address; waits for the mail, which a run sends."""
        until = time.monotonic() + MAIL_SECONDS
        while not (codes := self._codes(email)):
            assert time.monotonic() < until, f"no code was sent to {email}"
            time.sleep(0.02)
        return codes[-1]

    def mailed(self, email: str) -> str:
        """The link in the newest invitation to an address; waits for the mail, which a run sends."""
        until = time.monotonic() + MAIL_SECONDS
        while True:
            for mail in reversed(self._mails(email)):
                body = mail.get_body(("plain",))
                found = re.search(r"\S+/interview/join/\S+", body.get_content() if body else "")
                if found:
                    return found.group()
            assert time.monotonic() < until, f"no link was sent to {email}"
            time.sleep(0.02)

    def turns(self, interview_id: str) -> tuple[Turn, ...]:
        """What was said, as it is kept."""
        with self.deps.house.store.read(self.organization_id) as view:
            return view.every(TURN, interview_id=interview_id)

    def _mails(self, email: str) -> list[EmailMessage]:
        files = sorted(self.mail.glob("*.eml"))
        mails = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return [mail for mail in mails if mail["To"] == email]

    def _codes(self, email: str) -> list[str]:
        subjects = [str(mail["Subject"]) for mail in self._mails(email)]
        return [found.group() for subject in subjects if (found := re.search(r"\d{6}$", subject))]


@contextmanager
def opened(folder: Path) -> Iterator[Site]:
    """A server over an empty data folder, at work until the end of the block."""
    port = _free_port()
    relay = Relay(port)
    address = f"http://127.0.0.1:{relay.port}"
    settings = Settings(
        data_dir=folder, port=port, public_url=address, embeddings=False, allow_private_cidrs="127.0.0.0/8"
    )
    deps = house.build(settings)
    worker.prepare(deps)
    worker.launch(deps, alone=True)
    listener = Listener(build_app(deps), settings)
    listener.start()
    organization = access.found(deps.house.store, deps.house.clock, NewOrganization("Northwind Logistics"))
    try:
        yield Site(deps, relay, address, folder / "mail", organization.id)
    finally:
        relay.close()
        listener.stop()
        worker.leave(deps)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
