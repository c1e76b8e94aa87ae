"""Makes ``.venv`` and installs the locked packages.

Standard library only: it runs before anything is installed.

    python3 storytracker/embedded/bootstrap.py [runtime|embedded|test|bench]

Every package is pinned by hash. uv installs them about eight times as fast as pip; where uv can't
be had, or doesn't reach the registry (it does not read pip's configuration), pip does the same from
the same lock.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "locks"
# Each lock holds all of the one before it.
LOCK_NAMES = ("runtime", "embedded", "test", "bench")
OLDEST_PYTHON = (3, 11)


def main(argv: list[str]) -> int:
    """Install the lock named by the first argument (default ``embedded``).

    Returns the exit code.
    """
    name = argv[0] if argv else "embedded"
    if name not in LOCK_NAMES:
        return complain(f"There is no lock named {name!r}: choose one of {', '.join(LOCK_NAMES)}.")
    if sys.version_info < OLDEST_PYTHON:
        return complain(
            f"Storytracker needs Python 3.11 or newer; this is {sys.version.split()[0]}."
        )
    if is_installed(name):
        return 0
    started = time.monotonic()
    try:
        make_venv()
        install(name)
    except subprocess.CalledProcessError as error:
        return complain(
            f"{' '.join(map(str, error.cmd[:4]))} … ended with {error.returncode} (see above)."
        )
    remember(name)
    say(f"Packages are installed ({time.monotonic() - started:.0f} s).")
    return 0


def say(words: str) -> None:
    print(words, flush=True)


def complain(words: str) -> int:
    print(words, file=sys.stderr, flush=True)
    return 1


def fingerprint(name: str) -> str:
    """What has to be the same for an earlier installation to be good still."""
    lock = (LOCKS / f"{name}.txt").read_bytes()
    return hashlib.sha256(lock + sys.version.encode()).hexdigest()


def stamp(name: str) -> Path:
    return VENV / f".{name}.installed"


def is_installed(name: str) -> bool:
    try:
        return VENV_PYTHON.exists() and stamp(name).read_text() == fingerprint(name)
    except OSError:
        return False


def remember(name: str) -> None:
    """Note that this lock, and with it each smaller one, is installed."""
    for smaller in LOCK_NAMES[: LOCK_NAMES.index(name) + 1]:
        stamp(smaller).write_text(fingerprint(smaller))


def make_venv() -> None:
    """Make ``.venv`` unless one is there whose Python still starts.

    Raises CalledProcessError or SystemExit.
    """
    if venv_works():
        return
    say("Making a virtual environment in .venv …")
    if importlib.util.find_spec("ensurepip"):
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    elif uv := shutil.which("uv"):
        subprocess.run(
            [uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV], check=True
        )
    else:
        raise SystemExit(complain(missing_venv_advice()))


def venv_works() -> bool:
    if not VENV_PYTHON.exists():
        return False
    probe = "import sys; sys.exit(sys.version != sys.argv[1])"
    return (
        subprocess.run(
            [VENV_PYTHON, "-c", probe, sys.version], stderr=subprocess.DEVNULL
        ).returncode
        == 0
    )


def missing_venv_advice() -> str:
    """The one command that gets what Debian and Ubuntu leave out of their Python."""
    become_root = "" if os.geteuid() == 0 else "sudo "
    return (
        "This Python can't make virtual environments (Debian and Ubuntu keep that apart). "
        "Run this once, then try again:\n"
        f"    {become_root}apt-get install -y python3-venv"
    )


def install(name: str) -> None:
    """Install one lock into ``.venv`` with uv, or else with pip.

    Raises CalledProcessError when both fail.
    """
    lock = LOCKS / f"{name}.txt"
    count = sum(
        "==" in line for line in lock.read_text().splitlines() if not line.startswith((" ", "#"))
    )
    say(f"Installing {count} packages, each pinned by hash (once, about 15 s) …")
    uv = find_uv()
    if uv and run_uv(uv, lock):
        return
    say("Installing with pip instead, which takes about two minutes …")
    pip("install", "--require-hashes", "--only-binary", ":all:", "-r", str(lock))


def find_uv() -> str | None:
    """The uv on the PATH, or a pinned one in ``.venv``; None when neither can be had."""
    if found := shutil.which("uv"):
        return found
    try:
        pip("install", "--require-hashes", "--only-binary", ":all:", "-r", str(LOCKS / "uv.txt"))
    except subprocess.CalledProcessError:
        return None
    return str(VENV / "bin" / "uv")


def run_uv(uv: str, lock: Path) -> bool:
    command = [uv, "pip", "install", "--quiet", "--python", str(VENV_PYTHON), "--require-hashes"]
    command += ["--only-binary", ":all:", "-r", str(lock)]
    if not home_is_writable():
        command.append("--no-cache")
    # Companies add their own certificates to the system's; uv looks at its own unless told.
    return subprocess.run(command, env={"UV_SYSTEM_CERTS": "1", **os.environ}).returncode == 0


def home_is_writable() -> bool:
    return os.access(os.environ.get("UV_CACHE_DIR") or Path.home(), os.W_OK)


def pip(*arguments: str) -> None:
    command = [str(VENV_PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
