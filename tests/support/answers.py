"""What a ``Site`` answers with: pages, and the ways to misbehave."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.support.site import Site

HTML = "text/html; charset=utf-8"
BLOCK = bytes(1_000_000)


class Handler(BaseHTTPRequestHandler):
    """One connection; hands each request to what is registered for its path."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.site.answer(self)

    do_HEAD = do_POST = do_GET

    def handle(self) -> None:
        self.number = self.server.site.opened()
        self.hosts_seen: set[str] = set()
        self.is_counted = True
        try:
            super().handle()
        except OSError:  # the other side has had enough, which is often what is tested
            pass
        finally:
            self.leave()

    def leave(self) -> None:
        """Be counted among the open connections no more."""
        if self.is_counted:
            self.is_counted = False
            self.server.site.closed(self.hosts_seen)

    def log_message(self, *_: Any) -> None:
        """Say nothing: tests look at ``site.requests``."""

    def send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        if self.close_connection:
            # Before the last word: whoever has it may be back before this thread runs again.
            self.leave()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def pause(self, seconds: float) -> bool:
        """Wait; false when the site is closing meanwhile."""
        return not self.server.site.closing.wait(seconds)


Answer = Callable[[Handler], None]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    site: Site

    def handle_error(self, *_: Any) -> None:
        """A connection that is cut off is what tests do on purpose."""


@dataclass
class Page:
    """A page as it is now."""

    body: bytes
    status: int
    headers: dict[str, str]
    etag: str
    last_modified: str
    delay: float

    def __call__(self, handler: Handler) -> None:
        handler.pause(self.delay)
        given = handler.headers
        known = (self.etag and given["If-None-Match"] == self.etag) or (
            self.last_modified
            and not given["If-None-Match"]
            and given["If-Modified-Since"] == self.last_modified
        )
        named = {"ETag": self.etag, "Last-Modified": self.last_modified}
        headers = self.headers | {name: value for name, value in named.items() if value}
        if known:
            handler.send(304, headers)
        else:
            handler.send(self.status, headers | {"Content-Length": str(len(self.body))}, self.body)


def missing(handler: Handler) -> None:
    body = b"<h1>Not found</h1>"
    handler.send(404, {"Content-Type": HTML, "Content-Length": str(len(body))}, body)


def drip(handler: Handler, head: bytes, every: float) -> None:
    handler.close_connection = True
    handler.wfile.write(head)
    while handler.pause(every):
        handler.wfile.write(b"x")


def packed(size: int, encoding: str) -> Iterator[bytes]:
    """``size`` zero bytes as gzip, deflate or plain, piece by piece."""
    whole, rest = divmod(size, len(BLOCK))
    blocks = (BLOCK if number < whole else BLOCK[:rest] for number in range(whole + 1))
    if not encoding:
        yield from blocks
        return
    packer = zlib.compressobj(1, wbits=31 if encoding == "gzip" else 15)
    for block in blocks:
        if piece := packer.compress(block):
            yield piece
    yield packer.flush()
