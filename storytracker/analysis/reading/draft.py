"""What a reader of plain text or of HTML hands on, before it becomes a ``Reading``."""

from __future__ import annotations

from dataclasses import dataclass, field

from storytracker.analysis.reading.dates import DateSource
from storytracker.analysis.types import OutletFinding, ParagraphKind, Removed

# An article has tens of blocks, a long live page hundreds; judging a line takes some 30 µs.
MAX_BLOCKS = 8_000


@dataclass(frozen=True, slots=True)
class Block:
    """One block of cleaned text on one line.

    ``link`` tells of a page's block whether it is a link and nothing else; plain text can't.
    ``at`` counts the blocks or lines of the source in reading order.
    """

    text: str
    kind: ParagraphKind
    link: bool | None = None
    at: int = 0


@dataclass(slots=True)
class Draft:
    """An article being read; blocks in order, without the title.

    ``addresses`` are URLs in the front matter (a photo's address may hold a day). ``dates`` are
    of publication, ``changes`` of the last change. ``title_at``
    and ``places`` (one for each of ``removed``) tell where title and removals stood, in the
    count of ``Block.at``.
    """

    title: str = ""
    title_at: int = -1
    blocks: list[Block] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    dates: list[DateSource] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    outlet: OutletFinding | None = None
    dateline: str = ""
    locale: str = ""
    canonical_url: str = ""
    amp_url: str = ""
    section: str = ""
    changes: list[DateSource] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    problem: str = ""
    partial: str = ""

    def remove(self, text: str, kind: str, reason: str, at: int) -> None:
        """Set ``text``, which stood at ``at``, aside, unless nothing is left of it."""
        if text:
            self.removed.append(Removed(text, kind, reason))
            self.places.append(at)
