"""How do we call an address that a stranger gave us, without being led inside?

A name is resolved once, every answer is checked, and the connection goes to a checked address; the name
serves for TLS and the Host header only. No proxy variable is read, nothing is kept open. Calls block: use a
thread.
"""

import http.client
import io
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv6Address, ip_network
from time import monotonic
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urljoin

from vivavoce.kit.destinations import (
    Destination,
    Place,
    Refused,
    Resolver,
    SystemResolver,
    Unreachable,
    check_url,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "Answer",
    "Fetched",
    "Outbound",
    "Refused",
    "Resolver",
    "SystemResolver",
    "Unreachable",
    "check_url",
]

_CONNECT_SECONDS: Final = 5.0  # for one address, so that a dead one leaves time for the next
_READ_BYTES: Final = 64 * 1024
_KEPT_BYTES: Final = 2 * 1024
_WRITE_BYTES: Final = 16 * 1024
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_MOST_REDIRECTS: Final = 3
OURS: Final = frozenset(
    ("accept-encoding", "connection", "content-length", "expect", "host", "transfer-encoding", "upgrade")
)
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from `send`: header names in lower case, the first 2 KiB of the body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body_first_2k: bytes
    duration_ms: int

    def header(self, name: str) -> str:
        """The first value of the header, `""` when it is not there."""
        return _header(self.headers, name)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back from `fetch`: the whole body, and the URL it came from after redirects."""

    status: int
    content_type: str
    body: bytes
    final_url: str


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Outbound:
    """Calls to addresses from outside. Safe to share between threads."""

    def __init__(
        self,
        allow_private_cidrs: tuple[str, ...] = (),
        *,
        timeout: float = 15.0,
        resolver: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`timeout`: seconds for one call in all. `tls`: trusts the system's authorities by default.

        ValueError when a range is not one.
        """
        self._allow = tuple(map(ip_network, allow_private_cidrs))
        self._timeout = timeout
        self._resolver = resolver or SystemResolver()
        self._given_tls = tls

    def refuse(self, url: str) -> None:
        """Raise Refused if a call would be refused now, also when the name does not resolve."""
        try:
            self._check(url)
        except Unreachable as error:
            raise Refused(error.reason) from None

    def intake(self, url: str) -> None:
        """Raise Refused if `url` should not even be stored; one that does not resolve yet may be."""
        try:
            self._check(url)
        except Unreachable:
            return

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout: float | None = None
    ) -> Answer:
        """Send once and follow nothing: a redirect is an answer like any other.

        Refused when the URL or a header is not allowed; Unreachable when no whole answer came within
        `timeout` seconds.
        """
        began = monotonic()
        deadline = began + (timeout or self._timeout)
        reply = self._exchange(
            self._check(url), method, headers, body, deadline=deadline, most_bytes=_READ_BYTES
        )
        elapsed = round((monotonic() - began) * 1000)
        return Answer(reply.status, reply.headers, reply.body[:_KEPT_BYTES], elapsed)

    def fetch(self, url: str, max_bytes: int, timeout: float | None = None) -> Fetched:
        """GET a page through at most three redirects, each checked like the first.

        Refused when a URL on the way is not allowed, the body is larger than `max_bytes` or there are too
        many redirects; Unreachable when no whole answer came within `timeout` seconds.
        """
        deadline = monotonic() + (timeout or self._timeout)
        for _ in range(1 + _MOST_REDIRECTS):
            reply = self._exchange(
                self._check(url), "GET", {}, b"", deadline=deadline, most_bytes=max_bytes + 1
            )
            location = _header(reply.headers, "location")
            if reply.status in _REDIRECTS and location:
                url = urljoin(url, location)
                continue
            if len(reply.body) > max_bytes:
                raise Refused(f"the page is larger than {max_bytes} bytes")
            return Fetched(reply.status, _header(reply.headers, "content-type"), reply.body, url)
        raise Refused(f"more than {_MOST_REDIRECTS} redirects")

    def _check(self, url: str) -> Destination:
        return check_url(url, self._allow, resolver=self._resolver)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or ssl.create_default_context()

    def _exchange(
        self,
        destination: Destination,
        method: str,
        headers: Mapping[str, str],
        body: bytes,
        *,
        deadline: float,
        most_bytes: int,
    ) -> _Reply:
        request = _request(destination.place, method, headers, body)
        with _reasons(), closing(self._open(destination, deadline)) as line:
            line.sendall(request)
            response = http.client.HTTPResponse(cast(socket.socket, line), method=method)
            response.begin()
            answered = response.read(most_bytes)
            if response.length and len(answered) < most_bytes:
                raise http.client.IncompleteRead(answered, response.length)
            names = tuple((name.lower(), value) for name, value in response.getheaders())
            return _Reply(response.status, names, answered)

    def _open(self, destination: Destination, deadline: float) -> "_Line":
        plain = _connect(destination, deadline)
        if destination.place.scheme == "http":
            return _Line(plain, deadline)
        try:
            plain.settimeout(_left(deadline))
            return _Line(self._tls.wrap_socket(plain, server_hostname=destination.place.host), deadline)
        except BaseException:
            plain.close()
            raise


