"""What a claim is called, how it is worded, how much it is told, and why each match is one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from storytracker.analysis import thresholds
from storytracker.analysis.speech.tokens import tokenise
from storytracker.analysis.story.claim_drafts import ClaimDraft, Match, stance_of
from storytracker.analysis.story.entities import Entities, fold
from storytracker.analysis.story.joining import Cluster, parties
from storytracker.analysis.story.propositions import NOUN, Proposition
from storytracker.analysis.story.state_words import is_about, is_state
from storytracker.analysis.story.vocabulary import (
    concepts,
    definite_bodies,
    event_lemma,
    small_words,
)
from storytracker.analysis.types import ArticleFacts, Certainty, Span, Stance

_CIRCUMSTANCES = ("when ", "after ", "as ")
_CLAUSE_STOP = re.compile(r"[,;:–—]|(?<!\b[A-Z])\.")  # "E. coli" goes on
CIRCUMSTANCES_CHARS = 140
"""A toll is worded with its circumstances, unless they make it longer than this."""

SUBJECT_CHARS = 60
"""A longer source is not put in the place of a pronoun."""

_HEADLINE_SOURCE = re.compile(r", (?:[\w’'-]+ ){1,5}(?:says?|reports?|claims?)$")
_LOOSE_END = re.compile(r"(?<!\s)\s++(?:and|or|but)$")
_SPELL = re.compile(r"(?<!\s)\s++\w+ (?:minute|hour|day|week|month|year)s?$")


def draft(cluster: Cluster, articles: dict[str, ArticleFacts], entities: Entities) -> ClaimDraft:
    """The claim that ``cluster`` tells."""
    matches = tuple(
        Match(p, stance_of(p, articles[p.article]), _score(p, cluster), _reasons(p, entities))
        for p in sorted(cluster, key=lambda p: (p.article, p.assertion, p.clause))
    )
    return draft_of(matches, cluster, articles, entities)


def draft_of(
    matches: Sequence[Match],
    cluster: Cluster,
    articles: dict[str, ArticleFacts],
    entities: Entities,
) -> ClaimDraft:
    """A claim of ``matches``; what it is about is read from ``cluster``, their propositions."""
    named = next((p for p in cluster if p.named_agent), cluster[0])
    named_beside = ",".join(sorted(frozenset().union(*(parties(p, entities) for p in cluster))))
    done = "done" if named.done else "planned"
    return ClaimDraft(
        key=f"{named.concept}|{done}|{named.agent}|{named_beside}"[:120] + _counted(cluster),
        text=worded(matches, articles),
        concept=named.concept,
        agent=named.agent,
        done=named.done,
        matches=tuple(matches),
        score=weight_of(cluster),
    )


def _counted(cluster: Cluster) -> str:
    """Claims of one event or state that differ only in how many or what have their own keys."""
    counts = sorted({p.count for p in cluster if p.count})
    if is_state(cluster[0].concept):
        themes = Counter(noun for p in cluster for noun in p.theme)
        counts = sorted(themes, key=lambda noun: (-themes[noun], noun))[:1]
        if not is_about(cluster[0].concept, "object"):
            counts += sorted(frozenset().union(*(p.numbers for p in cluster)))[:1]
    return f"|{','.join(counts)}"[:30] if counts else ""


def worded(matches: Sequence[Match], articles: dict[str, ArticleFacts]) -> str:
    """A claim's wording: the words of its clearest match."""
    clearest = max(matches, key=lambda m: (*_clarity(m, articles), m.proposition.article))
    return _wording(clearest.proposition, articles)


def weight_of(cluster: Cluster) -> float:
    """How much a claim is told: articles that lead with it count for one and a half."""
    leads = len({p.article for p in cluster if p.leading})
    return round(leads + 0.5 * len({p.article for p in cluster}), 2)


def _score(proposition: Proposition, cluster: Cluster) -> float:
    """How much of the cluster's usual words this one shares, between 0.5 and 1."""
    usual = Counter(t for p in cluster for t in p.terms)
    if not proposition.terms:
        return 0.5
    shared = sum(1 for t in proposition.terms if usual[t] > 1)
    return round(0.5 + 0.5 * shared / len(proposition.terms), 2)


def _reasons(proposition: Proposition, entities: Entities) -> tuple[str, ...]:
    if is_state(proposition.concept):
        return _state_reasons(proposition, entities)
    doer = entities.labels.get(proposition.agent, proposition.agent.removeprefix(NOUN))
    stage = "a deed" if proposition.done else "a plan"
    reasons = [f"tells of the same event ({proposition.concept}) as {stage}"]
    reasons.append(f"the same doer: {doer}" if doer else "names no doer")
    named = sorted(entities.labels.get(e, e) for e in proposition.others)
    if named:
        reasons.append("names beside it: " + ", ".join(named))
    return tuple(reasons)


