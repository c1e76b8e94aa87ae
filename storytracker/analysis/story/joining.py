"""Which propositions of many articles say the same.

Two do when their event word is of one concept, both are a plan or both a deed, their doers are
one, nobody named beside them speaks against it (a delivery to one country is not a delivery to
another), and their figures don't differ.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.propositions import NOUN, Proposition
from storytracker.analysis.story.state_joining import state_clusters
from storytracker.analysis.story.state_words import is_state
from storytracker.analysis.story.vocabulary import definite_bodies, small_words
from storytracker.analysis.types import NameKind

PARTY_KINDS = (NameKind.PERSON, NameKind.ORGANISATION, NameKind.PLACE)
Cluster = Sequence[Proposition]
SHARED_THINGS = 2
"""So many words in common tell that a plan without a doer is the story's plan."""


@dataclass(frozen=True, slots=True)
class _Topic:
    """What the leading propositions of a concept are about: meant where nothing is named."""

    agent: str
    parties: frozenset[str]
    things: frozenset[str]


def clusters(told: Cluster, entities: Entities) -> list[list[Proposition]]:
    """Groups of propositions that say the same; each stands in one."""
    by_event: dict[tuple[str, bool], list[Proposition]] = defaultdict(list)
    for proposition in (p for p in told if not is_state(p.concept)):
        by_event[proposition.concept, proposition.done].append(proposition)
    topics = {c: _topic(c, told, entities) for c in {p.concept for p in told}}
    found = state_clusters(told, entities)
    for (concept, _), group in sorted(by_event.items()):
        found.extend(_components(group, topics[concept], entities))
    return found


def _topic(concept: str, told: Cluster, entities: Entities) -> _Topic:
    leading = [p for p in told if p.concept == concept and p.leading]
    named: Counter[str] = Counter()
    things: Counter[str] = Counter()
    for p in leading:
        named.update(parties(p, entities))
        things.update(_things(p, entities))
    most = max(named.values(), default=0)
    agents = Counter(p.named_agent for p in leading if p.named_agent)
    return _Topic(
        max(sorted(agents), key=lambda a: agents[a], default=""),
        frozenset(e for e, n in named.items() if n == most),
        frozenset(t for t, n in things.items() if n >= 2 or len(leading) < 3),
    )


def parties(proposition: Proposition, entities: Entities) -> frozenset[str]:
    """The people, bodies and places beside the doer; things are no parties."""
    return frozenset(e for e in proposition.others if entities.kinds.get(e) in PARTY_KINDS)


def _things(proposition: Proposition, entities: Entities) -> frozenset[str]:
    """What it is done with or to: named things and content words, the event word left out."""
    named = {e for e in proposition.others if entities.kinds.get(e) is NameKind.OTHER}
    described = frozenset().union(*(entities.described.get(e, frozenset()) for e in named))
    return (proposition.terms | named | described) - {proposition.concept}


def tells_of(one: Proposition, cluster: Cluster, told: Cluster, entities: Entities) -> bool:
    """True where ``one`` would be of ``cluster``, were it a plan as those are; ``told`` is all."""
    same = [p for p in cluster if p.concept == one.concept]
    topic = _topic(one.concept, told, entities) if same else None
    return topic is not None and any(_same(one, p, topic, entities) for p in same)


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
    if one.count or other.count:
        return one.count == other.count and not _apart(one, other, entities)
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        return False
    mine, yours = _meant(one, topic, entities), _meant(other, topic, entities)
    related = any(entities.connected(a, b) for a in mine for b in yours)
    if mine and yours and not related:
        return False
    if one.named_agent and other.named_agent:
        return True
    mutual = one.concept in small_words("mutual_concepts")
    if mutual and (_is_definite(one) or _is_definite(other)):
        return True  # "the two are in talks"
    if related and all(_things(p, entities) & topic.things for p in (one, other)):
        return True
    shared = _things(one, entities) & _things(other, entities)
    same_noun = bool(one.agent) and one.agent == other.agent
    return len(shared | (one.numbers & other.numbers)) >= (1 if same_noun else 2)


def _apart(one: Proposition, other: Proposition, entities: Entities) -> bool:
    """True where they name parties of which none are connected."""
    mine, yours = parties(one, entities), parties(other, entities)
    related = any(entities.connected(a, b) for a in mine for b in yours)
    return bool(mine and yours) and not related


def _doers_agree(one: Proposition, other: Proposition, topic: _Topic, entities: Entities) -> bool:
    if one.agent == other.agent:
        return True
    if one.named_agent and other.named_agent:
        agents = (one.agent, other.agent)
        if all(entities.kinds.get(agent) is NameKind.PLACE for agent in agents):
            return entities.connected(*agents)  # a capital and its state
        together = one.concept in small_words("mutual_concepts")
        return together and (one.agent in other.others or other.agent in one.others)
    named, unnamed = (one, other) if one.named_agent else (other, one)
    if not named.named_agent:
        return not (one.agent and other.agent)  # a noun beside none
    if not unnamed.agent and one.done and named.agent == topic.agent:
        return True  # "has been delivered", where the story's plan is that Acme delivers
    if not unnamed.agent and not unnamed.done and named.agent == topic.agent:
        things = _things(one, entities) & _things(other, entities)
        return len(things) >= SHARED_THINGS  # "no decision on buying more jets"
    if not unnamed.agent and unnamed.passive and unnamed.others & (named.others | {named.agent}):
        return True  # "by the head of Acme" and "by the head of Acme, Jane Roe"
    if entities.kinds.get(named.agent) is NameKind.OTHER:
        return True  # "the ship" and its name
    return _is_definite(unnamed)


def _is_definite(proposition: Proposition) -> bool:
    """ "the company", "the two": a body or both sides, spoken of before."""
    noun = proposition.agent.removeprefix(NOUN)
    return noun in definite_bodies() or noun in small_words("both_sides")


def _meant(proposition: Proposition, topic: _Topic, entities: Entities) -> frozenset[str]:
    """The parties named or, for a bare "has been delivered", those the story is about."""
    named = parties(proposition, entities)
    return named or (frozenset() if proposition.agent else topic.parties)
