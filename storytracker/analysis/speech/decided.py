"""What editors decided about assertions, made good in whatever a reading finds. Pure.

An assertion is known again by its words and by what stands around them, never by its place: a
newer analysis may find it elsewhere, with other ends, or not at all, and a corrected text moves
everything. Offsets count code points of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from storytracker.analysis.types import (
    Assertion,
    Attributions,
    Certainty,
    Hop,
    Paragraph,
    ParagraphKind,
    Span,
    Speaker,
    Stance,
)

SURROUNDINGS = 64
"""Code points kept on each side of an assertion's words; as many as for a note's."""
SAME_WORDS = 0.5
"""Least share of words in common (of all that either covers) at which two assertions are one:
more than half can only be shared with one of several that don't overlap."""
FIELDS = ("speaker", "via", "stance", "certainty")
OPENING_QUOTES = "\"'“‘«„"


@dataclass(frozen=True, slots=True)
class Anchor:
    """An assertion's exact words, part by part, and where they stood.

    ``nth`` counts the places before it at which the first part's words stand too;
    ``before`` and ``after`` are what stands around the first part.
    """

    parts: tuple[str, ...]
    nth: int = 0
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Values:
    """What an editor can set about an assertion, as the program had it."""

    speaker: Speaker
    via: tuple[Hop, ...] = ()
    stance: Stance = Stance.SUPPORTS
    certainty: Certainty = Certainty.ASSERTED


@dataclass(frozen=True, slots=True)
class AssertionEdit:
    """All that editors decided about one assertion; ``None`` for what they left alone.

    ``found`` is what the program had found when somebody first decided; for an assertion that
    an editor added it is what he said first. ``is_struck``: it is no assertion.
    """

    anchor: Anchor
    found: Values
    is_added: bool = False
    speaker: Speaker | None = None
    via: tuple[Hop, ...] | None = None
    stance: Stance | None = None
    certainty: Certainty | None = None
    is_struck: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def changes(self) -> dict[str, object]:
        """The fields that editors set, with their values; all of them where one added it."""
        said = {name: getattr(self, name) for name in FIELDS}
        first = {name: getattr(self.found, name) for name in FIELDS if self.is_added}
        return first | {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Decided:
    """One assertion with all decisions made.

    ``program`` is the same as the program found it, ``None`` where it stands on editors' word
    alone. ``edit`` is the index of what was decided about it, ``None`` for nothing.
    """

    assertion: Assertion
    program: Assertion | None
    edit: int | None = None
    is_struck: bool = False


def decide(
    text: str,
    paragraphs: Sequence[Paragraph],
    found: Attributions,
    edits: Sequence[AssertionEdit],
) -> tuple[Decided, ...]:
    """The assertions of a text with all edits made, in reading order, struck ones included.

    An edit goes to the assertion that covers its words (``SAME_WORDS``; among several the one
    that the program had found then). Where none does but the words are in the text, one is made:
    an editor has said that somebody says this. Where the words are gone, the edit does nothing.
    """
    places = [place_of(edit.anchor, text) for edit in edits]
    meant = _meant(found.assertions, edits, places)
    decided = [_edited(a, i, edits, meant) for i, a in enumerate(found.assertions)]
    for number, (edit, place) in enumerate(zip(edits, places, strict=True)):
        if place and edit.changes and number not in meant.values():
            made = _made(text, paragraphs, found.sentences, place, edit)
            _put_in(decided, Decided(made, None, number, edit.is_struck))
    return tuple(decided)


def anchor_of(text: str, content: Sequence[Span]) -> Anchor:
    """How an assertion with this content is found again."""
    first = content[0]
    words = first.of(text)
    return Anchor(
        parts=tuple(part.of(text) for part in content),
        nth=sum(start < first.start for start in _starts(words, text)),
        before=text[max(0, first.start - SURROUNDINGS) : first.start],
        after=text[first.end : first.end + SURROUNDINGS],
    )


def place_of(anchor: Anchor, text: str) -> tuple[Span, ...]:
    """Where the words stand in ``text``; empty where one of the parts is gone.

    Among several places the one whose surroundings agree longest, then the nearest in number.
    """
    if not anchor.parts or not anchor.parts[0]:
        return ()
    starts = list(enumerate(_starts(anchor.parts[0], text)))
    if not starts:
        return ()

    def fit(place: tuple[int, int]) -> tuple[int, int]:
        number, start = place
        end = start + len(anchor.parts[0])
        before = text[max(0, start - SURROUNDINGS) : start]
        alike = _alike(anchor.before[::-1], before[::-1])
        return alike + _alike(anchor.after, text[end:]), -abs(number - anchor.nth)

    _, at = max(starts, key=fit)
    spans: list[Span] = []
    for part in anchor.parts:
        at = text.find(part, at)
        if at < 0:
            return ()
        spans.append(Span(at, at + len(part)))
        at += len(part)
    return tuple(spans)


def shared(one: Sequence[Span], other: Sequence[Span]) -> float:
    """The share of code points that two contents have in common, of all that either covers."""
    both = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)
    either = sum(s.end - s.start for s in (*one, *other)) - both
    return both / either if either else 0.0


