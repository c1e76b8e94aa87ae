"""What is said to be done, by whom, to whom, and how far it is.

A proposition is one event word ("deliver", "delivery") with its doer, the other names beside
it, its place on the ladder planned → agreed → under way → done, and the stance and certainty
with which it is told. How they are read: see ``event_reading.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import zip_longest

from storytracker.analysis.lexicons import load
from storytracker.analysis.memo import remembered
from storytracker.analysis.speech.tokens import Token
from storytracker.analysis.speech.words import CACHE_WORDS, word
from storytracker.analysis.story.vocabulary import same_event, small_words, stop_words
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Certainty,
    ParagraphKind,
    Span,
    Stance,
    Strength,
)

NOUN = "~"
"""What a doer without a name begins with: "~vessel"."""

# Bounded: so long a run of digits is no number that anybody compares.
_FIGURE = re.compile(r"[$£€¥]?(\d[\d.,]{0,30})([a-z]{0,8})", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Proposition:
    """One event as one assertion tells it.

    ``agent`` is an entity id, a noun ("~vessel") or "" where the words name no doer; ``others``
    are entity ids. ``terms`` are concepts and lemmas of the clause's other content words,
    ``numbers`` its figures, years left out. ``clause`` spans the words in the article's text.
    ``nominal`` marks an event told by a noun alone, ``negated`` a negated verb group, ``first``
    the first event of its assertion.
    """

    article: str
    assertion: int
    concept: str
    clause: Span
    agent: str
    others: frozenset[str]
    terms: frozenset[str]
    numbers: frozenset[str]
    strength: Strength
    stance: Stance
    certainty: Certainty
    passive: bool
    nominal: bool
    negated: bool
    undecided: bool
    """ "did not rule out": neither denied nor more than possible."""
    first: bool
    negated_beside: bool
    """Another event of the same assertion is the one that its negation is about."""
    leading: bool
    """Told in the title, the standfirst or the first paragraph of the body."""
    in_title: bool
    count: str = ""
    """How many people it struck, where it is an event that strikes people."""
    theme: frozenset[str] = frozenset()
    """Of a state: the things that it is told of or about, as lemmas or kinds of things."""
    opposite: bool = False
    """Of a state: its words tell the opposite, "safe" of "unsafe"."""
    parts: tuple[Span, ...] = ()
    """Of a state of one thing in a list: the words of the clause without the other things."""

    @property
    def done(self) -> bool:
        """True for a deed or one under way, false for a plan or promise."""
        under_way = self.strength is Strength.UNDER_WAY
        if under_way and self.concept in small_words("momentary"):
            return False  # "is resigning": announced, not done
        return under_way or self.strength is Strength.DONE

    @property
    def named_agent(self) -> str:
        """The doer where it has a name, "" for a noun or none."""
        return "" if self.agent.startswith(NOUN) else self.agent


def leading_assertions(article: ArticleFacts) -> frozenset[int]:
    """Indexes of the assertions that stand in title, standfirst or the body's first paragraph."""
    said = article.attributions.assertions
    return frozenset(i for i, assertion in enumerate(said) if is_leading(article, assertion))


def is_leading(article: ArticleFacts, assertion: Assertion) -> bool:
    """Whether it stands in title, standfirst or the body's first paragraph."""
    if assertion.paragraph in (ParagraphKind.TITLE, ParagraphKind.STANDFIRST):
        return True
    body = (p.span for p in article.paragraphs if p.kind is ParagraphKind.PARAGRAPH)
    first = next(body, None)
    return first is not None and first.covers(assertion.sentence)


def content_terms(tokens: Sequence[Token], in_name: Sequence[bool]) -> frozenset[str]:
    """Concepts, kinds of things and lemmas of the content words that are in no name."""
    pairs = zip(tokens, in_name, strict=True)
    return frozenset([_term_of(token.text) for token, named in pairs if not named]) - {""}


def _content_term(form: str) -> str:
    """What a content word counts as, "" for another one."""
    known = word(form)
    is_one = len(known.lemma) > 2 and form[0].isalpha() and known.lower not in stop_words()
    return same_event(known.lemma) if is_one else ""


_term_of = remembered(_content_term, CACHE_WORDS)


def figures(tokens: Sequence[Token]) -> frozenset[str]:
    """The figures among ``tokens`` without currency, commas and unit; years left out.

    "2.3 million", "2.3m" and "23 lakh" are one figure.
    """
    found = set()
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.text[0].isalpha():
            continue  # "X-7" is a name and no figure
        match = _FIGURE.match(token.text)
        if match and not _YEAR.fullmatch(match[1]):
            figure = match[1].replace(",", "").rstrip(".")
            scale = match[2] or (following.lower if following else "")
            found.add(_scaled(figure, _scales().get(scale.lower(), 1)))
    return frozenset(found)


def _scaled(figure: str, scale: int) -> str:
    """A figure written in full: "2.3" of a million is "2300000"."""
    if scale == 1 or figure.count(".") > 1:
        return figure
    whole = Decimal(figure) * scale
    return str(whole.quantize(Decimal(1)) if whole == whole.to_integral_value() else whole)


@cache
def _scales() -> dict[str, int]:
    scales: dict[str, int] = load("numbers")["scales"]
    return scales
