"""People without a name: how many, how close to the matter, of which body."""

from __future__ import annotations

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.cast import (
    Resolved,
    without_article,
)
from storytracker.analysis.speech.cues import words_of
from storytracker.analysis.speech.runs import is_people
from storytracker.analysis.speech.units import Unit
from storytracker.analysis.speech.words import (
    CAPITAL,
    NUMBER,
    PEOPLE,
    RELATIVE,
    ROLE,
    Word,
)
from storytracker.analysis.types import Speaker, SpeakerKind

_COUNTS = {
    word: number
    for number, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ],
        start=1,
    )
}


def unnamed(text: str, unit: Unit, start: int, head: int, end: int, group: str) -> Resolved:
    tokens = unit.tokens
    near = next(
        (k for k in range(start, end) if tokens[k].lower in gazetteer.people("closeness")), None
    )
    if near is None and head < end and tokens[head].flags & RELATIVE:
        near = head  # "three people who work for him"
    stop = end if near is not None and near < head + 2 else head
    closeness = unit.words(text, near, stop) if near is not None and near < stop else ""
    count = next((_COUNTS[t.lower] for t in tokens[start:head] if t.lower in _COUNTS), None)
    if count is None:
        digits = next(
            (t.text for t in tokens[start:head] if t.flags & NUMBER and t.text.isdecimal()), ""
        )
        count = int(digits) if 0 < len(digits) < 6 else None
    name = without_article(text, unit, start, stop)
    role = next(
        (t.lower for t in tokens[start:head] if t.flags & ROLE and not t.flags & CAPITAL), ""
    )
    document = any(t.lower in words_of("documents") for t in tokens[start:head])
    speaker = Speaker(name, SpeakerKind.UNNAMED, role, group, count, closeness)
    human = any(t.flags & (PEOPLE | ROLE) for t in tokens[start:head])
    human = human or is_people(tokens[head - 1])  # "councillors"
    human = human or _are_bodies(tokens[head - 1])
    reason = f"“{name}” is a document" if document else f"“{name}” has no name"
    return Resolved(speaker, reason, speaks=human)


def _are_bodies(token: Word) -> bool:
    """``two firms``, ``both airlines``: several of what may speak alone."""
    return token.lower.endswith("s") and token.lemma in gazetteer.heads("again")
