"""Tasks that do what no task should, and pages that make them: only tests register them."""

from __future__ import annotations

import ctypes
import mmap
import os
import re
import socket
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from apps.sources.documents import Document
from storytracker import isolation
from storytracker.isolation.frames import pack_answer
from tests.support.articles import text

Header = Mapping[str, Any]


def loop_in_c(header: Header, body: bytes) -> None:
    """Back-tracking without end, in one call that never comes back to Python."""
    re.match(r"(?:a|a|a)*b", "a" * 60)


def loop(header: Header, body: bytes) -> None:
    while True:
        pass


def allocate(header: Header, body: bytes) -> int:
    return len(bytearray(header["bytes"]))


def hoard(header: Header, body: bytes) -> int:
    """Keep memory from page to page.

    Mapped, since what is only allocated may come from a hole in the heap that came with the fork:
    that takes no addresses, and how large the hole is hangs on what the parent has done before.
    """
    hoarded.append(mmap.mmap(-1, header["bytes"]))
    return len(hoarded)


hoarded: list[mmap.mmap] = []


def sleep(header: Header, body: bytes) -> None:
    time.sleep(header.get("seconds", 3600))


def crash(header: Header, body: bytes) -> None:
    ctypes.string_at(0)


def leave(header: Header, body: bytes) -> None:
    os._exit(int(body or b"0"))


def open_socket(header: Header, body: bytes) -> None:
    with socket.socket() as one:
        one.connect(("127.0.0.1", header["port"]))


def write_file(header: Header, body: bytes) -> None:
    Path(header["path"]).write_text("was here")


def write_to(header: Header, body: bytes) -> list[int]:
    """The descriptors of the parent that can still be written to."""
    written = []
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, b"was here")
            written.append(descriptor)
        except OSError:
            pass
    return written


def start_process(header: Header, body: bytes) -> int:
    return os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-c", "0"])


def meddle(header: Header, body: bytes) -> list[str]:
    """Do harm that needs no descriptor; returns what could be done."""
    folder = header["folder"]
    file = f"{folder}/file"
    deeds: dict[str, Callable[[], object]] = {
        "make a folder": lambda: os.mkdir(f"{folder}/new"),
        "make a link": lambda: os.symlink(file, f"{folder}/link"),
        "rename": lambda: os.rename(file, f"{folder}/other"),
        "truncate": lambda: os.truncate(file, 0),
        "remove": lambda: os.unlink(file),
        "signal": lambda: os.kill(header["pid"], 0),
        "run": lambda: os.execv(sys.executable, [sys.executable, "-c", "0"]),
    }
    done = []
    for name, deed in deeds.items():
        try:
            deed()
        except OSError:
            continue
        done.append(name)
    return done


def raise_error(header: Header, body: bytes) -> None:
    raise KeyError("this page has no such thing")


def give(header: Header, body: bytes) -> Any:
    """What no JSON can say."""
    return {"unspeakable": object(), "half": "\ud800"}[header["what"]]


def speak_out_of_turn(header: Header, body: bytes) -> None:
    """Put bytes of one's own on the channel."""
    channel = next(fd for fd in range(3, 256) if _is_open(fd))
    os.write(channel, body)
    time.sleep(3600)


def answer_ahead(header: Header, body: bytes) -> str:
    """Answer the next question before it is asked."""
    channel = next(fd for fd in range(3, 256) if _is_open(fd))
    os.write(channel, pack_answer({"number": header["number"], "done": "forged", "peak": 1}))
    return "real"


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def count(header: Header, body: bytes) -> dict[str, Any]:
    return {"bytes": len(body), "header": dict(header), "pid": os.getpid()}


TASKS = (
    *(loop_in_c, loop, allocate, hoard, sleep, crash, leave, open_socket, write_file, write_to),
    *(start_process, meddle, raise_error, give, speak_out_of_turn, answer_ahead, count),
)


def register() -> None:
    """Make all of these callable by their names."""
    for task in TASKS:
        isolation.register(task.__name__, task)


# --- Pages that ask for it ------------------------------------------------------------------------

HARM = {"cpu": loop_in_c, "memory": allocate, "wall": sleep, "crash": crash}
SLOW_SECONDS = 0.4


def marked(number: int, words: str) -> Document:
    """Made-up article ``number`` with a mark in it."""
    return Document(f"{text(number)}\n\nThis is {words}.\n".encode(), file_name=f"{number}.txt")


def poison(number: int, kind: str, stage: str = "read") -> Document:
    """Made-up article ``number``, which breaks a limit of the task ``stage``."""
    return marked(number, f"poison for {stage}: {kind}")


def poisoned(task: Callable[..., Any], stage: str) -> Callable[..., Any]:
    """The program's ``task``, but pages that are marked as poison or slow for it are that."""

    def run(header: Header, body: bytes) -> Any:
        for kind, harm in HARM.items():
            if f"poison for {stage}: {kind}.".encode() in body:
                harm({"bytes": 1024**3}, b"")
        if f"slow for {stage}.".encode() in body:
            time.sleep(SLOW_SECONDS)
        return task(header, body)

    return run
