"""Where does a URL from a stranger lead, and may we go there?

Python's `ipaddress.is_global` alone is no answer: up to 3.13 it calls multicast, NAT64 and others global.
"""

import re
import socket
import string
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final, Protocol
from urllib.parse import quote, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PORTS: Final = (443, 8443)
LOCAL_NAMES: Final = (
    "localhost",
    "localdomain",
    "local",  # RFC 6762
    "internal",  # metadata.google.internal, instance-data.ec2.internal
    "home.arpa",  # RFC 8375
    "metadata",
    "instance-data",
)
"""Names, and the ends of names, that mean something inside a network only."""

_GLOBAL_V6: Final = IPv6Network("2000::/3")  # all that IANA gives out as global unicast (RFC 4291 §2.4)
_DENIED: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network, unspecified
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by carriers; Alibaba's metadata
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # Azure's host agent
            "169.254.0.0/16",  # link-local; metadata of most clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments; Oracle's metadata
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
) + tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, holds any IPv4 address
            "3fff::/20",  # documentation
        ),
    )
)

_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f\\]")
_PLACE: Final = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:]+))(?::(?P<port>[0-9]{1,5}))?")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LONGEST_URL: Final = 2048
_LONGEST_NAME: Final = 253


class Refused(Exception):
    """We will not go to this address; `reason` is fit to be shown to whoever gave it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreachable(Exception):
    """We went, and no whole answer came back; `reason` is fit to be shown. Another try may work."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Resolver(Protocol):
    """Whoever turns a host name into addresses."""

    def addresses(self, host: str) -> tuple[str, ...]:
        """The IPv4 and IPv6 addresses of `host` as text; none when it does not resolve."""
        ...


class SystemResolver:
    """The machine's resolver, within its own time-outs."""

    def addresses(self, host: str) -> tuple[str, ...]:
        """The addresses in the order the system prefers."""
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except OSError:
            return ()
        return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Place:
    """What a URL says: `host` in lower case without brackets, `target` the path and query in ASCII."""

    scheme: str
    host: str
    port: int
    target: str
    literal: Address | None

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _port_of(self.scheme) else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Destination:
    """A place and its addresses, every one of which has been checked."""

    place: Place
    addresses: tuple[Address, ...]


def check_url(url: str, allow: Sequence[Network], *, resolver: Resolver) -> Destination:
    """Where `url` leads. The resolver is asked once; whoever connects must use these addresses.

    Inside `allow` any port, plain http and local names will do. Elsewhere: https, port 443 or 8443, and every
    address public. Refused says what is wrong; Unreachable when the name has no address.
    """
    place = place_of(url)
    addresses = (place.literal,) if place.literal else _resolved(place.host, resolver)
    outside = [address for address in addresses if not any(address in network for network in allow)]
    if outside or not addresses:
        _refuse_place(place)
    if not all(map(is_public, outside)):
        raise Refused("the host has an address that is not public")
    if not addresses:
        raise Unreachable("the host name does not resolve")
    return Destination(place, addresses)


def is_public(address: Address) -> bool:
    """Whether anybody on the internet can be reached at `address` (IANA's special-purpose registries)."""
    if isinstance(address, IPv6Address) and address not in _GLOBAL_V6:
        return False
    return address.is_global and not any(address in network for network in _DENIED)


def place_of(url: str) -> Place:
    """What `url` says, without asking anybody; Refused when two readers could read it differently.

    Host names are ASCII (a name in another script is given in its `xn--` form), IPv4 addresses have four
    plain decimal parts, and there is no user name, no zone id and no backslash.
    """
    if len(url) > _LONGEST_URL or _UNSAFE.search(url):
        raise Refused("not a URL: too long, or a blank, backslash or control character in it")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refused("not a URL") from None
    if parts.scheme not in ("https", "http"):
        raise Refused("the scheme is not https")
    if "@" in parts.netloc:
        raise Refused("a user name or password in the URL")
    match = _PLACE.fullmatch(parts.netloc)
    if match is None:
        raise Refused("the host is not a plain name or address")
    port = int(match["port"] or _port_of(parts.scheme))
    if not 0 < port < 65536:
        raise Refused("no such port")
    literal, host = _host(match["v6"], match["name"])
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, host, port, quote(target, safe=string.punctuation), literal)


def _host(v6: str | None, name: str | None) -> tuple[Address | None, str]:
    """The literal address, if it is one, and the host in its one form."""
    try:
        if name is None:
            address: Address = IPv6Address(v6 or "")
            return address, str(address)
        host = name.lower().removesuffix(".")
        labels = host.split(".")
        if _NUMBER.fullmatch(labels[-1]):
            return IPv4Address(host), host
    except ValueError:
        raise Refused("the host is an address in an unusual form") from None
    if len(host) > _LONGEST_NAME or not all(map(_LABEL.fullmatch, labels)):
        raise Refused("the host is not a plain name or address")
    return None, host


def _resolved(host: str, resolver: Resolver) -> tuple[Address, ...]:
    try:
        return tuple(map(ip_address, resolver.addresses(host)))
    except ValueError:
        raise Refused("the host name resolves to something that is not an address") from None


def _refuse_place(place: Place) -> None:
    if place.scheme != "https":
        raise Refused("the scheme is not https")
    if place.port not in PORTS:
        raise Refused(f"port {place.port} is not 443 or 8443")
    if any(f".{place.host}".endswith(f".{name}") for name in LOCAL_NAMES):
        raise Refused("the host name is a local one")


def _port_of(scheme: str) -> int:
    return 443 if scheme == "https" else 80
