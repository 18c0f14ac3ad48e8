"""How are secrets made, recognised, sealed and used to sign?"""

import base64
import binascii
import hmac
import os
import re
import secrets
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vivavoce.kit.ids import BASE62, base62, token_hash

KEY_PATTERN: Final = r"vv_(?:live|test)_[0-9A-Za-z]{46}"
"""Every API key, for secret scanners; the last six characters then tell a true one from a chance hit."""

_KEY: Final = re.compile(r"vv_(live|test)_([0-9A-Za-z]{8})([0-9A-Za-z]{32})([0-9A-Za-z]{6})")
_SEALED: Final = "vv1."
_NONCE_BYTES: Final = 12
_MASTER_BYTES: Final = 32


class BadKey(Exception):
    """The text is no API key: its shape or its checksum is wrong."""


class BadSeal(Exception):
    """The sealed text was changed, was sealed under another master, or belongs to something else."""


class BadMaster(Exception):
    """The master key is not 32 bytes, or its file does not hold 64 hex characters."""


@dataclass(frozen=True, slots=True)
class MintedKey:
    """A new API key. `text` is shown once and not kept; the rest may be stored."""

    id: str
    secret_hash: str
    last_four: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """An API key whose checksum is right; whether it is anybody's is for the database to say."""

    id: str
    secret_hash: str
    live: bool


def mint_key(live: bool) -> MintedKey:
    """A new key `vv_<live|test>_<8 id><32 secret><6 checksum>`, all base62; the secret has 190 bits.

    The checksum is the CRC-32 of everything before it, as in GitHub's token format of 2021.
    """
    key_id, secret = base62(8), base62(32)
    body = f"vv_{'live' if live else 'test'}_{key_id}{secret}"
    text = body + _checksum(body)
    return MintedKey(id=key_id, secret_hash=token_hash(secret), last_four=text[-4:], text=text)


def parse_key(text: str) -> ParsedKey:
    """The key's parts; BadKey when its shape or checksum is wrong, found without any look-up."""
    match = _KEY.fullmatch(text)
    if match is None or _checksum(text[:-6]) != match[4]:
        raise BadKey("not an API key: its shape or checksum is wrong")
    return ParsedKey(id=match[2], secret_hash=token_hash(match[3]), live=match[1] == "live")


class Sealer:
    """Encrypts what must be read back: AES-256-GCM under one master key, a random nonce each time.

    Random 96-bit nonces keep one master good for 2^32 seals (NIST SP 800-38D §8.3).
    """

    def __init__(self, master: bytes) -> None:
        """`master`: 32 bytes; BadMaster when not."""
        if len(master) != _MASTER_BYTES:
            raise BadMaster(f"a master key has 32 bytes, not {len(master)}")
        self._master = master

    def derive(self, purpose: str) -> str:
        """64 hex digits that follow from the master and the purpose alone (HMAC-SHA256, RFC 2104)."""
        return hmac_hex(self._master, f"derive\n{purpose}".encode())

    def seal(self, plain: bytes, bound_to: bytes = b"") -> str:
        """`vv1.` and URL-safe base64; opens only with the same `bound_to`, say the row it belongs to."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 30 ms that few commands need

        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._master).encrypt(nonce, plain, bound_to)
        return _SEALED + base64.urlsafe_b64encode(nonce + sealed).decode()

    def open(self, sealed: str, bound_to: bytes = b"") -> bytes:
        """What was sealed; BadSeal when it is not whole, not ours or not `bound_to` this."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if not sealed.startswith(_SEALED):
            raise BadSeal("not a sealed text")
        try:
            box = base64.b64decode(sealed.removeprefix(_SEALED), altchars=b"-_", validate=True)
            return AESGCM(self._master).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], bound_to)
        except (ValueError, InvalidTag):
            raise BadSeal("the sealed text does not open") from None


def load_or_make_master(path: Path) -> bytes:
    """The 32-byte master key of the file, which is made (mode 0600) when it is not there.

    Processes that start at once end with the same key: a file appears under `path` only whole, and only
    the first one. BadMaster when the file holds anything but 64 hex characters.
    """
    if not path.exists():
        _make_master(path)
    try:
        master = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        raise BadMaster(f"{path.name} does not hold 64 hex characters") from None
    if len(master) != _MASTER_BYTES:
        raise BadMaster(f"{path.name} does not hold 64 hex characters")
    return master


def hmac_hex(key: bytes, message: bytes) -> str:
    """HMAC-SHA256 (RFC 2104), 64 lower-case hex characters."""
    return hmac.digest(key, message, "sha256").hex()


def standard_webhook_signature(secret: bytes, id: str, timestamp: int, body: bytes) -> str:
    """`v1,<base64>`: HMAC-SHA256 over `id.timestamp.body`, time in Unix seconds (Standard Webhooks 1.0)."""
    signed = b"%b.%d.%b" % (id.encode(), timestamp, body)
    return "v1," + base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()


def new_hex_secret(n_hex: int = 64) -> str:
    """`n_hex` random hex characters; an odd number is cut to size."""
    return secrets.token_hex((n_hex + 1) // 2)[:n_hex]


def new_whsec() -> str:
    """A Standard Webhooks secret: `whsec_` and 32 random bytes in base64."""
    return "whsec_" + base64.b64encode(os.urandom(32)).decode()


def whsec_bytes(whsec: str) -> bytes:
    """The signing key inside a `whsec_` text; BadKey when it is not one."""
    try:
        if whsec.startswith("whsec_"):
            return base64.b64decode(whsec.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        pass
    raise BadKey("not a whsec_ secret")


def constant_equal(left: str, right: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ."""
    one, other = (text.encode("utf-8", "surrogatepass") for text in (left, right))
    return hmac.compare_digest(one, other)


def _checksum(text: str) -> str:
    rest, digits = zlib.crc32(text.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = BASE62[digit] + digits
    return digits


def _make_master(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_MASTER_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename, a link never replaces the file that another process made
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
