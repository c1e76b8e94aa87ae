"""A story's claims: propositions of many articles that say the same, joined and weighed.

Two propositions say the same when their event word is of one concept, both are a plan or both
a deed, their doers are one, nobody named beside them speaks against it (a delivery to one
country is not a delivery to another), and their figures don't differ. A claim of the story is
what headlines and first paragraphs tell, and what somebody contests about the same event;
background is left out: a precise few beat many.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storytracker.analysis import thresholds
from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.propositions import (
    NOUN,
    Proposition,
    leading_assertions,
    propositions,
)
from storytracker.analysis.story.vocabulary import concepts_in, definite_bodies, small_words
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Certainty,
    NameKind,
    SpeakerKind,
    Stance,
)

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SPELL = re.compile(r"\s+\w+ (?:minute|hour|day|week|month|year)s?$")
CONTESTING = (Stance.DENIES, Stance.DENIES_IN_PART, Stance.OBSERVES)
DENYING = (Stance.DENIES, Stance.DENIES_IN_PART)
PARTY_KINDS = (NameKind.PERSON, NameKind.ORGANISATION, NameKind.PLACE)


@dataclass(frozen=True, slots=True)
class Match:
    """A proposition as evidence for a claim, with the score of the match and why."""

    proposition: Proposition
    stance: Stance
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """A claim before its origins are known.

    ``names`` are what editors' decisions call it, ``decided`` says in words what they decided,
    ``is_worded`` that ``text`` is an editor's.
    """

    key: str
    text: str
    concept: str
    agent: str
    done: bool
    matches: tuple[Match, ...]
    score: float
    names: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    is_worded: bool = False

    @property
    def articles(self) -> frozenset[str]:
        """The keys of the articles that bear on it."""
        return frozenset(m.proposition.article for m in self.matches)


Cluster = Sequence[Proposition]


def find_claims(articles: Sequence[ArticleFacts], entities: Entities) -> tuple[ClaimDraft, ...]:
    """The claims of a story, the most told first; independent of the order of ``articles``."""
    by_key = {a.key: a for a in articles}
    told = _all_propositions(articles, entities)
    kept = _select(_clusters(told, entities), by_key, entities)
    drafts = [_draft(cluster, by_key, entities) for cluster in kept]
    return tuple(sorted(drafts, key=lambda d: (-d.score, d.key)))


def _all_propositions(articles: Sequence[ArticleFacts], entities: Entities) -> list[Proposition]:
    """What is told of events; behind a denying cue only the event that is denied."""
    found: list[Proposition] = []
    for article in sorted(articles, key=lambda a: a.key):
        leading = leading_assertions(article)
        for index, assertion in enumerate(article.attributions.assertions):
            if assertion.stance is Stance.NO_COMMENT:
                continue
            told = propositions(article, index, entities, leading=index in leading)
            denied = assertion.cue_lemma in small_words("denying_cues")
            if not _is_past(article, assertion):
                found.extend(p for p in told if p.first or not denied)
    return found


def _is_past(article: ArticleFacts, assertion: Assertion) -> bool:
    """A sentence that names an earlier year tells of something before the story."""
    if article.published.day is None:
        return False
    years = [int(y) for y in _YEAR.findall(assertion.sentence.of(article.text))]
    return bool(years) and max(years) < article.published.day.year


# --- joining ---


@dataclass(frozen=True, slots=True)
class _Topic:
    """What the leading propositions of a concept are about: meant where nothing is named."""

    agent: str
    parties: frozenset[str]
    things: frozenset[str]


def _clusters(told: Cluster, entities: Entities) -> list[list[Proposition]]:
    by_event: dict[tuple[str, bool], list[Proposition]] = defaultdict(list)
    for proposition in told:
        by_event[proposition.concept, proposition.done].append(proposition)
    topics = {c: _topic(c, told, entities) for c in {p.concept for p in told}}
    clusters: list[list[Proposition]] = []
    for (concept, _), group in sorted(by_event.items()):
        clusters.extend(_components(group, topics[concept], entities))
    return clusters


def _topic(concept: str, told: Cluster, entities: Entities) -> _Topic:
    leading = [p for p in told if p.concept == concept and p.leading]
    parties: Counter[str] = Counter()
    things: Counter[str] = Counter()
    for p in leading:
        parties.update(_parties(p, entities))
        things.update(_things(p, entities))
    most = max(parties.values(), default=0)
    agents = Counter(p.named_agent for p in leading if p.named_agent)
    return _Topic(
        max(sorted(agents), key=lambda a: agents[a], default=""),
        frozenset(e for e, n in parties.items() if n == most),
        frozenset(t for t, n in things.items() if n >= 2 or len(leading) < 3),
    )


def _parties(proposition: Proposition, entities: Entities) -> frozenset[str]:
    """The people, bodies and places beside the doer; things are no parties."""
    return frozenset(e for e in proposition.others if entities.kinds.get(e) in PARTY_KINDS)


def _things(proposition: Proposition, entities: Entities) -> frozenset[str]:
    """What it is done with or to: named things and content words, the event word left out."""
    named = {e for e in proposition.others if entities.kinds.get(e) is NameKind.OTHER}
    described = frozenset().union(*(entities.described.get(e, frozenset()) for e in named))
    return (proposition.terms | named | described) - {proposition.concept}


def _components(group: Cluster, topic: _Topic, entities: Entities) -> list[list[Proposition]]:
    """Single-link groups of propositions that say the same."""
    parent = list(range(len(group)))

    def find(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for i, one in enumerate(group):
        for j in range(i):
            if find(i) != find(j) and _same(one, group[j], topic, entities):
                parent[max(find(i), find(j))] = min(find(i), find(j))
    members: dict[int, list[Proposition]] = defaultdict(list)
    for i, proposition in enumerate(group):
        members[find(i)].append(proposition)
    return list(members.values())


def _same(one: Proposition, other: Proposition, topic: _Topic, entities: Entities) -> bool:
    if not _doers_agree(one, other, topic, entities):
        return False
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        return False
    mine, yours = _meant(one, topic, entities), _meant(other, topic, entities)
    related = any(entities.connected(a, b) for a in mine for b in yours)
    if mine and yours and not related:
        return False
    if one.named_agent and other.named_agent:
        return True
    if related and all(_things(p, entities) & topic.things for p in (one, other)):
        return True
    shared = _things(one, entities) & _things(other, entities)
    same_noun = bool(one.agent) and one.agent == other.agent
    return len(shared | (one.numbers & other.numbers)) >= (1 if same_noun else 2)


def _doers_agree(one: Proposition, other: Proposition, topic: _Topic, entities: Entities) -> bool:
    if one.agent == other.agent:
        return True
    if one.named_agent and other.named_agent:
        together = one.concept in small_words("mutual_concepts")
        return together and (one.agent in other.others or other.agent in one.others)
    named, unnamed = (one, other) if one.named_agent else (other, one)
    if not named.named_agent:
        return not (one.agent and other.agent)  # a noun beside none
    if not unnamed.agent and one.done and named.agent == topic.agent:
        return True  # "has been delivered", where the story's plan is that Acme delivers
    if entities.kinds.get(named.agent) is NameKind.OTHER:
        return True  # "the ship" and its name
    return unnamed.agent.removeprefix(NOUN) in definite_bodies()


def _meant(proposition: Proposition, topic: _Topic, entities: Entities) -> frozenset[str]:
    """The parties named or, for a bare "has been delivered", those the story is about."""
    named = _parties(proposition, entities)
    return named or (frozenset() if proposition.agent else topic.parties)


# --- choosing ---


def _select(
    clusters: Sequence[list[Proposition]],
    articles: dict[str, ArticleFacts],
    entities: Entities,
) -> list[list[Proposition]]:
    core = _core_concepts(clusters)
    headlined = frozenset(c for a in articles.values() for c in concepts_in(a.title))
    kept = [c for c in clusters if _is_claim(c, core, headlined, articles)]
    kept = [c for c in kept if not _is_vaguer(c, kept, entities)]
    kept = [c for c in kept if not _is_facet(c, kept)]
    told = [c for c in kept if not _is_mere_denial(c, articles)]
    return told or kept


def _core_concepts(clusters: Iterable[Cluster]) -> frozenset[str]:
    """The concepts that most articles lead with."""
    leads: dict[str, set[str]] = defaultdict(set)
    for cluster in clusters:
        for p in cluster:
            if p.leading:
                leads[p.concept].add(p.article)
    most = max((len(keys) for keys in leads.values()), default=0)
    least = max(1, most * thresholds.CORE_CONCEPT_SHARE)
    return frozenset(c for c, keys in leads.items() if len(keys) >= least)


def _is_claim(
    cluster: Cluster,
    core: frozenset[str],
    headlined: frozenset[str],
    articles: dict[str, ArticleFacts],
) -> bool:
    if all(p.nominal for p in cluster):
        return False
    told_in = {p.article for p in cluster}
    leads = {p.article for p in cluster if p.leading}
    contested = [p for p in cluster if stance_of(p, articles[p.article]) in CONTESTING]
    concept = cluster[0].concept
    if len(leads) >= 2 or (leads and len(articles) <= 2) or _is_headline_and_lede(cluster):
        return True
    if leads and len(told_in) >= (2 if concept in headlined else 3):
        return True
    if contested and concept in core:
        return True
    return any(_is_named_denial(p, articles[p.article]) for p in contested)


def _is_headline_and_lede(cluster: Cluster) -> bool:
    """One article has it in the headline and again below: its news, if nobody else's."""
    titled = {p.article for p in cluster if p.in_title}
    return any(p.leading and not p.in_title and p.article in titled for p in cluster)


