"""A story's claims: propositions of many articles that say the same, joined and weighed.

Two propositions say the same when their event word is of one concept, both are a plan or both
a deed, their doers are one, nobody named beside them speaks against it (a delivery to one
country is not a delivery to another), and their figures don't differ. A claim of the story is
what headlines and first paragraphs tell, and what somebody contests about the same event;
background is left out: a precise few beat many.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from storytracker.analysis import thresholds
from storytracker.analysis.entities import Entities
from storytracker.analysis.lexicons import load
from storytracker.analysis.propositions import (
    Proposition,
    concepts_in,
    leading_assertions,
    propositions,
)
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Certainty,
    NameKind,
    SpeakerKind,
    Stance,
    Strength,
)

CONTESTING = (Stance.DENIES, Stance.DENIES_IN_PART, Stance.OBSERVES)


@dataclass(frozen=True, slots=True)
class Match:
    """A proposition as evidence for a claim, with the score of the match and why."""

    proposition: Proposition
    stance: Stance
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """A claim before its origins are known."""

    key: str
    text: str
    concept: str
    agent: str
    done: bool
    matches: tuple[Match, ...]
    score: float

    @property
    def articles(self) -> frozenset[str]:
        return frozenset(m.proposition.article for m in self.matches)


def find_claims(articles: Sequence[ArticleFacts], entities: Entities) -> tuple[ClaimDraft, ...]:
    """The claims of a story, the most told first; independent of the order of ``articles``."""
    told = _all_propositions(articles, entities)
    clusters = _clusters(told, entities)
    kept = _select(clusters, len(articles), {a.key: a for a in articles})
    texts = {a.key: a for a in articles}
    drafts = [_draft(cluster, texts, entities) for cluster in kept]
    drafts = _attach_bare_responses(drafts, articles)
    return tuple(sorted(drafts, key=lambda d: (-d.score, d.key)))


def _all_propositions(articles: Sequence[ArticleFacts], entities: Entities) -> list[Proposition]:
    found: list[Proposition] = []
    for article in sorted(articles, key=lambda a: a.key):
        leading = leading_assertions(article)
        for index, assertion in enumerate(article.attributions.assertions):
            if assertion.stance is not Stance.NO_COMMENT:
                found.extend(propositions(article, index, entities, leading=index in leading))
    return found


# --- joining ---


def _clusters(told: Sequence[Proposition], entities: Entities) -> list[list[Proposition]]:
    by_event: dict[tuple[str, bool], list[Proposition]] = defaultdict(list)
    for proposition in told:
        by_event[proposition.concept, proposition.done].append(proposition)
    topics = {concept: _topic(concept, told, entities) for concept in {p.concept for p in told}}
    clusters: list[list[Proposition]] = []
    for (concept, _), group in sorted(by_event.items()):
        clusters.extend(_components(group, topics[concept], entities))
    return clusters


@dataclass(frozen=True, slots=True)
class _Topic:
    """What the leading propositions of a concept are about: meant where nothing is named."""

    parties: frozenset[str]
    things: frozenset[str]


def _topic(concept: str, told: Sequence[Proposition], entities: Entities) -> _Topic:
    leading = [p for p in told if p.concept == concept and p.leading]
    parties: Counter[str] = Counter()
    things: Counter[str] = Counter()
    for p in leading:
        parties.update(_parties(p, entities))
        things.update(_things(p, entities))
    most = max(parties.values(), default=0)
    return _Topic(
        frozenset(e for e, n in parties.items() if n == most),
        frozenset(t for t, n in things.items() if n >= 2 or len(leading) < 3),
    )


def _parties(proposition: Proposition, entities: Entities) -> frozenset[str]:
    """The people, bodies and places beside the doer; things are no parties."""
    party_kinds = (NameKind.PERSON, NameKind.ORGANISATION, NameKind.PLACE)
    return frozenset(e for e in proposition.others if entities.kinds.get(e) in party_kinds)


def _things(proposition: Proposition, entities: Entities) -> frozenset[str]:
    """What it is done with or to: named things and content words, the event word left out."""
    named = {e for e in proposition.others if entities.kinds.get(e) is NameKind.OTHER}
    described = frozenset().union(*(entities.described.get(e, frozenset()) for e in named))
    return (proposition.terms | named | described) - {proposition.concept}


def _components(
    group: Sequence[Proposition], topic: _Topic, entities: Entities
) -> list[list[Proposition]]:
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
    if one.agent != other.agent:
        return False
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        return False
    mine, yours = _meant(one, topic, entities), _meant(other, topic, entities)
    if one.agent and not (mine and yours):
        return True
    related = any(entities.connected(a, b) for a in mine for b in yours)
    if one.agent or not related:
        return related
    return all(_things(p, entities) & topic.things for p in (one, other))


def _meant(proposition: Proposition, topic: _Topic, entities: Entities) -> frozenset[str]:
    """The parties named or, for a bare "has been delivered", those the story is about."""
    named = _parties(proposition, entities)
    return named or (frozenset() if proposition.agent else topic.parties)


# --- choosing ---


def _select(
    clusters: Sequence[list[Proposition]],
    story_size: int,
    articles: dict[str, ArticleFacts],
) -> list[list[Proposition]]:
    core = _core_concepts(clusters)
    headlined = _headlined(articles)
    kept = [c for c in clusters if _is_claim(c, core, headlined, story_size, articles)]
    return [c for c in kept if not _is_vaguer(c, kept)]


def _headlined(articles: dict[str, ArticleFacts]) -> frozenset[str]:
    """The concepts that stand in some headline, as a verb or as a noun."""
    return frozenset(c for a in articles.values() for c in concepts_in(a.title))


def _is_vaguer(cluster: Sequence[Proposition], kept: Iterable[Sequence[Proposition]]) -> bool:
    """A plan that names no doer beside one of the same event that does."""
    first = cluster[0]
    if first.agent or first.done:
        return False
    return any(c[0].concept == first.concept and c[0].agent and not c[0].done for c in kept)


def _core_concepts(clusters: Iterable[Sequence[Proposition]]) -> frozenset[str]:
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
    cluster: Sequence[Proposition],
    core: frozenset[str],
    headlined: frozenset[str],
    story_size: int,
    articles: dict[str, ArticleFacts],
) -> bool:
    if all(p.nominal for p in cluster):
        return False
    told_in = {p.article for p in cluster}
    leads = {p.article for p in cluster if p.leading}
    contested = [p for p in cluster if stance_of(p, articles[p.article]) in CONTESTING]
    concept = cluster[0].concept
    if len(leads) >= 2 or (leads and story_size <= 2):
        return True
    if leads and len(told_in) >= 2 and concept in headlined:
        return True
    if contested and concept in core:
        return True
    return any(_is_named_denial(p, articles[p.article]) for p in contested)


def _is_named_denial(proposition: Proposition, article: ArticleFacts) -> bool:
    assertion = article.attributions.assertions[proposition.assertion]
    named = assertion.speaker.kind not in (SpeakerKind.OUTLET, SpeakerKind.UNNAMED)
    return named and stance_of(proposition, article) in (Stance.DENIES, Stance.DENIES_IN_PART)


def stance_of(proposition: Proposition, article: ArticleFacts) -> Stance:
    """How this event is told: a negated verb beside another one denies only its own event."""
    assertion = article.attributions.assertions[proposition.assertion]
    if assertion.stance not in (Stance.DENIES, Stance.DENIES_IN_PART):
        return assertion.stance
    if assertion.cue_lemma in load("verbgroup")["denying_cues"].split():
        return assertion.stance
    if proposition.negated or not _has_negated_sibling(proposition, assertion, article):
        return assertion.stance
    return Stance.SUPPORTS


def _has_negated_sibling(
    proposition: Proposition, assertion: Assertion, article: ArticleFacts
) -> bool:
    negation = load("verbgroup")["negation"].split()
    words = assertion.words(article.text).lower()
    own = proposition.clause.of(article.text).lower()
    return any(f" {n}" in words and f" {n}" not in own for n in [*negation, "yet to"])


# --- wording ---


def _draft(
    cluster: Sequence[Proposition], articles: dict[str, ArticleFacts], entities: Entities
) -> ClaimDraft:
    matches = tuple(
        Match(p, stance_of(p, articles[p.article]), _score(p, cluster), _reasons(p, entities))
        for p in sorted(cluster, key=lambda p: (p.article, p.assertion, p.clause))
    )
    first = cluster[0]
    clearest = max(matches, key=lambda m: (*_clarity(m, articles), m.proposition.article))
    parties = ",".join(sorted(frozenset().union(*(_parties(p, entities) for p in cluster))))
    done = "done" if first.done else "planned"
    leads = len({p.article for p in cluster if p.leading})
    told_in = len({p.article for p in cluster})
    return ClaimDraft(
        key=f"{first.concept}|{done}|{first.agent}|{parties}"[:120],
        text=_wording(clearest.proposition, articles),
        concept=first.concept,
        agent=first.agent,
        done=first.done,
        matches=matches,
        score=round(leads + 0.5 * told_in, 2),
    )


def _score(proposition: Proposition, cluster: Sequence[Proposition]) -> float:
    """How much of the cluster's usual words this one shares, between 0 and 1."""
    usual = Counter(t for p in cluster for t in p.terms)
    if not proposition.terms:
        return 0.5
    shared = sum(1 for t in proposition.terms if usual[t] > 1)
    return round(0.5 + 0.5 * shared / len(proposition.terms), 2)


