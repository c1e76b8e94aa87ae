"""A child with limits, really forked: what it may not do, and what follows when it tries."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from storytracker import isolation
from storytracker.isolation import Breach, Child, ChildFailed, Limits, NoChild, OutOfTime, landlock
from storytracker.isolation.limits import addresses_in_use
from tests.support import hostile

hostile.register()

ROOT = Path(__file__).resolve().parents[2]
MB = 1024**2
# As in production but for the time that a test takes.
BRISK = Limits(cpu_seconds=0.4, wall_seconds=60.0, memory_bytes=256 * MB)


@pytest.fixture
def with_limits() -> Iterator[Callable[..., Child]]:
    """A child with some limits of its own."""
    children: list[Child] = []

    def make(**limits: Any) -> Child:
        children.append(Child(replace(BRISK, **limits)))
        return children[-1]

    yield make
    for child in children:
        child.close()


@pytest.fixture
def child(with_limits: Callable[..., Child]) -> Child:
    return with_limits()


@pytest.fixture
def hasty(with_limits: Callable[..., Child]) -> Child:
    return with_limits(wall_seconds=0.5)


def breach_of(child: Child, task: str, header: dict[str, Any], body: bytes = b"") -> Breach:
    """The breach that a task commits; the next page is read by another child, none is left."""
    child.call("count", {}, b"")
    before = child.pid
    with pytest.raises(Breach) as caught:
        child.call(task, header, body)
    assert before is not None and not psutil.pid_exists(before)
    after = child.call("count", {"n": 1}, b"next page")
    assert (after["bytes"], after["header"]) == (9, {"n": 1})
    assert after["pid"] == child.pid != before
    return caught.value


# --- what comes back ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 65_536, 3_000_000])
def test_bytes_go_in_and_json_comes_out(child: Child, size: int) -> None:
    got = child.call("count", {"a": "é", "b": None}, b"x" * size)
    assert got == {"bytes": size, "header": {"a": "é", "b": None}, "pid": child.pid}
    assert child.pid != os.getpid()


def test_one_child_reads_page_after_page_and_is_renewed_in_time(
    with_limits: Callable[..., Child],
) -> None:
    child = with_limits(pages=5)
    pids = [child.call("count", {}, b"")["pid"] for _ in range(11)]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [5, 5, 1]


def test_a_child_that_has_grown_is_renewed_before_it_is_blamed(
    with_limits: Callable[..., Child],
) -> None:
    child = with_limits(memory_bytes=200 * MB, growth_bytes=60 * MB)
    for _ in range(12):  # 480 MB in all, of 200 MB
        assert child.call("hoard", {"bytes": 40 * MB}, b"") in (1, 2)


def test_an_ordinary_exception_comes_back_in_words_and_ends_nothing(child: Child) -> None:
    before = child.call("count", {}, b"")["pid"]
    with pytest.raises(ChildFailed, match="this page has no such thing"):
        child.call("raise_error", {}, b"")
    assert child.call("count", {}, b"")["pid"] == before


@pytest.mark.parametrize("what", ["unspeakable", "half"])
def test_what_json_cannot_say_is_an_exception_too(child: Child, what: str) -> None:
    with pytest.raises(ChildFailed, match=r"JSON serializable|surrogates"):
        child.call("give", {"what": what}, b"")


def test_a_task_that_nobody_registered_is_refused_at_once(child: Child) -> None:
    with pytest.raises(ValueError, match="no task"):
        child.call("unheard of", {}, b"")
    assert child.pid is None


def test_a_task_registered_later_reaches_a_child_that_knows_it(child: Child) -> None:
    child.call("count", {}, b"")
    isolation.register("later", lambda header, body: "here")
    assert child.call("later", {}, b"") == "here"


# --- limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", ["loop", "loop_in_c"])
def test_computing_without_end_is_stopped_in_c_too(child: Child, task: str) -> None:
    breach = breach_of(child, task, {})
    assert breach.kind == "cpu" and "0.4 seconds of computing" in breach.words


def test_the_time_counts_for_each_page_anew(with_limits: Callable[..., Child]) -> None:
    child = with_limits(cpu_seconds=0.3)
    isolation.register("busy", lambda header, body: [n for n in range(1_500_000)][-1])
    pids = set()
    spent = 0.0
    while spent < 0.6:
        assert child.call("busy", {}, b"") == 1_499_999
        pids.add(child.pid)
        spent = sum(psutil.Process(child.pid).cpu_times()[:2])
    assert len(pids) == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits memory")
@pytest.mark.parametrize("beyond", [1 * MB, 40_000 * MB])
def test_too_much_memory_is_refused(child: Child, beyond: int) -> None:
    # More than the holes in the heap that came with the fork, which take no addresses.
    size = addresses_in_use() + BRISK.memory_bytes + beyond
    breach = breach_of(child, "allocate", {"bytes": size})
    assert breach.kind == "memory" and "256 MB" in breach.words
    assert child.call("allocate", {"bytes": 100 * MB}, b"") == 100 * MB


def test_sleeping_is_ended_by_the_clock(hasty: Child) -> None:
    breach = breach_of(hasty, "sleep", {})
    assert breach.kind == "wall" and "0.5 seconds on the clock" in breach.words


def test_a_crash_is_told_from_a_limit(child: Child) -> None:
    breach = breach_of(child, "crash", {})
    assert breach.kind == "died" and "Segmentation fault" in breach.words


@pytest.mark.parametrize("status", [b"0", b"3"])
def test_leaving_is_a_breach(child: Child, status: bytes) -> None:
    assert breach_of(child, "leave", {}, status).kind == "died"


def test_a_child_killed_at_work_is_a_breach_and_one_killed_idle_is_none(child: Child) -> None:
    child.call("count", {}, b"")
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    end = time.monotonic() + 30
    while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:  # its death takes a moment
        assert time.monotonic() < end
        time.sleep(0.01)
    assert child.call("count", {}, b"abc")["bytes"] == 3
    at_work = child.pid
    threading.Timer(0.2, os.kill, (at_work, signal.SIGKILL)).start()
    breach = breach_of_same(child, at_work)
    assert breach.kind == "died" and "killed from outside" in breach.words
    assert child.call("count", {}, b"abc")["bytes"] == 3


def breach_of_same(child: Child, pid: int) -> Breach:
    with pytest.raises(Breach) as caught:
        child.call("sleep", {}, b"")
    assert not psutil.pid_exists(pid)
    return caught.value


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_what_ends_a_group_of_processes_is_left_to_the_parent(child: Child, signum: int) -> None:
    child.call("count", {}, b"")
    assert child.pid is not None
    threading.Timer(0.1, os.kill, (child.pid, signum)).start()
    assert child.call("sleep", {"seconds": 0.3}, b"") is None


# --- no network, no files, no processes -----------------------------------------------------------


def test_no_socket_is_opened(child: Child) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        with pytest.raises(ChildFailed, match="Too many open files"):
            child.call("open_socket", {"port": canary.getsockname()[1]}, b"")
        with pytest.raises(TimeoutError):
            canary.accept()


def test_no_file_is_written(child: Child, tmp_path: Path) -> None:
    path = tmp_path / "canary"
    with pytest.raises(ChildFailed, match="Too many open files"):
        child.call("write_file", {"path": str(path)}, b"")
    assert not path.exists()


def test_nothing_of_the_parents_is_open(child: Child, tmp_path: Path) -> None:
    with (
        (tmp_path / "canary").open("wb", buffering=0) as file,
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as mine,
    ):
        mine.settimeout(0.2)
        # It answers a question of its own and not this one: only the channel took the words.
        with pytest.raises(Breach, match="makes no sense"):
            child.call("write_to", {}, b"")
        peer, _ = server.accept()
        peer.settimeout(0.2)
        with peer, pytest.raises(TimeoutError):
            peer.recv(1)
        assert file.tell() == 0


def test_no_process_is_started(child: Child) -> None:
    assert child.call("count", {}, b"")["bytes"] == 0
    before = {each.pid for each in psutil.Process().children(recursive=True)}
    try:
        # Root's fork is not limited; without a descriptor to open, its program can't begin.
        assert child.call("start_process", {}, b"") != 0
    except ChildFailed as error:
        assert "Resource temporarily unavailable" in str(error)
    assert {each.pid for each in psutil.Process().children(recursive=True)} <= before


@pytest.mark.skipif(landlock.version() < 6, reason="this kernel has no Landlock, or an old one")
def test_nothing_is_removed_renamed_or_signalled(child: Child, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    header = {"folder": str(tmp_path), "pid": os.getpid()}
    assert child.call("meddle", header, b"") == []
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("file", "kept")]


# --- a child that somebody else has taken over ----------------------------------------------------

FORGED = {
    "no frame": b"was here" * 4,
    "not JSON": struct.pack(">Q", 3) + b"{x}",
    "no object": struct.pack(">Q", 2) + b"[]",
    "no number": struct.pack(">Q", 11) + b'{"done": 1}',
    "another's number": struct.pack(">Q", 34) + b'{"number": 7, "done": 1, "peak":1}',
    "huge": struct.pack(">Q", 2_000_000),
    "deep": struct.pack(">Q", 400_000) + b"[" * 400_000,
}


@pytest.mark.parametrize("name", FORGED)
def test_an_answer_that_makes_no_sense_ends_the_child(hasty: Child, name: str) -> None:
    breach = breach_of(hasty, "speak_out_of_turn", {}, FORGED[name])
    assert breach.kind == "died" and "makes no sense" in breach.words


def test_an_answer_ahead_of_its_question_ends_the_child(child: Child) -> None:
    child.call("count", {}, b"")
    with pytest.raises(Breach):
        # Whichever of the two answers comes first, both never count.
        child.call("answer_ahead", {"number": 99}, b"")
        child.call("count", {}, b"")
    assert child.call("count", {}, b"abc")["bytes"] == 3


def test_half_an_answer_ends_with_the_clock(hasty: Child) -> None:
    half = struct.pack(">Q", 100) + b'{"number"'
    assert breach_of(hasty, "speak_out_of_turn", {}, half).kind == "wall"


def test_what_cannot_be_decoded_ends_the_child() -> None:
    def refuse(answer: Any) -> None:
        raise ValueError("not a reading")

    before = isolation.call("count", {}, b"", lambda answer: answer["pid"])
    with pytest.raises(ChildFailed, match="not a reading"):
        isolation.call("count", {}, b"", refuse)
    assert isolation.call("count", {}, b"", lambda answer: answer["pid"]) != before


def test_what_cannot_be_loaded_beforehand_is_no_pages_fault(child: Child) -> None:
    ready: list[bool] = []

    def warm() -> None:
        if not ready:
            raise FileNotFoundError("words.toml")

    isolation.register("warmed", lambda header, body: ready, warm=warm)
    for _ in range(2):
        with pytest.raises(NoChild, match="words.toml"):
            child.call("warmed", {}, b"")
    ready.append(True)
    assert child.call("warmed", {}, b"") == [True]


# --- nothing is left behind -----------------------------------------------------------------------


def test_two_hundred_calls_leave_no_zombie_and_no_descriptor(
    with_limits: Callable[..., Child],
) -> None:
    child = with_limits(pages=20)
    child.call("count", {}, b"")
    me = psutil.Process()
    before = me.num_fds()
    for number in range(200):
        if number % 25 == 24:
            with pytest.raises(Breach):
                child.call("crash", {}, b"")
        else:
            child.call("count", {}, b"x")
    children = [each for each in me.children() if each.pid == child.pid]
    assert len(children) <= 1 and me.num_fds() <= before
    child.close()
    assert not [each for each in me.children() if each.status() == psutil.STATUS_ZOMBIE]
    assert me.num_fds() < before


ORPHAN = """
    import sys, threading, time
    from storytracker.isolation import Child
    from tests.support import hostile
    hostile.register()
    child = Child()
    print(child.call("count", {}, b"")["pid"], flush=True)
    if sys.argv[1] == "at work":
        child.call("sleep", {}, b"")
    time.sleep(60)
