"""What bears on a claim without telling its event: answers to the report, the same words.

"Denied the report", "put the figure at 212" and "knew nothing of it" have no event word of the
claim; they are attached by what they answer, or by the rare words that they share with what is
evidence already.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

from storytracker.analysis import thresholds
from storytracker.analysis.speech.tokens import tokenise
from storytracker.analysis.story.claim_drafts import DENYING, ClaimDraft, Match
from storytracker.analysis.story.counts import count_in, number_lists
from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.propositions import (
    Proposition,
    content_terms,
    figures,
    leading_assertions,
)
from storytracker.analysis.story.vocabulary import concepts, small_words
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Lineage,
    NameKind,
    ParagraphKind,
    Span,
    SpeakerKind,
    Stance,
    Strength,
)

Place = tuple[str, int]
"""(article key, index of the assertion)."""


@dataclass(frozen=True, slots=True)
class _Said:
    article: ArticleFacts
    index: int
    assertion: Assertion
    terms: frozenset[str]
    parties: frozenset[str]


def attach(
    claims: Sequence[ClaimDraft], articles: Sequence[ArticleFacts], entities: Entities
) -> tuple[ClaimDraft, ...]:
    """The same claims with what else bears on them; independent of the articles' order."""
    if not claims:
        return ()
    said = _said(articles, entities)
    weights = _weights(said)
    told = {(m.proposition.article, m.proposition.assertion) for c in claims for m in c.matches}
    evidence = _by_figure(claims, said)
    found = list(claims)
    for s in said:
        if (s.article.key, s.index) in told or s.assertion.stance is Stance.NO_COMMENT:
            continue
        about, match = _about(s, claims, evidence, weights, entities)
        if about is not None and match is not None:
            at = next(i for i, c in enumerate(claims) if c.key == about.key)
            found[at] = replace(found[at], matches=(*found[at].matches, match))
    return tuple(found)


def _by_figure(
    claims: Sequence[ClaimDraft], said: Sequence[_Said]
) -> dict[str, list[tuple[ClaimDraft, _Said]]]:
    """Figure → the evidence that has it, with its claim: words alone prove nothing."""
    by_place = {(s.article.key, s.index): s for s in said}
    found: dict[str, list[tuple[ClaimDraft, _Said]]] = defaultdict(list)
    for claim in claims:
        for place in sorted(_places(claim)):
            for figure in sorted(t for t in by_place[place].terms if t[0].isdigit()):
                found[figure].append((claim, by_place[place]))
    return found


def _places(claim: ClaimDraft) -> set[Place]:
    return {(m.proposition.article, m.proposition.assertion) for m in claim.matches}


def _said(articles: Sequence[ArticleFacts], entities: Entities) -> list[_Said]:
    return [
        _Said(
            article,
            i,
            assertion,
            _terms(article, assertion, entities),
            _parties(article, assertion, entities),
        )
        for article in sorted(articles, key=lambda a: a.key)
        for i, assertion in enumerate(article.attributions.assertions)
    ]


def _terms(article: ArticleFacts, assertion: Assertion, entities: Entities) -> frozenset[str]:
    """Entities, figures and content words of what is said."""
    found: set[str] = set()
    for part in assertion.content:
        tokens = tokenise(article.text, part.start, part.end)
        named = entities.at(article.key, part)
        found.update(entity for _, entity in named)
        inside = [any(s.start <= t.start < s.end for s, _ in named) for t in tokens]
        found |= content_terms(tokens, inside) | figures(tokens)
    return frozenset(found)


def _parties(article: ArticleFacts, assertion: Assertion, entities: Entities) -> frozenset[str]:
    """The people and bodies named in what is said."""
    kinds = (NameKind.PERSON, NameKind.ORGANISATION)
    return frozenset(
        entity
        for part in assertion.content
        for _, entity in entities.at(article.key, part)
        if entities.kinds.get(entity) in kinds
    )


def _weights(said: Sequence[_Said]) -> dict[str, float]:
    """Rare terms weigh more: the logarithm of how many assertions there are for each with it."""
    counts = Counter(term for s in said for term in s.terms)
    return {term: log(1 + len(said) / n) for term, n in counts.items()}


