"""Slow, huge, packed and broken answers: a fetch ends in time and stays small."""

from __future__ import annotations

import gzip
import socket
import sys
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.sources.fetching import FailureKind, Fetched, FetchFailed, Limits, fetch
from tests.support.listener import Listener
from tests.support.site import LOOPBACK, Site

TOTAL_SECONDS = 1.0
# What a machine with other work to do may add.
GRACE_SECONDS = 3.0
SHORT = Limits(total_seconds=TOTAL_SECONDS, connect_seconds=0.5)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def get(url: str, **options: Any) -> Fetched:
    return fetch(url, allowed_networks=LOOPBACK, **options)


def failure(url: str, **options: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        get(url, **options)
    return caught.value


# --- Time ----------------------------------------------------------------------------------------


def timed(url: str) -> tuple[FetchFailed, float]:
    start = time.monotonic()
    return failure(url, limits=SHORT), time.monotonic() - start


def endless(start: bytes, more: bytes) -> Callable[[socket.socket], None]:
    """A server that sends ``start`` and then ``more``, a byte every 20 ms."""

    def speak(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            for byte in more:
                time.sleep(0.02)
                connection.sendall(bytes([byte]))

    return speak


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("scheme", "start", "more"),
    [
        ("http", b"", b""),
        ("http", b"", b"H"),
        ("http", b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        ("http", b"HTTP/1.1 200 OK\r\nX-A: ", b"b"),
        ("http", b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        ("http", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x"),
        (
            "http",
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999\r\n\r\n",
            b"x",
        ),
        ("http", CHUNKED, b"1\r\nx\r\n"),
        ("http", CHUNKED + b"1;", b"x"),
        ("http", CHUNKED + b"1\r\nx\r\n0\r\n", b"A: b\r\n"),
        ("https", b"", b""),
        ("https", b"\x16\x03\x03\x40\x00", b"\x02"),
        ("https", b"\x16", b"\x03"),
    ],
)
def test_what_drips_ends_in_time(scheme: str, start: bytes, more: bytes) -> None:
    with Listener(endless(start, more) if more else lambda connection: time.sleep(30)) as server:
        failed, seconds = timed(f"{scheme}://127.0.0.1:{server.port}/")
    assert failed.kind in (FailureKind.TIMEOUT, FailureKind.TLS)
    assert seconds < TOTAL_SECONDS + GRACE_SECONDS
    if failed.kind == FailureKind.TIMEOUT:
        assert failed.is_passing
        assert seconds >= TOTAL_SECONDS


def test_the_time_of_all_hops_counts_together(site: Site) -> None:
    site.page("/end", "x", delay=0.4)
    for number in range(3):
        target = "/end" if number == 2 else f"/hop/{number + 1}"

        def answer(handler: Any, target: str = target) -> None:
            handler.pause(0.4)
            handler.send(302, {"Location": target, "Content-Length": "0"})

        site.raw(f"/hop/{number}", answer)
    failed, seconds = timed(site.url + "/hop/0")
    assert failed.kind == FailureKind.TIMEOUT
    assert seconds < TOTAL_SECONDS + GRACE_SECONDS
    assert get(site.url + "/hop/1").content == b"x"


def test_a_resolver_that_never_answers() -> None:
    release = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        release.wait(30)
        return ["127.0.0.1"]

    start = time.monotonic()
    failed = failure("http://news.example/", resolve=resolve, limits=SHORT)
    seconds = time.monotonic() - start
    release.set()
    assert failed.kind == FailureKind.DNS
    assert TOTAL_SECONDS <= seconds < TOTAL_SECONDS + GRACE_SECONDS


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse instead of waiting")
def test_a_connection_that_never_comes_about() -> None:
    with ExitStack() as sockets:
        server = sockets.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):  # its queue is full with two
            waiting = sockets.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        start = time.monotonic()
        limits = Limits(total_seconds=10, connect_seconds=0.5)
        failed = failure(f"http://127.0.0.1:{server.getsockname()[1]}/", limits=limits)
        seconds = time.monotonic() - start
    assert failed.kind == FailureKind.CONNECT
    assert 0.4 <= seconds < 0.5 + GRACE_SECONDS


def test_the_next_address_is_tried_within_the_same_time(site: Site) -> None:
    site.page("/a", "here")
    addresses = ["::1", "127.0.0.1"]  # nobody listens on the first
    url = f"http://two.example:{site.port}/a"
    assert get(url, resolve=lambda *_: addresses, limits=SHORT).content == b"here"


# --- Size ----------------------------------------------------------------------------------------

LIMIT = Limits().content_bytes


def peak_of(url: str, **options: Any) -> tuple[FetchFailed, int]:
    """What a failing fetch says, and the most memory that Python held for it, in bytes."""
    tracemalloc.start()
    try:
        failed = failure(url, **options)
        return failed, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("encoding", ["gzip", "deflate", ""])
@pytest.mark.parametrize("size", [LIMIT + 1, 10_000_000_000])
def test_a_bomb_is_stopped_at_the_limit(encoding: str, size: int) -> None:
    with Site() as site:
        site.bomb("/bomb", size, encoding)
        failed, peak = peak_of(site.url + "/bomb")
        assert (failed.kind, failed.is_passing) == (FailureKind.TOO_LARGE, False)
        assert "10 MB" in failed.reason
        # The page at its limit, its growing, the blocks that the server makes.
        assert peak < 3 * LIMIT


def test_a_bomb_in_one_small_piece(site: Site) -> None:
    """All of it arrives at once: 100 MB in 100 kB."""
    site.page("/small", gzip.compress(bytes(100_000_000)), headers={"Content-Encoding": "gzip"})
    failed, peak = peak_of(site.url + "/small")
    assert failed.kind == FailureKind.TOO_LARGE
    assert peak < 3 * LIMIT


def test_bombs_one_inside_the_other_are_not_asked_for(site: Site) -> None:
    packed = gzip.compress(gzip.compress(bytes(10_000_000)))
    site.page("/twice", packed, headers={"Content-Encoding": "gzip, gzip"})
    assert failure(site.url + "/twice").kind == FailureKind.BAD_ENCODING


def test_as_much_as_the_limit_is_taken(site: Site) -> None:
    for encoding in ("gzip", "deflate", ""):
        site.page("/all", b"x" * LIMIT, "text/plain", encoding=encoding)
        assert len(get(site.url + "/all").content) == LIMIT
        site.page("/more", b"x" * (LIMIT + 1), "text/plain", encoding=encoding)
        assert failure(site.url + "/more").kind == FailureKind.TOO_LARGE


def test_a_length_over_the_limit_is_believed(site: Site) -> None:
    def answer(handler: Any) -> None:
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
        handler.wfile.write(b"Content-Length: 10000001\r\n\r\n")
        handler.pause(10)

    site.raw("/long", answer)
    failed, seconds = timed(site.url + "/long")
    assert failed.kind == FailureKind.TOO_LARGE
    assert seconds < TOTAL_SECONDS


@pytest.mark.parametrize(("count", "size"), [(101, 10), (5_000, 10), (1, 70_000), (90, 1_000)])
def test_too_many_headers(site: Site, count: int, size: int) -> None:
    site.many_headers("/headers", count, size)
    failed = failure(site.url + "/headers")
    assert failed.kind == FailureKind.TOO_LARGE
    assert "headers" in failed.reason


def test_many_headers_that_are_still_right(site: Site) -> None:
    site.many_headers("/headers", 60, 900)
    assert get(site.url + "/headers").content == b""


@pytest.mark.parametrize(
    "answer",
    [
        CHUNKED + b"1;" + b"x" * 5_000_000,
        CHUNKED + b"1\r\nx\r\n0\r\n" + b"A: b\r\n" * 500_000,
        CHUNKED + b"1;aaaaaaaaaaaaa\r\nx\r\n" * 200_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000,
    ],
)
def test_what_surrounds_a_body_is_limited_too(answer: bytes) -> None:
    with Listener(saying(answer)) as server:
        limits = Limits(content_bytes=1_000_000)
        failed, peak = peak_of(f"http://127.0.0.1:{server.port}/", limits=limits)
    assert failed.kind in (FailureKind.TOO_LARGE, FailureKind.CONNECT)
    assert peak < 3 * limits.content_bytes


def saying(answer: bytes) -> Callable[[socket.socket], None]:
    """A server that reads a request and sends these bytes."""

    def speak(connection: socket.socket) -> None:
        connection.recv(10_000)
        connection.sendall(answer)

    return speak


# --- Broken --------------------------------------------------------------------------------------


def test_a_page_that_breaks_off(site: Site) -> None:
    site.wrong_length("/short", b"<p>half", 1_000)
    site.cut_chunks("/cut", b"<p>half")
    whole = gzip.compress(b"<p>whole" * 1_000)
    site.wrong_length("/packed", whole[:-20], len(whole))
    for path in ("/short", "/cut", "/packed"):
        failed = failure(site.url + path)
        assert (failed.kind, failed.is_passing) == (FailureKind.CONNECT, True)


def test_a_packed_page_whose_end_is_missing(site: Site) -> None:
    whole = gzip.compress(b"<p>whole" * 1_000)
    site.page("/packed", whole[:-9], headers={"Content-Encoding": "gzip"})
    failed = failure(site.url + "/packed")
    assert (failed.kind, failed.is_passing) == (FailureKind.CONNECT, True)


def bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body", "content"),
    [
        ("deflate", bare(b"bare"), b"bare"),
        ("x-gzip", gzip.compress(b"old name"), b"old name"),
        ("GZIP", gzip.compress(b"loud"), b"loud"),
        ("gzip", gzip.compress(b"two ") + gzip.compress(b"members"), b"two members"),
        ("gzip", gzip.compress(b"rubbish after") + bytes(100), b"rubbish after"),
        ("gzip", b"", b""),
        ("identity", b"plain", b"plain"),
        ("utf-8", b"plain", b"plain"),
    ],
)
def test_what_is_packed_oddly(site: Site, encoding: str, body: bytes, content: bytes) -> None:
    site.page("/odd", body, headers={"Content-Encoding": encoding})
    assert get(site.url + "/odd").content == content


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("br", b"\x0b\x02\x80hello\x03"),
        ("zstd", b"\x28\xb5\x2f\xfd"),
        ("gzip", b"<p>not packed"),
        ("gzip", gzip.compress(b"")[:-8] + b"\xff" * 8),
        ("deflate", b"\xff\xff\xff"),
        ("gzip", gzip.compress(b"") * 1_000),
        ("evil\x1b[2J", b"x"),
    ],
)
def test_what_cannot_be_unpacked(site: Site, encoding: str, body: bytes) -> None:
    site.page("/odd", body, headers={"Content-Encoding": encoding})
    failed = failure(site.url + "/odd")
    assert (failed.kind, failed.is_passing) == (FailureKind.BAD_ENCODING, False)
    assert failed.reason.isprintable()


