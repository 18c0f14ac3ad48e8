"""A server on a free port of this machine, in a thread, where a vendor's part is played."""

from __future__ import annotations

import datetime
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address
from pathlib import Path

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.types import ASGIApp

HOST = "127.0.0.1"


@contextmanager
def stage(app: ASGIApp, certificate: Path | None = None) -> Iterator[int]:
    """The port where `app` answers; with TLS when a certificate (and its key, in one file) is given."""
    config = uvicorn.Config(app, log_level="critical", lifespan="off", ssl_certfile=certificate)
    server = uvicorn.Server(config)
    with socket.create_server((HOST, 0)) as taken:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        try:
            yield taken.getsockname()[1]
        finally:
            server.should_exit = server.force_exit = True
            thread.join()


def nobody() -> int:
    """A port where nobody answers."""
    with socket.create_server((HOST, 0)) as free:
        return int(free.getsockname()[1])


def certificate(folder: Path) -> Path:
    """A certificate of our own for this machine, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path
