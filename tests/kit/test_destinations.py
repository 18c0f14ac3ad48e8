"""Which URLs are refused, and are public ones left alone?"""

from contextlib import suppress
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.kit.destinations import Refused, SystemResolver, Unreachable, check_url, is_public, place_of

INSIDE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.254 127.0.0.1 127.1.2.3
127.255.255.255 168.63.129.16 169.254.0.1 169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.254 192.0.0.1
192.0.0.8 192.0.0.170 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.254 198.18.0.1
198.19.255.254 198.51.100.7 203.0.113.9 224.0.0.1 224.0.0.251 232.1.1.1 239.255.255.250 240.0.0.1 254.1.2.3
255.255.255.255 :: ::1 ::2 ::127.0.0.1 ::7f00:1 ::a9fe:a9fe ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:a9fe:a9fe
::ffff:0:127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b::808:808 64:ff9b:1::7f00:1 100::1 100:0:0:1::1 2001::1
2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:3::1 2001:10::1 2001:20::1 2001:30::1 2001:1ff::1
2001:db8::1 2001:db8:ffff::1 2002:7f00:1::1 2002:a9fe:a9fe::1 2002:808:808::1 3fff::1 3fff:fff:ffff::1
5f00::1 5f00:ffff::1 fc00::1 fd00::1 fd00:ec2::254 fd12:3456:789a::1 fe80::1 fe80::a9fe:a9fe febf::1 fec0::1
feff::1 ff00::1 ff01::1 ff02::1 ff02::fb ff05::2 ff0e::1 4000::1 8000::1 e000::1
"""

OUTSIDE = """
1.1.1.1 8.8.8.8 9.9.9.9 11.0.0.1 64.233.160.1 93.184.216.34 100.63.255.255 100.128.0.1 128.0.0.1
151.101.1.69 168.63.129.17 172.15.255.255 172.32.0.1 185.199.108.153 192.0.1.1 192.167.255.255
198.17.255.255 198.20.0.1 203.0.112.1 223.255.255.254 2001:200::1 2001:4860:4860::8888 2003::1 2400:cb00::1
2606:4700:4700::1111 2620:fe::fe 2a00:1450:4001::1 2a03:2880::1 2c0f:fb50::1
"""


class Answers:
    """A resolver that gives every name these addresses, and counts how often it is asked."""

    def __init__(self, *addresses):
        self.found, self.asked = addresses, 0

    def addresses(self, host):
        self.asked += 1
        return self.found


PUBLIC = Answers("93.184.216.34", "2606:4700:4700::1111")


def check(url, resolver=PUBLIC, allow=()):
    return check_url(url, tuple(map(ip_network, allow)), resolver=resolver)


def literal(address):
    return f"[{address}]" if ":" in address else address


def test_there_are_enough_addresses():
    assert len(set(INSIDE.split())) >= 60
    assert len(set(OUTSIDE.split())) >= 20


@pytest.mark.parametrize("address", INSIDE.split())
def test_an_inside_address_is_refused_in_every_position(address):
    assert not is_public(ip_address(address))
    for resolver in (Answers(address), Answers("8.8.8.8", address), Answers(address, "2606:4700:4700::1111")):
        with pytest.raises(Refused, match="not public"):
            check("https://hooks.example.com/", resolver)
    with pytest.raises(Refused):
        check(f"https://{literal(address)}:8443/path")


@pytest.mark.parametrize("address", OUTSIDE.split())
def test_a_public_address_is_not_refused(address):
    assert check("https://hooks.example.com/", Answers(address)).addresses == (ip_address(address),)
    asked_not = Answers()
    assert check(f"https://{literal(address)}/hook", asked_not).addresses == (ip_address(address),)
    assert asked_not.asked == 0


@given(st.ip_addresses(v=6))
def test_no_ipv6_address_outside_global_unicast_is_public(address):
    assert not is_public(address) or address.packed[0] >> 5 == 0b001


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_gets_in_by_being_wrapped(address):
    number = int(address)
    wrapped = (
        ip_address(f"::ffff:{address}"),
        ip_address(f"::{address}"),
        ip_address(f"64:ff9b::{address}"),
        ip_address((0x2002 << 112) | (number << 80)),
    )
    assert not any(map(is_public, wrapped))


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "134744072",
        "0x7f000001",
        "0X7F.0.0.1",
        "0x7f.1",
        "0177.0.0.1",
        "0177.0.0.01",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "8.8.8.010",
        "8.8.8.256",
        "8.8.8",
        "1.2.3.4.5",
        "example.0x",
        "example.1",
        "00000000010.0.0.1",
    ],
)
def test_numbers_that_are_no_plain_public_address_are_refused(host):
    with pytest.raises(Refused):
        check(f"https://{host}/")


@pytest.mark.parametrize(
    "host",
    [
        "[::1]",
        "[fe80::1%25eth0]",
        "[fe80::1%eth0]",
        "[2606:4700:4700::1111%25lo]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[v1.fe80]",
        "[]",
        "[::1",
        "::1",
        "[1.1.1.1]",
        "[2606:4700:4700::1111]x",
    ],
)
def test_what_is_in_brackets_is_a_plain_public_address_or_refused(host):
    with pytest.raises(Refused):
        check(f"https://{host}/")


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "localhost.localdomain",
        "metadata.google.internal",
        "Metadata.Google.Internal.",
        "metadata",
        "instance-data",
        "instance-data.ec2.internal",
        "printer.local",
        "router.home.arpa",
    ],
)
def test_local_names_are_refused_whatever_they_resolve_to(host):
    for resolver in (PUBLIC, Answers()):
        with pytest.raises(Refused, match="local"):
            check(f"https://{host}/", resolver)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example.com",
        "//hooks.example.com/",
        "https://",
        "https:///path",
        "https:hooks.example.com",
        "https:/hooks.example.com",
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "file:///etc/passwd",
        "gopher://hooks.example.com/",
        "javascript:alert(1)",
        "https://user@hooks.example.com/",
        "https://user:password@hooks.example.com/",
        "https://@hooks.example.com/",
        "https://hooks.example.com:443@127.0.0.1/",
        "https://127.0.0.1#@hooks.example.com/",
        "https://hooks.example.com\\@127.0.0.1/",
        "https://hooks.example.com:80/",
        "https://hooks.example.com:22/",
        "https://hooks.example.com:6379/",
        "https://hooks.example.com:8080/",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:65979/",
        "https://hooks.example.com:99999999/",
        "https://hooks.example.com:/",
        "https://hooks.example.com:٤٤٣/",
        "https://hooks.example.com:+443/",
        "https://hooks example.com/",
        "https://hooks.example.com/\r\nHost: inside",
        "\thttps://hooks.example.com/",
        "https://hooks\t.example.com/",
        "https://hooks.example.com/\x00",
        "https://hooks.example.com/a\\b",
        "https://hooks..example.com/",
        "https://.example.com/",
        "https://-hooks.example.com/",
        "https://%31%32%37.0.0.1/",
        "https://hooks.exam%70le.com/",
        "https://bücher.example/",
        "https://１２７.０.０.１/",
        "https://127。0。0。1/",
        "https://ⓔxample.com/",
        "https://" + "a" * 64 + ".example.com/",
        "https://" + "a." * 130 + "com/",
        "https://hooks.example.com/" + "a" * 2048,
    ],
)
def test_urls_that_are_refused_by_their_look(url):
    with pytest.raises(Refused) as refusal:
        check(url)
    assert refusal.value.reason == str(refusal.value) != ""


@pytest.mark.parametrize("user", ["user", "user:password", "", "hooks.example.com:443"])
def test_a_user_name_is_named_as_the_reason(user):
    with pytest.raises(Refused, match="user name"):
        check(f"https://{user}@hooks.example.com/")


@pytest.mark.parametrize(
    ("url", "authority", "target"),
    [
        ("https://hooks.example.com", "hooks.example.com", "/"),
        ("HTTPS://Hooks.Example.COM./a?b=c#d", "hooks.example.com", "/a?b=c"),
        ("https://hooks.example.com:443/", "hooks.example.com", "/"),
        ("https://hooks.example.com:8443/", "hooks.example.com:8443", "/"),
        ("https://xn--bcher-kva.example/ü?q=ß", "xn--bcher-kva.example", "/%C3%BC?q=%C3%9F"),
        ("https://a_b.example.com/%2e%2E/?x=%zz", "a_b.example.com", "/%2e%2E/?x=%zz"),
        ("https://1.1.1.1./", "1.1.1.1", "/"),
        ("https://hooks.example.com?x", "hooks.example.com", "/?x"),
        ("https://[2606:4700:4700:0::1111]:8443/", "[2606:4700:4700::1111]:8443", "/"),
        ("http://hooks.example.com:80/", "hooks.example.com", "/"),
        ("http://hooks.example.com:3000/", "hooks.example.com:3000", "/"),
    ],
)
def test_reading_a_url(url, authority, target):
    place = place_of(url)
    assert (place.authority, place.target) == (authority, target)


def test_a_name_without_an_address_is_unreachable_and_not_refused():
    with pytest.raises(Unreachable, match="resolve"):
        check("https://hooks.example.com/", Answers())


@pytest.mark.parametrize("url", ["http://hooks.example.com/", "https://hooks.example.com:9000/"])
def test_a_name_without_an_address_gets_no_liberties(url):
    with pytest.raises(Refused):
        check(url, Answers(), allow=("10.0.0.0/8",))


def test_an_answer_that_is_no_address_is_refused():
    with pytest.raises(Refused, match="not an address"):
        check("https://hooks.example.com/", Answers("not an address"))


@pytest.mark.parametrize(
    "url",
    ["http://app:3000/hook", "https://localhost/", "http://printer.local/", "https://hooks.example.com:9/"],
)
def test_inside_the_allowed_ranges_any_port_name_and_plain_http_will_do(url):
    assert check(url, Answers("10.1.2.3", "fd00::3"), allow=("10.0.0.0/8", "fd00::/8")).addresses


@pytest.mark.parametrize("url", ["http://10.1.2.3:8080/", "http://[fd00::3]/"])
def test_literals_inside_the_allowed_ranges(url):
    assert check(url, allow=("10.0.0.0/8", "fd00::/8")).addresses
    with pytest.raises(Refused):
        check(url, allow=("10.2.0.0/16", "fd01::/16"))


def test_one_answer_outside_the_allowed_ranges_takes_the_liberties_away():
    mixed = Answers("10.1.2.3", "8.8.8.8")
    assert len(check("https://hooks.example.com/", mixed, allow=("10.0.0.0/8",)).addresses) == 2
    for url in ("http://hooks.example.com/", "https://hooks.example.com:3000/", "https://localhost/"):
        with pytest.raises(Refused):
            check(url, mixed, allow=("10.0.0.0/8",))
    with pytest.raises(Refused, match="not public"):
        check("https://hooks.example.com/", Answers("10.1.2.3", "192.168.0.1"), allow=("10.0.0.0/8",))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    for url in (text, f"https://{text}", f"https://hooks.example.com/{text}"):
        with suppress(Refused):
            place = place_of(url)
            assert (place.target + place.authority).isascii()


def test_the_system_resolver_reads_literals_and_has_no_answer_for_nonsense():
    assert SystemResolver().addresses("127.0.0.1") == ("127.0.0.1",)
    assert SystemResolver().addresses("not a host name") == ()
