"""Which states told in many articles are the same.

Two are when they are of one kind, of one holder where somebody knows something, and about the
same things; a figure that differs keeps them apart. What names nothing itself ("the matter",
"it") goes where most is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.propositions import NOUN, Proposition
from storytracker.analysis.story.state_words import (
    LEADERS,
    family,
    holds,
    is_about,
    is_state,
    state_words,
    topic,
)

Cluster = Sequence[Proposition]
SHARED_DETAILS = 2
"""So many words and figures make another noun the same thing: "data of 40 customers"."""


def state_clusters(told: Cluster, entities: Entities) -> list[list[Proposition]]:
    """Groups of states that are the same; each proposition of a state stands in one."""
    states = [p for p in told if is_state(p.concept)]
    exposed = {
        (family(p.concept), noun) for p in states if not holds(p.concept) for noun in p.theme
    }
    groups: dict[tuple[str, bool], list[Proposition]] = defaultdict(list)
    for p in states:
        groups[_group(p, exposed), p.done].append(p)
    return [cluster for key in sorted(groups) for cluster in _clustered(groups[key], entities)]


def _group(p: Proposition, exposed: set[tuple[str, str]]) -> str:
    """What is in something is in the state of it: what open records contain is open."""
    holder = topic(p.agent.removeprefix(NOUN))
    within = holds(p.concept) and (family(p.concept), holder) in exposed
    return family(p.concept) if within else p.concept


def _clustered(states: Cluster, entities: Entities) -> list[list[Proposition]]:
    """Those that tell most go first; each other one goes where it fits best."""
    usual = Counter(noun for p in states for noun in p.theme)
    found: list[list[Proposition]] = []
    for p in sorted(states, key=lambda p: _vagueness(p, usual)):
        fitting = [c for c in found if _fits(p, c, entities)]
        if fitting:
            max(fitting, key=lambda c: (_shared(p, c), len(c))).append(p)
        else:
            found.append([p])
    return found


def _vagueness(p: Proposition, usual: Counter[str]) -> tuple[object, ...]:
    telling = max((usual[noun] for noun in _telling(p)), default=0)
    return (not _telling(p), -telling, not p.numbers, p.article, p.assertion, p.clause, *p.theme)


def _telling(p: Proposition) -> frozenset[str]:
    return p.theme - state_words("pointing")


def _shared(p: Proposition, cluster: Cluster) -> int:
    return max(len(p.theme & other.theme) for other in cluster)


def _fits(p: Proposition, cluster: Cluster, entities: Entities) -> bool:
    figures = frozenset().union(*(other.numbers for other in cluster))
    about = is_about(p.concept, "object")
    if p.numbers and figures and not p.numbers & figures and not about:
        return False
    if about and not all(_knows_too(p, other, entities) for other in cluster):
        return False
    if _telling(p):
        return any(_same(p, other) for other in cluster)
    return not about or not p.agent or any(p.agent == other.agent for other in cluster)


def _same(p: Proposition, other: Proposition) -> bool:
    if _telling(p) & _telling(other):
        return True
    shared = (p.terms & other.terms) | (p.numbers & other.numbers)
    return not is_about(p.concept, "object") and len(shared) >= SHARED_DETAILS


def _knows_too(p: Proposition, other: Proposition, entities: Entities) -> bool:
    """Who is said to know something is one, or one of them is not named."""
    if {p.agent, other.agent} & {"", LEADERS}:
        return True
    return entities.connected(p.agent, other.agent)
