"""What bears on a claim without telling its event: answers to the report, the same words.

"Denied the report", "put the figure at 212" and "knew nothing of it" have no event word of the
claim; they are attached by what they answer, or by the rare words that they share with what is
evidence already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from storytracker.analysis import thresholds
from storytracker.analysis.speech.tokens import tokens_of
from storytracker.analysis.story.answering import answered, is_answer
from storytracker.analysis.story.claim_drafts import DENYING, ClaimDraft, Match
from storytracker.analysis.story.counts import count_in, number_lists
from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.propositions import (
    Proposition,
)
from storytracker.analysis.story.said_words import (
    SaidWords,
    likeness,
    names_others,
    said_words,
    weights_of,
)
from storytracker.analysis.story.vocabulary import small_words
from storytracker.analysis.types import (
    ArticleFacts,
    Lineage,
    ParagraphKind,
    Span,
    SpeakerKind,
    Stance,
    Strength,
)

Place = tuple[str, int]
"""(article key, index of the assertion)."""


def attach(
    claims: Sequence[ClaimDraft], articles: Sequence[ArticleFacts], entities: Entities
) -> tuple[ClaimDraft, ...]:
    """The same claims with what else bears on them; independent of the articles' order."""
    if not claims:
        return ()
    said = said_words(articles, entities)
    weights = weights_of(said)
    told = {(m.proposition.article, m.proposition.assertion) for c in claims for m in c.matches}
    evidence = _by_figure(claims, said)
    found = list(claims)
    days = {a.key: a.published.day for a in articles}
    for s in said:
        if (s.article.key, s.index) in told or s.assertion.stance is Stance.NO_COMMENT:
            continue
        about, match = _about(s, claims, evidence, weights, days, entities)
        if about is not None and match is not None:
            at = next(i for i, c in enumerate(claims) if c.key == about.key)
            found[at] = replace(found[at], matches=(*found[at].matches, match))
    return tuple(found)


def _by_figure(
    claims: Sequence[ClaimDraft], said: Sequence[SaidWords]
) -> dict[str, list[tuple[ClaimDraft, SaidWords]]]:
    """Figure → the evidence that has it, with its claim: words alone prove nothing."""
    by_place = {(s.article.key, s.index): s for s in said}
    found: dict[str, list[tuple[ClaimDraft, SaidWords]]] = defaultdict(list)
    for claim in claims:
        for place in sorted(_places(claim)):
            for figure in sorted(t for t in by_place[place].terms if t[0].isdigit()):
                found[figure].append((claim, by_place[place]))
    return found


def _places(claim: ClaimDraft) -> set[Place]:
    return {(m.proposition.article, m.proposition.assertion) for m in claim.matches}


def _about(
    s: SaidWords,
    claims: Sequence[ClaimDraft],
    evidence: dict[str, list[tuple[ClaimDraft, SaidWords]]],
    weights: dict[str, float],
    days: Mapping[str, date | None],
    entities: Entities,
) -> tuple[ClaimDraft | None, Match | None]:
    best, score, shared = None, 0.0, frozenset[str]()
    for figure in sorted(t for t in s.terms if t[0].isdigit()):
        for claim, other in evidence.get(figure, ()):
            like = likeness(s.terms, other.terms, weights)
            if like > score:
                best, score, shared = claim, like, s.terms & other.terms
    fits = len(shared) >= thresholds.SHARED_TERMS
    fits = fits and best is not None and not names_others(s, best)
    if best is not None and fits and score >= _needed(s):
        words = ", ".join(sorted(shared, key=lambda t: (-weights[t], t))[:4])
        return best, _match(s, best, round(score, 2), f"says it in the same words: {words}")
    about = _with_count(s, claims)
    if about is not None:
        return about, _match(s, about, 0.6, "gives the same figure")
    if _is_credit(s):
        about = _put_out_by(s, claims, weights)
        if about is not None:
            return about, _match(s, about, 0.6, "says whose report it was")
    about = _whose_decision(s, claims, entities)
    if about is not None:
        return about, _match(s, about, 0.6, "says who decided what this article tells of")
    if is_answer(s):
        about = answered(s, claims, weights, days)
        if about is not None:
            return about, _match(s, about, 0.6, "answers the report: what this article tells of")
    return None, None


