"""How a candidate's link and one-time code are made: derived from the server's key, never stored."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from vivavoce.kit.ids import token_hash


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the same link for the same invitation every time. `key` is 32 secret bytes."""

    public_url: str
    key: bytes

    def token(self, invitation_id: str) -> str:
        """The secret in an invitation's link: 43 URL-safe characters, 256 bits."""
        return base64.urlsafe_b64encode(self._derive("invitation", invitation_id)).rstrip(b"=").decode()

    def token_hash(self, invitation_id: str) -> str:
        """What is stored to find the invitation by."""
        return token_hash(self.token(invitation_id))

    def url(self, invitation_id: str) -> str:
        """The address the candidate opens."""
        return f"{self.public_url}/interview/join/{self.token(invitation_id)}"

    def code(self, code_id: str) -> str:
        """The six digits of a one-time code."""
        return f"{int.from_bytes(self._derive('code', code_id)[:8], 'big') % 1_000_000:06d}"

    def seat(self, invitation_id: str, browser: str) -> str:
        """The value of the cookie that says: this browser passed the code of this invitation."""
        return self._derive("seat", f"{invitation_id}\n{browser}").hex()

    def _derive(self, purpose: str, id: str) -> bytes:
        return hmac.new(self.key, f"{purpose}\n{id}".encode(), hashlib.sha256).digest()
