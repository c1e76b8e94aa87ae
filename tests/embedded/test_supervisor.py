"""The one command, run for real: what it says, what it keeps running, what it leaves behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psutil
import pytest

from tests.support.stack import ROOT, free_port

READY_SECONDS = 120.0
GONE_SECONDS = 10.0


class Run:
    """A supervisor in a folder of its own."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var, self.port = var, free_port()
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL", "STORYTRACKER_SECRET_KEY")
        }
        self.environment |= {"STORYTRACKER_VAR": str(var), "STORYTRACKER_PORT": str(self.port)}
        self.environment |= environment
        self.output = var.with_suffix(".txt")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                command(), cwd=ROOT, env=self.environment, stdout=output, stderr=output
            )

    def said(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self) -> Run:
        wait_for(lambda: "\nready" in self.said() or self.process.poll() is not None, READY_SECONDS)
        assert "\nready" in self.said(), self.said()
        return self

    def family(self) -> list[psutil.Process]:
        """Every process that it started, and those that these started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def member(self, *words: str) -> psutil.Process | None:
        """Its own child with these words in its command line."""
        for child in psutil.Process(self.process.pid).children():
            try:
                if set(words) <= set(child.cmdline()):
                    return child
            except psutil.NoSuchProcess:
                pass
        return None

    def stop(self, signum: int = signal.SIGTERM) -> int:
        self.process.send_signal(signum)
        return self.process.wait(60)


def command() -> list[str]:
    return [sys.executable, "-m", "storytracker.embedded", "run"]


def wait_for(is_so: Callable[[], object], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


def try_to_start(environment: dict[str, str]) -> tuple[int, list[str]]:
    """Start where it must fail; returns the exit code and the lines it said."""
    done = subprocess.run(
        command(), cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


def all_gone(processes: list[psutil.Process]) -> bool:
    return not [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data that the tests of this module share, so that all starts but the first are quick."""
    return tmp_path_factory.mktemp("embedded") / "var"


@pytest.fixture(scope="module")
def run(var: Path) -> Iterator[Run]:
    """A run that is ready."""
    running = Run(var)
    try:
        yield running.wait_until_ready()
    finally:
        if running.process.poll() is None:
            running.stop()


def sockets_of(process: psutil.Process) -> list[Any]:
    """A process's sockets; none of one that is shut in: nobody may look at it but root.

    That is the child which reads documents. It has no descriptor but its channel to the worker
    (tests/sources/test_isolation.py holds that).
    """
    try:
        return process.net_connections("inet")
    except psutil.AccessDenied:
        return []


