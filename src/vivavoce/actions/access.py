"""Who may come in: organizations, keys, and turning a credential into an actor."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from vivavoce.actions.jobs import merged
from vivavoce.domain.change import KEEP, Keep, given
from vivavoce.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from vivavoce.domain.identity import (
    ALL_SCOPES,
    APPROVE,
    SCOPES,
    Actor,
    ActorKind,
    ApiKey,
    Member,
    MemberRole,
    Organization,
    Policy,
    system,
)
from vivavoce.kit.clock import Clock
from vivavoce.kit.ids import new_id, token_hash
from vivavoce.kit.secrets import BadKey, MintedKey, ParsedKey, constant_equal, mint_key, parse_key
from vivavoce.store import queries
from vivavoce.store.database import Store
from vivavoce.store.shapes import (
    AGENT,
    API_KEY,
    CANDIDATE,
    ENDPOINT,
    INTERVIEW,
    JOB,
    ORGANIZATION,
    PHONE_NUMBER,
)
from vivavoce.store.tx import Tx
from vivavoce.store.view import View

REMEMBERED = timedelta(seconds=30)
NOTED_EVERY = timedelta(minutes=1)
REMEMBERED_KEYS = 10_000
_OWNED = {shape.kind: shape for shape in (JOB, CANDIDATE, AGENT, INTERVIEW, ENDPOINT, PHONE_NUMBER)}
_READS = frozenset(scope for scope in SCOPES if scope.endswith(":read"))
_HIRING = frozenset(
    f"{noun}:{verb}"
    for noun in ("jobs", "candidates", "interviews", "agents")
    for verb in ("write", "delete")
)
SCOPES_OF: Mapping[MemberRole, frozenset[str]] = {
    MemberRole.ADMIN: ALL_SCOPES,
    MemberRole.RECRUITER: _READS | _HIRING | {APPROVE},
    MemberRole.REVIEWER: _READS | {APPROVE},
    MemberRole.VIEWER: _READS,
    MemberRole.AUDITOR: _READS,
}
"""What a person may do who signed in."""
PERSON_LIMITS = (120, 5000)
BAD_KEY = "The provided API key is invalid or has been revoked"


@dataclass(frozen=True, slots=True)
class Credential:
    """Who has proved to be somebody: a program by its key, or a person who signed in (then `key` is None).

    `reach`: the organizations a key may act in beside its own.
    """

    key: ApiKey | None
    reach: frozenset[str]
    member: Member | None = None

    @property
    def id(self) -> str:
        """Of the key or the person."""
        return self._holder.id

    @property
    def organization_id(self) -> str:
        """Where the holder is at home."""
        return self._holder.organization_id

    @property
    def scopes(self) -> frozenset[str]:
        """What the holder may do."""
        return self.key.scopes if self.key else SCOPES_OF[self._person.role]

    @property
    def limits(self) -> tuple[int, int]:
        """Requests a minute and an hour."""
        return (self.key.per_minute, self.key.per_hour) if self.key else PERSON_LIMITS

    @property
    def spans(self) -> bool:
        """Whether it is a key that may make organizations."""
        return self.key is not None and self.key.spans

    def actor(self, organization_id: str) -> Actor:
        """The holder acting in one organization. Raises Forbidden out of reach."""
        if organization_id != self.organization_id and organization_id not in self.reach:
            raise Forbidden("This key cannot reach that company")
        kind = ActorKind.KEY if self.key else ActorKind.MEMBER
        return Actor(kind, self.id, organization_id, self.scopes)

    @property
    def _holder(self) -> ApiKey | Member:
        return self.key or self._person

    @property
    def _person(self) -> Member:
        assert self.member is not None, "a credential is a key's or a person's"
        return self.member


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key to mint. `scopes` from `identity.SCOPES`, or `*`."""

    name: str
    scopes: frozenset[str]
    live: bool = True
    spans: bool = False
    per_minute: int = 60
    per_hour: int = 2000
    networks: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewOrganization:
    name: str
    description: str | None = None
    owner_email: str | None = None
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ChangeOrganization:
    """What to change; `metadata` merges."""

    name: str | Keep = KEEP
    description: str | Keep | None = KEEP
    owner_email: str | Keep | None = KEEP
    metadata: Mapping[str, Any] | Keep = KEEP
    policy: Policy | Keep = KEEP


