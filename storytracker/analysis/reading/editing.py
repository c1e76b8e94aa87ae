"""What an editor changes about a text as it was read: paragraphs cut, removed parts put back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from storytracker.analysis.types import Paragraph, ParagraphKind, Removed, Span

CUT = "cut"
"""The kind of a removed part that an editor cut."""


class EditKind(StrEnum):
    CUT = "cut"
    PUT_BACK = "put back"


@dataclass(frozen=True, slots=True)
class TextEdit:
    """An editor's word on one part of a text.

    ``words`` are the part's exact words, the ``nth`` (from 0) part that has them. So an edit
    finds its part again in a text that was read anew. ``reason`` says who, and why.
    """

    kind: EditKind
    words: str
    nth: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EditedText:
    """A text after its edits; ``missed`` are those whose words it does not have."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    removed: tuple[Removed, ...]
    missed: tuple[TextEdit, ...]


def edit_text(
    text: str,
    paragraphs: Sequence[Paragraph],
    removed: Sequence[Removed],
    edits: Iterable[TextEdit],
    *,
    title: str = "",
) -> EditedText:
    """The text as read with all edits made; the newest edit of a part wins.

    ``text``, ``paragraphs`` and ``removed`` are as in ``Reading`` (offsets in code points).
    A part that was cut goes to ``removed`` and says where it stood; one that is put back
    stands where it stood, or after the last paragraph where that isn't known. ``title``
    replaces the title's paragraph, or is put in front.
    """
    wanted = {(edit.words, edit.nth): edit for edit in edits}
    found: set[tuple[str, int]] = set()
    aside = _asides(removed, wanted, found)
    kept: list[tuple[str, ParagraphKind]] = [(title, ParagraphKind.TITLE)] if title else []
    gone: list[Removed] = []
    _move(aside, -1, kept, gone)
    for index, (words, nth, paragraph) in enumerate(_numbered(text, paragraphs)):
        edit = wanted.get((words, nth))
        if edit is not None:
            found.add((words, nth))
        if title and paragraph.kind is ParagraphKind.TITLE:
            pass
        elif edit is not None and edit.kind is EditKind.CUT:
            gone.append(Removed(words, CUT, edit.reason, len(kept) - 1))
        else:
            kept.append((words, paragraph.kind))
        _move(aside, index, kept, gone)
    _move(aside, None, kept, gone)
    missed = tuple(edit for key, edit in wanted.items() if key not in found)
    return EditedText(*_composed(kept), tuple(gone), missed)


Aside = tuple[int | None, Removed, bool]


def _asides(
    removed: Sequence[Removed],
    wanted: dict[tuple[str, int], TextEdit],
    found: set[tuple[str, int]],
) -> list[Aside]:
    """The removed parts with the paragraph they followed, and whether they are put back."""
    seen: Counter[str] = Counter()
    parts: list[Aside] = []
    for part in removed:
        key = (part.text, seen[part.text])
        seen[part.text] += 1
        edit = wanted.get(key)
        if edit is not None:
            found.add(key)
        parts.append((part.after, part, edit is not None and edit.kind is EditKind.PUT_BACK))
    return parts


def _move(
    aside: Sequence[Aside],
    after: int | None,
    kept: list[tuple[str, ParagraphKind]],
    gone: list[Removed],
) -> None:
    """Settle the removed parts that followed paragraph ``after`` of the text as read."""
    for place, part, is_back in aside:
        if place != after:
            continue
        if is_back:
            kept.append((part.text, ParagraphKind.PARAGRAPH))
        else:
            where = len(kept) - 1 if place is not None else None
            gone.append(Removed(part.text, part.kind, part.reason, where))


def _numbered(text: str, paragraphs: Sequence[Paragraph]) -> Iterable[tuple[str, int, Paragraph]]:
    """Each paragraph with its words and how many before it have the same."""
    seen: Counter[str] = Counter()
    for paragraph in paragraphs:
        words = paragraph.span.of(text)
        yield words, seen[words], paragraph
        seen[words] += 1


def _composed(
    kept: Sequence[tuple[str, ParagraphKind]],
) -> tuple[str, tuple[Paragraph, ...]]:
    """One text, its parts a blank line apart, as ``Reading`` has it."""
    paragraphs: list[Paragraph] = []
    at = 0
    for words, kind in kept:
        paragraphs.append(Paragraph(Span(at, at + len(words)), kind))
        at += len(words) + 2
    return "\n\n".join(words for words, _ in kept), tuple(paragraphs)
