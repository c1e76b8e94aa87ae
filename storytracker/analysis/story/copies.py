"""Whose text an unsigned article is: an editor says so, or it fits what others cite."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from storytracker.analysis import thresholds
from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import outlet
from storytracker.analysis.speech.tokens import tokenise
from storytracker.analysis.story.claim_drafts import ClaimDraft
from storytracker.analysis.story.entities import fold
from storytracker.analysis.story.one_text import OneText, same_texts, whose
from storytracker.analysis.story.propositions import leading_assertions
from storytracker.analysis.story.provenance import precedence
from storytracker.analysis.story.vocabulary import same_event
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Lineage,
    ParagraphKind,
    Span,
    Status,
)

_IN_BRACKETS = re.compile(r"\(([^()]{2,40})\)")


@dataclass(frozen=True, slots=True)
class CopyFinding:
    """An article that looks like another outlet's text; ``of`` is the article that holds it too."""

    article: str
    outlet: str
    status: Status
    score: float
    evidence: tuple[tuple[str, Span, Span], ...]
    """(other article's key, its passage about the outlet's report, the matching sentence here)."""
    reasons: tuple[str, ...]
    of: str = ""

    @property
    def is_stated(self) -> bool:
        """True where the article says so itself or an editor does."""
        return self.status is not Status.SUGGESTED


def find_copies(
    articles: Sequence[ArticleFacts], claims: Sequence[ClaimDraft], relays: dict[str, str]
) -> tuple[dict[str, CopyFinding], tuple[OneText, ...]]:
    """Articles whose text is another outlet's: an editor says so, or it fits what others cite.

    Then the texts that several articles are. Independent of the order of ``articles``.
    """
    fits = _Fitting(articles, claims, relays)
    stated = {a.key: _confirmed_copy(a) or _credited_wire(a) for a in articles}
    sure = {key: copied for key, copied in stated.items() if copied}
    credited = {key: copied.outlet for key, copied in sure.items()}
    texts = tuple(
        whose(group, articles, credited, _signs_itself, fits.outlet_of)
        for group in same_texts(articles)
    )
    text_of = {key: text for text in texts for key in text.articles}
    found: dict[str, CopyFinding] = {}
    for article in sorted(articles, key=lambda a: a.key):
        copied = sure.get(article.key)
        if copied is None and article.copy_confirmed is None:
            text = text_of.get(article.key)
            copied = _same_text(article, text) if text else fits.copy_of(article)
        if copied is not None:
            found[article.key] = copied
    return found, texts


def _confirmed_copy(article: ArticleFacts) -> CopyFinding | None:
    if not article.copy_confirmed:
        return None
    return CopyFinding(
        article.key, article.copy_confirmed, Status.CONFIRMED, 1.0, (), ("an editor said so",)
    )


def _credited_wire(article: ArticleFacts) -> CopyFinding | None:
    """ "PARIS (Wire) –": the dateline names whose text it is."""
    credited = _IN_BRACKETS.search(article.dateline)
    known = outlet(credited.group(1)) if credited else None
    own = known is not None and fold(known.name) == fold(article.outlet or "")
    if credited is None or known is None or own or article.copy_confirmed is not None:
        return None
    if credited.group(1) == _initials(article.outlet or ""):
        return None
    reason = f"its dateline credits {known.name}: “{article.dateline}”"
    return CopyFinding(article.key, known.name, Status.STATED, 0.9, (), (reason,))


def _initials(name: str) -> str:
    """ "QWS" of "Quay Wire Service", whatever other outlet has the same letters."""
    return "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())


def _signs_itself(article: ArticleFacts) -> bool:
    """A wire signs its dateline with its own letters."""
    credited = _IN_BRACKETS.search(article.dateline)
    return bool(article.outlet) and credited is not None and _credited_wire(article) is None


def _same_text(article: ArticleFacts, text: OneText) -> CopyFinding | None:
    """The text is another outlet's, and this article is not the one that stands for it."""
    if not text.outlet or fold(text.outlet) == fold(article.outlet or ""):
        return None
    others = len(text.articles) - 1
    also = f"the same text as {others} other article{'s' if others > 1 else ''} here"
    of = text.first if text.first != article.key else ""
    reasons = (also, f"taken for the text of {text.outlet}: {text.why}")
    return CopyFinding(article.key, text.outlet, Status.SUGGESTED, 0.9, (), reasons, of)