def _reasons(proposition: Proposition, entities: Entities) -> tuple[str, ...]:
    doer = entities.labels.get(proposition.agent, "")
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
        p.certainty is Certainty.ASSERTED,
        assertion.paragraph.value in ("paragraph", "standfirst"),
        bool(p.agent) or p.passive,
        bool(p.others),
        30 <= length <= thresholds.CLAIM_WORDS_MAX_CHARS,
        p.leading,
    )


def _wording(proposition: Proposition, articles: dict[str, ArticleFacts]) -> str:
    words = proposition.clause.of(articles[proposition.article].text)
    words = " ".join(words.split()).strip(" ,;:–—“”\"'")
    return words[:1].upper() + words[1:]


# --- "denied the report" ---


def _attach_bare_responses(
    drafts: list[ClaimDraft], articles: Sequence[ArticleFacts]
) -> list[ClaimDraft]:
    """A denial or confirmation of "the report" bears on what its article leads with."""
    for article in sorted(articles, key=lambda a: a.key):
        told = {m.proposition.assertion for d in drafts for m in d.matches
                if m.proposition.article == article.key}  # fmt: skip
        for index, assertion in enumerate(article.attributions.assertions):
            if index in told or not _is_bare_response(assertion, article.text):
                continue
            drafts = _attach(drafts, article, index, assertion)
    return drafts


