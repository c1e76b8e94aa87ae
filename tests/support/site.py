"""A real web server on loopback: the outside network of all tests.

    with Site() as site:
        site.page("/a", "<p>Text</p>", etag='"1"')      # 304 to who has it already
        site.page("/feed", feed, encoding="gzip")       # again with other content: it has changed
        site.page("/gone", status=410)
        site.busy("/b", status=429, retry_after="7", times=2)   # then the page registered before
        site.redirect("/old", "/a")                     # any Location: loops, other hosts, file:
        site.robots("User-agent: *\\nDisallow: /private")
        fetch(site.url + "/a", allowed_networks=LOOPBACK)
        site.asked("/a")            # the requests: path, headers, when, from which connection
        site.gaps(), site.busiest   # politeness: seconds between requests, connections at once

What is not registered is 404. The misbehaving answers (``drip_head``, ``drip_body``, ``never``,
``bomb``, ``wrong_length``, ``cut_chunks``, ``many_headers``, ``raw``) are methods too.
``Listener`` (listener.py) is a bare listening socket that counts who came: the canary of SSRF
tests, or whatever speaks no HTTP. ``Site(host="127.0.0.2")`` is another host; a name can be given
by the ``resolve`` of a fetch. Registering while it runs is fine; all ends with the ``with``.
"""

from __future__ import annotations

import gzip
import ipaddress
import ssl
import threading
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Self

from tests.support.answers import HTML, Answer, Handler, Page, Server, drip, missing, packed

# What a fetch has to allow to reach a Site.
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


@dataclass(frozen=True)
class Request:
    """What was asked. ``headers`` have lower-case names; times are ``time.monotonic()``."""

    method: str
    path: str
    headers: dict[str, str]
    at: float
    connection: int

    @property
    def host(self) -> str:
        return self.headers.get("host", "")


@dataclass
class Open:
    """Connections that are open now, and the most there ever were."""

    now: int = 0
    most: int = 0

    def more(self) -> None:
        self.now += 1
        self.most = max(self.most, self.now)


