"""Documents from the command line's words: files, folders, archives, addresses, standard input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings

from apps.sources.archives import documents_in
from apps.sources.documents import Document

STANDARD_INPUT = "-"


class NothingThere(Exception):
    """A word names no file, folder or address; says which."""


class Gathering:
    """What ``words`` name, one document at a time; ``known`` holds what was said of them all.

    Raises NothingThere where a word names nothing; before anything is read.
    """

    def __init__(
        self, words: Sequence[str], known: Document, stdin: BinaryIO | None = None
    ) -> None:
        self.known = known
        self.typed = b""
        if STANDARD_INPUT in words:
            source = stdin or sys.stdin.buffer
            self.typed = source.read(settings.UPLOAD_FILE_LIMIT_BYTES + 1)
        self.sources: list[str | Path] = []
        for word in words:
            self.sources += [word] if is_address(word) or word == STANDARD_INPUT else files_of(word)

    def __len__(self) -> int:
        """How many files and addresses there are; an archive counts as one."""
        return len(self.sources)

    def token(self) -> UUID:
        """The same for the same files, unchanged, and the same addresses: to go on with."""
        signs = [self.sign(source) for source in self.sources]
        said = [self.known.given_outlet, str(self.known.given_day)]
        return uuid5(NAMESPACE_URL, json.dumps([signs, said]))

    def sign(self, source: str | Path) -> list[str | int]:
        if isinstance(source, Path):
            found = source.stat()
            return [str(source), found.st_size, found.st_mtime_ns]
        return [source, sha256(self.typed).hexdigest() if source == STANDARD_INPUT else ""]

    def documents(self) -> Iterator[Document]:
        """The documents, read when it is their turn."""
        for source in self.sources:
            if source == STANDARD_INPUT:
                yield replace(self.known, content=self.typed, file_name="standard input")
            elif isinstance(source, str):
                yield replace(self.known, content=None, url=source)
            elif source.suffix.lower() == ".zip":
                yield from self.unpacked(source)
            else:
                yield self.read(source)

    def unpacked(self, archive: Path) -> Iterator[Document]:
        with archive.open("rb") as file:
            for document in documents_in(file, archive.name):
                yield replace(
                    document,
                    given_outlet=self.known.given_outlet,
                    given_day=self.known.given_day,
                )

    def read(self, file: Path) -> Document:
        """One file; what can't be read has its row, and the words why."""
        try:
            with file.open("rb") as opened:
                content = opened.read(settings.UPLOAD_FILE_LIMIT_BYTES + 1)
        except OSError as error:
            refusal = f"The file can't be read: {error.strerror}. Nothing of it was kept."
            return replace(self.known, content=b"", file_name=file.name, refusal=refusal)
        return replace(self.known, content=content, file_name=file.name)


def is_address(word: str) -> bool:
    return word.lower().startswith(("http://", "https://"))


def files_of(word: str) -> list[str | Path]:
    """The file that a word names, or all files below the folder. Raises NothingThere."""
    path = Path(word)
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file() and not is_hidden(p, path))
        if not files:
            raise NothingThere(f"There is no file in {word}.")
        return [file.resolve() for file in files]
    if not path.exists():
        raise NothingThere(f"There is no file {word}, and it is no address.")
    return [path.resolve()]


def is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)
