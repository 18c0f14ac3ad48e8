"""Sessions: who may sign in, how guessing is slowed, and which tokens are known again."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError

from tests.actions.scene import founded
from vivavoce.actions import sessions, tickets
from vivavoce.actions.sessions import Reception, SessionText
from vivavoce.domain.errors import Forbidden, TooMany, Unauthenticated
from vivavoce.domain.identity import ActorKind, Member, MemberRole, Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import new_id
from vivavoce.store.database import Store
from vivavoce.store.shapes import MEMBER

KEY = bytes(range(64))
PASSWORD = "correct horse"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
HOME = "192.0.2.1"


@pytest.fixture
def reception(store: Store, clock: FrozenClock) -> Reception:
    return Reception(store, clock, KEY)


@pytest.fixture
def ann(store: Store, home: Organization) -> Member:
    return hired(store, home)


def hired(store: Store, home: Organization, password_hash: str | None = HASH, email: str = "") -> Member:
    """One more member; an address of its own unless one is given."""
    id = new_id()
    address = email or f"{id}@example.com"
    with store.write(operator(home.id)) as tx:
        member = Member(id, home.id, address, "Ann", MemberRole.REVIEWER, tx.now, password_hash)
        return tx.add(MEMBER, member)


def fail(reception: Reception, email: str, address: str = HOME, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(Unauthenticated, match="Invalid credentials"):
            reception.sign_in(email, "wrong", address)


class TestSigningIn:
    def test_with_the_password(self, reception: Reception, ann: Member, home: Organization) -> None:
        member, token = reception.sign_in(ann.email.upper(), PASSWORD, HOME)
        assert member == ann
        credential = reception.admit(SessionText(token))
        assert (credential.id, credential.organization_id, credential.key) == (ann.id, home.id, None)
        actor = credential.actor(home.id)
        assert (actor.kind, actor.id) == (ActorKind.MEMBER, ann.id)
        assert "interviews:approve" in actor.scopes
        assert "jobs:write" not in actor.scopes
        with pytest.raises(Forbidden):
            credential.actor("elsewhere")

    def test_a_wrong_one_and_an_unknown_address_say_the_same(self, reception: Reception, ann: Member) -> None:
        fail(reception, ann.email)
        fail(reception, "nobody@example.com")

    def test_nobodys_hash_takes_as_long_as_somebodys(self) -> None:
        """It is a real one of the usual cost: looked through, not thrown away as malformed."""
        with pytest.raises(VerifyMismatchError):
            PasswordHasher().verify(sessions._UNKNOWN, PASSWORD)
        unknown, known = (
            extract_parameters(text) for text in (sessions._UNKNOWN, PasswordHasher().hash("x"))
        )
        for cost in ("type", "time_cost", "memory_cost", "parallelism"):
            assert getattr(unknown, cost) == getattr(known, cost)

    def test_before_the_invitation_is_accepted(
        self, reception: Reception, store: Store, home: Organization
    ) -> None:
        fail(reception, hired(store, home, password_hash=None).email)

    def test_one_address_in_two_organizations(
        self, reception: Reception, store: Store, home: Organization, ann: Member, clock: FrozenClock
    ) -> None:
        other = founded(store, clock.now())
        mine = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("another one")
        elsewhere = hired(store, other, mine, ann.email)
        assert reception.sign_in(ann.email, "another one", HOME)[0] == elsewhere
        assert reception.sign_in(ann.email, PASSWORD, HOME)[0] == ann


class TestGuessing:
    def test_after_ten_failures_for_an_address_nobody_gets_in(
        self, reception: Reception, ann: Member, clock: FrozenClock
    ) -> None:
        for number in range(10):
            fail(reception, ann.email, f"198.51.100.{number}")
        with pytest.raises(TooMany) as refused:
            reception.sign_in(ann.email.upper(), PASSWORD, "203.0.113.9")
        assert 0 < refused.value.state.retry_after <= 900
        clock.advance(timedelta(seconds=refused.value.state.retry_after))
        assert reception.sign_in(ann.email, PASSWORD, "203.0.113.9")[0] == ann

    def test_after_ten_from_one_place(
        self, reception: Reception, ann: Member, store: Store, home: Organization
    ) -> None:
        for number in range(10):
            fail(reception, f"nobody{number}@example.com")
        with pytest.raises(TooMany):
            reception.sign_in(ann.email, PASSWORD, HOME)
        assert reception.sign_in(ann.email, PASSWORD, "203.0.113.9")[0] == ann

    def test_nine_do_no_harm(self, reception: Reception, ann: Member) -> None:
        fail(reception, ann.email, times=9)
        assert reception.sign_in(ann.email, PASSWORD, HOME)[0] == ann

    def test_failures_grow_old(self, reception: Reception, ann: Member, clock: FrozenClock) -> None:
        fail(reception, ann.email, times=9)
        clock.advance(timedelta(minutes=15))
        fail(reception, ann.email, times=9)
        assert reception.sign_in(ann.email, PASSWORD, HOME)[0] == ann


class TestToken:
    def refused(self, reception: Reception, token: str) -> None:
        with pytest.raises(Unauthenticated):
            reception.admit(SessionText(token))

    def test_for_an_hour(self, reception: Reception, ann: Member, clock: FrozenClock) -> None:
        token = reception.issue(ann)
        clock.advance(timedelta(minutes=60) - timedelta(seconds=1))
        assert reception.admit(SessionText(token)).id == ann.id
        clock.advance(timedelta(seconds=1))
        self.refused(reception, token)

    def test_forged(self, reception: Reception, ann: Member, clock: FrozenClock, store: Store) -> None:
        token = reception.issue(ann)
        claims = jwt.decode(token, options={"verify_signature": False})
        head, body, signature = token.split(".")
        self.refused(reception, Reception(store, clock, bytes(64)).issue(ann))
        self.refused(reception, jwt.encode(claims, "", algorithm="none"))
        self.refused(reception, jwt.encode(claims, KEY, algorithm="HS512"))
        self.refused(reception, f"{head}.{body}.{signature[::-1]}")
        for text in ("", "a.b.c", token[:-2], f"{token}.x"):
            self.refused(reception, text)

    @pytest.mark.parametrize("claim", ["exp", "scope", "email", "sub"])
    @pytest.mark.parametrize("wrong", [None, "missing"])
    def test_without_a_claim(self, reception: Reception, ann: Member, claim: str, wrong: str | None) -> None:
        claims = jwt.decode(reception.issue(ann), options={"verify_signature": False})
        changed = (
            {**claims, claim: wrong} if wrong is None else {k: v for k, v in claims.items() if k != claim}
        )
        self.refused(reception, _signed(changed))

    def test_a_candidates_ticket_opens_nothing(
        self, reception: Reception, ann: Member, home: Organization, clock: FrozenClock
    ) -> None:
        ticket = tickets.Ticket("interview", home.id, ann.id)
        self.refused(reception, tickets.issue(KEY, ticket, clock.now()))

    def test_of_a_member_who_is_gone(
        self, reception: Reception, ann: Member, store: Store, home: Organization
    ) -> None:
        token = reception.issue(ann)
        with store.write(operator(home.id)) as tx:
            tx.remove(MEMBER, ann.id)
        self.refused(reception, token)
        hired(store, home, email=ann.email)
        self.refused(reception, token)

    def test_a_new_role_holds_at_once(
        self, reception: Reception, ann: Member, store: Store, home: Organization
    ) -> None:
        token = reception.issue(ann)
        with store.write(operator(home.id)) as tx:
            tx.change(MEMBER, ann.id, role=MemberRole.VIEWER)
        assert "interviews:approve" not in reception.admit(SessionText(token)).scopes


def _signed(claims: dict[str, object]) -> str:
    import base64
    import hashlib
    import hmac
    import json

    def part(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    text = f"{part(json.dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{text}.{part(hmac.new(KEY, text.encode(), hashlib.sha256).digest())}"
