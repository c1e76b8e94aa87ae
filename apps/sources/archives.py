"""The documents in a ZIP archive: read member by member, never written to disk.

The author of an archive is nobody we know: neither its sizes nor its names are believed. Limits
are those of trust.md ("bombs").
"""

from __future__ import annotations

import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.conf import settings

from apps.sources.documents import Document, one_line, too_large
from storytracker.analysis.reading.formats import kind_of

MAX_FILES = 2_000
MAX_TOTAL_BYTES = 200_000_000  # decoded
MAX_RATIO = 100  # decoded to packed
# Text packs well: so much may come out of a member, however small it was packed.
UNSUSPICIOUS_BYTES = 100_000
MAX_DIRECTORY_BYTES = 2_000_000  # of the list of members: 1,000 per file
CHUNK_BYTES = 65_536
ENCRYPTED, PATCHED, STRONGLY_ENCRYPTED = 0x1, 0x20, 0x40  # APPNOTE.TXT 4.4.4

_END = struct.Struct("<4s4H2LH")  # end of central directory, APPNOTE.TXT 4.3.16
_END_MARK = b"PK\x05\x06"
_LONGEST_COMMENT = 65_535
_LOCAL_HEADER = 30  # bytes without name and extra field
_BROKEN = (
    BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, LookupError,
)  # fmt: skip
_HIDDEN_CLASSES = {"Cc", "Cf", "Cs", "Co"}
_JOINERS = "\u200c\u200d"  # some scripts spell by them
_SYSTEM_FILES = {"thumbs.db", "desktop.ini"}
_INSTEAD = "Unpack the archive and import its files."


class ArchiveRefused(Exception):
    """Nothing of the archive is read; the words say why and what to do."""


class _MemberRefused(Exception):
    pass


def documents_in(file: BinaryIO, file_name: str) -> Iterator[Document]:
    """The documents of the archive in ``file`` (seekable), in the archive's order.

    Each member that can't be taken is a document with a ``refusal`` in words; an archive that
    can't be taken at all is one such document under its own name. Folders, hidden files and
    what systems add (``__MACOSX``) are passed over. Names are "archive.zip/inner.html". Bytes
    are counted as they are decoded; one member is in memory at a time. Never raises for what
    the archive holds.
    """
    name = one_line(file_name, 120) or "archive.zip"
    try:
        _check_end(file)
        with ZipFile(file) as archive:
            members = _members(archive)
            yield from _documents(archive, members, name)
    except ArchiveRefused as refused:
        yield Document(file_name=name, refusal=str(refused))
    except (*_BROKEN, NotImplementedError):
        yield Document(
            file_name=name,
            refusal="The archive is damaged: its list of files can't be read. Pack it once more.",
        )


# --- the archive as a whole -----------------------------------------------------------------