def _about(
    s: _Said,
    claims: Sequence[ClaimDraft],
    evidence: dict[str, list[tuple[ClaimDraft, _Said]]],
    weights: dict[str, float],
    entities: Entities,
) -> tuple[ClaimDraft | None, Match | None]:
    best, score, shared = None, 0.0, frozenset[str]()
    for figure in sorted(t for t in s.terms if t[0].isdigit()):
        for claim, other in evidence.get(figure, ()):
            likeness = _likeness(s.terms, other.terms, weights)
            if likeness > score:
                best, score, shared = claim, likeness, s.terms & other.terms
    fits = len(shared) >= thresholds.SHARED_TERMS
    fits = fits and best is not None and not _names_others(s, best)
    if best is not None and fits and score >= _needed(s):
        words = ", ".join(sorted(shared, key=lambda t: -weights[t])[:4])
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
    if _is_answer(s):
        about = _answered(s, claims, weights)
        if about is not None:
            return about, _match(s, about, 0.6, "answers the report: what this article tells of")
    return None, None


def _names_others(s: _Said, claim: ClaimDraft) -> bool:
    """A person or body that the claim does not speak of: it is about something else."""
    parties = {e for m in claim.matches for e in (m.proposition.agent, *m.proposition.others)}
    return bool(s.parties - parties)


def _needed(s: _Said) -> float:
    """A headline or an attributed sentence is more likely meant than a line of background."""
    attributed = s.assertion.speaker.kind is not SpeakerKind.OUTLET or bool(s.assertion.via)
    leading = s.assertion.paragraph in (ParagraphKind.TITLE, ParagraphKind.STANDFIRST)
    return thresholds.SAME_WORDS if attributed or leading else thresholds.SAME_WORDS_UNATTRIBUTED


def _likeness(one: frozenset[str], other: frozenset[str], weights: dict[str, float]) -> float:
    """Share (0-1) of the lighter side's weight that both have."""
    lighter = min(sum(weights[t] for t in one), sum(weights[t] for t in other))
    return sum(weights[t] for t in one & other) / lighter if lighter else 0.0


def _is_credit(s: _Said) -> bool:
    """ "The letter itself was first reported by X"."""
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    short = len(tokenise(s.article.text, first.start, first.end)) <= thresholds.CREDIT_MAX_WORDS
    stated = any(hop.lineage is Lineage.STATED for hop in s.assertion.via)
    return short and stated and not s.assertion.direct


def _put_out_by(
    s: _Said, claims: Sequence[ClaimDraft], weights: dict[str, float]
) -> ClaimDraft | None:
    """The claim that shares a word with what is credited; the most told of several."""
    sharing = [c for c in claims if any(s.terms & m.proposition.terms for m in c.matches)]
    return max(sharing, key=lambda c: (c.score, c.key), default=None)


def _with_count(s: _Said, claims: Sequence[ClaimDraft]) -> ClaimDraft | None:
    """ "The figure was up from seven": the one claim of how many an event struck with it."""
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    tokens = tokenise(s.article.text, first.start, first.end)
    opening = [t.lower for t in tokens[:4]]
    if opening[:1] not in (["the"], ["that"], ["this"]):
        return None
    if not any(word in number_lists("count_nouns") for word in opening[1:]):
        return None
    count = count_in(tokens)
    same = [c for c in claims if count and any(m.proposition.count == count for m in c.matches)]
    return same[0] if len(same) == 1 else None


def _whose_decision(
    s: _Said, claims: Sequence[ClaimDraft], entities: Entities
) -> ClaimDraft | None:
    """ "The decision was taken by Roe": the claim of what Roe did; the most told of several."""
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    tokens = tokenise(s.article.text, first.start, first.end)
    opening = [t.lower for t in tokens[:2]]
    if opening[:1] != ["the"] or opening[-1] not in small_words("telling_nouns"):
        return None
    by = next((t for t in tokens if t.lower == "by"), None)
    if by is None or s.assertion.stance in DENYING:
        return None
    behind = {e for _, e in entities.at(s.article.key, Span(by.end, first.end))}
    theirs = [c for c in claims if any(m.proposition.agent in behind for m in c.matches)]
    return max(theirs, key=lambda c: (c.score, c.key), default=None)