def _state_reasons(proposition: Proposition, entities: Entities) -> tuple[str, ...]:
    """ "says of passwords that they are exposed", "says the opposite of …"."""
    state, things = proposition.concept, ", ".join(sorted(proposition.theme)) or "it"
    who = entities.labels.get(proposition.agent, proposition.agent.removeprefix(NOUN))
    reasons = [f"tells the same state ({state}) of the same things: {things}"]
    if is_about(state, "object"):
        reasons.append(f"of the same people: {who}" if who else "names nobody else")
    if proposition.opposite:
        reasons.append(f"its words say the opposite of {state}")
    return tuple(reasons)


def _clarity(match: Match, articles: dict[str, ArticleFacts]) -> tuple[bool, ...]:
    p = match.proposition
    assertion = articles[p.article].attributions.assertions[p.assertion]
    length = p.clause.end - p.clause.start
    return (
        match.stance is Stance.SUPPORTS,
        not p.negated,
        not p.nominal,
        not _begins_with_pronoun(p, articles),
        bool(p.named_agent) or not p.theme,
        p.certainty is Certainty.ASSERTED,
        assertion.paragraph.value in ("paragraph", "standfirst"),
        not _meant_by_pronoun(p, articles[p.article]),
        bool(p.named_agent) or p.passive,
        bool(p.agent) or p.passive,
        bool(p.others),
        _is_told_by_verb(p, articles),
        bool(p.numbers),
        20 <= length <= thresholds.CLAIM_WORDS_MAX_CHARS,
        p.leading,
    )


def _without_epithets(words: Sequence[str]) -> str:
    """ "Red-faced drug firm Acme Holdings" → "Acme Holdings"."""
    small = [i for i, w in enumerate(words) if w.islower() and w not in ("and", "of", "the", "&")]
    return " ".join(words[small[-1] + 1 :] if small else words)


def _is_told_by_verb(proposition: Proposition, articles: dict[str, ArticleFacts]) -> bool:
    """ "ordered it to be sold" says what was done, "gave the order" does not."""
    clause = proposition.clause
    tokens = tokenise(articles[proposition.article].text, clause.start, clause.end)
    nouns = small_words("determiner")
    told = (
        concepts("verbs").get(event_lemma(tokens, k))
        for k in range(len(tokens))
        if k == 0 or tokens[k - 1].lower not in nouns
    )
    return proposition.concept in told


def _begins_with_pronoun(proposition: Proposition, articles: dict[str, ArticleFacts]) -> bool:
    """ "He will resign", "the company is recalling": unclear outside its article."""
    article = articles[proposition.article]
    words = proposition.clause.of(article.text).lower().split()[:2]
    if _meant_by_pronoun(proposition, article):
        return False
    bodies = words[:1] == ["the"] and words[-1] in definite_bodies()
    unclear = small_words("pronoun") | small_words("possessive")
    return bool(words) and (words[0] in unclear or bodies)


def _meant_by_pronoun(proposition: Proposition, article: ArticleFacts) -> str:
    """Who "they" are in "Acme and Barley said that they would merge", as the article has it."""
    assertion = article.attributions.assertions[proposition.assertion]
    first = proposition.clause.of(article.text).split(maxsplit=1)[0].lower()
    personal = first in small_words("personal")
    if not personal or assertion.source is None or not proposition.named_agent:
        return ""
    if fold(assertion.speaker.name) != proposition.agent or assertion.direct:
        return ""
    words = _without_epithets(assertion.source.of(article.text).split())
    return words if words[:1].isupper() and len(words) <= SUBJECT_CHARS else ""


def _full_clause(proposition: Proposition, article: ArticleFacts) -> Span:
    """The clause; of how many died also when and where: "… when a roof collapsed in Norhaven"."""
    clause = proposition.clause
    assertion = article.attributions.assertions[proposition.assertion]
    part = next((p for p in assertion.content if p.covers(clause)), clause)
    rest = article.text[clause.end : part.end]
    if not proposition.count or not rest.lstrip().lower().startswith(_CIRCUMSTANCES):
        return clause
    stop = _CLAUSE_STOP.search(rest)
    end = clause.end + (stop.start() if stop else len(rest))
    return Span(clause.start, end) if end - clause.start <= CIRCUMSTANCES_CHARS else clause


def _wording(proposition: Proposition, articles: dict[str, ArticleFacts]) -> str:
    article = articles[proposition.article]
    text, clause = article.text, _full_clause(proposition, article)
    told = " ".join(part.of(text) for part in proposition.parts or (clause,))
    words = " ".join(told.split()).strip(" ,;:–—“”\"'")
    words = _LOOSE_END.sub("", words)
    subject = _meant_by_pronoun(proposition, article)
    if subject:
        words = f"{subject} {words.partition(' ')[2]}"
    words = words.strip(" ,;:–—")
    following = text[clause.end :].split(maxsplit=1)[:1]
    if following and following[0] in ("before", "after"):
        words = _SPELL.sub("", words)  # "… nine days" before what was cut off
    if proposition.in_title:
        words = _HEADLINE_SOURCE.sub("", words)
    return words[:1].upper() + words[1:]