def _is_named_denial(proposition: Proposition, article: ArticleFacts) -> bool:
    """Somebody with a name denies, in so many words, that it was done."""
    assertion = article.attributions.assertions[proposition.assertion]
    named = assertion.speaker.kind not in (SpeakerKind.OUTLET, SpeakerKind.UNNAMED)
    says_so = assertion.cue_lemma in small_words("denying_cues")
    return named and says_so and stance_of(proposition, article) in DENYING


def _is_vaguer(cluster: Cluster, kept: Iterable[Cluster], entities: Entities) -> bool:
    """A plan of nobody's beside one of the same event that is somebody's."""

    def is_somebodys(plan: Cluster) -> bool:
        return any(entities.kinds.get(p.agent) in PARTY_KINDS for p in plan)

    first = cluster[0]
    if first.done or is_somebodys(cluster):
        return False
    same = [c for c in kept if c[0].concept == first.concept and not c[0].done]
    return any(is_somebodys(c) for c in same)


def _is_facet(cluster: Cluster, kept: Iterable[Cluster]) -> bool:
    """Told in the same sentences as another claim that is told more: a side of that one."""

    def places(of: Cluster) -> set[tuple[str, int]]:
        return {(p.article, p.assertion) for p in of}

    def weight(of: Cluster) -> tuple[int, int, str]:
        return (len({p.article for p in of if p.leading}), len(places(of)), of[0].concept)

    mine = places(cluster)
    return any(
        other is not cluster
        and len(mine & places(other)) >= thresholds.FACET_SHARE * len(mine)
        and weight(other) > weight(cluster)
        for other in kept
    )


