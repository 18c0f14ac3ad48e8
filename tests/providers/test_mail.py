"""Mail: nothing in a name adds a header or an address, a file appears whole, and no password goes in the clear."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import START
from tests.kit.listener import certificate_for
from vivavoce.kit.clock import FrozenClock
from vivavoce.providers.mail import Mail, MailFolder, MailServer, composed, open_mailer

SENDER = "vivavoce <interviews@example.org>"
CLOCK = FrozenClock(START)
HELLO = Mail("jane@example.com", "Your interview with Acme", "Hello Jane,\n\n.\nGrüße")
HEADERS = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"}


def on_the_wire(mail: Mail) -> EmailMessage:
    return message_from_bytes(composed(mail, SENDER, CLOCK).as_bytes(policy=SMTP), policy=SMTP)  # type: ignore[return-value]


class SmtpListener:
    """A minimal SMTP server (RFC 5321) for one connection. With `tls` it offers STARTTLS (RFC 3207)."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.heard: list[str] = []
        self.encrypted: list[bool] = []
        self.mail = b""
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> SmtpListener:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(10)
        self._socket.close()

    def _serve(self) -> None:
        peer, _ = self._socket.accept()
        with suppress(OSError):
            self._converse(peer)
        peer.close()

    def _converse(self, peer: socket.socket) -> None:
        lines = peer.makefile("rb")
        peer.sendall(b"220 ready\r\n")
        while line := lines.readline():
            verb = line[:4].decode().upper()
            self.heard.append(line.decode().strip())
            self.encrypted.append(isinstance(peer, ssl.SSLSocket))
            if verb == "STAR" and self._tls:
                peer.sendall(b"220 go\r\n")
                peer = self._tls.wrap_socket(peer, server_side=True)
                lines = peer.makefile("rb")
            elif verb == "DATA":
                peer.sendall(b"354 go\r\n")
                while (part := lines.readline()) != b".\r\n":
                    self.mail += part.removeprefix(b".") if part.startswith(b"..") else part
                peer.sendall(b"250 kept\r\n")
            elif verb == "QUIT":
                peer.sendall(b"221 bye\r\n")
                return
            else:
                peer.sendall(self._answer(verb, isinstance(peer, ssl.SSLSocket)))

    def _answer(self, verb: str, encrypted: bool) -> bytes:
        if verb == "EHLO":
            offered = b"250-STARTTLS\r\n" if self._tls and not encrypted else b""
            return b"250-here\r\n" + offered + b"250-8BITMIME\r\n250 AUTH PLAIN\r\n"
        return b"235 welcome\r\n" if verb == "AUTH" else b"250 ok\r\n"


class TestComposing:
    @given(st.text(max_size=60).map(lambda text: f"Interview\r\nBcc: evil@example.com\r\n\r\n{text}"))
    def test_a_subject_adds_no_header(self, subject: str) -> None:
        try:
            shown = on_the_wire(Mail("jane@example.com", subject, "Hello"))
        except UnicodeEncodeError:
            return
        assert set(shown.keys()) <= HEADERS | {"Content-Type", "Content-Transfer-Encoding"}
        assert shown["Bcc"] is None
        assert shown.get_content().strip() == "Hello"

    @pytest.mark.parametrize(
        "to",
        [
            "jane@example.com\r\nBcc: evil@example.com",
            "jane@example.com\nSubject: x",
            "jane@example.com, evil@example.com",
            "friends: jane@example.com, evil@example.com;",
            "",
        ],
    )
    def test_one_address_or_none_at_all(self, to: str) -> None:
        with pytest.raises(ValueError):
            composed(Mail(to, "Hello", "Hello"), SENDER, CLOCK)

    def test_text_and_html_beside_it(self) -> None:
        shown = on_the_wire(Mail("jane@example.com", "Grüße", "plain", "<p>rich</p>"))
        assert shown["Subject"] == "Grüße"
        assert shown.get_body(("plain",)).get_content().strip() == "plain"  # type: ignore[union-attr]
        assert shown.get_body(("html",)).get_content().strip() == "<p>rich</p>"  # type: ignore[union-attr]
        assert shown["Date"].datetime == START
        assert shown["Auto-Submitted"] == "auto-generated"


