"""Archives: what is in them comes out, what is made to harm does not."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from random import Random
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.sources import archives
from apps.sources.archives import documents_in
from apps.sources.documents import Document

PAGE = b"<html><body><p>The harbour opens in March, its authority said.</p></body></html>"
NOTE = b"The harbour opens in March.\n\nIts authority said so on Friday.\n"


def packed(*members: tuple[str | ZipInfo, bytes], method: int = ZIP_DEFLATED) -> bytearray:
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile warns of doubled names
        with ZipFile(file, "w", method) as archive:
            for name, content in members:
                archive.writestr(name, content)
    return bytearray(file.getvalue())


def read(raw: bytes) -> list[Document]:
    return list(documents_in(io.BytesIO(raw), "press.zip"))


def refusals(raw: bytes) -> list[str]:
    found = read(raw)
    for document in found:
        assert document.content is None or not document.refusal
    return [document.refusal for document in found if document.refusal]


def test_documents_come_out_in_order_under_both_names() -> None:
    found = read(packed(("a/page.html", PAGE), ("note.txt", NOTE)))
    assert [(each.file_name, each.content, each.refusal) for each in found] == [
        ("press.zip/a/page.html", PAGE, ""),
        ("press.zip/note.txt", NOTE, ""),
    ]


def test_folders_and_what_systems_add_are_passed_over() -> None:
    names = ["__MACOSX/._note.txt", ".DS_Store", "a/.hidden/x.txt", "Thumbs.db", "a/desktop.ini"]
    found = read(packed(("a/", b""), *((name, b"x") for name in names), ("a/note.txt", NOTE)))
    assert [each.file_name for each in found] == ["press.zip/a/note.txt"]


def test_one_bad_file_does_not_lose_the_others() -> None:
    raw = packed(("a.txt", NOTE), ("b.docx", b"PK\x03\x04[Content_Types].xml"), ("c.txt", NOTE))
    found = read(raw)
    assert [bool(each.refusal) for each in found] == [False, True, False]
    assert "word processor" in found[1].refusal


# --- hostile ones ---------------------------------------------------------------------------


def patched_directory(raw: bytearray, offset: int, form: str, value: int) -> bytes:
    """``raw`` with one field of its first entry in the list of files changed."""
    struct.pack_into(form, raw, raw.index(b"PK\x01\x02") + offset, value)
    return bytes(raw)


def bomb() -> bytes:
    return packed(("a.txt", b"0" * 9_000_000))


def locked() -> bytes:
    raw = packed(("a.txt", NOTE))
    struct.pack_into("<H", raw, raw.index(b"PK\x03\x04") + 6, 1)
    return patched_directory(raw, 8, "<H", 1)


def linked() -> bytes:
    link = ZipInfo("a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return packed((link, b"/etc/passwd"))


def device() -> bytes:
    special = ZipInfo("a.txt")
    special.external_attr = (stat.S_IFCHR | 0o666) << 16
    return packed((special, b""))


def overlapping() -> bytes:
    """Two entries of the list for the same bytes, as zip bombs without recursion have."""
    raw = packed(("a.txt", NOTE), ("b.txt", NOTE))
    second = raw.index(b"PK\x01\x02", raw.index(b"PK\x01\x02") + 4)
    struct.pack_into("<L", raw, second + 42, 0)
    return bytes(raw)


def over_its_list() -> bytes:
    return patched_directory(packed(("a.txt", NOTE), method=ZIP_STORED), 20, "<L", 5_000)


def bad_checksum() -> bytes:
    raw = packed(("a.txt", NOTE), method=ZIP_STORED)
    raw[raw.index(NOTE)] ^= 0xFF
    return bytes(raw)


def unknown_method() -> bytes:
    raw = packed(("a.txt", NOTE))
    struct.pack_into("<H", raw, raw.index(b"PK\x03\x04") + 8, 77)
    return patched_directory(raw, 10, "<H", 77)


def other_name_inside() -> bytes:
    raw = packed(("a.txt", NOTE))
    raw[30:35] = b"b.exe"
    return bytes(raw)


def many() -> bytes:
    return packed(*((f"{number}.txt", b"") for number in range(2_001)))


def zip64_end() -> bytes:
    raw = packed(("a.txt", NOTE))
    at = raw.rindex(b"PK\x05\x06")
    struct.pack_into("<L", raw, at + 16, 0xFFFFFFFF)
    return bytes(raw)


def false_count() -> bytes:
    """The end says one file; the list, as long as it says, holds 2,001."""
    raw = bytearray(many())
    struct.pack_into("<2H", raw, raw.rindex(b"PK\x05\x06") + 8, 1, 1)
    return bytes(raw)


def long_list() -> bytes:
    raw = packed(("a.txt", NOTE))
    struct.pack_into("<L", raw, raw.rindex(b"PK\x05\x06") + 12, 90_000_000)
    return bytes(raw)


def deflate_cut_off() -> bytes:
    raw = packed(("a.txt", bytes(range(256)) * 40))
    at = raw.index(b"PK\x03\x04") + 30 + 5
    raw[at : at + 40] = b"\xff" * 40
    return bytes(raw)


def named(name: str) -> Callable[[], bytes]:
    return lambda: bytes(packed((name, NOTE)))


def zeroed_name() -> bytes:
    return bytes(packed(("a_x.txt", NOTE))).replace(b"a_x.txt", b"a\0x.txt")


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (bomb, "times its size"),
    "a bomb packed twice": (lambda: packed(("in.zip", bomb())), "inside an archive"),
    "a larger file than an article": (
        lambda: packed(("a.txt", NOTE * 400_000), method=ZIP_STORED),
        "larger than",
    ),
    "encrypted": (locked, "password"),
    "a link": (linked, "link"),
    "a device": (device, "device"),
    "overlapping files": (overlapping, "overlap"),
    "overlapping the list": (over_its_list, "overlap"),
    "a smaller size than it has": (
        lambda: patched_directory(packed(("a.txt", NOTE)), 24, "<L", 5),
        "damaged",
    ),
    "a larger size than it has": (
        lambda: patched_directory(packed(("a.txt", NOTE)), 24, "<L", 4_000_000),
        "another size",
    ),
    "a bad checksum": (bad_checksum, "damaged"),
    "broken deflate": (deflate_cut_off, "damaged"),
    "an unknown compression": (unknown_method, "unusual"),
    "bzip2": (lambda: packed(("a.txt", NOTE), method=ZIP_BZIP2), "unusual"),
    "lzma": (lambda: packed(("a.txt", NOTE), method=ZIP_LZMA), "unusual"),
    "another name before the bytes": (other_name_inside, "damaged"),
    "too many files": (many, "2,001 files"),
    "a false count of files": (false_count, "files"),
    "a list of 90 MB": (long_list, "files"),
    "ZIP64": (zip64_end, "ZIP64"),
    "a way up": (named("../../a.txt"), "out of the archive"),
    "a way up with backslashes": (named("..\\..\\a.txt"), "out of the archive"),
    "an absolute name": (named("/etc/cron.d/a.txt"), "out of the archive"),
    "a drive": (named("C:\\a.txt"), "out of the archive"),
    "a turned name": (named("a\u202etxt.exe"), "hidden characters"),
    "a name with an escape": (named("a\x1b[2J.txt"), "hidden characters"),
    "a name cut by zero": (zeroed_name, "hidden characters"),
    "the same name twice": (lambda: packed(("a.txt", NOTE), ("a.txt", PAGE)), "this name"),
    "the same name in other letters": (
        lambda: packed(("caf\u00e9.txt", NOTE), ("CAFE\u0301.TXT", PAGE)),
        "this name",
    ),
    "a program": (lambda: packed(("a.txt", b"\x7fELF" + bytes(60))), "a program"),
    "a picture called text": (lambda: packed(("a.txt", b"\x89PNG\r\n\x1a\n")), "a picture"),
    "no archive": (lambda: b"<html>no archive</html>", "no ZIP archive"),
    "cut off": (lambda: bytes(packed(("a.txt", NOTE)))[:-30], "no ZIP archive"),
    "empty": (lambda: b"", "no ZIP archive"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive_is_refused_in_words(kind: str) -> None:
    make, words = HOSTILE[kind]
    raw = make()
    tracemalloc.start()
    found = refusals(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 1
    assert words in found[0]
    assert found[0].endswith(".")
    assert peak < 60_000_000


def test_an_overlapping_archive_gives_nothing_at_all() -> None:
    assert [each.content for each in read(overlapping())] == [None]


def test_the_total_is_counted_as_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_TOTAL_BYTES", 3 * len(NOTE) - 1)
    found = read(packed(*((f"{number}.txt", NOTE) for number in range(5))))
    assert [bool(each.refusal) for each in found] == [False, False, True, True, True]
    assert all("in all" in each.refusal for each in found[2:])


def test_names_of_all_scripts_are_kept() -> None:
    names = ["журнал.txt", "新聞.html", "نشرة.txt", "übersicht 📎.txt", "می\u200cخواهم.txt"]
    found = read(packed(*((name, NOTE) for name in names)))
    shown = [name.replace("\u200c", " ") for name in names]
    assert [each.file_name for each in found] == [f"press.zip/{name}" for name in shown]
    assert not any(each.refusal for each in found)


def test_an_archive_behind_other_bytes_is_read() -> None:
    found = read(b"#!/bin/sh\nexit\n" + bytes(packed(("a.txt", NOTE))))
    assert [each.content for each in found] == [NOTE]


def test_members_are_read_one_at_a_time() -> None:
    noise = b"a" + Random(1).randbytes(3_000_001)
    file = io.BytesIO(packed(*((f"{number}.txt", noise) for number in range(6))))
    tracemalloc.start()
    sizes = [len(document.content or b"") for document in documents_in(file, "a.zip")]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(sizes) == 6
    assert min(sizes) > 3_000_000
    # Its pieces, the whole of it, and the one before, which the caller still holds.
    assert peak < 3.5 * sizes[0]


WHOLE = bytes(packed(("a.txt", NOTE), ("b/page.html", PAGE), ("c.txt", b"0" * 5_000)))


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8))
def test_a_changed_archive_never_raises(changes: list[tuple[int, int]]) -> None:
    raw = bytearray(WHOLE)
    for at, value in changes:
        raw[at] = value
    for document in read(raw):
        assert (document.content is None) == bool(document.refusal)
        assert len(document.content or b"") <= 10_000_000


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=400))
def test_any_bytes_behind_the_marks_never_raise(noise: bytes) -> None:
    for raw in (noise, b"PK\x03\x04" + noise + WHOLE[-22:], noise + WHOLE, WHOLE + noise):
        for document in read(raw):
            assert (document.content is None) == bool(document.refusal)


def test_the_stdlib_agrees_that_the_good_archive_is_one() -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        assert archive.testzip() is None