def _is_mere_denial(cluster: Cluster, articles: dict[str, ArticleFacts]) -> bool:
    """Denied by somebody and told by nobody: an answer to what the story's claims tell."""
    return all(stance_of(p, articles[p.article]) in DENYING for p in cluster)


def stance_of(proposition: Proposition, article: ArticleFacts) -> Stance:
    """How this event is told: a negated verb beside another one denies only its own event."""
    assertion = article.attributions.assertions[proposition.assertion]
    if "stance" in assertion.decided:
        return assertion.stance
    if proposition.undecided:
        return Stance.SUPPORTS
    if assertion.stance is Stance.SUPPORTS and proposition.negated:
        return Stance.DENIES
    if assertion.stance not in DENYING or assertion.cue_lemma in small_words("denying_cues"):
        return assertion.stance
    return Stance.SUPPORTS if proposition.negated_beside else assertion.stance


# --- wording ---


def _draft(cluster: Cluster, articles: dict[str, ArticleFacts], entities: Entities) -> ClaimDraft:
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
    parties = ",".join(sorted(frozenset().union(*(_parties(p, entities) for p in cluster))))
    done = "done" if named.done else "planned"
    return ClaimDraft(
        key=f"{named.concept}|{done}|{named.agent}|{parties}"[:120],
        text=worded(matches, articles),
        concept=named.concept,
        agent=named.agent,
        done=named.done,
        matches=tuple(matches),
        score=weight_of(cluster),
    )


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
    doer = entities.labels.get(proposition.agent, proposition.agent.removeprefix(NOUN))
    stage = "a deed" if proposition.done else "a plan"
    reasons = [f"tells of the same event ({proposition.concept}) as {stage}"]
    reasons.append(f"the same doer: {doer}" if doer else "names no doer")
    named = sorted(entities.labels.get(e, e) for e in proposition.others)
    if named:
        reasons.append("names beside it: " + ", ".join(named))
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
        p.certainty is Certainty.ASSERTED,
        assertion.paragraph.value in ("paragraph", "standfirst"),
        bool(p.named_agent) or p.passive,
        bool(p.agent) or p.passive,
        bool(p.others) or bool(p.numbers),
        30 <= length <= thresholds.CLAIM_WORDS_MAX_CHARS,
        p.leading,
    )


def _begins_with_pronoun(proposition: Proposition, articles: dict[str, ArticleFacts]) -> bool:
    """ "He will resign", "the company is recalling": unclear outside its article."""
    words = proposition.clause.of(articles[proposition.article].text).lower().split()[:2]
    bodies = words[:1] == ["the"] and words[-1] in definite_bodies()
    return bool(words) and (words[0] in small_words("pronoun") or bodies)


def _wording(proposition: Proposition, articles: dict[str, ArticleFacts]) -> str:
    text = articles[proposition.article].text
    words = " ".join(proposition.clause.of(text).split()).strip(" ,;:–—“”\"'")
    following = text[proposition.clause.end :].split(maxsplit=1)[:1]
    if following and following[0] in ("before", "after"):
        words = _SPELL.sub("", words)  # "… nine days" before what was cut off
    return words[:1].upper() + words[1:]