class Doorman:
    """Knows keys by their text; remembers a good one for 30 s, so that revoking works within that time.

    `demo` maps texts that are accepted in demo mode only to the handle of the key they stand for.
    """

    def __init__(self, store: Store, clock: Clock, demo: Mapping[str, str] | None = None) -> None:
        self._store = store
        self._clock = clock
        self._demo = dict(demo or {})
        self._known: dict[str, tuple[Credential, str, datetime]] = {}
        self._lock = threading.Lock()

    def admit(self, text: str, address: str | None = None) -> Credential:
        """The credential behind a key's text. Raises Unauthenticated, Forbidden (address not allowed)."""
        parsed = self._parsed(text)
        credential, secret_hash = self._find(parsed.id)
        now = self._clock.now()
        key = self._key(credential)
        expired = key.expires_at is not None and key.expires_at <= now
        if not constant_equal(secret_hash, parsed.secret_hash) or key.revoked_at is not None or expired:
            raise Unauthenticated(BAD_KEY)
        if key.networks and not _inside(address, key.networks):
            raise Forbidden("This key may not be used from this address")
        return credential

    @staticmethod
    def _key(credential: Credential) -> ApiKey:
        assert credential.key is not None, "the doorman admits keys only"
        return credential.key

    def forget(self) -> None:
        """Look every key up again."""
        with self._lock:
            self._known.clear()

    def _parsed(self, text: str) -> ParsedKey:
        if text in self._demo:
            return ParsedKey(self._demo[text], token_hash(text), live=False)
        try:
            return parse_key(text)
        except BadKey as error:
            raise Unauthenticated(BAD_KEY) from error

    def _find(self, handle: str) -> tuple[Credential, str]:
        now = self._clock.now()
        known = self._known.get(handle)
        if known and known[2] > now:
            return known[0], known[1]
        key = self._store.directory.key(handle)
        if key is None:
            raise Unauthenticated(BAD_KEY)
        reach = self._store.directory.reach(key.id) if key.spans else frozenset[str]()
        credential = Credential(self._used(key, now), reach)
        with self._lock:
            if len(self._known) >= REMEMBERED_KEYS:
                self._known.clear()
            self._known[handle] = (credential, key.secret_hash, now + REMEMBERED)
        return credential, key.secret_hash

    def _used(self, key: ApiKey, now: datetime) -> ApiKey:
        """Note that a key is in use, to the minute."""
        if key.last_used_at is not None and now - key.last_used_at < NOTED_EVERY:
            return key
        with self._store.write(system(key.organization_id)) as tx:
            return tx.change(API_KEY, key.id, last_used_at=now)


def mint(tx: Tx, new: NewKey) -> tuple[ApiKey, MintedKey]:
    """Make a key; its text is in the second value, now and never again.

    Raises Invalid (scope, network), Forbidden for a scope that the actor does not hold.
    """
    tx.actor.need("keys:write")
    _check_networks(new.networks)
    _check_scopes(tx, new)
    minted = mint_key(new.live)
    return _stored(tx, new, minted), minted


def _check_scopes(tx: Tx, new: NewKey) -> None:
    """Nobody gives away more than they hold."""
    unknown = sorted(new.scopes - SCOPES - {"*"})
    if unknown:
        raise Invalid.because("scopes", f"unknown scope {unknown[0]}; known: *, {', '.join(sorted(SCOPES))}")
    if not tx.actor.holds(new.scopes):
        raise Forbidden("Nobody can give a key more than they may do themselves")


def adopt(tx: Tx, new: NewKey, handle: str, text: str) -> ApiKey:
    """The key behind a text that everybody knows (demo mode); made the first time."""
    tx.actor.need("keys:write")
    known = tx.find(API_KEY, handle=handle)
    return known or _stored(tx, new, MintedKey(handle, token_hash(text), text[-4:], text))


def keys(view: View, actor: Actor) -> tuple[ApiKey, ...]:
    """The organization's keys, oldest first."""
    actor.need("keys:read")
    return view.every(API_KEY)


def revoke(tx: Tx, id: str) -> ApiKey:
    """End a key at once. Raises NotFound."""
    tx.actor.need("keys:write")
    tx.audit("key.revoke", id)
    return tx.change(API_KEY, id, revoked_at=tx.now)


