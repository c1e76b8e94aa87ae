"""HTTPS: the certificate is the name's, though the connection goes to a checked address."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from apps.sources.fetching import FailureKind, Fetched, FetchFailed, Limits, fetch
from apps.sources.fetching.connecting import system_trust
from tests.support.listener import Listener
from tests.support.site import LOOPBACK, Site

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make keys with")


@dataclass(frozen=True)
class Papers:
    """A server's certificate for news.example and 127.0.0.1, and who trusts it."""

    server: ssl.SSLContext
    trust: ssl.SSLContext


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make_certificate(key, certificate)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return Papers(server, ssl.create_default_context(cafile=str(certificate)))


def make_certificate(key: Path, certificate: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"),
            *("ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=test"),
            *("-addext", "subjectAltName=DNS:news.example,IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )


@pytest.fixture
def site(papers: Papers) -> Iterator[Site]:
    with Site(tls=papers.server) as running:
        running.page("/", "safe")
        yield running


def get(url: str, trust: ssl.SSLContext | None, **options: Any) -> Fetched:
    return fetch(
        url, tls=trust, allowed_networks=LOOPBACK, resolve=lambda *_: ["127.0.0.1"], **options
    )


def failure(url: str, trust: ssl.SSLContext | None, **options: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        get(url, trust, **options)
    return caught.value


def test_name_and_certificate_are_the_hosts(site: Site, papers: Papers) -> None:
    names: list[str | None] = []
    papers.server.sni_callback = lambda _, name, __: names.append(name)
    fetched = get(f"https://NEWS.example.:{site.port}/", papers.trust)
    papers.server.sni_callback = None
    assert fetched.content == b"safe"
    assert fetched.url == f"https://news.example:{site.port}/"
    assert names == ["news.example"]
    assert site.requests[0].host == f"news.example:{site.port}"
    assert get(site.url, papers.trust).content == b"safe"


@pytest.mark.parametrize("host", ["other.example", "www.news.example", "localhost"])
def test_somebody_elses_certificate(site: Site, papers: Papers, host: str) -> None:
    failed = failure(f"https://{host}:{site.port}/", papers.trust)
    assert site.requests == []
    assert (failed.kind, failed.is_passing) == (FailureKind.TLS, False)
    assert "certificate" in failed.reason


def test_a_certificate_that_nobody_vouches_for(site: Site) -> None:
    failed = failure(f"https://news.example:{site.port}/", None)
    assert failed.kind == FailureKind.TLS
    assert site.requests == []


def test_the_system_is_asked_whom_to_trust() -> None:
    context = system_trust()
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context is system_trust()


def test_a_server_that_speaks_no_tls(papers: Papers) -> None:
    with Site() as plain:
        failed = failure(f"https://127.0.0.1:{plain.port}/", papers.trust)
    assert failed.kind == FailureKind.TLS


def test_a_redirect_to_plain_http_is_followed_and_seen(site: Site, papers: Papers) -> None:
    with Site() as plain:
        plain.page("/", "plain")
        site.redirect("/down", plain.url + "/")
        fetched = get(site.url + "/down", papers.trust)
    assert fetched.content == b"plain"
    assert fetched.url.startswith("http://")
    assert fetched.hops == (site.url + "/down",)


def test_a_drip_inside_one_tls_record_ends_in_time(papers: Papers) -> None:
    """Bytes that come while no byte of the page does."""

    def speak(connection: socket.socket) -> None:
        record = first_record(connection, papers.server, b"HTTP/1.1 200 OK\r\n" + b"x" * 10_000)
        for byte in record:
            connection.sendall(bytes([byte]))
            time.sleep(0.02)

    start = time.monotonic()
    with Listener(speak) as server:
        limits = Limits(total_seconds=1)
        failed = failure(f"https://127.0.0.1:{server.port}/", papers.trust, limits=limits)
    assert failed.kind == FailureKind.TIMEOUT
    assert 1 <= time.monotonic() - start < 4


def first_record(connection: socket.socket, context: ssl.SSLContext, data: bytes) -> bytes:
    """Shake hands with a client; returns ``data`` encrypted for it, unsent."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_side=True)
    while True:
        try:
            tls.do_handshake()
            break
        except ssl.SSLWantReadError:
            connection.sendall(outgoing.read())
            incoming.write(connection.recv(65_536))
    connection.sendall(outgoing.read())
    tls.write(data)
    return outgoing.read()