class TestFolder:
    def test_a_whole_file_and_nothing_beside_it(self, tmp_path: Path) -> None:
        folder = tmp_path / "new" / "mail"
        for _ in range(2):
            MailFolder(folder, SENDER, CLOCK).send(HELLO)
        names = sorted(path.name for path in folder.iterdir())
        assert len(names) == 2
        assert all(name.startswith("20261122T090000") and name.endswith(".eml") for name in names)
        shown = message_from_bytes((folder / names[0]).read_bytes(), policy=SMTP)
        assert shown["To"] == "jane@example.com"

    def test_what_cannot_be_sent_leaves_no_mail(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError):
            MailFolder(tmp_path, SENDER, CLOCK).send(Mail("a@b.example\nBcc: c@d.example", "x", "x"))
        assert list(tmp_path.glob("*.eml")) == []

    def test_half_a_file_has_no_name_that_is_looked_for(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The process dies while the bytes are written."""

        def die(_path: Path, content: bytes) -> int:
            with _path.open("wb") as file:
                file.write(content[:10])
            raise OSError("no space")

        monkeypatch.setattr(Path, "write_bytes", die)
        with pytest.raises(OSError):
            MailFolder(tmp_path, SENDER, CLOCK).send(HELLO)
        assert list(tmp_path.glob("[!.]*")) == list(tmp_path.glob("*.eml")) == []


class TestServer:
    def test_the_message_arrives_as_written(self) -> None:
        with SmtpListener() as server:
            MailServer(f"smtp://127.0.0.1:{server.port}", SENDER, CLOCK).send(HELLO)
        shown: Any = message_from_bytes(server.mail, policy=SMTP)
        assert shown.get_content().replace("\r\n", "\n") == HELLO.text + "\n"
        told = [line.partition(" ")[2].split(" ")[0].lower() for line in server.heard if ":" in line]
        assert told == ["from:<interviews@example.org>", "to:<jane@example.com>"]

    def test_encrypted_before_anything_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        certificate, tls = self.trusted(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with SmtpListener(tls) as server:
            MailServer(f"smtp://jane:s%40cret@localhost:{server.port}", SENDER, CLOCK).send(HELLO)
        clear = [line for line, hidden in zip(server.heard, server.encrypted, strict=True) if not hidden]
        assert [line.split()[0].upper() for line in clear] == ["EHLO", "STARTTLS"]
        assert any(line.startswith("AUTH PLAIN AGphbmUAc0BjcmV0") for line in server.heard)
        assert message_from_bytes(server.mail, policy=SMTP)["To"] == HELLO.to

    def test_no_password_without_tls(self) -> None:
        with SmtpListener() as server, pytest.raises(smtplib.SMTPNotSupportedError):
            MailServer(f"smtp://jane:secret@127.0.0.1:{server.port}", SENDER, CLOCK).send(HELLO)
        assert not any(line.upper().startswith(("AUTH", "MAIL")) for line in server.heard)

    def test_a_certificate_nobody_knows(self) -> None:
        tls, _ = certificate_for("localhost")
        with SmtpListener(tls) as server, pytest.raises(OSError, match="certificate"):
            MailServer(f"smtp://localhost:{server.port}", SENDER, CLOCK).send(HELLO)
        assert server.mail == b""

    def test_nobody_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        with pytest.raises(OSError):
            MailServer(f"smtp://127.0.0.1:{port}", SENDER, CLOCK).send(HELLO)

    @staticmethod
    def trusted(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
        """A certificate file that a client can be told to trust, and a server's context with it."""
        server, client = certificate_for("localhost")
        file = tmp_path / "authority.pem"
        with SmtpListener(server) as shown, smtplib.SMTP("localhost", shown.port) as asking:
            asking.starttls(context=client)
            file.write_text(ssl.DER_cert_to_PEM_cert(asking.sock.getpeercert(binary_form=True)))
        return file, server


class TestOpening:
    def test_files_without_a_server(self, tmp_path: Path) -> None:
        open_mailer(None, tmp_path, SENDER, CLOCK).send(HELLO)
        assert len(list(tmp_path.glob("*.eml"))) == 1

    @pytest.mark.parametrize("url", ["smtp://mail.example:25", "smtps://jane:x@mail.example", "smtp://[::1]"])
    def test_servers(self, tmp_path: Path, url: str) -> None:
        assert isinstance(open_mailer(url, tmp_path, SENDER, CLOCK), MailServer)

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://a:port",
            "smtp://a:99999",
            "smtp://[::1",
        ],
    )
    def test_what_names_no_server(self, tmp_path: Path, url: str) -> None:
        with pytest.raises(ValueError, match="VIVAVOCE_MAIL_URL"):
            open_mailer(url, tmp_path, SENDER, CLOCK)
