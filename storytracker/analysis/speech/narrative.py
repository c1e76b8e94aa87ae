"""What is left of a sentence when its attributions are taken out: the article's own words."""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.speech.verbs import Range, Tokens, has_verb
from storytracker.analysis.speech.words import CAPITAL, COORDINATOR, PUNCTUATION, QUOTED

# A rest shorter than this says nothing of its own.
SHORTEST_CLAUSE = 5
_DATELINE_MARKS = frozenset(["—", "–", "-", "--", ":"])
_JOINERS = frozenset(["but", "and", "while", "whereas", "although", "though"])


def dateline_end(tokens: Tokens) -> int:
    """The number of tokens of a dateline (``WASHINGTON:``, ``PARIS (Wire) —``) at the start."""
    if not tokens or not tokens[0].text.isupper() or len(tokens[0].text) < 3:
        return 0
    for at in range(1, min(len(tokens) - 1, 10)):
        token = tokens[at]
        if token.lower in _DATELINE_MARKS:
            return at + 1
        if not (token.flags & (CAPITAL | PUNCTUATION)) and not token.text[0].isdigit():
            return 0
    return 0


def narrative_ranges(tokens: Tokens, covered: Sequence[Range]) -> list[Range]:
    """The whole unit if nothing is covered, else leading and trailing clauses of their own."""
    end = len(tokens)
    while end > 0 and tokens[end - 1].flags & PUNCTUATION:
        end -= 1
    if not covered:
        asks = any([t.lower.startswith("?") for t in tokens[end:]])
        return [(0, end)] if end > 0 and not asks else []
    first = min(start for start, _ in covered)
    last = max(stop for _, stop in covered)
    found = []
    if first > SHORTEST_CLAUSE and _joined(tokens, first):
        found.append((0, _trim(tokens, 0, first)))
    if end - last > SHORTEST_CLAUSE and _joins(tokens, last, end):
        start = last
        while start < end and (
            tokens[start].flags & (PUNCTUATION | COORDINATOR) or tokens[start].lower in _JOINERS
        ):
            start += 1
        found.append((start, end))
    return [(a, b) for a, b in found if b - a >= SHORTEST_CLAUSE - 1 and _speaks(tokens, a, b)]


def _joined(tokens: Tokens, at: int) -> bool:
    before = tokens[at - 1]
    return before.lower in (";", "—") or (
        before.lower in _JOINERS and tokens[at - 2].flags & PUNCTUATION != 0
    )


def _joins(tokens: Tokens, at: int, end: int) -> bool:
    if tokens[at].lower in (";", "—"):
        return True
    if tokens[at].lower == "," and at + 1 < end:
        at += 1
    return tokens[at].lower in _JOINERS


def _trim(tokens: Tokens, start: int, end: int) -> int:
    while end > start and (
        tokens[end - 1].flags & PUNCTUATION or tokens[end - 1].lower in _JOINERS
    ):
        end -= 1
    return end


def _speaks(tokens: Tokens, start: int, end: int) -> bool:
    return has_verb(tokens, start, end) and not any(
        tokens[k].flags & QUOTED for k in range(start, end)
    )
