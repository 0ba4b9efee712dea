"""Certificates: checked on https as everybody checks them, and not read for http."""

import asyncio
import datetime as dt
import http.server
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from json_answers import JsonAnswers
from procbook import AsyncClient, Client, TransportError


class Landing(JsonAnswers, http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.answer(200, {"title": "Safe", "links": []})


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with key and certificate of 127.0.0.1, signed by nobody else."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test")])
    host = x509.SubjectAlternativeName(
        [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    made = x509.CertificateBuilder(
        name,
        name,
        key.public_key(),
        x509.random_serial_number(),
        now,
        now + dt.timedelta(1),
    )
    signed = made.add_extension(host, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture(scope="module")
def url(certificate: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Landing) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_certificate_that_nobody_signed_is_refused(url: str) -> None:
    with (
        Client(url, retries=0) as client,
        pytest.raises(TransportError, match=r"(?i)certificate"),
    ):
        client.get_capabilities()
    with Client(url, retries=0, verify=False) as client:
        assert client.get_capabilities().title == "Safe"


def test_authorities_of_the_environment_are_trusted(
    url: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Client(url) as client:
        assert client.get_capabilities().title == "Safe"

    async def ask() -> str | None:
        async with AsyncClient(url) as client:
            return (await client.get_capabilities()).title

    assert asyncio.run(ask()) == "Safe"


def test_authorities_of_a_file_are_trusted(
    url: str, certificate: Path, tmp_path: Path
) -> None:
    with Client(url, verify=str(certificate)) as client:
        assert client.get_capabilities().title == "Safe"
    with (
        Client(url, verify=str(tmp_path / "none.pem")) as client,
        pytest.raises(TransportError, match=r"none\.pem"),
    ):
        client.get_capabilities()


def test_authorities_are_not_read_for_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httpx, "create_ssl_context", lambda: pytest.fail("read"))
    with (
        Client("http://127.0.0.1:9", retries=0) as client,
        pytest.raises(TransportError, match="connect"),
    ):
        client.get_capabilities()
