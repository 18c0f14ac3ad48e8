"""Keys: what lets a program in, how fast it is shut out, where it may act."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import Any

import pytest

from tests.actions.scene import SEALER, asked, founded
from tests.actions.test_webhooks import hook, listens_in
from vivavoce.actions import access, webhooks
from vivavoce.actions.access import Credential, Doorman, NewKey
from vivavoce.domain.errors import Conflict, Forbidden, Invalid, MissingScope, Unauthenticated
from vivavoce.domain.identity import ALL_SCOPES, Actor, ActorKind, ApiKey, Organization, operator
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.ids import BASE62
from vivavoce.store.database import Store
from vivavoce.store.shapes import API_KEY, ENDPOINT

SOON = timedelta(seconds=29)
LATER = timedelta(seconds=30)


@pytest.fixture
def doorman(store: Store, clock: FrozenClock) -> Doorman:
    return Doorman(store, clock)


def minted(store: Store, home: Organization, **more: Any) -> tuple[ApiKey, str]:
    with store.write(operator(home.id)) as tx:
        key, shown = access.mint(tx, NewKey("ATS", more.pop("scopes", ALL_SCOPES), **more))
    return key, shown.text


def with_checksum(body: str) -> str:
    """CRC-32 in six digits of base 62, as the key format has it."""
    rest, digits = zlib.crc32(body.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = BASE62[digit] + digits
    return body + digits


class TestAdmission:
    def test_a_key_is_its_organizations_actor(
        self, store: Store, home: Organization, doorman: Doorman
    ) -> None:
        key, text = minted(store, home, scopes=frozenset({"jobs:read"}))
        actor = doorman.admit(text).actor(home.id)
        assert actor == Actor(ActorKind.KEY, key.id, home.id, frozenset({"jobs:read"}))
        with pytest.raises(MissingScope):
            actor.need("jobs:write")

    def test_what_is_no_key_never_reaches_the_database(
        self, store: Store, home: Organization, doorman: Doorman
    ) -> None:
        _, text = minted(store, home)
        mistyped = text[:20] + ("A" if text[20] != "A" else "B") + text[21:]
        other_mode = text.replace("vv_live", "vv_test")
        with asked(store) as statements:
            for wrong in ("", "demo", text[:-1], text + "x", text.upper(), f" {text}", mistyped, other_mode):
                with pytest.raises(Unauthenticated):
                    doorman.admit(wrong)
        assert statements == []

    def test_a_wrong_secret_with_a_right_checksum(
        self, store: Store, home: Organization, doorman: Doorman
    ) -> None:
        _, text = minted(store, home)
        forged = with_checksum(text[:16] + "0" * 32)
        assert with_checksum(text[:-6]) == text
        with pytest.raises(Unauthenticated):
            doorman.admit(forged)
        doorman.admit(text)
        with pytest.raises(Unauthenticated):
            doorman.admit(forged)

    def test_an_unknown_key(self, doorman: Doorman) -> None:
        with pytest.raises(Unauthenticated):
            doorman.admit(with_checksum("vv_live_" + "0" * 40))

    def test_demo_texts_count_only_where_they_are_configured(
        self, store: Store, home: Organization, clock: FrozenClock, doorman: Doorman
    ) -> None:
        handle = home.id[:8]
        with store.write(operator(home.id)) as tx:
            new = NewKey("demo", ALL_SCOPES)
            first = access.adopt(tx, new, handle, "a well known text")
            assert access.adopt(tx, new, handle, "a well known text") == first
        assert Doorman(store, clock, {"a well known text": handle}).admit("a well known text").id == first.id
        with pytest.raises(Unauthenticated):
            doorman.admit("a well known text")

    @pytest.mark.parametrize(
        ("address", "admitted"),
        [
            ("10.1.2.3", True),
            ("2001:db8::7", True),
            ("10.2.0.1", False),
            ("2001:db9::7", False),
            ("somewhere", False),
            (None, False),
        ],
    )
    def test_networks(
        self, store: Store, home: Organization, doorman: Doorman, address: str | None, admitted: bool
    ) -> None:
        key, text = minted(store, home, networks=("10.1.0.0/16", "2001:db8::/32"))
        if admitted:
            assert doorman.admit(text, address).id == key.id
        else:
            with pytest.raises(Forbidden):
                doorman.admit(text, address)


class TestMemory:
    def test_a_key_is_looked_up_once_in_30_seconds(
        self, store: Store, home: Organization, clock: FrozenClock, doorman: Doorman
    ) -> None:
        _, text = minted(store, home)
        doorman.admit(text)
        clock.advance(SOON)
        with asked(store) as statements:
            doorman.admit(text)
        assert statements == []
        clock.advance(LATER - SOON)
        with asked(store) as statements:
            doorman.admit(text)
        assert any("api_key" in statement for statement in statements)

    def test_a_revoked_key_is_out_within_30_seconds(
        self, store: Store, home: Organization, clock: FrozenClock, doorman: Doorman
    ) -> None:
        key, text = minted(store, home)
        doorman.admit(text)
        with store.write(operator(home.id)) as tx:
            access.revoke(tx, key.id)
        clock.advance(LATER)
        with pytest.raises(Unauthenticated):
            doorman.admit(text)

    def test_forgetting_shuts_it_out_at_once(
        self, store: Store, home: Organization, doorman: Doorman
    ) -> None:
        key, text = minted(store, home)
        doorman.admit(text)
        with store.write(operator(home.id)) as tx:
            access.revoke(tx, key.id)
        doorman.forget()
        with pytest.raises(Unauthenticated):
            doorman.admit(text)

    def test_a_remembered_key_ends_on_the_second(
        self, store: Store, home: Organization, clock: FrozenClock, doorman: Doorman
    ) -> None:
        _, text = minted(store, home, expires_at=clock.now() + timedelta(seconds=10))
        clock.advance(timedelta(seconds=9))
        doorman.admit(text)
        clock.advance(timedelta(seconds=1))
        with pytest.raises(Unauthenticated):
            doorman.admit(text)


class TestMinting:
    @pytest.mark.parametrize("scope", ["jobs:fly", "planets:read", "jobs", "write:jobs", "", "*:read"])
    def test_an_unknown_scope_is_refused(self, store: Store, home: Organization, scope: str) -> None:
        with pytest.raises(Invalid, match="unknown scope"):
            minted(store, home, scopes=frozenset({"jobs:read", scope}))

    @pytest.mark.parametrize("network", ["nowhere", "10.0.0.0/33", ""])
    def test_an_impossible_network_is_refused(self, store: Store, home: Organization, network: str) -> None:
        with pytest.raises(Invalid, match="not a network"):
            minted(store, home, networks=("10.0.0.0/8", network))

    def test_the_text_is_not_kept(self, store: Store, home: Organization) -> None:
        key, text = minted(store, home)
        secret = text[16:48]
        assert key.last_four == text[-4:]
        assert secret not in repr(key)


class TestRolling:
    HOUR = timedelta(hours=1)

    def rolled(self, store: Store, home: Organization, id: str) -> tuple[ApiKey, str]:
        with store.write(operator(home.id)) as tx:
            key, shown = access.roll(tx, id, self.HOUR)
        return key, shown.text

    def test_both_work_for_the_overlap(
        self, store: Store, home: Organization, clock: FrozenClock, doorman: Doorman
    ) -> None:
        old, text = minted(store, home, scopes=frozenset({"jobs:read"}), networks=("10.0.0.0/8",))
        new, fresh = self.rolled(store, home, old.id)
        assert (new.scopes, new.networks, new.expires_at) == (old.scopes, old.networks, None)
        clock.advance(self.HOUR - timedelta(seconds=1))
        for one in (text, fresh):
            doorman.admit(one, "10.0.0.1")
        clock.advance(timedelta(seconds=1))
        doorman.admit(fresh, "10.0.0.1")
        with pytest.raises(Unauthenticated):
            doorman.admit(text, "10.0.0.1")

    def test_rolling_lengthens_no_life(self, store: Store, home: Organization, clock: FrozenClock) -> None:
        end = clock.now() + timedelta(minutes=5)
        old, _ = minted(store, home, expires_at=end)
        self.rolled(store, home, old.id)
        with store.read(home.id) as view:
            assert view.get(API_KEY, old.id).expires_at == end

    def test_a_revoked_key_stays_dead(self, store: Store, home: Organization) -> None:
        old, _ = minted(store, home)
        with store.write(operator(home.id)) as tx:
            access.revoke(tx, old.id)
        with pytest.raises(Conflict):
            self.rolled(store, home, old.id)

    def test_reach_and_endpoints_go_along(
        self, store: Store, home: Organization, clock: FrozenClock, doorman: Doorman
    ) -> None:
        first, second = (founded(store, clock.now()) for _ in "ab")
        old, _ = minted(store, home, spans=True)
        actor = Credential(old, frozenset()).actor(home.id)
        with store.write(actor) as tx:
            endpoint = hook(tx)
            access.extend_reach(tx, old.id, first.id)
        new, text = self.rolled(store, home, old.id)
        assert doorman.admit(text).actor(first.id).organization_id == first.id
        with store.write(doorman.admit(text).actor(home.id)) as tx:
            access.extend_reach(tx, new.id, second.id)
        assert listens_in(store, endpoint.id) == {home.id, first.id, second.id}


class TestReach:
    def test_only_its_own_organization_and_those_it_made(
        self, store: Store, home: Organization, clock: FrozenClock, doorman: Doorman
    ) -> None:
        made, foreign = (founded(store, clock.now()) for _ in "ab")
        key, text = minted(store, home, spans=True)
        with pytest.raises(Forbidden):
            doorman.admit(text).actor(made.id)
        with store.write(operator(home.id)) as tx:
            access.extend_reach(tx, key.id, made.id)
        doorman.forget()
        credential = doorman.admit(text)
        assert credential.actor(made.id).organization_id == made.id
        with pytest.raises(Forbidden):
            credential.actor(foreign.id)

    def test_a_plain_key_reaches_nothing_more(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        made = founded(store, clock.now())
        key, _ = minted(store, home)
        with pytest.raises(Forbidden), store.write(operator(home.id)) as tx:
            access.extend_reach(tx, key.id, made.id)

    def test_only_global_endpoints_listen_to_a_new_organization(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        made = founded(store, clock.now())
        key, _ = minted(store, home, spans=True)
        with store.write(Credential(key, frozenset()).actor(home.id)) as tx:
            everywhere, here = hook(tx), hook(tx, scope_id=home.id)
            gone = hook(tx)
            webhooks.delete(tx, gone.id)
            access.extend_reach(tx, key.id, made.id)
        assert listens_in(store, everywhere.id) == {home.id, made.id}
        assert listens_in(store, here.id) == {home.id}
        assert listens_in(store, gone.id) == set()

    def test_the_operator_may_change_a_keys_endpoint_without_narrowing_it(
        self, store: Store, home: Organization, clock: FrozenClock
    ) -> None:
        made = founded(store, clock.now())
        key, _ = minted(store, home, spans=True)
        with store.write(Credential(key, frozenset()).actor(home.id)) as tx:
            endpoint = hook(tx)
            access.extend_reach(tx, key.id, made.id)
        with store.write(operator(home.id)) as tx:
            assert tx.get(ENDPOINT, endpoint.id).key_id == key.id
            wanted = webhooks.ChangeEndpoint(events=("ended",), listens=("interview.ended",))
            webhooks.change(tx, SEALER, endpoint.id, wanted)
        assert listens_in(store, endpoint.id) == {home.id, made.id}