class TestWhileItRuns:
    def test_the_address_answers(self, run: Run) -> None:
        assert f"http://localhost:{run.port}/" in run.said()
        with urlopen(f"http://127.0.0.1:{run.port}/healthz", timeout=10) as response:
            assert response.status == 200

    def test_the_sample_is_there(self, run: Run) -> None:
        assert "could not be loaded" not in run.said()

    def test_it_listens_on_loopback_alone(self, run: Run) -> None:
        listening = {
            (connection.laddr.ip, connection.laddr.port)
            for process in run.family()
            for connection in sockets_of(process)
            if connection.status == psutil.CONN_LISTEN
        }
        assert listening == {("127.0.0.1", run.port)}

    def test_every_part_runs(self, run: Run) -> None:
        for words in (("gunicorn",), ("worker",), ("beat",), ("sweep_imports",)):
            assert run.member(*words), words

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can run servers as somebody else")
    def test_the_servers_do_not_run_as_root(self, run: Run) -> None:
        servers = [p for p in run.family() if p.name() in ("postgres", "valkey-server")]
        assert {p.username() for p in servers} == {"nobody"}

    def test_a_command_by_hand_finds_the_servers(self, run: Run) -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", "showmigrations", "accounts"],
            cwd=ROOT,
            env=run.environment,
            capture_output=True,
            text=True,
        )
        assert "[X] 0001_initial" in done.stdout, done.stderr

    def test_its_notes_are_private(self, run: Run) -> None:
        for name in ("running.json", "secret-key"):
            assert (run.var / name).stat().st_mode & 0o077 == 0

    def test_a_second_start_is_refused_in_one_line(self, run: Run) -> None:
        code, lines = try_to_start(run.environment | {"STORYTRACKER_PORT": str(free_port())})
        assert code == 1
        assert len(lines) == 1
        assert "runs here already" in lines[0]
        assert f"http://localhost:{run.port}/" in lines[0]

    @pytest.mark.parametrize("words", [("worker",), ("sweep_imports",)])
    def test_a_part_that_ends_is_started_again(self, run: Run, words: tuple[str, ...]) -> None:
        first = run.member(*words)
        assert first
        family = [first, *first.children(recursive=True)]
        first.kill()
        wait_for(lambda: all_gone(family), GONE_SECONDS)
        wait_for(lambda: run.member(*words), 10)
        assert "starting it again" in run.said()

    def test_postgresql_comes_back(self, run: Run) -> None:
        postgres = next(
            p for p in psutil.Process(run.process.pid).children() if p.name() == "postgres"
        )
        postgres.kill()
        wait_for(lambda: "PostgreSQL ended with SIGKILL" in run.said(), 10)
        manage = [sys.executable, "manage.py", "check", "--database", "default"]
        wait_for(lambda: subprocess.run(manage, cwd=ROOT, env=run.environment).returncode == 0, 30)

    def test_sigterm_stops_everything(self, run: Run) -> None:
        family = run.family()
        sockets = Path(json.loads((run.var / "running.json").read_text())["sockets"])
        assert sockets.is_dir()
        assert run.stop() == 0
        assert all_gone(family)
        assert not sockets.exists()
        assert not (run.var / "running.json").exists()
        assert run.said().endswith("Stopping …\nStopped.\n")


@pytest.mark.parametrize("guard", ["", "pipe"], ids=["kernel", "pipe"])
def test_kill_9_leaves_nothing_running(var: Path, guard: str) -> None:
    running = Run(var, STORYTRACKER_GUARD=guard).wait_until_ready()
    assert "Starting with the data in" in running.said()
    family = running.family()
    assert len(family) > 10
    running.stop(signal.SIGKILL)
    wait_for(lambda: all_gone(family), GONE_SECONDS)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGHUP])
def test_it_can_be_stopped_at_any_moment(var: Path, signum: signal.Signals) -> None:
    running = Run(var)
    wait_for(lambda: "answer" in running.said(), 60)
    family = running.family()
    assert running.stop(signum) == 0
    assert all_gone(family)


def test_a_busy_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        environment = {"STORYTRACKER_VAR": str(tmp_path / "var"), "STORYTRACKER_PORT": port}
        code, lines = try_to_start(os.environ | environment)
    assert code == 1
    assert len(lines) == 1
    assert f"Port {port} is taken" in lines[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STORYTRACKER_PORT", "http"),
        ("STORYTRACKER_PORT", "70000"),
        ("STORYTRACKER_MODE", "staging"),
        ("STORYTRACKER_MODE", "production"),
    ],
)
def test_a_bad_setting_is_one_clear_line(tmp_path: Path, name: str, value: str) -> None:
    code, lines = try_to_start(os.environ | {"STORYTRACKER_VAR": str(tmp_path), name: value})
    assert code == 1
    assert len(lines) == 1
    assert lines[0].startswith(f"{name} ")


def test_data_of_another_postgresql_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "var" / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n")
    environment = {"STORYTRACKER_VAR": str(tmp_path / "var"), "STORYTRACKER_PORT": str(free_port())}
    code, lines = try_to_start(os.environ | environment)
    assert code == 1
    assert "was written by PostgreSQL 15" in lines[-1]
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]
