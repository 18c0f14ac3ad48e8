"""How mail leaves: as files in a folder (the default), or through an SMTP server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

from vivavoce.kit.clock import Clock
from vivavoce.kit.ids import new_id

if TYPE_CHECKING:
    from email.message import EmailMessage

ABOUT = "X-Vivavoce-Link"
TIMEOUT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one address. `html` beside `text` where it is worth it.

    `about` tells a program which interview link the message belongs to, without giving the link away.
    """

    to: str
    subject: str
    text: str
    html: str | None = None
    about: str = ""
    reply_to: str | None = None


class Mailer(Protocol):
    """Sends mail. A failure raises OSError, smtplib.SMTPException or ValueError, and the run tries again."""

    def send(self, mail: Mail) -> None:
        """Hand the message over."""
        ...


class MailFolder:
    """Writes each message as an `.eml` file, for a machine without a mail server and for tests."""

    def __init__(self, folder: Path, sender: str, clock: Clock) -> None:
        self._folder = folder
        self._sender = sender
        self._clock = clock

    def send(self, mail: Mail) -> None:
        """A whole file appears at once, named by time."""
        from email.policy import SMTP

        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{self._clock.now():%Y%m%dT%H%M%S%f}-{new_id()[:8]}.eml"
        draft = self._folder / f".{name}.draft"
        draft.write_bytes(composed(mail, self._sender, self._clock).as_bytes(policy=SMTP))
        os.replace(draft, self._folder / name)


class MailServer:
    """Sends through SMTP: `smtp://user:password@host:587` (STARTTLS) or `smtps://host:465`."""

    def __init__(self, url: str, sender: str, clock: Clock) -> None:
        self._url = urlsplit(url)
        self._sender = sender
        self._clock = clock

    def send(self, mail: Mail) -> None:
        """Raises OSError or smtplib.SMTPException; a password never goes over a line without TLS."""
        import smtplib
        import ssl

        host, context = self._url.hostname or "", ssl.create_default_context()
        if self._url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self._url.port or 465, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(host, self._url.port or 587, timeout=TIMEOUT_SECONDS)
        with server:
            server.ehlo_or_helo_if_needed()
            if self._url.scheme == "smtp" and (self._url.username or server.has_extn("starttls")):
                server.starttls(context=context)
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.send_message(composed(mail, self._sender, self._clock))


def open_mailer(url: str | None, folder: Path, sender: str, clock: Clock) -> Mailer:
    """The mailer a setting names: None is the folder. Raises ValueError for a URL that names no server."""
    if url is None:
        return MailFolder(folder, sender, clock)
    try:
        named = urlsplit(url)
        sound = named.scheme in {"smtp", "smtps"} and named.hostname and named.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise ValueError("VIVAVOCE_MAIL_URL must be smtp://HOST or smtps://HOST, with a port from 1 to 65535")
    return MailServer(url, sender, clock)


def composed(mail: Mail, sender: str, clock: Clock) -> EmailMessage:
    """The message as it goes on the wire. Raises ValueError unless `mail.to` is one address."""
    from email.message import EmailMessage
    from email.utils import format_datetime, make_msgid

    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    if len(message["To"].addresses) != 1:
        raise ValueError("a mail goes to one address")
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain="vivavoce.invalid")
    message["Auto-Submitted"] = "auto-generated"
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    if mail.about:
        message[ABOUT] = mail.about
    message.set_content(mail.text)
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html")
    return message