class _Line(io.RawIOBase):
    """A connected socket, as far as `HTTPResponse` needs one, on which everything ends at one deadline.

    A socket's own time-out starts again with each byte, so a peer that drips bytes could hold us for ever.
    """

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._socket = connected
        self._deadline = deadline

    def sendall(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            self._socket.settimeout(_left(self._deadline))
            rest = rest[self._socket.send(rest[:_WRITE_BYTES]) :]

    def makefile(self, mode: str) -> io.BufferedReader:
        assert mode == "rb"
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        self._socket.settimeout(_left(self._deadline))
        return self._socket.recv_into(buffer)

    def close(self) -> None:
        self._socket.close()
        super().close()


def _connect(destination: Destination, deadline: float) -> socket.socket:
    """A connection to the first of the checked addresses that accepts one."""
    failure: OSError = OSError("no address")
    for address in destination.addresses:
        family = socket.AF_INET6 if isinstance(address, IPv6Address) else socket.AF_INET
        candidate = socket.socket(family, socket.SOCK_STREAM)
        try:
            candidate.settimeout(min(_CONNECT_SECONDS, _left(deadline)))
            candidate.connect((str(address), destination.place.port))
        except OSError as error:
            candidate.close()
            failure = error
        else:
            return candidate
    raise failure


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _request(place: Place, method: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """The request as sent (RFC 9112 §2); Refused when a header is malformed or not the caller's to set."""
    given = {name.lower() for name in headers}
    if given & OURS:
        raise Refused(f"these headers are ours to set: {', '.join(sorted(given & OURS))}")
    lines = {"Host": place.authority, "Connection": "close", "Accept-Encoding": "identity", **headers}
    if "user-agent" not in given:
        lines["User-Agent"] = "vivavoce"
    if body or method != "GET":
        lines["Content-Length"] = str(len(body))
    if not all(_TOKEN.fullmatch(name) and _VALUE.fullmatch(value) for name, value in lines.items()):
        raise Refused("a header holds a character that no header may hold")
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {place.target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body


def _header(headers: tuple[tuple[str, str], ...], name: str) -> str:
    return next((value for key, value in headers if key == name.lower()), "")


@contextmanager
def _reasons() -> Iterator[None]:
    """Turn what the network may do to us into Unreachable."""
    try:
        yield
    except TimeoutError:
        raise Unreachable("timed out") from None
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(f"the certificate does not verify: {error.verify_message}") from None
    except ssl.SSLError:
        raise Unreachable("the TLS connection failed") from None
    except OSError as error:
        raise Unreachable(f"no connection: {error.strerror or 'broken'}") from None
    except http.client.HTTPException:
        raise Unreachable("the answer is cut short or not HTTP") from None