def roll(tx: Tx, id: str, overlap: timedelta) -> tuple[ApiKey, MintedKey]:
    """A new key with the same rights and reach; the old one works for `overlap` more, or as long as it would.

    Its endpoints are the new key's from now on. Raises NotFound, Conflict for a revoked key.
    """
    tx.actor.need("keys:write")
    old = tx.get(API_KEY, id)
    if old.revoked_at is not None:
        raise Conflict("A revoked key cannot be rolled")
    minted = mint_key(old.live)
    fresh = replace(
        old,
        id=new_id(),
        handle=minted.id,
        secret_hash=minted.secret_hash,
        last_four=minted.last_four,
        created_at=tx.now,
        last_used_at=None,
    )
    tx.add(API_KEY, fresh)
    end = tx.now + overlap
    tx.change(API_KEY, id, expires_at=min(end, old.expires_at or end))
    for (reached,) in tx.ask(queries.REACHED_BY, key_id=id):
        tx.tell(queries.REACH, {"key": fresh.id, "reaches": reached})
    for endpoint in tx.view.every(ENDPOINT, key_id=id):
        tx.change(ENDPOINT, endpoint.id, key_id=fresh.id)
    tx.audit("key.roll", id)
    return fresh, minted


def found(store: Store, clock: Clock, new: NewOrganization, id: str | None = None) -> Organization:
    """Create an organization (the operator, or a key that spans). Raises Conflict."""
    now = clock.now()
    return store.found(
        Organization(
            id=id or new_id(),
            name=new.name,
            policy=Policy(),
            created_at=now,
            updated_at=now,
            description=new.description,
            owner_email=new.owner_email,
            metadata=new.metadata,
        )
    )


def extend_reach(tx: Tx, key_id: str, organization_id: str) -> None:
    """Let a spanning key act in one more organization, and tell its global endpoints of events there."""
    tx.actor.need("organizations:write")
    key = tx.get(API_KEY, key_id)
    if not key.spans:
        raise Forbidden("Only an ATS key may create companies")
    tx.tell(queries.REACH, {"key": key_id, "reaches": organization_id})
    for endpoint in tx.view.every(ENDPOINT, key_id=key_id):
        if endpoint.scope_id is None and endpoint.subject_id is None:
            tx.tell(queries.SUBSCRIBE_LIKE, {"listens_to": organization_id, "endpoint": endpoint.id})
    tx.audit("organization.create", organization_id)


def organization(view: View, actor: Actor) -> Organization:
    """The organization one acts in."""
    actor.need("organizations:read", "interviews:write")
    return view.get(ORGANIZATION, view.organization_id)


def change_organization(tx: Tx, wanted: ChangeOrganization) -> Organization:
    """Change the organization one acts in."""
    tx.actor.need("organizations:write")
    old = tx.get(ORGANIZATION, tx.organization_id)
    values = given(wanted)
    if "metadata" in values:
        values["metadata"] = merged(old.metadata, values["metadata"])
    tx.audit("organization.change", tx.organization_id)
    return tx.change(ORGANIZATION, tx.organization_id, **values)


def elsewhere(store: Store, missing: NotFound) -> bool:
    """Whether what was not found here belongs to another organization."""
    shape = _OWNED.get(missing.kind)
    return shape is not None and store.directory.owner_of(shape, missing.id) is not None


def _stored(tx: Tx, new: NewKey, minted: MintedKey) -> ApiKey:
    key = ApiKey(
        id=new_id(),
        organization_id=tx.organization_id,
        name=new.name,
        handle=minted.id,
        secret_hash=minted.secret_hash,
        last_four=minted.last_four,
        scopes=new.scopes,
        live=new.live,
        created_at=tx.now,
        spans=new.spans,
        per_minute=new.per_minute,
        per_hour=new.per_hour,
        networks=new.networks,
        expires_at=new.expires_at,
    )
    tx.add(API_KEY, key)
    tx.audit("key.mint", key.id)
    return key


def _check_networks(networks: tuple[str, ...]) -> None:
    for network in networks:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError as error:
            raise Invalid.because("networks", f"not a network: {network}") from error


def _inside(address: str | None, networks: tuple[str, ...]) -> bool:
    if address is None:
        return False
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in ipaddress.ip_network(network, strict=False) for network in networks)
