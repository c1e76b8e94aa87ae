"""Verbs of saying without a subject of their own: ``, saying``, ``by calling``, ``and added``."""

from __future__ import annotations

from storytracker.analysis.speech.cues import Cue, words_of
from storytracker.analysis.speech.forms import Form, Head
from storytracker.analysis.speech.phrases import phrase_after, phrase_before
from storytracker.analysis.speech.subjects import first_subject
from storytracker.analysis.speech.verbs import Tokens, is_verb
from storytracker.analysis.speech.words import (
    ADVERB,
    CAPITAL,
    COORDINATOR,
    NEGATION,
    OBJECT_PRONOUN,
    PEOPLE,
    PRONOUN,
    PUNCTUATION,
    QUOTED,
    ROLE,
    SUBORDINATOR,
    TIME,
    Word,
)

_DASHES = frozenset(["-", "–", "—", "--", "―"])
BEFORE_PARTICIPLE = words_of("before_participles") | _DASHES
_OPENS_SENTENCE = ADVERB | COORDINATOR | SUBORDINATOR
# How far behind an opening participle its subject may stand, in tokens.
REACH = 30


def participle(tokens: Tokens, at: int, after: int, cue: Cue, earlier: list[Head]) -> Head | None:
    """``…, saying that``: the subject is the one of the clause before, or of the one behind."""
    if tokens[at].lower in ("citing", "quoting"):
        return None  # names an informant, see chains.py
    start = at
    while start > 0 and tokens[start - 1].flags & ADVERB and not tokens[start - 1].flags & NEGATION:
        start -= 1
    before = tokens[start - 1] if start > 0 else None
    opens = _OPENS_SENTENCE
    if all(tokens[k].flags & opens or tokens[k].lower in BEFORE_PARTICIPLE for k in range(start)):
        return _opening(tokens, start, at, after, cue)
    if before is None:
        return None
    if before.flags & QUOTED or before.lower in BEFORE_PARTICIPLE or is_text(before):
        return shared(tokens, start, at, after, cue, earlier)
    return _accusative(tokens, at, after, cue)


def is_text(token: Word) -> bool:
    """``a letter``, ``signs``: what is written or shown says something itself."""
    lower = token.lower
    texts = words_of("texts")
    return not token.flags & CAPITAL and (lower in texts or lower.removesuffix("s") in texts)


def _opening(tokens: Tokens, start: int, at: int, after: int, cue: Cue) -> Head | None:
    """``Calling it a mistake, Roe left``: the subject follows."""
    for comma in range(after + 1, min(len(tokens) - 2, at + REACH)):
        quote = tokens[comma].quote
        if tokens[comma].lower != "," and (quote is None or quote.last != ","):
            continue
        source = phrase_after(tokens, comma + 1)
        if source is not None and source[1] < len(tokens) and is_verb(tokens, source[1]):
            return Head(Form.SHARED, cue, start, at, after, source, start, after)
    return None


def _accusative(tokens: Tokens, at: int, after: int, cue: Cue) -> Head | None:
    """``a video of Roe saying that``, ``with Roe calling it``: the noun before is who says it."""
    before = tokens[at - 1]
    if not before.flags & (CAPITAL | PEOPLE | ROLE | PRONOUN | OBJECT_PRONOUN):
        return None
    source = phrase_before(tokens, at, short=True)
    if source is None:
        return None
    marked = after < len(tokens) and (tokens[after].lower == "that" or tokens[after].flags & QUOTED)
    opening = tokens[source[0] - 1] if source[0] > 0 else None
    apart = opening is not None and (
        opening.lower in _DASHES or opening.lower == "with" or opening.flags & COORDINATOR
    )
    if not marked and not apart:
        return None
    return Head(Form.VERB, cue, at, at, after, source, source[0], after)


def _is_inside(tokens: Tokens, head: Head) -> bool:
    """``the number it is recalling``: a pronoun's clause inside another, no main clause."""
    if head.source is None or head.source[0] == 0 or head.source[1] - head.source[0] > 1:
        return False
    before = tokens[head.source[0] - 1]
    return bool(tokens[head.source[0]].flags & PRONOUN) and not before.flags & (
        PUNCTUATION | COORDINATOR | SUBORDINATOR | QUOTED | ADVERB | TIME
    )


def shared(
    tokens: Tokens, group: int, at: int, after: int, cue: Cue, earlier: list[Head]
) -> Head | None:
    """A verb without a subject of its own: ``and added``, ``, saying``."""
    if group > 0:
        before = tokens[group - 1]
        joined = before.flags & COORDINATOR or before.lower in BEFORE_PARTICIPLE | {"who"}
        if not joined and not is_text(before) and (not before.flags & QUOTED or group < at):
            return None  # "the plan to “…” will go on": no word of anybody's
    spoken = (h for h in reversed(earlier) if h.source and h.left < at)
    source = next((h.source for h in spoken if not _is_inside(tokens, h)), None)
    if source is None:
        source = first_subject(tokens[:group])
    if source is None or source[1] > group:
        return None
    return Head(Form.SHARED, cue, group, at, after, source, group, after)
