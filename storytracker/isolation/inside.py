"""What a child does: it shuts itself in, then answers one question after another."""

from __future__ import annotations

import os
import signal
import socket
import traceback
from collections.abc import Mapping
from typing import Any, NoReturn

from storytracker.isolation.frames import pack_answer, read_question
from storytracker.isolation.limits import Limits, shut_in
from storytracker.isolation.tasks import run_task

LONGEST_TRACEBACK = 4000
# Made beforehand: there is no memory left when it is sent.
OUT_OF_MEMORY = pack_answer({"memory": True})


def live(channel: socket.socket, parent: int, limits: Limits) -> NoReturn:
    """Never returns, and runs nothing that the parent has planned for its own end."""
    try:
        channel.sendall(greeting(channel, parent, limits))
        serve(channel, limits)
    finally:
        os._exit(0)


def greeting(channel: socket.socket, parent: int, limits: Limits) -> bytes:
    """The first answer: this child is shut in, or why it can't be."""
    try:
        shut_in(channel.fileno(), parent, limits)
        return pack_answer({"number": 0, "done": None})
    except BaseException:
        return failure(0)


def serve(channel: socket.socket, limits: Limits) -> None:
    """Answer until the parent closes the channel, or the memory has run out."""
    stream = channel.makefile("rb")
    number = 0
    while (question := read_question(stream)) is not None:
        number += 1
        header, body = question
        del question
        answer = answer_to(number, header, body, limits)
        channel.sendall(answer)
        if answer is OUT_OF_MEMORY:
            return


def answer_to(number: int, header: Mapping[str, Any], body: bytes, limits: Limits) -> bytes:
    """Run the task; the kernel ends this process where it computes for too long."""
    signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)
    try:
        done = run_task(header["task"], header["header"], body)
        return pack_answer({"number": number, "done": done})
    except MemoryError:
        return OUT_OF_MEMORY
    except BaseException:
        return failure(number)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def failure(number: int) -> bytes:
    """The answer that tells of the exception at hand."""
    failed = traceback.format_exc()[-LONGEST_TRACEBACK:].encode(errors="replace").decode()
    return pack_answer({"number": number, "failed": failed})
