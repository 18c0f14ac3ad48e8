"""A second factor at sign-in: the six digits of an authenticator (TOTP, RFC 6238), each good once."""

from __future__ import annotations

from typing import Final

from vivavoce.domain.errors import Invalid
from vivavoce.domain.identity import Member
from vivavoce.kit.secrets import Sealer, constant_equal
from vivavoce.store.shapes import MEMBER
from vivavoce.store.tx import Tx

STEP_SECONDS: Final = 30


def new_authenticator() -> str:
    """A secret for an authenticator: 160 bits in base32 (RFC 4226, 4)."""
    import pyotp

    return pyotp.random_base32()


def address_of(secret: str, member: Member) -> str:
    """The `otpauth:` address that an authenticator reads from a QR code."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=member.email, issuer_name="vivavoce")


def set_authenticator(tx: Tx, sealer: Sealer, secret: str, digits: str) -> None:
    """From now on the actor signs in with this authenticator. Raises Invalid when it shows other digits."""
    tx.actor.need("jobs:read")
    step = _step_of(secret, digits, int(tx.now.timestamp()))
    if step is None:
        raise Invalid.because("code", "that is not what the authenticator shows now")
    sealed = sealer.seal(secret.encode(), tx.actor.id.encode())
    tx.change(MEMBER, tx.actor.id, sealed_totp=sealed, totp_step=step)
    tx.audit("member.authenticator", tx.actor.id)


def drop_authenticator(tx: Tx, member_id: str) -> None:
    """A person signs in with the password alone again: oneself, or whoever may change people. NotFound."""
    tx.actor.need("jobs:read")
    if tx.actor.id != member_id:
        tx.actor.need("members:write")
    tx.change(MEMBER, member_id, sealed_totp=None)
    tx.audit("member.authenticator.drop", member_id)


def code_right(tx: Tx, sealer: Sealer, member_id: str, digits: str) -> bool:
    """Whether these are the authenticator's digits of now, or 30 s before or after; each works once."""
    tx.actor.need("jobs:read")
    tx.lock(f"authenticator {member_id}")
    member = tx.get(MEMBER, member_id)
    if member.sealed_totp is None:
        return False
    secret = sealer.open(member.sealed_totp, member_id.encode()).decode()
    step = _step_of(secret, digits, int(tx.now.timestamp()))
    if step is None or step <= member.totp_step:
        return False
    tx.change(MEMBER, member_id, totp_step=step)
    return True


def _step_of(secret: str, digits: str, now: int) -> int | None:
    """The time step (RFC 6238) whose code these digits are, one step to either side allowed."""
    import pyotp

    totp = pyotp.TOTP(secret)
    steps = (now // STEP_SECONDS + shift for shift in (0, -1, 1))
    return next((step for step in steps if constant_equal(totp.generate_otp(step), digits)), None)
