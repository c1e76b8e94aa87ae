"""Installing: what is skipped, and what is said where something is missing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from storytracker.embedded import bootstrap


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with locks and without a virtual environment."""
    locks = tmp_path / "locks"
    locks.mkdir()
    for name in bootstrap.LOCK_NAMES:
        (locks / f"{name}.txt").write_text(f"# {name}\npackage==1 \\\n    --hash=sha256:00\n")
    monkeypatch.setattr(bootstrap, "LOCKS", locks)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", tmp_path / ".venv" / "bin" / "python")
    return tmp_path


def pretend_to_install(project: Path) -> None:
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").touch()


def test_an_unchanged_lock_is_skipped_silently(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend_to_install(project)
    largest = bootstrap.LOCK_NAMES[-1]
    bootstrap.remember(largest)
    for name in bootstrap.LOCK_NAMES:
        assert bootstrap.main([name]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_smaller_lock_does_not_stand_for_a_larger_one(project: Path) -> None:
    pretend_to_install(project)
    bootstrap.remember("embedded")
    assert bootstrap.is_installed("runtime")
    assert not bootstrap.is_installed("test")


def test_a_changed_lock_is_installed_again(project: Path) -> None:
    pretend_to_install(project)
    bootstrap.remember("embedded")
    (project / "locks" / "embedded.txt").write_text("other")
    assert not bootstrap.is_installed("embedded")


def test_without_ensurepip_it_names_the_one_command(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit) as ended:
        bootstrap.main(["embedded"])
    assert ended.value.code == 1
    assert "apt-get install -y python3-venv" in capsys.readouterr().err


def test_without_uv_pip_installs_the_same_lock(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []

    def pip(*arguments: str) -> None:
        asked.append(arguments)
        if arguments[-1].endswith("uv.txt"):
            raise subprocess.CalledProcessError(1, ["pip"])

    monkeypatch.setattr(bootstrap, "pip", pip)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    bootstrap.install("runtime")
    assert asked[-1][-1] == str(project / "locks" / "runtime.txt")
    assert "--require-hashes" in asked[-1]


def test_an_unknown_lock_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["everything"]) == 1
    assert "no lock named 'everything'" in capsys.readouterr().err
