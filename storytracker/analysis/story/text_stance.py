"""How a text as a whole stands to a claim: supports it, denies it, passes it on, or is unrelated.

Rules, nothing trained. A text is related where it shares the claim's content words. It denies
the claim where sentences near to it refute or doubt (see ``text_sides.py``); a claim that
itself refutes ("the report of X is a hoax") is supported by such a text. What remains supports
where its sentences tell the matter in the text's own voice, and merely reports it where they
pass on what others say.

For a story this says at a glance how an article stands to a claim that no assertion of it was
matched to, or whose assertions point both ways; the claim's evidence stays the assertions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.speech.tokens import tokenise
from storytracker.analysis.story.text_sides import (
    Line,
    Sides,
    Terms,
    is_negated,
    refutation,
    sides_of,
    terms_of,
    words_of,
)

# Found as a set on one half of the story clusters of FNC-1 (`make bench-quality`, set "stance"),
# then looked at on the other half. On the first, macro-F1 moves by less than .02 for RELATED
# 0.6-0.75, REFUTED 0.25-0.6 and PASSED_ON 0.4-0.7; the rest was set by hand.
RELATED = 0.67
"""Share of the claim's content words in the text plus their share in its lead (0-2)."""

NEAR = 0.25
"""Share of the claim's content words from which a sentence is about it."""

SAME = 0.4
"""Share from which a sentence's "not" is about the claim."""

REFUTED = 0.4
"""Sum of refutations, weighed by place and nearness, from which the text denies."""

PASSED_ON = 0.5
"""Share of the telling sentences beyond which the text only passes on what others say."""

PLACES = ((3, 1.0), (8, 0.6))
"""Weight of the first three sentences, of those to the eighth; the others weigh ``LATE``."""

LATE = 0.3
CLAIMS_KEPT = 4096
POINTING_LINES = 25
"""So far into a text "the report" still means the one that it is about."""


class TextStanceKind(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    DISCUSS = "discuss"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class TextStance:
    """How a text stands to a claim, with a score (0-1, how clearly) and why, in words."""

    stance: TextStanceKind
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Claim:
    terms: Terms
    refutes: str
    negated: bool
    passed_on: bool


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What a text's sentences near a claim do to it, in sums of their weights."""

    refuted: float
    word: str
    negated: float
    passed_on: float


def stance_of_text(claim: str, text: str) -> TextStance:
    """How ``text`` (title and body, blocks on lines of their own) stands to ``claim``.

    ``claim`` is a sentence or headline. Deterministic; never raises; an empty claim or text is
    unrelated. Held against many claims, a text is read once (``text_sides.TEXTS_KEPT``).
    """
    read, sides = _read_claim(claim), sides_of(text)
    near = _relatedness(read.terms, sides)
    share = f"the text shares {near / 2:.0%} of the claim's words, lead and body taken together"
    if near < RELATED:
        return TextStance(TextStanceKind.UNRELATED, round(1 - near / 2, 2), (share,))
    kind, score, why = _side(read, _weigh(read.terms, sides.lines))
    return TextStance(kind, round(min(1.0, score), 2), (share, *why))


@lru_cache(maxsize=CLAIMS_KEPT)
def _read_claim(claim: str) -> _Claim:
    tokens = tokenise(claim)
    weight, word = refutation(claim, tokens)
    low = claim.lower()
    opening = next((o for o in load("rumour")["answering_openings"] if low.startswith(o)), "")
    reported = {t.lemma for t in tokens} & words_of("passing_on")
    return _Claim(
        terms=terms_of(claim),
        refutes=opening or (word if weight else ""),
        negated=is_negated(tokens),
        passed_on=bool(reported) or claim.rstrip().endswith("?"),
    )


def _relatedness(terms: Terms, sides: Sides) -> float:
    return (len(terms & sides.terms) + len(terms & sides.lead)) / max(1, len(terms))


def _weigh(terms: Terms, lines: Sequence[Line]) -> _Weighed:
    refuted = told = passed_on = negated = 0.0
    word = ""
    for at, line in enumerate(lines):
        share = len(terms & line.terms) / max(1, len(terms))
        place = _place(at)
        if line.refutes and (share >= NEAR or (line.points and at < POINTING_LINES)):
            refuted += line.refutes * place * (0.5 + share)
            word = word or line.word
        if line.negated and share >= SAME:
            negated = max(negated, share * place)
        if share >= NEAR:
            told += share * place
            passed_on += share * place if line.passed_on else 0.0
    return _Weighed(refuted, word, negated, passed_on / told if told else PASSED_ON)


def _place(at: int) -> float:
    return next((weight for first, weight in PLACES if at < first), LATE)


def _side(claim: _Claim, text: _Weighed) -> tuple[TextStanceKind, float, tuple[str, ...]]:
    if claim.refutes or claim.negated:
        return _to_a_denial(claim, text)
    if text.refuted >= REFUTED and not claim.passed_on:
        return TextStanceKind.DISAGREE, text.refuted, (f"“{text.word}” in what it tells of it",)
    if claim.passed_on:
        why = "the claim itself only says that others tell it"
        return TextStanceKind.DISCUSS, max(PASSED_ON, text.passed_on), (why,)
    if text.passed_on > PASSED_ON:
        return TextStanceKind.DISCUSS, text.passed_on, (_passing(text),)
    if text.negated >= SAME:
        return TextStanceKind.DISAGREE, text.negated, ("a sentence with “not” tells the same",)
    return TextStanceKind.AGREE, 1 - text.passed_on, (_passing(text),)


def _to_a_denial(claim: _Claim, text: _Weighed) -> tuple[TextStanceKind, float, tuple[str, ...]]:
    """A text that refutes the report agrees with a claim that does."""
    denies = f"the claim itself denies (“{claim.refutes or 'not'}”)"
    if text.refuted >= REFUTED:
        return TextStanceKind.AGREE, text.refuted, (denies, f"so does the text: “{text.word}”")
    if claim.negated and text.negated >= NEAR:
        return TextStanceKind.AGREE, text.negated, (denies, "a sentence with “not” tells the same")
    if text.passed_on > PASSED_ON:
        return TextStanceKind.DISCUSS, text.passed_on, (denies, _passing(text))
    return TextStanceKind.DISAGREE, 1 - text.passed_on, (denies, "the text tells it as so")


def _passing(text: _Weighed) -> str:
    return f"{text.passed_on:.0%} of what it tells of it is others' word or unsure"
