"""What does an identifier or a random token look like, and how is one made?"""

import hashlib
import os
import re
import secrets
from typing import Final

BASE62: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_VARIANT: Final = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))


def new_id() -> str:
    """A random UUID, version 4 (RFC 9562 §5.4): 36 lower-case characters."""
    text = os.urandom(16).hex()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:]}"


def is_id(text: str) -> bool:
    """Whether `text` is a UUID of any version, written as `new_id` writes it."""
    return _ID.fullmatch(text) is not None


def new_token(bytes: int = 32) -> str:
    """`bytes` random bytes as URL-safe base64 without padding: 43 characters for 32 bytes."""
    return secrets.token_urlsafe(bytes)


def token_hash(token: str) -> str:
    """SHA-256 of the token, 64 hex characters; no salt, because a token has 112 bits or more (ASVS 6.5.2)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def base62(n_chars: int) -> str:
    """`n_chars` random characters of 0-9A-Za-z, 5.95 bits each."""
    return "".join(secrets.choice(BASE62) for _ in range(n_chars))
