"""Do calls go to checked addresses only, and end in time? Seen from a listener on this machine."""

import itertools
import socket
from time import monotonic

import pytest

from vivavoce.kit import outbound
from vivavoce.kit.outbound import Outbound, Refused, Unreachable

from .listener import HOST, Listener, certificate_for

LOOPBACK = ("127.0.0.0/8",)
NAME = "hooks.example.com"
PUBLIC = "93.184.216.34"


class Script:
    """A resolver that gives these answers in turn, the last for ever, and counts the questions."""

    def __init__(self, *answers):
        self.answers, self.asked = answers, 0

    def addresses(self, host):
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


def redirect(location):
    return f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


def post(client, url, **more):
    return client.send("POST", url, {"Content-Type": "application/json"}, b"{}", **more)


@pytest.fixture(scope="module")
def tls():
    return certificate_for(NAME)


@pytest.fixture
def secure(tls):
    with Listener(port=8443, tls=tls[0]) as listener:
        yield listener


PACKED = socket.inet_aton(HOST)
INSIDE = {
    "plain": f"https://{HOST}:8443/",
    "decimal": f"https://{int.from_bytes(PACKED)}:8443/",
    "hexadecimal": f"https://0x{PACKED.hex()}:8443/",
    "mapped": f"https://[::ffff:{HOST}]:8443/",
    "compatible": f"https://[::{HOST}]:8443/",
    "NAT64": f"https://[64:ff9b::{HOST}]:8443/",
    "with a final dot": f"https://{HOST}.:8443/",
    "with a user name": f"https://user@{HOST}:8443/",
    "by name": f"https://{NAME}:8443/",
    "localhost": "https://localhost:8443/",
    "plain http": f"http://{HOST}:8443/",
}


@pytest.mark.parametrize("url", INSIDE.values(), ids=INSIDE)
def test_no_connection_reaches_the_inside(secure, tls, url):
    client = Outbound(tls=tls[1], resolver=Script((HOST,)))
    for call in (
        client.refuse,
        client.intake,
        lambda url: post(client, url),
        lambda url: client.fetch(url, 9),
    ):
        with pytest.raises(Refused):
            call(url)
    assert secure.requests == []


def test_the_same_listener_is_reached_once_its_range_is_allowed(secure, tls):
    resolver = Script((HOST,))
    seen = []
    tls[0].sni_callback = lambda _socket, name, _context: seen.append(name)
    answer = post(Outbound(LOOPBACK, tls=tls[1], resolver=resolver), f"https://{NAME}:8443/hook?a=1")
    assert (answer.status, answer.body_first_2k) == (200, b"ok")
    assert secure.requests[0].startswith(b"POST /hook?a=1 HTTP/1.1\r\n")
    assert f"\r\nHost: {NAME}:8443\r\n".encode() in secure.requests[0]
    assert seen == [NAME]
    assert resolver.asked == 1


def test_the_certificate_is_verified_for_the_name(secure, tls):
    client = Outbound(LOOPBACK, tls=tls[1], resolver=Script((HOST,)))
    with pytest.raises(Unreachable, match="certificate"):
        post(client, "https://other.example.com:8443/")
    with pytest.raises(Unreachable, match="certificate"):
        post(Outbound(LOOPBACK, resolver=Script((HOST,))), f"https://{NAME}:8443/")
    assert secure.requests == [b"", b""]


def test_a_name_that_moves_inside_after_intake_is_refused(secure, tls):
    client = Outbound(tls=tls[1], resolver=Script((PUBLIC,), (HOST,)))
    client.intake(f"https://{NAME}:8443/")
    with pytest.raises(Refused, match="not public"):
        post(client, f"https://{NAME}:8443/")
    assert secure.requests == []


def test_a_name_that_moves_between_check_and_connect_gains_nothing(tls):
    with Listener(tls=tls[0]) as first:
        resolver = Script((HOST,), ("127.0.0.1",))
        client = Outbound((f"{HOST}/32",), tls=tls[1], resolver=resolver)
        assert post(client, f"https://{NAME}:{first.port}/").status == 200
        assert (resolver.asked, len(first.requests)) == (1, 1)


def test_one_private_answer_among_public_ones_is_refused(secure, tls):
    for answers in ((PUBLIC, HOST), (HOST, PUBLIC)):
        with pytest.raises(Refused):
            post(Outbound(tls=tls[1], resolver=Script(answers)), f"https://{NAME}:8443/")
    assert secure.requests == []


def test_a_name_that_does_not_resolve():
    client = Outbound(resolver=Script(()))
    client.intake(f"https://{NAME}/")
    with pytest.raises(Refused, match="resolve"):
        client.refuse(f"https://{NAME}/")
    with pytest.raises(Unreachable, match="resolve"):
        post(client, f"https://{NAME}/")


def test_a_public_name_passes_intake_without_a_connection():
    client = Outbound(resolver=Script((PUBLIC,)))
    client.intake(f"https://{NAME}/")
    client.refuse(f"https://{NAME}/")


