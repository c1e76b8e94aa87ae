"""What each sentence of a text does to a report: tells it, passes it on, doubts or refutes it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.speech.tokens import Token, tokenise
from storytracker.analysis.story.vocabulary import is_contracted_not, same_event, stop_words
from storytracker.analysis.types import (
    Assertion,
    Attributions,
    Certainty,
    Paragraph,
    ParagraphKind,
    Span,
    SpeakerKind,
    Stance,
)

LEAD_TERMS = 80
"""So many content words are a text's lead: headline and first paragraphs."""

NEGATION_REACH = 3
"""So many tokens before "hoax" may hold the "not" that takes it back."""

TEXTS_KEPT = 64
"""Texts whose sentences are kept read, so that many claims are held against one text."""

DOUBT = 0.5
"""A doubt beside a refutation, which weighs 1."""

_BLOCK = re.compile(r"[^\n]+")

Terms = frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: its content words and what it does with what it tells.

    ``refutes`` is 1 for a refutation, ``DOUBT`` for a doubt, 0 for neither, ``word`` the words
    that say so. ``negated`` marks a sentence with "not" or "never", or one that denies what it
    tells; ``passed_on`` what others say or what is not sure; ``points`` a sentence that speaks
    of a report as a whole.
    """

    span: Span
    terms: Terms
    refutes: float
    word: str
    negated: bool
    passed_on: bool
    points: bool


@dataclass(frozen=True, slots=True)
class Sides:
    """A text read for its sides: its sentences, its content words, those it leads with."""

    lines: tuple[Line, ...]
    terms: Terms
    lead: Terms


@lru_cache(maxsize=TEXTS_KEPT)
def sides_of(text: str) -> Sides:
    """Read every sentence of ``text``; spans count its code points. Never raises."""
    blocks = [m.span() for m in _BLOCK.finditer(text) if m.group().strip()]
    paragraphs = [Paragraph(Span(*block), ParagraphKind.PARAGRAPH) for block in blocks]
    found = attribute(text, paragraphs)
    lines = tuple(_lines(text, found))
    words = [
        w for line in paragraphs for w in _terms(tokenise(text, line.span.start, line.span.end))
    ]
    return Sides(lines, frozenset(words), frozenset(words[:LEAD_TERMS]))


def terms_of(words: str) -> Terms:
    """The content words of a claim, as lemmas or concepts."""
    return frozenset(_terms(tokenise(words)))


def _terms(tokens: Sequence[Token]) -> list[str]:
    return [
        same_event(t.lemma)
        for t in tokens
        if t.text[0].isalnum() and len(t.lemma) > 2 and t.lower not in stop_words()
    ]


def _lines(text: str, found: Attributions) -> list[Line]:
    told: dict[int, list[Assertion]] = defaultdict(list)
    starts = [s.start for s in found.sentences]
    for assertion in found.assertions:
        first = bisect_left(starts, assertion.sentence.start)
        for start in starts[first : bisect_left(starts, assertion.sentence.end)]:
            told[start].append(assertion)
    return [_line(text, span, told.get(span.start, [])) for span in found.sentences]


def _line(text: str, span: Span, told: Sequence[Assertion]) -> Line:
    tokens = tokenise(text, span.start, span.end)
    refutes, word = refutation(span.of(text), tokens)
    lemmas = {t.lemma for t in tokens}
    others = any(a.speaker.kind is not SpeakerKind.OUTLET for a in told)
    unsure = any(a.certainty is not Certainty.ASSERTED for a in told)
    return Line(
        span=span,
        terms=frozenset(_terms(tokens)),
        refutes=refutes,
        word=word,
        negated=is_negated(tokens) or any(a.stance is Stance.DENIES for a in told),
        passed_on=others or unsure or bool(lemmas & words_of("passing_on")),
        points=bool(lemmas & words_of("reports")),
    )


def is_negated(tokens: Sequence[Token]) -> bool:
    """Do ``tokens`` hold "not", "never" or "isn't"?"""
    return any(t.lower in words_of("negating") or is_contracted_not(t.lower) for t in tokens)


def refutation(words: str, tokens: Sequence[Token]) -> tuple[float, str]:
    """How far ``words`` refute a report (1, ``DOUBT`` or 0), and by which of them."""
    low = words.lower().replace("’", "'")
    for phrase in load("rumour")["refuting_phrases"]:
        if phrase in low:
            return 1.0, phrase
    standing = [t for at, t in enumerate(tokens) if not _taken_back(tokens, at)]
    for key, weight in (("refuting", 1.0), ("doubting", DOUBT)):
        for token in standing:
            if token.lemma in words_of(key) or token.lower in words_of(key):
                return weight, token.text
    return 0.0, ""


def _taken_back(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[max(0, at - NEGATION_REACH) : at]
    return is_negated(before) or any(t.lower in words_of("taking_back") for t in before)


@cache
def words_of(key: str) -> frozenset[str]:
    """The list ``key`` of the lexicon of rumours."""
    return frozenset(load("rumour")[key].split())