@dataclass
class Site:
    """The server; a context manager. ``tls`` makes it speak HTTPS."""

    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._answers: dict[str, Answer] = {}
        self._lock = threading.Lock()
        self._open = Open()
        self._open_by_host: dict[str, Open] = {}
        self._server = Server((self.host, 0), Handler)
        self._server.site = self
        if self.tls:
            self._server.socket = self.tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    # --- What it serves ---

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Scheme, host and port, without a closing slash."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    def raw(self, path: str, answer: Answer) -> None:
        """Let ``answer`` write whatever it likes: ``handler.wfile``, ``.send``, ``.pause``."""
        self._answers[path] = answer

    def page(
        self,
        path: str,
        body: str | bytes = b"",
        content_type: str = HTML,
        *,
        status: int = 200,
        encoding: str = "",
        etag: str = "",
        last_modified: str = "",
        delay: float = 0,
        headers: dict[str, str] | None = None,
    ) -> None:
        """A page. ``encoding``: gzip or deflate; an empty ``content_type`` sends none."""
        body = body.encode() if isinstance(body, str) else body
        sent = dict(headers or {})
        if content_type:
            sent["Content-Type"] = content_type
        if encoding:
            sent["Content-Encoding"] = encoding
            body = gzip.compress(body) if encoding == "gzip" else zlib.compress(body)
        self._answers[path] = Page(body, status, sent, etag, last_modified, delay)

    def robots(self, text: str, status: int = 200) -> None:
        self.page("/robots.txt", text, "text/plain", status=status)

    def redirect(self, path: str, location: str, status: int = 302) -> None:
        headers = {"Location": location, "Content-Length": "0"}
        self.raw(path, lambda handler: handler.send(status, headers))

    def busy(self, path: str, *, status: int = 503, retry_after: str = "", times: int = -1) -> None:
        """Refuse the next ``times`` requests (−1: all), then go on with what was there before."""
        before = self._answers.get(path, missing)
        left = [times]
        headers = {"Content-Length": "0"} | ({"Retry-After": retry_after} if retry_after else {})

        def answer(handler: Handler) -> None:
            with self._lock:
                refuse = left[0] != 0
                left[0] -= refuse
            handler.send(status, headers) if refuse else before(handler)

        self.raw(path, answer)

    # --- What misbehaves ---

    def never(self, path: str) -> None:
        """Take the request and say nothing."""
        self.raw(path, lambda handler: handler.pause(600) and None)

    def drip_head(self, path: str, every: float = 0.05) -> None:
        """A header without end, one byte at a time."""
        self.raw(path, lambda handler: drip(handler, b"HTTP/1.1 200 OK\r\nX-Slow: ", every))

    def drip_body(self, path: str, every: float = 0.05, content_type: str = HTML) -> None:
        """A body without end, one byte at a time."""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n\r\n<p>"
        self.raw(path, lambda handler: drip(handler, head.encode(), every))

    def bomb(self, path: str, size: int, encoding: str = "gzip", content_type: str = HTML) -> None:
        """``size`` bytes of nothing, made while they are sent; no Content-Length."""
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nConnection: close\r\n"
            + (f"Content-Encoding: {encoding}\r\n" if encoding else "")
            + "\r\n"
        ).encode()

        def answer(handler: Handler) -> None:
            handler.close_connection = True
            handler.wfile.write(head)
            for piece in packed(size, encoding):
                handler.wfile.write(piece)

        self.raw(path, answer)

    def wrong_length(self, path: str, body: bytes, declared: int) -> None:
        """Say ``declared`` bytes, send ``body``, and hang up."""
        self._and_hang_up(path, body, f"Content-Length: {declared}")

    def cut_chunks(self, path: str, body: bytes) -> None:
        """A chunked body that ends in the middle of its second chunk."""
        chunk = f"{len(body):x}\r\n".encode() + body + b"\r\nffff\r\nand then"
        self._and_hang_up(path, chunk, "Transfer-Encoding: chunked")

    def many_headers(self, path: str, count: int, size: int) -> None:
        """``count`` headers with values of ``size`` bytes."""
        lines = "\r\n".join(f"X-{number}: {'x' * size}" for number in range(count))
        self._and_hang_up(path, b"", lines)

    def _and_hang_up(self, path: str, body: bytes, headers: str) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\n{headers}\r\n\r\n".encode()

        def answer(handler: Handler) -> None:
            handler.close_connection = True
            handler.wfile.write(head + body)

        self.raw(path, answer)

    # --- What it saw ---

    def asked(self, path: str) -> list[Request]:
        return [request for request in list(self.requests) if request.path == path]

    def gaps(self, host: str = "") -> list[float]:
        """Seconds from one request to the next; ``host``: only of that Host header."""
        at = [request.at for request in list(self.requests) if host in ("", request.host)]
        return [after - before for before, after in zip(at, at[1:], strict=False)]

    @property
    def busiest(self) -> int:
        """The most connections that were open at once."""
        return self._open.most

    def busiest_for(self, host: str) -> int:
        """The same for one Host header."""
        return self._open_by_host.get(host, Open()).most

    def counts(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(request.path for request in list(self.requests))

    # --- Called by the connections ---

    def opened(self) -> int:
        with self._lock:
            self.connections += 1
            self._open.more()
            return self.connections

    def closed(self, hosts: set[str]) -> None:
        with self._lock:
            self._open.now -= 1
            for host in hosts:
                self._open_by_host[host].now -= 1

    def answer(self, handler: Handler) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        path = handler.path
        request = Request(handler.command, path, headers, time.monotonic(), handler.number)
        with self._lock:
            self.requests.append(request)
            if request.host not in handler.hosts_seen:
                handler.hosts_seen.add(request.host)
                self._open_by_host.setdefault(request.host, Open()).more()
        found = self._answers.get(path) or self._answers.get(path.partition("?")[0], missing)
        found(handler)