def _is_answer(s: _Said) -> bool:
    """A named speaker or an outlet tells that somebody denies or confirms, in so many words."""
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    tokens = tokenise(s.article.text, first.start, first.end)
    words = {t.lower for t in tokens}
    bare = len(tokens) <= thresholds.BARE_RESPONSE_MAX_WORDS
    event = any(t.lemma in concepts("nouns") for t in tokens)
    denies = s.assertion.stance in DENYING
    if denies and event and "such" in words:
        return True  # "no such order was given"
    if s.assertion.cue_lemma in small_words("confirming_cues"):
        return bare and not denies and (event or bool(words & small_words("anaphors")))
    if s.assertion.cue_lemma not in small_words("denying_cues"):
        return False
    return denies or (bare and bool(words & small_words("anaphors")))


def _answered(
    s: _Said, claims: Sequence[ClaimDraft], weights: dict[str, float]
) -> ClaimDraft | None:
    """The claim of its article that the answer shares most with; without any, the leading one."""
    near = [c for c in claims if s.article.key in c.articles] or list(claims)
    near = [c for c in near if not _names_others(s, c)]
    such = [c for c in near if c.concept in _such(s)]
    near = such or near
    if not near:
        return None
    likeness = {
        c.key: max(_likeness(s.terms, frozenset(m.proposition.terms | m.proposition.others
                   | {m.proposition.agent}) & weights.keys(), weights) for m in c.matches)
        for c in near
    }  # fmt: skip
    before = _just_told(s, near)
    if before is not None and _is_bare(s):
        return before
    best = max(
        near,
        key=lambda c: (
            likeness[c.key],
            _is_relayed(c, s.article),
            _leads(c, s.article),
            c.score,
            c.key,
        ),
    )
    if likeness[best.key] >= thresholds.ANSWER_SHARES or _is_bare(s):
        return best
    return None


def _such(s: _Said) -> set[str]:
    """The events behind "such": "no such talks" answers what says that there are talks."""
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    tokens = tokenise(s.article.text, first.start, first.end)
    pairs = zip(tokens, tokens[1:], strict=False)
    return {concepts("nouns").get(b.lemma, "") for a, b in pairs if a.lower == "such"} - {""}


def _just_told(s: _Said, claims: Sequence[ClaimDraft]) -> ClaimDraft | None:
    """What "denied it" points to: the claim of the sentence before, where it bears on one."""
    if s.index == 0 or not _words(s) & small_words("anaphors"):
        return None
    before = [
        c
        for c in claims
        for m in c.matches
        if m.proposition.article == s.article.key and m.proposition.assertion == s.index - 1
    ]
    return max(before, key=lambda c: (c.score, c.key), default=None)


def _words(s: _Said) -> set[str]:
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    return {t.lower for t in tokenise(s.article.text, first.start, first.end)}


def _is_bare(s: _Said) -> bool:
    first = s.assertion.content[0] if s.assertion.content else s.assertion.sentence
    return len(tokenise(s.article.text, first.start, first.end)) <= (
        thresholds.BARE_RESPONSE_MAX_WORDS
    )


def _is_relayed(claim: ClaimDraft, article: ArticleFacts) -> bool:
    """True where the article has the claim from a report: that is what is answered."""
    said = article.attributions.assertions
    return any(
        m.proposition.article == article.key and said[m.proposition.assertion].via
        for m in claim.matches
    )


def _leads(claim: ClaimDraft, article: ArticleFacts) -> bool:
    leading = leading_assertions(article)
    return any(
        m.proposition.article == article.key and m.proposition.assertion in leading
        for m in claim.matches
    )


def _match(s: _Said, claim: ClaimDraft, score: float, reason: str) -> Match:
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
