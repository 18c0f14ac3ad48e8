"""A receiver of webhooks that is reached by HTTPS, and the file of the authority to trust for it."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.servers import Recorded

LOOPBACK = "127.0.0.1"


class SecureSink:
    """Receives over TLS and remembers; answers 200. `authority` is what a caller must trust."""

    def __init__(self, folder: Path) -> None:
        self.requests: list[Recorded] = []
        self.authority = folder / "authority.pem"
        both = folder / "sink.pem"
        certificate, private = _certificate()
        self.authority.write_bytes(certificate)
        both.write_bytes(certificate + private)
        sink = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                sink.requests.append(Recorded({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(both)
        self._server = ThreadingHTTPServer((LOOPBACK, 0), Answer)
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"https://{LOOPBACK}:{self._server.server_port}/ntrvsta"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _certificate() -> tuple[bytes, bytes]:
    """A self-signed certificate of the loopback address, good for an hour, and its key; both as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, LOOPBACK)])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))])
    hour = datetime.timedelta(hours=1)
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - hour)
        .not_valid_after(now + hour)
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    plain = serialization.NoEncryption()
    return certificate, key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    )