def test_plain_http_inside_the_allowed_range():
    with Listener(b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nX-A: 1\r\nX-A: 2\r\n\r\nlater") as listener:
        answer = Outbound(LOOPBACK).send("PUT", listener.url("/ü?q"), {"X-Mine": "yes"}, b"body")
    assert (answer.status, answer.body_first_2k) == (503, b"later")
    assert (answer.header("Retry-After"), answer.header("x-a"), answer.header("none")) == ("7", "1", "")
    assert answer.duration_ms >= 0
    head, _, body = listener.requests[0].partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"PUT /%C3%BC?q HTTP/1.1"
    assert {b"X-Mine: yes", b"Content-Length: 4", b"Connection: close"} < set(lines)
    assert body == b"body"


def test_the_next_address_is_tried_when_one_does_not_answer():
    with Listener() as listener:
        client = Outbound(LOOPBACK, resolver=Script(("127.0.0.1", HOST)))
        assert post(client, f"http://{NAME}:{listener.port}/").status == 200


def test_proxy_variables_are_not_read(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with Listener() as listener:
        assert post(Outbound(LOOPBACK), listener.url()).status == 200
        assert listener.requests[0].startswith(b"POST / HTTP/1.1")


def test_send_follows_no_redirect():
    with Listener() as inside, Listener(redirect(inside.url())) as outside:
        answer = post(Outbound(LOOPBACK), outside.url())
        assert (answer.status, answer.header("location")) == (302, inside.url())
        assert inside.requests == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "inside"},
        {"content-length": "0"},
        {"Transfer-Encoding": "chunked"},
        {"Connection": "keep-alive"},
        {"X-A": "1\r\nHost: inside"},
        {"X-A: 1\r\nHost": "inside"},
        {"X-A": "\x00"},
        {"X-A": "€"},
        {"": "x"},
        {"X A": "x"},
    ],
)
def test_headers_that_are_refused(headers):
    with Listener() as listener:
        with pytest.raises(Refused, match="header"):
            Outbound(LOOPBACK).send("POST", listener.url(), headers, b"")
        assert listener.requests == []


def test_two_kibibytes_of_an_endless_body_are_kept():
    endless = itertools.chain([b"HTTP/1.1 200 OK\r\n\r\n"], itertools.repeat(b"x" * 4096))
    with Listener(endless) as listener:
        answer = post(Outbound(LOOPBACK), listener.url())
    assert (answer.status, answer.body_first_2k) == (200, b"x" * 2048)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"SSH-2.0-OpenSSH\r\n", "not HTTP"),
        (b"HTTP/1.1 twohundred OK\r\n\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 1000 + b"\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000, "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "cut short"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", "cut short"),
        ([], "no connection"),
    ],
)
def test_answers_that_are_none(answer, reason):
    with Listener(answer) as listener, pytest.raises(Unreachable, match=reason):
        post(Outbound(LOOPBACK), listener.url())


def test_nobody_listens():
    with Listener() as listener:
        url = listener.url()
    with pytest.raises(Unreachable, match="no connection: Connection refused"):
        post(Outbound(LOOPBACK), url)


def test_a_silent_peer_is_left_in_time():
    with Listener(b"") as listener, pytest.raises(Unreachable, match="timed out"):
        post(Outbound(LOOPBACK, timeout=60), listener.url(), timeout=0.2)


def test_a_peer_that_does_not_shake_hands_is_left_in_time(tls):
    client = Outbound(LOOPBACK, tls=tls[1], timeout=0.2, resolver=Script((HOST,)))
    with Listener(b"") as listener, pytest.raises(Unreachable, match="timed out"):
        post(client, f"https://{NAME}:{listener.port}/")


def test_a_peer_that_drips_bytes_does_not_move_the_deadline():
    ours, theirs = socket.socketpair()
    with theirs, outbound._Line(ours, monotonic() - 1) as line:
        theirs.sendall(b"x")  # there is something to read, and room to write
        with pytest.raises(TimeoutError):
            line.makefile("rb").read(1)
        with pytest.raises(TimeoutError):
            line.sendall(b"x")


def test_a_page_is_fetched_through_redirects():
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 5\r\n\r\n<p>hi"
    with Listener(redirect("/b"), redirect("c?d=1"), redirect(f"//{HOST}:{{port}}/e"), page) as listener:
        fetched = Outbound(LOOPBACK).fetch(listener.url("/a"), 5)
    assert (fetched.status, fetched.content_type) == (200, "text/html; charset=utf-8")
    assert (fetched.body, fetched.final_url) == (b"<p>hi", listener.url("/e"))
    lines = [request.split(b" HTTP")[0] for request in listener.requests]
    assert lines == [b"GET /a", b"GET /b", b"GET /c?d=1", b"GET /e"]


def test_every_redirect_is_checked():
    with Listener() as inside, Listener(redirect(f"http://127.0.0.1:{inside.port}/")) as outside:
        with pytest.raises(Refused):
            Outbound((f"{HOST}/32",)).fetch(outside.url(), 1000)
        assert (len(outside.requests), inside.requests) == (1, [])


def test_a_fourth_redirect_is_refused():
    with Listener(redirect("/")) as listener:
        with pytest.raises(Refused, match="3 redirects"):
            Outbound(LOOPBACK).fetch(listener.url(), 1000)
        assert len(listener.requests) == 4


@pytest.mark.parametrize("length", [b"", b"Content-Length: 6\r\n"])
def test_a_page_that_is_too_large_is_refused(length):
    with Listener(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n123456") as listener:
        with pytest.raises(Refused, match="larger than 5 bytes"):
            Outbound(LOOPBACK).fetch(listener.url(), 5)
        assert Outbound(LOOPBACK).fetch(listener.url(), 6).body == b"123456"


def test_a_range_that_is_none():
    with pytest.raises(ValueError, match="does not appear"):
        Outbound(("localhost",))