def test_what_was_packed_on_the_way_is_unpacked() -> None:
    packed = gzip.compress(b"<p>packed by a proxy")
    head = CHUNKED.replace(b"chunked", b"gzip, chunked")
    answer = head + f"{len(packed):x}\r\n".encode() + packed + b"\r\n0\r\n\r\n"
    with Listener(saying(answer)) as server:
        assert get(f"http://127.0.0.1:{server.port}/").content == b"<p>packed by a proxy"
    twice = answer.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n", 1)
    with Listener(saying(twice)) as server:
        failed = failure(f"http://127.0.0.1:{server.port}/")
    assert failed.kind == FailureKind.BAD_ENCODING


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"<p>no headers at all",
        CHUNKED + b"zz\r\n",
        CHUNKED + b"-5\r\nhello",
        CHUNKED + b"-1\r\nhello",
        CHUNKED + b"ffffffffffffffffff\r\nx",
        CHUNKED,
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello w",
    ],
)
def test_what_makes_no_sense(answer: bytes) -> None:
    with Listener(saying(answer)) as server:
        failed = failure(f"http://127.0.0.1:{server.port}/", limits=SHORT)
    assert failed.kind == FailureKind.CONNECT


HEAD = st.sampled_from([b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 302 Found\r\n", b"HTTP/1.0 304 X\r\n"])
LINES = st.lists(
    st.sampled_from(
        [
            b"Content-Type: text/html\r\n",
            b"Content-Encoding: gzip\r\n",
            b"Content-Encoding: deflate\r\n",
            b"Transfer-Encoding: chunked\r\n",
            b"Transfer-Encoding: gzip, chunked\r\n",
            b"Content-Length: 3\r\n",
            b"Location: \xff\xfe//[\r\n",
            b"Location: http://[::1]a/\r\n",
            b"ETag: \x00\r\n",
            b"Retry-After: Thu, 99\r\n",
            b" folded\r\n",
            b": \r\n",
            b"\n",
        ]
    )
)


CHUNKS = st.lists(
    st.sampled_from([b"3\r\n", b"abc\r\n", b"0\r\n", b"\r\n", b"-1\r\n", b"_\r\n", b"fff;"])
).map(b"".join)


@settings(max_examples=60, deadline=None)
@given(head=HEAD, lines=LINES, tail=st.binary(max_size=60) | CHUNKS)
def test_whatever_comes_it_is_a_page_or_a_failure(
    head: bytes, lines: list[bytes], tail: bytes
) -> None:
    with Listener(saying(head + b"".join(lines) + b"\r\n" + tail)) as server:
        try:
            fetched = get(f"http://127.0.0.1:{server.port}/", limits=SHORT)
        except FetchFailed as failed:
            assert failed.reason.isprintable()
        else:
            assert fetched.status == 200
