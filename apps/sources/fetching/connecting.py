"""Connections that lead to a checked address, and end when time or bytes run out.

urllib3's connections do the HTTP and the TLS. Their two seams are used: ``_new_conn`` makes
the socket, here to an address that was checked instead of by looking the name up again; and
once connected the socket is put behind a guard, so that every read, of status line, headers,
chunk sizes or body alike, counts against one deadline and one budget of bytes. Host header,
SNI and the name in the certificate stay the host's.
"""

from __future__ import annotations

import importlib
import io
import os
import socket
import ssl
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection

from apps.sources.fetching.failures import LATER, FailureKind, FetchFailed
from apps.sources.fetching.resolving import Place
from apps.sources.fetching.targets import Target

# A host with dozens of addresses is not tried at all of them.
MOST_ADDRESSES = 4


class Clock:
    """How long a fetch has been going on, and how much is left of its time."""

    def __init__(self, seconds: float) -> None:
        self._start = time.monotonic()
        self._end = self._start + seconds

    @property
    def spent(self) -> float:
        return time.monotonic() - self._start

    def left(self) -> float:
        """Seconds left, more than 0. Raises TimeoutError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class Budget:
    """How many bytes may still be read from a connection, and whether it has ended."""

    def __init__(self, count: int, words: str) -> None:
        self.allow(count, words)
        self.ended = False

    def allow(self, count: int, words: str) -> None:
        """From now on so many; ``words`` for whoever asks when there are more."""
        self.left, self.words = count, words

    def spend(self, count: int) -> None:
        """So many have come; 0: nothing more does. Raises FetchFailed (too_large)."""
        self.ended = not count
        self.left -= count
        if self.left < 0:
            raise FetchFailed(self.words, FailureKind.TOO_LARGE)


def dial(target: Target, place: Place, clock: Clock, seconds: float) -> socket.socket:
    """A TCP connection to one of the addresses, tried in turn, each its share of the time.

    The socket's timeout is what is left of the clock. Raises FetchFailed (connect) and
    TimeoutError where the fetch's whole time is over.
    """
    end = time.monotonic() + min(seconds, clock.left())
    addresses = place.addresses[:MOST_ADDRESSES]
    for number, address in enumerate(addresses):
        share = (end - time.monotonic()) / (len(addresses) - number)
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        try:
            connection = socket.socket(family, socket.SOCK_STREAM)
        except OSError:  # no IPv6 here
            continue
        try:
            connection.settimeout(max(share, 0.001))
            connection.connect((str(address), target.port))
            connection.settimeout(clock.left())
            return connection
        except OSError:
            connection.close()
    clock.left()
    words = f"There is no connection to {target.host}. {LATER}"
    raise FetchFailed(words, FailureKind.CONNECT)


class GuardedReader(io.RawIOBase):
    """Reads from a socket as long as there is time and budget."""

    def __init__(self, connection: socket.socket, clock: Clock, budget: Budget) -> None:
        self._socket, self._clock, self._budget = connection, clock, budget
        # Keeps the connection alive after http.client has closed the socket, as it does early.
        self._raw = connection.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._socket.settimeout(self._clock.left())
        count = self._raw.readinto(buffer) or 0
        self._budget.spend(count)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class GuardedSocket:
    """As much of a socket as http.client uses, with a deadline instead of timeouts."""

    def __init__(self, connection: socket.socket, clock: Clock, budget: Budget) -> None:
        self._socket, self._clock, self._budget = connection, clock, budget

    def makefile(self, *_: object, **__: object) -> io.BufferedReader:
        return io.BufferedReader(GuardedReader(self._socket, self._clock, self._budget))

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self._clock.left())
        self._socket.sendall(data)

    def settimeout(self, _: object) -> None:
        """The clock decides."""

    def close(self) -> None:
        self._socket.close()


class CheckedHTTP(HTTPConnection):
    """Plain HTTP to where ``dial`` leads."""

    def __init__(
        self,
        target: Target,
        dial: Callable[[], socket.socket],
        clock: Clock,
        budget: Budget,
        **options: Any,
    ) -> None:
        super().__init__(target.host, target.port, **options)
        self._dial, self._clock, self._budget = dial, clock, budget

    def _new_conn(self) -> socket.socket:
        return self._dial()

    def connect(self) -> None:
        super().connect()
        self.sock: Any = GuardedSocket(self.sock, self._clock, self._budget)


class CheckedHTTPS(CheckedHTTP, HTTPSConnection):
    """The same with TLS, between the two seams. The handshake keeps to the socket's timeout,
    which OpenSSL's wrapper counts for the whole of it."""


def connection_to(
    target: Target,
    dial: Callable[[], socket.socket],
    clock: Clock,
    budget: Budget,
    tls: ssl.SSLContext | None,
) -> HTTPConnection:
    """A connection that isn't open yet."""
    if target.scheme == "https":
        return CheckedHTTPS(target, dial, clock, budget, ssl_context=tls or system_trust())
    return CheckedHTTP(target, dial, clock, budget)


@cache
def system_trust() -> ssl.SSLContext:
    """Certificates are checked against the system's store; certifi's where there is none."""
    paths = ssl.get_default_verify_paths()
    # ``capath`` is read lazily, so that the context can't tell whether it has any.
    has_store = paths.cafile or (paths.capath and any(os.scandir(paths.capath)))
    if not has_store and os.name == "posix":
        try:
            return ssl.create_default_context(cafile=importlib.import_module("certifi").where())
        except ImportError:
            pass  # without any, each page fails with words about its certificate
    return ssl.create_default_context()
