"""What does a peer on this machine see of us, and what does it answer?"""

import os
import re
import socket
import ssl
import threading
from contextlib import suppress

# One address of the loopback network for each process, so that parallel runs can share the port 8443.
HOST = "127.{}.{}.{}".format(*(1 + (os.getpid() >> shift & 0x7F) for shift in (14, 7, 0)))
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Listener:
    """Listens on `HOST`; `requests` holds the raw bytes of each connection, in order.

    The n-th connection gets the n-th answer (the last one again and again): bytes or pieces of them, in which
    `{port}` stands for our port. The empty answer keeps the connection open and says nothing.
    """

    def __init__(self, *answers, port=0, tls=None):
        self._answers = answers or (OK,)
        self._tls = tls
        self._socket = socket.create_server((HOST, port))
        self.port = self._socket.getsockname()[1]
        self.requests = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def url(self, path="/"):
        return f"http://{HOST}:{self.port}{path}"

    def _serve(self):
        with suppress(OSError):
            while True:
                peer, _ = self._socket.accept()
                answer = self._answers[min(len(self.requests), len(self._answers) - 1)]
                self.requests.append(b"")
                with suppress(OSError), peer:
                    self._answer(peer, answer)

    def _answer(self, peer, answer):
        if self._tls:
            peer = self._tls.wrap_socket(peer, server_side=True)
        with peer:
            while not _whole(self.requests[-1]):
                part = peer.recv(65536)
                if not part:
                    return
                self.requests[-1] += part
            for piece in [answer] if isinstance(answer, bytes) else answer:
                peer.sendall(piece.replace(b"{port}", b"%d" % self.port))
            if answer == b"":
                peer.recv(1)


def _whole(request):
    head, end, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return bool(end) and len(body) >= int(length[1] if length else 0)


def certificate_for(name):
    """A server context with a new self-signed certificate for `name`, and a client context that trusts it."""
    import datetime
    import tempfile

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(certificate + private)
        file.flush()
        server.load_cert_chain(file.name)
    return server, ssl.create_default_context(cadata=certificate.decode())