def _is_bare_response(assertion: Assertion, text: str) -> bool:
    if assertion.speaker.kind is SpeakerKind.OUTLET or assertion.cue is None:
        return False
    cues = load("verbgroup")["denying_cues"].split() + load("verbgroup")["confirming_cues"].split()
    words = assertion.words(text).lower().split()
    anaphors = load("verbgroup")["anaphors"].split()
    bare = len(words) <= thresholds.BARE_RESPONSE_MAX_WORDS
    return assertion.cue_lemma in cues and bare and any(w.strip('.,”"') in anaphors for w in words)


def _attach(
    drafts: list[ClaimDraft], article: ArticleFacts, index: int, assertion: Assertion
) -> list[ClaimDraft]:
    about = _led_by(drafts, article.key)
    if about is None:
        return drafts
    response = Proposition(
        article=article.key, assertion=index, concept=about.concept,
        clause=assertion.content[0] if assertion.content else assertion.sentence,
        agent=about.agent, others=frozenset(), terms=frozenset(), numbers=frozenset(),
        strength=Strength.DONE if about.done else Strength.PLANNED, stance=assertion.stance,
        certainty=assertion.certainty, passive=False, nominal=True, negated=False, leading=False,
        in_title=False,
    )  # fmt: skip
    match = Match(response, assertion.stance, 0.6,
                  ("answers the report as a whole: what this article leads with",))  # fmt: skip
    return [replace(d, matches=(*d.matches, match)) if d is about else d for d in drafts]


def _led_by(drafts: Sequence[ClaimDraft], article: str) -> ClaimDraft | None:
    """The claim that ``article`` leads with; where it leads with none, the most told one of it."""
    told = [d for d in drafts if article in d.articles]
    leading = [d for d in told if any(
        m.proposition.leading and m.proposition.article == article for m in d.matches)]  # fmt: skip
    plans_first = sorted(leading or told or drafts, key=lambda d: (-d.score, d.key))
    return plans_first[0] if plans_first else None