def _needed(s: SaidWords) -> float:
    """A headline or an attributed sentence is more likely meant than a line of background."""
    attributed = s.assertion.speaker.kind is not SpeakerKind.OUTLET or bool(s.assertion.via)
    leading = s.assertion.paragraph in (ParagraphKind.TITLE, ParagraphKind.STANDFIRST)
    return thresholds.SAME_WORDS if attributed or leading else thresholds.SAME_WORDS_UNATTRIBUTED


def _is_credit(s: SaidWords) -> bool:
    """ "The letter itself was first reported by X"."""
    stated = any(hop.lineage is Lineage.STATED for hop in s.assertion.via)
    if not stated or s.assertion.direct:
        return False
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    return len(tokens_of(s.article.text, first.start, first.end)) <= thresholds.CREDIT_MAX_WORDS


def _put_out_by(
    s: SaidWords, claims: Sequence[ClaimDraft], weights: dict[str, float]
) -> ClaimDraft | None:
    """The claim that shares a word with what is credited; the most told of several."""
    sharing = [c for c in claims if any(s.terms & m.proposition.terms for m in c.matches)]
    return max(sharing, key=lambda c: (c.score, c.key), default=None)


def _with_count(s: SaidWords, claims: Sequence[ClaimDraft]) -> ClaimDraft | None:
    """ "The figure was up from seven": the one claim of how many an event struck with it."""
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    if not _may_open_with(s.article.text, first, ("the", "that", "this")):
        return None
    tokens = tokens_of(s.article.text, first.start, first.end)
    opening = [t.lower for t in tokens[:4]]
    if opening[:1] not in (["the"], ["that"], ["this"]):
        return None
    if not any(word in number_lists("count_nouns") for word in opening[1:]):
        return None
    count = count_in(tokens)
    same = [c for c in claims if count and any(m.proposition.count == count for m in c.matches)]
    return same[0] if len(same) == 1 else None


def _may_open_with(text: str, part: Span, words: tuple[str, ...]) -> bool:
    """False where none of these words can be the first: known without cutting it into words."""
    return text[part.start : part.end].lstrip()[:4].lower().startswith(words)


def _whose_decision(
    s: SaidWords, claims: Sequence[ClaimDraft], entities: Entities
) -> ClaimDraft | None:
    """ "The decision was taken by Roe": the claim of what Roe did; the most told of several."""
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    if not _may_open_with(s.article.text, first, ("the",)):
        return None
    tokens = tokens_of(s.article.text, first.start, first.end)
    opening = [t.lower for t in tokens[:2]]
    if opening[:1] != ["the"] or opening[-1] not in small_words("telling_nouns"):
        return None
    by = next((t for t in tokens if t.lower == "by"), None)
    if by is None or s.assertion.stance in DENYING:
        return None
    behind = {e for _, e in entities.at(s.article.key, Span(by.end, first.end))}
    theirs = [c for c in claims if any(m.proposition.agent in behind for m in c.matches)]
    return max(theirs, key=lambda c: (c.score, c.key), default=None)


def _match(s: SaidWords, claim: ClaimDraft, score: float, reason: str) -> Match:
    return bearing_on(claim, s.article, s.index, score, reason)


def bearing_on(
    claim: ClaimDraft, article: ArticleFacts, index: int, score: float, reason: str
) -> Match:
    """Assertion ``index`` of ``article`` as evidence that tells no event of its own."""
    assertion = article.attributions.assertions[index]
    first = assertion.content[0] if assertion.content else assertion.sentence
    told = Proposition(
        article=article.key,
        assertion=index,
        concept=claim.concept,
        clause=Span(first.start, first.end),
        agent=claim.agent,
        others=frozenset(),
        terms=frozenset(),
        numbers=frozenset(),
        strength=assertion.strength or (Strength.DONE if claim.done else Strength.PLANNED),
        stance=assertion.stance,
        certainty=assertion.certainty,
        passive=False,
        nominal=True,
        negated=False,
        undecided=False,
        first=True,
        negated_beside=False,
        leading=False,
        in_title=False,
    )
    return Match(told, assertion.stance, score, (reason,))
