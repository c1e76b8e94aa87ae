"""The file of a backup: a tar with a manifest and PostgreSQL's own dump."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"


class BackupFailed(Exception):
    """A backup or a restore came to nothing; says why, and what is as it was before."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds: when it was made, the rows of each table, the dump's own hash."""

    made_at: str
    migrations: dict[str, str]
    rows: dict[str, int]
    dump_sha256: str
    format: int = FORMAT

    def as_json(self) -> bytes:
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, indent=1).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Manifest:
        """Raises BackupFailed for what is no manifest of ours."""
        try:
            values = json.loads(raw)
            manifest = cls(**values)
        except (ValueError, TypeError) as error:
            raise BackupFailed("Its manifest can't be read: this is no backup.") from error
        if manifest.format != FORMAT:
            raise BackupFailed(
                f"It was made by another version (format {manifest.format}, not {FORMAT})."
            )
        return manifest


def pack(file: Path, manifest: Manifest, dump: Path) -> None:
    """Write the archive, readable for its owner alone: it holds password hashes."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as archive:
        content = manifest.as_json()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(content), 0o600
        archive.addfile(entry, io.BytesIO(content))
        archive.add(dump, arcname=DUMP)


def unpack(file: Path, folder: Path) -> tuple[Manifest, Path]:
    """The manifest, and the dump as a file in ``folder``. Raises BackupFailed."""
    dump = folder / DUMP
    try:
        with tarfile.open(file) as archive:
            manifest = Manifest.from_json(member(archive, MANIFEST).read(1_000_000))
            with member(archive, DUMP) as source, dump.open("wb") as target:
                shutil.copyfileobj(source, target)
    except FileNotFoundError as error:
        raise BackupFailed(f"There is no {file}.") from error
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupFailed(
            f"{file} is no backup, or damaged: {error}. Nothing was changed."
        ) from error
    if digest(dump) != manifest.dump_sha256:
        raise BackupFailed(
            f"{file} is damaged: its dump is not what was packed. Nothing was changed."
        )
    return manifest, dump


def member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        found = archive.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise BackupFailed(f"It has no {name}: this is no backup. Nothing was changed.")
    return found


def digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
