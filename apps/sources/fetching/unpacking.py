"""Unpacking a body while it arrives, never more of it than is wanted."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from apps.sources.fetching.failures import LATER, PASTE, FailureKind, FetchFailed

# What is asked for. Brotli and zstd aren't: every site has gzip, and two decoders less read
# strangers' bytes.
ACCEPT_ENCODING = "gzip, deflate"
GZIP = frozenset({"gzip", "x-gzip"})
# What some servers write though nothing is packed.
PLAIN = frozenset({"", "identity", "none", "binary", "8bit", "utf-8"})

PIECE_BYTES = 65_536
# gzip allows for several members one after the other; a thousand empty ones are an attack.
MOST_MEMBERS = 100
# Bits of the window as zlib wants them: + 16 for gzip's frame, negative for none.
_GZIP_WINDOW, _ZLIB_WINDOW, _BARE_WINDOW = 31, 15, -15


class Unpacker:
    """Bytes in, unpacked bytes out in pieces of 64 kB at most.

    ``encoding`` is the Content-Encoding header. Raises FetchFailed (bad_encoding) for one that
    wasn't asked for, and for bytes that aren't what it says.
    """

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding.strip().lower()
        if self._encoding not in GZIP | PLAIN | {"deflate"}:
            raise self._broken()
        self._inflate: Any = None
        self._first = b""
        self._members = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The pieces that ``data`` holds; take only as many as are wanted."""
        if self._encoding in PLAIN:
            yield data
            return
        data = self._begin(data)
        try:
            while data and self._inflate:
                if piece := self._inflate.decompress(data, PIECE_BYTES):
                    yield piece
                data = self._inflate.unconsumed_tail or self._next_member()
        except zlib.error:
            raise self._broken() from None

    def finish(self) -> None:
        """Nothing more comes. Raises FetchFailed (connect) where the end is missing."""
        if self._first or (self._inflate and not self._inflate.eof):
            words = f"The page broke off before its end. {LATER}"
            raise FetchFailed(words, FailureKind.CONNECT)

    def _begin(self, data: bytes) -> bytes:
        """Start the decoder, once two bytes have told which; returns what there is for it."""
        if self._inflate:
            return data
        data = self._first + data
        self._first = data if len(data) < 2 else b""
        if self._first:
            return b""
        self._inflate = zlib.decompressobj(self._window(data))
        return data

    def _window(self, data: bytes) -> int:
        if self._encoding in GZIP:
            return _GZIP_WINDOW
        # "deflate" means zlib's frame (RFC 9110), but servers send it without too (RFC 1950:
        # method 8, and the first two bytes are a multiple of 31).
        framed = data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0
        return _ZLIB_WINDOW if framed else _BARE_WINDOW

    def _next_member(self) -> bytes:
        """What follows a member that has ended, if it begins another one."""
        rest: bytes = self._inflate.unused_data
        if not self._inflate.eof or self._encoding not in GZIP or not rest.startswith(b"\x1f"):
            return b""
        self._members += 1
        if self._members > MOST_MEMBERS:
            raise self._broken()
        self._inflate = zlib.decompressobj(_GZIP_WINDOW)
        return rest

    def _broken(self) -> FetchFailed:
        name = self._encoding[:20] or "?"
        name = name if name.isprintable() else "?"
        words = f"The page came packed in a way that can't be undone ({name}). {PASTE}"
        return FetchFailed(words, FailureKind.BAD_ENCODING)
