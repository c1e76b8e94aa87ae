"""Whom the servers run as, and how they get to their files.

PostgreSQL refuses to run as root, and neither server has any business to. When we are root they run
as ``nobody``, who often can't enter the folder where the project lies: root's home, say. Two ways
round that, and no change to anybody's folders: the data folder is handed over as an open descriptor
(``/proc/self/fd/7`` needs no rights on what lies above it), and the programs are copied once to a
place that everybody can enter.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from storytracker.lifeline import ON_LINUX

COPIES = Path("/var/cache/storytracker")
# A Unix socket's path may be about 100 bytes long, less our folder's and the servers' file names.
LONGEST_BASE = 60


@dataclass(frozen=True)
class Identity:
    """A user of the system; ``None`` in its place means: whoever we are."""

    uid: int
    gid: int


def servers_identity() -> Identity | None:
    """``nobody`` when we are root, else None (the servers run as we do)."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Identity(nobody.pw_uid, nobody.pw_gid)


def make_private_folder(folder: Path, identity: Identity | None) -> Path:
    """Make ``folder`` if need be, readable to the servers' user alone."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(stat.S_IRWXU)
    if identity:
        os.chown(folder, identity.uid, identity.gid)
    return folder


def make_socket_folder(identity: Identity | None, prefix: str = "storytracker-") -> Path:
    """Make a private folder with a short path that the servers can enter, for their sockets."""
    base = Path(tempfile.gettempdir())
    if len(str(base)) > LONGEST_BASE or (identity and not is_open_to_all(base)):
        base = Path("/tmp")  # noqa: S108 - mkdtemp makes a folder in it that is nobody else's
    return make_private_folder(Path(tempfile.mkdtemp(prefix=prefix, dir=base)), identity)


@dataclass
class Doorway:
    """A folder as a child can name it: its path, or an open descriptor that the child inherits."""

    path: str
    descriptors: tuple[int, ...] = ()

    @classmethod
    def to(cls, folder: Path, identity: Identity | None) -> Doorway:
        """Open ``folder`` for a child that runs as ``identity``."""
        if identity is None or is_open_to_all(folder.parent) or not ON_LINUX:
            return cls(str(folder))
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        return cls(f"/proc/self/fd/{descriptor}", (descriptor,))

    def close(self) -> None:
        for descriptor in self.descriptors:
            os.close(descriptor)
        self.descriptors = ()


def is_open_to_all(path: Path) -> bool:
    """Whether every folder down to ``path`` lets anybody enter."""
    resolved = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (resolved, *resolved.parents))


def programs_for(identity: Identity | None, source: Path, parts: tuple[str, ...]) -> Path:
    """A folder with ``parts`` of ``source`` that ``identity`` can enter: it, or a copy."""
    source = source.resolve()
    if identity is None or is_open_to_all(source):
        return source
    copy = COPIES / fingerprint(source, parts)
    if not copy.exists():
        COPIES.mkdir(parents=True, exist_ok=True)
        COPIES.chmod(0o755)
        with tempfile.TemporaryDirectory(dir=COPIES) as unfinished:
            target = Path(unfinished) / "copy"
            for part in parts:
                copy_part(source / part, target / part)
            target.chmod(0o755)
            keep(target, copy)
    return copy


def fingerprint(source: Path, parts: tuple[str, ...]) -> str:
    """A name that changes with the programs: their paths, sizes and times."""
    seen = [
        f"{part}:{(source / part).stat().st_size}:{(source / part).stat().st_mtime_ns}"
        for part in parts
    ]
    return hashlib.sha256("\n".join([str(source), *seen]).encode()).hexdigest()[:16]


def copy_part(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target)


def keep(finished: Path, final: Path) -> None:
    """Move a finished copy to its place; somebody who was faster has made the same one."""
    try:
        finished.rename(final)
    except OSError:
        if not final.exists():
            raise
