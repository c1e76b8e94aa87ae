"""A PDF with text: pages → lines → paragraphs, read on like a plain-text dump."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.errors import FileNotDecryptedError, LimitReachedError

from storytracker.analysis.reading.bylines import are_names, split_names
from storytracker.analysis.reading.cleaning import plain, visible, words_of
from storytracker.analysis.reading.dates import DateSource
from storytracker.analysis.reading.draft import Draft
from storytracker.analysis.reading.formats.pdflines import (
    PdfLine,
    paragraphs,
    title_in,
    without_page_furniture,
)
from storytracker.analysis.reading.formats.read import Formatted
from storytracker.analysis.reading.frontlines import dated_by
from storytracker.analysis.reading.plaintext import read_plain
from storytracker.analysis.types import Basis

MAX_PAGES = 100  # an article has a few, a long report this many
MAX_TEXT = 2_000_000  # code points in all
MAX_FRAGMENTS = 200_000  # pieces of text that the pages place, some per line
FEW_WORDS = 40  # code points per page: less on every page is a scan with a stamp, no text

# pypdf's own limits, tightened: its 75 MB per stream would be decoded again for every page.
_LIMITS = Configuration(
    maximum_declared_stream_length=10_000_000,
    array_based_stream_maximum_output_length=10_000_000,
    jbig2_maximum_output_length=1_000_000,
    lzw_maximum_output_length=10_000_000,
    run_length_maximum_output_length=10_000_000,
    zlib_maximum_output_length=10_000_000,
    zlib_maximum_recovery_input_length=1_000_000,
    brotli_maximum_output_length=10_000_000,
    stream_decoding_work_maximum_length=20_000_000,
    stream_parsing_work_maximum_count=400_000,
    xmp_maximum_input_length=500_000,
    page_tree_maximum_entries=5_000,
    page_tree_maximum_depth=50,
    page_tree_maximum_page_entries=50_000,
    xform_maximum_invocations_per_extraction=200,
    jbig2dec_binary=None,  # no program of the machine's is ever started
)

_LOCKED = (
    "The PDF is locked with a password. Save a copy without one and import that, or paste the "
    "article's words."
)
_SCANNED = (
    "The PDF holds pictures of its pages and no text. Let a program recognise the text (OCR) and "
    "import the result, or paste the article's words."
)
_DAMAGED = (
    "The PDF is damaged and can't be read. Paste the article's words, or import the file once more."
)
_TOO_LARGE = (
    "The PDF unpacks to far more than an article can be, so it was not read. Paste the article's "
    "words instead."
)

logging.getLogger("pypdf").addHandler(logging.NullHandler())


class _Enough(Exception):
    """More text than an article can have."""


def read_pdf(raw: bytes) -> Formatted:
    """Read a PDF's text; never raises.

    ``problem`` says in words why there is none: locked, scanned, damaged, a bomb. The draft's
    ``partial`` tells of pages that were left out.
    """
    try:
        with apply_configuration(_LIMITS):
            printed = _printed(PdfReader(io.BytesIO(raw), strict=False))
    except FileNotDecryptedError:
        return Formatted(problem=_LOCKED)
    except LimitReachedError:
        return Formatted(problem=_TOO_LARGE)
    except Exception:  # damaged files make pypdf raise nearly anything
        return Formatted(problem=_DAMAGED)
    if printed.problem:
        return Formatted(problem=printed.problem)
    return Formatted(_drafted(printed))


@dataclass(frozen=True, slots=True)
class _Printed:
    """The lines of the pages, what the file says of itself, and what went wrong."""

    pages: list[list[PdfLine]] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    partial: str = ""
    problem: str = ""


def _printed(reader: PdfReader) -> _Printed:
    if reader.is_encrypted and not _unlocked(reader):
        return _Printed(problem=_LOCKED)
    number = len(reader.pages)
    pages, partial = _pages(reader, number)
    if not pages:
        return _Printed(problem=_DAMAGED)
    if sum(len(line.text) for page in pages for line in page) < FEW_WORDS * len(pages):
        return _Printed(problem=_SCANNED)
    return _Printed(pages, _metadata(reader), partial)


def _unlocked(reader: PdfReader) -> bool:
    """Many files are encrypted with the empty password, to forbid changing them only."""
    try:
        return bool(reader.decrypt(""))
    except Exception:  # a cipher that isn't there, or a broken dictionary
        return False


def _pages(reader: PdfReader, number: int) -> tuple[list[list[PdfLine]], str]:
    """The lines of each page that can be read, and in words what was left out."""
    pages: list[list[PdfLine]] = []
    failed, left = 0, MAX_TEXT
    for at in range(min(number, MAX_PAGES)):
        try:
            lines = list(_lines(reader.pages[at]))
        except _Enough:
            return pages, f"Page {at + 1} of the PDF holds more text than a page can."
        except LimitReachedError:
            if not pages:
                raise
            return pages, f"Page {at + 1} of the PDF unpacks to more than a page can hold."
        except Exception:  # one broken page does not lose the others
            failed += 1
            continue
        pages.append(lines)
        left -= sum(len(line.text) for line in lines)
        if left < 0:
            return pages, f"Only the first {at + 1} of the PDF's {number} pages were read."
    if number > MAX_PAGES:
        return pages, f"Only the first {MAX_PAGES} of the PDF's {number} pages were read."
    return pages, f"{failed} of the PDF's {number} pages could not be read." if failed else ""


def _lines(page: Any) -> Iterator[PdfLine]:
    """The lines of a page as its text is placed on it, with size, height and left edge."""
    pieces: list[tuple[str, float, float, float]] = []

    def place(text: str, user: Any, matrix: Any, font: Any, size: float) -> None:
        if len(pieces) > MAX_FRAGMENTS:
            raise _Enough
        scale = abs(matrix[3] or matrix[1] or 1) * abs(user[3] or user[1] or 1)
        x = matrix[4] * user[0] + matrix[5] * user[2] + user[4]
        y = matrix[4] * user[1] + matrix[5] * user[3] + user[5]
        pieces.append((text, float(size or 0) * scale, x, y))

    page.extract_text(visitor_text=place)
    line: list[tuple[str, float, float, float]] = []
    for text, size, x, y in pieces:
        *whole, rest = text.split("\n")
        for part in whole:
            yield from _line([*line, (part, size, x, y)])
            line = []
        line.append((rest, size, x, y))
    yield from _line(line)


def _line(pieces: list[tuple[str, float, float, float]]) -> Iterator[PdfLine]:
    seen = [piece for piece in pieces if piece[0].strip()]
    text = plain(visible("".join(text for text, *_ in pieces)))
    if seen and text:
        sizes = [size for text, size, *_ in seen for _ in text.strip()]
        yield PdfLine(text, median(sizes), min(piece[2] for piece in seen), seen[0][3])


# --- what the lines say ---------------------------------------------------------------------


def _drafted(printed: _Printed) -> Draft:
    pages, said = printed.pages, printed.said
    kept, furniture = without_page_furniture(pages)
    found = paragraphs(kept)
    draft = read_plain("\n\n".join(found))
    draft.partial = printed.partial
    _settle_title(draft, title_in(kept), said.get("title", ""))
    for line in furniture:
        draft.remove(line.text, "other", line.reason, line.at)
        if dated_by(line.text):  # newspapers print their day above each page
            draft.dates.append(DateSource(line.text, Basis.TEXT, "a running head"))
    if not draft.bylines and are_names(said.get("author", "")):
        draft.bylines += split_names(said["author"])
        draft.reasons.append("the byline is the author that the PDF's metadata name")
    if said.get("created"):
        name = "the PDF's creation date, which may be later than the article's,"
        draft.dates.append(DateSource(said["created"], Basis.INFERRED, name))
    draft.reasons.append(f"read as PDF: {len(pages)} pages, {len(found)} paragraphs")
    return draft


def _settle_title(draft: Draft, largest: str, stated: str) -> None:
    """The words in the largest print; the metadata's only where the text begins with them."""
    at = next((i for i, block in enumerate(draft.blocks) if block.text == largest), None)
    if largest and at is not None:
        block = draft.blocks.pop(at)
        draft.remove(draft.title, "other", "a line above the title", draft.title_at)
        draft.title, draft.title_at = largest, block.at
    elif not draft.title and len(words_of(stated)) > 1:
        draft.title = stated
        draft.reasons.append("the title is the one that the PDF's metadata name")


def _metadata(reader: PdfReader) -> dict[str, str]:
    """Title, author and creation date (ISO) as the file says; programs write much nonsense."""
    said: dict[str, str] = {}
    try:
        about = reader.metadata
        if about is not None:
            said["title"] = plain(str(about.title or ""))[:300]
            said["author"] = plain(str(about.author or ""))[:200]
            created = about.creation_date
            said["created"] = created.isoformat(timespec="minutes") if created else ""
    except Exception:  # evidence this weak is worth no failure
        return said
    return said