"""


@pytest.mark.parametrize("guard", ["", "pipe"])
@pytest.mark.parametrize("what", ["idle", "at work"])
def test_a_child_ends_with_its_parent(what: str, guard: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(ORPHAN), what],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"STORYTRACKER_GUARD": guard},
    )
    assert parent.stdout
    child = psutil.Process(int(parent.stdout.readline()))
    time.sleep(0.2)
    assert child.is_running()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    psutil.wait_procs([child], timeout=5)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_process_forked_later_has_a_child_of_its_own(child: Child) -> None:
    mine = child.call("count", {}, b"")["pid"]
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        theirs = child.call("count", {}, b"")["pid"]
        child.close()
        os.write(write, str(theirs).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    theirs = int(os.read(read, 20))
    os.close(read), os.close(write)
    assert theirs not in (mine, os.getpid())
    assert child.call("count", {}, b"")["pid"] == mine


# --- a whole batch --------------------------------------------------------------------------------


def test_a_budget_lets_nothing_begin_when_it_is_used_up() -> None:
    def pid(answer: Any) -> int:
        return int(answer["pid"])

    with isolation.budget(30):
        assert isolation.call("count", {}, b"", pid)
        with isolation.budget(0), pytest.raises(OutOfTime):
            isolation.call("count", {}, b"", pid)
        assert isolation.call_here("count", {}, b"", pid) == os.getpid()
    assert isolation.call("count", {}, b"", pid)


def test_a_page_that_was_blamed_gets_a_child_of_its_own() -> None:
    def pid(answer: Any) -> int:
        return int(answer["pid"])

    warm = isolation.call("count", {}, b"", pid)
    assert isolation.call("count", {}, b"", pid) == warm
    assert isolation.call("count", {}, b"", pid, fresh=True) != warm