class _Fitting:
    """Which articles say in their own voice what others cite an outlet for."""

    def __init__(
        self,
        articles: Sequence[ArticleFacts],
        claims: Sequence[ClaimDraft],
        relays: dict[str, str],
    ) -> None:
        self.articles = sorted(articles, key=lambda a: a.key)
        self.relays = relays
        self.bearing = _claims_by_sentence(claims, articles)
        self.before = precedence(articles, relays, {})

    def copy_of(self, article: ArticleFacts) -> CopyFinding | None:
        """Whose text an unsigned article that relays nobody is taken for."""
        if article.outlet or self.relays[article.key]:
            return None
        return self._found(article)

    def outlet_of(self, article: ArticleFacts) -> str:
        """The same for an article of a text that several publish, signed or not; "" for none."""
        found = None if self.relays[article.key] else self._found(article)
        return found.outlet if found else ""

    def _found(self, article: ArticleFacts) -> CopyFinding | None:
        evidence: dict[str, list[tuple[str, Span, Span]]] = defaultdict(list)
        for other in self.articles:
            if other.key == article.key:
                continue
            for theirs in other.attributions.assertions:
                if not theirs.via or theirs.via[-1].lineage is Lineage.INFERRED:
                    continue
                fit = _fitting_sentence(article, theirs, other, self.bearing)
                if fit is not None:
                    evidence[theirs.via[-1].outlet].append((other.key, theirs.sentence, fit))
        return _best_copy(article, evidence, self.before)


Bearing = dict[tuple[str, Span], set[str]]
"""(article, sentence) → the claims that it bears on."""


def _claims_by_sentence(claims: Sequence[ClaimDraft], articles: Sequence[ArticleFacts]) -> Bearing:
    found: Bearing = defaultdict(set)
    by_key = {a.key: a for a in articles}
    for claim in claims:
        for match in claim.matches:
            p = match.proposition
            sentence = by_key[p.article].attributions.assertions[p.assertion].sentence
            found[p.article, sentence].add(claim.key)
    return found


def _fitting_sentence(
    article: ArticleFacts, theirs: Assertion, other: ArticleFacts, bearing: Bearing
) -> Span | None:
    """The sentence of ``article`` that says the same: alike in words, not of another claim."""
    cited = theirs.sentence.of(other.text)
    about = bearing.get((other.key, theirs.sentence), set())
    best = None
    score = thresholds.FITTING_CLAIM if about else thresholds.FITTING_SENTENCE
    for mine in article.attributions.assertions:
        if mine.via or mine.direct or mine.paragraph is ParagraphKind.TITLE:
            continue
        own = bearing.get((article.key, mine.sentence), set())
        if bool(own) != bool(about) or (own and not own & about):
            continue
        fit = _content_overlap(mine.sentence.of(article.text), cited)
        if fit > score:
            best, score = mine.sentence, fit
    return best


def _content_overlap(one: str, other: str) -> float:
    """Share (0-1) of the shorter sentence's content words that the other has too."""
    mine, theirs = _content(one), _content(other)
    small = min(len(mine), len(theirs))
    return len(mine & theirs) / small if small >= thresholds.FITTING_WORDS else 0.0


@lru_cache(maxsize=20_000)
def _content(sentence: str) -> frozenset[str]:
    stop = load("stopwords")["words"].split()
    lemmas = (
        t.lemma.replace(".", "")
        for t in tokenise(sentence.replace("-", " "))
        if t.text[0].isalpha() and t.lower not in stop
    )
    return frozenset(same_event(lemma) for lemma in lemmas) - {"say", "report"}


def _best_copy(
    article: ArticleFacts,
    evidence: dict[str, list[tuple[str, Span, Span]]],
    before: frozenset[tuple[str, str]],
) -> CopyFinding | None:
    """The first outlet cited for what the article leads with: a later one would cite it."""
    leads = {article.attributions.assertions[i].sentence for i in leading_assertions(article)}
    fitting = {o: found for o, found in evidence.items() if any(e[2] in leads for e in found)}
    first = [o for o in fitting if not any((fold(p), fold(o)) in before for p in fitting if p != o)]
    ranked = sorted(first or fitting, key=lambda o: (-len(fitting[o]), o))
    if not ranked or len(fitting[ranked[0]]) < thresholds.COPY_PASSAGES:
        return None
    name, passages = ranked[0], fitting[ranked[0]]
    return CopyFinding(
        article.key,
        name,
        Status.SUGGESTED,
        round(min(0.95, 0.5 + 0.1 * len(passages)), 2),
        tuple(passages),
        (
            f"{len(passages)} passages elsewhere cite {name} for what it says in its own voice",
            "it names no outlet of its own and relays nobody",
        ),
    )