def _check_end(file: BinaryIO) -> None:
    """Refuse a list of members that is longer than may be read into memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_COMMENT - _END.size))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise ArchiveRefused(
            "This is no ZIP archive, or it is cut off: its list of files is missing. Pack it once "
            "more."
        )
    _, _, _, _, count, length, offset, _ = _END.unpack(tail[at : at + _END.size])
    if count == 0xFFFF or 0xFFFFFFFF in (length, offset):
        raise ArchiveRefused(
            "The archive is written for more than 65,534 files or 4 GB (ZIP64), which an import "
            "can't be. Pack it in parts."
        )
    if count > MAX_FILES or length > MAX_DIRECTORY_BYTES:
        raise ArchiveRefused(_too_many(count))


def _too_many(count: int) -> str:
    return (
        f"The archive lists {count:,} files, and at most {MAX_FILES:,} are taken at once. "
        "Pack it in parts."
    )


def _members(archive: ZipFile) -> list[ZipInfo]:
    """All members. Raises ArchiveRefused for too many, and for those that share bytes."""
    members = archive.infolist()
    if len(members) > MAX_FILES:
        raise ArchiveRefused(_too_many(len(members)))
    end = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < end or member.compress_size < 0:
            raise ArchiveRefused(
                "Files in the archive overlap, as they do in archives made to exhaust a program. "
                "Nothing of it was read. Pack it once more."
            )
        end = member.header_offset + _LOCAL_HEADER + member.compress_size
    if end > archive.start_dir:
        raise ArchiveRefused(
            "Files in the archive overlap its list of files. Nothing of it was read. Pack it once "
            "more."
        )
    return members


# --- its members ----------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """What has been read so far."""

    total: int = 0
    names: set[str] = field(default_factory=set)


def _documents(archive: ZipFile, members: list[ZipInfo], name: str) -> Iterator[Document]:
    seen = _Seen()
    for member in members:
        if _passed_over(member):
            continue
        full = f"{name}/{one_line(_shown(member.filename), 130)}"
        try:
            _check(member, seen)
            content = _content(archive, member, seen)
            _check_kind(member, content)
            yield Document(content=content, file_name=full)
        except _MemberRefused as refused:
            yield Document(file_name=full, refusal=str(refused))
        except NotImplementedError:
            yield Document(file_name=full, refusal=_unusual())
        except _BROKEN:
            yield Document(
                file_name=full,
                refusal="This file is damaged inside the archive. Pack it once more, or import "
                "it by itself.",
            )


def _passed_over(member: ZipInfo) -> bool:
    parts = [part for part in member.filename.replace("\\", "/").split("/") if part]
    if member.is_dir() and not member.file_size:
        return True
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    last = parts[-1].lower() if parts else ""
    return hidden or "__MACOSX" in parts or last in _SYSTEM_FILES


def _shown(name: str) -> str:
    """The name without characters that would turn or hide what is shown."""
    return "".join(
        c if c in _JOINERS or unicodedata.category(c) not in _HIDDEN_CLASSES else "�" for c in name
    )


def _check(member: ZipInfo, seen: _Seen) -> None:
    """Refuse a member by what the list says of it, before any byte of it is read."""
    name = member.filename.replace("\\", "/")
    if _shown(member.orig_filename) != member.orig_filename:
        raise _MemberRefused(f"The file's name holds hidden characters. Rename it. {_INSTEAD}")
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":" or not name.strip("/ ."):
        raise _MemberRefused(
            f"The file's name leads out of the archive, which no ordinary archive does. {_INSTEAD}"
        )
    key = unicodedata.normalize("NFC", name).casefold()
    if key in seen.names:
        raise _MemberRefused(
            f"The archive holds another file of this name; only the first was taken. {_INSTEAD}"
        )
    seen.names.add(key)
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or member.is_dir():
        raise _MemberRefused(f"This is a link or a device, not a file. {_INSTEAD}")
    if member.flag_bits & (ENCRYPTED | STRONGLY_ENCRYPTED):
        raise _MemberRefused("This file is locked with a password. Pack it without one.")
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or member.flag_bits & PATCHED:
        raise _MemberRefused(_unusual())


def _unusual() -> str:
    return "This file is packed in an unusual way. Pack it as ordinary ZIP (deflate)."


def _content(archive: ZipFile, member: ZipInfo, seen: _Seen) -> bytes:
    """The bytes of a member, counted as they come; what its header claims is only compared."""
    limit = settings.UPLOAD_FILE_LIMIT_BYTES
    packed = max(member.compress_size * MAX_RATIO, UNSUSPICIOUS_BYTES)
    chunks: list[bytes] = []
    size = 0
    if seen.total >= MAX_TOTAL_BYTES:
        raise _MemberRefused(_over_total())
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            seen.total += len(chunk)
            chunks.append(chunk)
            if size > packed:
                raise _MemberRefused(
                    f"This file unpacks to more than {MAX_RATIO} times its size, as files made to "
                    "exhaust a program do. Import it by itself."
                )
            if size > limit:
                raise _MemberRefused(too_large(b"".join(chunks)))
            if seen.total > MAX_TOTAL_BYTES:
                raise _MemberRefused(_over_total())
    if size != member.file_size:
        raise _MemberRefused(
            "The archive states another size for this file than it has. Pack it once more."
        )
    return b"".join(chunks)


def _over_total() -> str:
    return (
        f"The files of the archive are larger than {MAX_TOTAL_BYTES // 1_000_000} MB in all; this "
        "one was not read. Pack the archive in parts."
    )


def _check_kind(member: ZipInfo, content: bytes) -> None:
    kind = kind_of(member.filename, first_bytes=content)
    if kind.name == "zip":
        raise _MemberRefused(
            "This is an archive inside an archive; those are not unpacked. Import it by itself."
        )
    if kind.refusal:
        raise _MemberRefused(kind.refusal)
