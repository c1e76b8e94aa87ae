"""From the words of an assertion to the events that it tells. There is no parser behind it:
see ``clauses.py``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from storytracker.analysis.memo import remembered
from storytracker.analysis.speech.words import CACHE_WORDS, ING, PAST, VERB, word
from storytracker.analysis.story.counts import number_lists
from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.event_nouns import NounEvents
from storytracker.analysis.story.event_verbs import VerbEvents
from storytracker.analysis.story.object_states import States
from storytracker.analysis.story.propositions import Proposition
from storytracker.analysis.story.state_words import state_words, states_by
from storytracker.analysis.story.states import StateEvents
from storytracker.analysis.story.vocabulary import concepts, small_words
from storytracker.analysis.types import ArticleFacts, Strength

ASSENT_REACH = 12
"""So many tokens before "with X's consent" tell what X consented to."""


def propositions(
    article: ArticleFacts, index: int, entities: Entities, *, leading: bool
) -> tuple[Proposition, ...]:
    """All events that assertion ``index`` of ``article`` tells, in text order."""
    assertion = article.attributions.assertions[index]
    found: list[Proposition] = []
    for part in assertion.content:
        reader = _Reader(article, index, assertion, entities, part, leading)
        found.extend(reader.read(first=not found))
    if not any(p.negated for p in found):
        return tuple(found)
    return tuple(p if p.negated else replace(p, negated_beside=True) for p in found)


class _Reader(VerbEvents, NounEvents, StateEvents):
    """Reads the events and states of one part of an assertion's content."""

    def read(self, *, first: bool) -> list[Proposition]:
        """The events in order; a noun counts where somebody is said to do it."""
        self.first = first
        found: list[Proposition] = []
        i = 0
        while i < len(self.tokens):
            if not _may_tell(self.tokens[i].text):
                i += 1
                continue
            made, behind = self._at(i)
            found.extend(made)
            if made:
                self.first = False
                self.last_agent = made[-1].agent or self.last_agent
            i = behind
        return found + self._assents(found)

    def _at(self, i: int) -> States:
        """What the word at ``i`` tells, and the index behind it."""
        states = self.states(i)
        if states is not None and states[0]:
            return states
        if self.clauses.is_event_verb(i):
            event = self.verbal(i)
        else:
            predicate = self.clauses.predicate(i)
            event = self.copular(i, predicate) if predicate > 0 else self.nominal(i)
        return ([event] if event else []), i + 1

    def _assents(self, told: Sequence[Proposition]) -> list[Proposition]:
        """ "would be sent with X's consent": X agreed to what is told there."""
        found = []
        for i, token in enumerate(self.tokens):
            if token.lemma not in small_words("assent_nouns") or not told:
                continue
            owner = self.clauses.owner_before(i)
            if not owner or "with" not in {t.lower for t in self.tokens[max(0, i - 6) : i]}:
                continue
            before = [p for p in told if p.clause.start < token.start]
            if before and before[-1].agent != owner:
                first = max(0, i - ASSENT_REACH)
                chain = tuple(self.tokens[first : i + ASSENT_REACH])
                right = self.clauses.clause_end(i)
                event = before[-1].concept
                found.append(self.make(event, first, right, owner, Strength.AGREED, chain))
        return found


def _tells(form: str) -> bool:
    """Whether a word may tell an event or a state anywhere: most can't, wherever they stand."""
    verbs, nouns, known = concepts("verbs"), concepts("nouns"), word(form)
    lemma, lower = known.lemma, known.lower
    return (
        bool(known.flags & (VERB | PAST | ING))
        or lemma in verbs
        or lemma in nouns
        or lemma in _begins_verbs()
        or f"go-to-{lemma}" in verbs
        or lemma in small_words("dealing")
        or lower in number_lists("dead")
        or lower in small_words("be") | small_words("have")
        or lemma in state_words("links") | state_words("leaving")
        or lemma in states_by("told")
        or lemma in states_by("verbs")
    )


_may_tell = remembered(_tells, CACHE_WORDS)


@cache
def _begins_verbs() -> frozenset[str]:
    """ "step" of "step-down"."""
    return frozenset(verb.rpartition("-")[0] for verb in concepts("verbs"))
