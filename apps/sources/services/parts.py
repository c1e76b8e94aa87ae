"""A text's parts as an editor chooses among them: kept and removed ones, where they stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from apps.sources.models import Article, ArticleVersion
from apps.sources.services.editing import edits_of, version_as_read
from storytracker.analysis.reading.editing import EditKind, TextEdit
from storytracker.analysis.types import ParagraphKind

Wanted = dict[tuple[str, int], TextEdit]


@dataclass(frozen=True, slots=True)
class TextPart:
    """A paragraph of the text as read, or a part that was removed from it.

    ``words`` and ``nth`` name it to ``edit_paragraphs``. ``is_kept`` says how it stands now,
    with all decisions made; ``reason`` why it is not in the text.
    """

    words: str
    nth: int
    kind: str
    is_kept: bool
    reason: str = ""


def text_parts(article: Article) -> list[TextPart]:
    """All parts of an article's text but its title, in the order of the document."""
    base = version_as_read(article)
    wanted = {(edit.words, edit.nth): edit for edit in edits_of(article)}
    removed = list(removed_parts(base, wanted))
    parts = [part for place, part in removed if place == -1]
    for index, part in enumerate(kept_parts(base, wanted)):
        if part.kind != ParagraphKind.TITLE:
            parts.append(part)
        parts += [part for place, part in removed if place == index]
    return parts + [part for place, part in removed if place is None]


def kept_parts(base: ArticleVersion, wanted: Wanted) -> Iterator[TextPart]:
    """The paragraphs as read, each cut where the newest edit says so."""
    seen: Counter[str] = Counter()
    for start, end, kind in base.paragraphs:
        words = base.text[start:end]
        edit = wanted.get((words, seen[words]))
        is_cut = edit is not None and edit.kind is EditKind.CUT
        reason = edit.reason if edit is not None and is_cut else ""
        yield TextPart(words, seen[words], kind, not is_cut, reason)
        seen[words] += 1


def removed_parts(base: ArticleVersion, wanted: Wanted) -> Iterator[tuple[int | None, TextPart]]:
    """The parts that the reading removed, each back where the newest edit says so."""
    seen: Counter[str] = Counter()
    for part in base.removed:
        words = part["text"]
        edit = wanted.get((words, seen[words]))
        is_back = edit is not None and edit.kind is EditKind.PUT_BACK
        kept = TextPart(words, seen[words], part["kind"], is_back, part["reason"])
        yield part.get("after"), kept
        seen[words] += 1
