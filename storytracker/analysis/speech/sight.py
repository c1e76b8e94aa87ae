"""Documents that an outlet has seen: the document speaks, the outlet is how we know of it."""

from __future__ import annotations

from storytracker.analysis.speech.cues import words_of
from storytracker.analysis.speech.phrases import phrase_after
from storytracker.analysis.speech.verbs import Range, Tokens
from storytracker.analysis.speech.words import ADVERB, AUXILIARY, PUNCTUATION, QUOTED

_SEEN = words_of("seen")
_DOCUMENTS = words_of("documents") | words_of("seen_things")
# "a report seen by the Courier": how far behind the document the participle stands, in tokens.
REACH = 12


def seen_by(tokens: Tokens, start: int, end: int) -> tuple[int, Range] | None:
    """``a leaked memo seen by the Courier``: (index of "seen", the phrase behind "by").

    ``None`` where no document stands before the participle in ``tokens[start:end]``.
    """
    stop = min(len(tokens) - 2, max(end, start) + 2, start + REACH * 2)
    for at in range(start + 1, stop):
        if tokens[at].flags & (PUNCTUATION | QUOTED) and tokens[at].lower not in {"-", "'", "’"}:
            return None
        if tokens[at].lower in ("that", "which"):
            return _that_was_seen(tokens, start, at)
        if tokens[at].lower not in _SEEN or tokens[at + 1].lower not in {"by", "to", "with"}:
            continue
        if not any(t.lower in _DOCUMENTS for t in tokens[start:at]):
            return None
        name = phrase_after(tokens, at + 2, apposition=False)
        if name is not None and name[0] < end < name[1]:
            name = name[0], end
        return (at, name) if name is not None else None
    return None


def _that_was_seen(tokens: Tokens, start: int, that: int) -> tuple[int, Range] | None:
    """``a video that the Courier has seen``."""
    name = phrase_after(tokens, that + 1, apposition=False)
    if name is None or not any(t.lower in _DOCUMENTS for t in tokens[start:that]):
        return None
    ahead = [t for t in tokens[name[1] : name[1] + 3] if not t.flags & (AUXILIARY | ADVERB)]
    return (that, name) if ahead and ahead[0].lower in _SEEN else None
