"""What goes over the channel: a question is header and body, an answer is JSON."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any, BinaryIO

_SIZES = struct.Struct(">QQ")
_SIZE = struct.Struct(">Q")

# An answer's size: a reading holds its page's words once, attributions some hundred bytes for each
# sentence. More is no answer but an attempt to fill the parent's memory.
LEAST_ALLOWED = 1_000_000
ALLOWED_PER_BYTE = 24
MOST_ALLOWED = 48_000_000


def pack_question(header: Mapping[str, Any], body: bytes) -> bytes:
    """A question as bytes."""
    head = json.dumps(header).encode()
    return b"".join((_SIZES.pack(len(head), len(body)), head, body))


def read_question(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next question; ``None`` where the parent has gone."""
    sizes = stream.read(_SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    head, body = _SIZES.unpack(sizes)
    return json.loads(stream.read(head)), stream.read(body)


def pack_answer(answer: Mapping[str, Any]) -> bytes:
    """An answer as bytes. Raises UnicodeEncodeError for half a surrogate pair."""
    content = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    return _SIZE.pack(len(content)) + content


def receive_answer(channel: socket.socket, until: float, asked: int) -> dict[str, Any]:
    """The answer to a question of ``asked`` bytes.

    Raises TimeoutError at ``until`` (``time.monotonic``), EOFError where the child has gone,
    OSError where the channel broke, ValueError where what came is no answer.
    """
    (size,) = _SIZE.unpack(_receive(channel, _SIZE.size, until))
    if size > min(MOST_ALLOWED, LEAST_ALLOWED + ALLOWED_PER_BYTE * asked):
        raise ValueError(f"an answer of {size} bytes")
    try:
        answer = json.loads(_receive(channel, size, until))
    except RecursionError:
        raise ValueError("an answer that is nested too deeply") from None
    if type(answer) is not dict:
        raise ValueError("an answer that is no object")
    return answer


def _receive(channel: socket.socket, size: int, until: float) -> bytearray:
    got, at = bytearray(size), 0
    view = memoryview(got)
    while at < size:
        channel.settimeout(max(until - time.monotonic(), 0.001))
        count = channel.recv_into(view[at:])
        if not count:
            raise EOFError
        at += count
    return got