# --- which edit means which assertion -------------------------------------------------------


def _meant(
    assertions: Sequence[Assertion],
    edits: Sequence[AssertionEdit],
    places: Sequence[tuple[Span, ...]],
) -> dict[int, int]:
    """Index of an assertion → index of the edit that is about it; the best pairs first."""
    pairs = [
        (-likeness[0], -likeness[1], number, index)
        for number, (edit, place) in enumerate(zip(edits, places, strict=True))
        for index, assertion in enumerate(assertions)
        if (likeness := _likeness(edit, place, assertion))[0] >= SAME_WORDS
    ]
    meant: dict[int, int] = {}
    for _, _, number, index in sorted(pairs):
        if index not in meant and number not in meant.values():
            meant[index] = number
    return meant


def _likeness(
    edit: AssertionEdit, place: tuple[Span, ...], assertion: Assertion
) -> tuple[float, int]:
    """Words in common, and how much of what the program had found is found again."""
    same = (
        assertion.speaker.name == edit.found.speaker.name,
        assertion.stance is edit.found.stance,
    )
    return shared(place, assertion.content), sum(same)


# --- making them good -----------------------------------------------------------------------


def _edited(
    assertion: Assertion, index: int, edits: Sequence[AssertionEdit], meant: dict[int, int]
) -> Decided:
    if index not in meant:
        return Decided(assertion, assertion)
    edit = edits[meant[index]]
    changed = replace(
        assertion,
        **edit.changes,  # type: ignore[arg-type]
        reasons=(*edit.reasons, *assertion.reasons),
        decided=tuple(edit.changes),
    )
    return Decided(changed, assertion, meant[index], edit.is_struck)


def _made(
    text: str,
    paragraphs: Iterable[Paragraph],
    sentences: Iterable[Span],
    place: tuple[Span, ...],
    edit: AssertionEdit,
) -> Assertion:
    """An assertion on editors' word alone, at its place."""
    whole = Span(place[0].start, place[-1].end)
    around = [s for s in sentences if s.start < whole.end and whole.start < s.end]
    kinds = [p.kind for p in paragraphs if p.span.start <= whole.start < p.span.end]
    made = Assertion(
        content=place,
        sentence=Span(
            min((whole.start, *(s.start for s in around))),
            max((whole.end, *(s.end for s in around))),
        ),
        speaker=edit.found.speaker,
        via=edit.found.via,
        direct=text[max(0, whole.start - 1) : whole.start] in tuple(OPENING_QUOTES),
        stance=edit.found.stance,
        certainty=edit.found.certainty,
        paragraph=kinds[0] if kinds else ParagraphKind.PARAGRAPH,
        reasons=edit.reasons,
        decided=FIELDS,
    )
    return replace(made, **edit.changes)  # type: ignore[arg-type]


def _put_in(decided: list[Decided], made: Decided) -> None:
    """Before the first that begins later; the program's own order is left alone."""
    start = made.assertion.content[0].start
    later = (i for i, d in enumerate(decided) if d.assertion.content[0].start > start)
    decided.insert(next(later, len(decided)), made)


# --- words ----------------------------------------------------------------------------------


def _starts(words: str, text: str) -> Iterable[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _alike(one: str, other: str) -> int:
    """How many code points two texts begin with alike."""
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))
