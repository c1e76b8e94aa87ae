"""The parent's side of a child: forks it, asks it, and ends it where it breaks a limit."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

from storytracker.isolation import inside, landlock
from storytracker.isolation.breaches import Breach, ChildFailed, NoChild
from storytracker.isolation.frames import pack_question, receive_answer
from storytracker.isolation.limits import Limits, addresses_in_use
from storytracker.isolation.tasks import Task, registered, warm_up
from storytracker.lifeline import ON_LINUX

log = logging.getLogger(__name__)

MB = 1024**2
NO_ANSWER = "ended its reader with an answer that makes no sense"


class Child:
    """A process that runs registered tasks, forked at the first call and whenever it must be.

    Belongs to the process that calls it: after a fork of that one, each has its own. Safe to call
    from several threads, one at a time.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.pid: int | None = None
        self._owner = 0
        self._channel: socket.socket | None = None
        self._tasks: dict[str, Task] = {}
        self._answers = self._first_size = self._size = 0
        self._lock = threading.Lock()

    def call(self, task: str, header: Mapping[str, Any], body: bytes) -> Any:
        """Run ``task`` on ``body`` in the child; returns what it returned, through JSON.

        Raises Breach where the child broke a limit or ended (the next call forks another),
        ChildFailed with the child's traceback where the task raised an exception, NoChild where
        the system gives no process, ValueError for a task that nobody registered.
        """
        if task not in registered():
            raise ValueError(f"no task is called {task!r}")
        question = pack_question({"task": task, "header": header}, body)
        with self._lock:
            channel = self._ready()
            try:
                answer = self._ask(channel, question, len(body))
            except BaseException:
                # Also for an exception of the caller's, which leaves half a talk in the channel.
                self._end()
                raise
        if "failed" in answer:
            raise ChildFailed(str(answer["failed"]))
        return answer["done"]

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._end()

    # --- One question -----------------------------------------------------------------------

    def _ask(self, channel: socket.socket, question: bytes, asked: int) -> dict[str, Any]:
        until = time.monotonic() + self.limits.wall_seconds
        try:
            channel.settimeout(self.limits.wall_seconds)
            channel.sendall(question)
            answer = receive_answer(channel, until, asked)
        except TimeoutError:
            seconds = f"{self.limits.wall_seconds:g}"
            raise Breach("wall", f"took more than {seconds} seconds on the clock") from None
        except (OSError, EOFError):
            raise self._why_it_ended() from None
        except ValueError as error:
            raise Breach("died", f"{NO_ANSWER} ({error})") from None
        return self._checked(answer)

    def _checked(self, answer: dict[str, Any]) -> dict[str, Any]:
        if answer.get("memory") is True:
            raise self._too_much_memory()
        if answer.get("number") != self._answers:
            raise Breach("died", NO_ANSWER)
        if ("done" in answer) == ("failed" in answer):
            raise Breach("died", NO_ANSWER)
        self._answers += 1
        assert self.pid is not None
        self._size = addresses_in_use(self.pid)
        self._first_size = self._first_size or self._size
        return answer

    def _too_much_memory(self) -> Breach:
        return Breach("memory", f"needed more than {self.limits.memory_bytes // MB} MB of memory")

    def _why_it_ended(self) -> Breach:
        """From the status that the child left; it has closed its end of the channel."""
        signum = self._end()
        if signum in (signal.SIGPROF, signal.SIGXCPU):
            seconds = f"{self.limits.cpu_seconds:g}"
            return Breach("cpu", f"took more than {seconds} seconds of computing")
        if signum == signal.SIGKILL:
            return Breach("died", "ended its reader, which was killed from outside")
        if signum:
            return Breach("died", f"crashed its reader ({signal.strsignal(signum)})")
        return Breach("died", "ended its reader without a word")

    # --- Its life ---------------------------------------------------------------------------

    def _ready(self) -> socket.socket:
        """The channel to a child that is alive and has room for a page."""
        if self._is_used_up():
            self._end()
        if self._channel is None:
            self._fork()
        assert self._channel is not None
        return self._channel

    def _is_used_up(self) -> bool:
        return (
            self.pid is None
            or self._owner != os.getpid()
            or self._answers > self.limits.pages  # its greeting is one
            or self._size - self._first_size > self.limits.growth_bytes
            or self._tasks != registered()
            or self._has_gone()
        )

    def _has_gone(self) -> bool:
        """True where it was killed between two pages: then none of them is to blame."""
        assert self.pid is not None
        try:
            gone = os.waitpid(self.pid, os.WNOHANG)[0] != 0
        except ChildProcessError:
            gone = True
        if gone:
            self.pid = None
        return gone

    def _fork(self) -> None:
        try:
            warm_up()
        except Exception as error:
            raise NoChild(f"what a child needs can't be loaded: {error!r}") from error
        say_what_is_missing()
        try:
            ours, theirs = socket.socketpair()
        except OSError as error:
            raise NoChild(f"no channel for a child: {error}") from error
        try:
            pid = fork_into(theirs, self.limits)
        except OSError as error:
            ours.close()
            raise NoChild(f"no process for a child: {error}") from error
        finally:
            theirs.close()
        self.pid, self._owner, self._channel = pid, os.getpid(), ours
        self._tasks = registered()
        self._answers = self._first_size = self._size = 0
        self._greet(ours)

    def _greet(self, channel: socket.socket) -> None:
        """Wait until it is shut in: what goes wrong before that is no page's fault."""
        try:
            answer = self._ask(channel, b"", 0)
        except Breach as breach:
            self._end()
            raise NoChild(f"a child {breach.words} before it had read anything") from None
        if "failed" in answer:
            self._end()
            raise NoChild(f"a child can't be shut in: {answer['failed']}")

    def _end(self) -> int:
        """Kill and bury the child; returns the number of the signal that ended it, or 0.

        A child that was ending already keeps its own cause of death.
        """
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        pid, self.pid = self.pid, None
        if pid is None or self._owner != os.getpid():
            return 0
        try:
            os.kill(pid, signal.SIGKILL)
            status = os.waitpid(pid, 0)[1]
        except (ProcessLookupError, ChildProcessError):
            return 0  # somebody else buried it
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


@cache
def say_what_is_missing() -> None:
    """Log, once, which of the limits this system does not have."""
    if not ON_LINUX:
        log.warning("This system limits no process' memory: a page may take all there is.")
    if not landlock.version():
        log.warning(
            "This system has no Landlock: a reader that is taken over can open nothing, but it may "
            "remove files and end processes of its user."
        )


def fork_into(channel: socket.socket, limits: Limits) -> int:
    """Fork a child that lives on ``channel``; returns its process id.

    No signal reaches the child before it has put the parent's handlers away.
    """
    parent = os.getpid()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        pid = os.fork()
        if pid == 0:
            inside.live(channel, parent, limits)
        return pid
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
