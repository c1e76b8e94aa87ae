"""Events told by a noun: "the delivery by X", "X is preparing an offer"."""

from __future__ import annotations

from dataclasses import dataclass

from storytracker.analysis.speech.tokens import Token
from storytracker.analysis.story.clause_words import Range
from storytracker.analysis.story.clauses import VerbGroup
from storytracker.analysis.story.counts import number_lists, number_of
from storytracker.analysis.story.event_context import EventContext
from storytracker.analysis.story.propositions import Proposition
from storytracker.analysis.story.verb_chain import is_planned
from storytracker.analysis.story.vocabulary import concepts, is_participle, small_words
from storytracker.analysis.types import Strength

HEADLINE_REACH = 4
"""So many tokens may stand between "in" and "talks"."""

LIGHT_VERB_REACH = 8
"""So many tokens may stand between "prepare" and "offer" in "prepare a … offer"."""


@dataclass(frozen=True, slots=True)
class _Told:
    """How an event noun is told: from where, by whom, how far, with which verb group."""

    first: int
    agent: str
    strength: Strength
    chain: tuple[Token, ...]
    verbal: bool


class NounEvents(EventContext):
    """Reads the event of a noun."""

    def nominal(self, i: int) -> Proposition | None:
        """An event noun that somebody is said to do."""
        if self.tokens[i].lower in number_lists("dead"):
            return self._dead(i)
        concept = concepts("nouns").get(self.tokens[i].lemma, "")
        if not concept or i in self.names:
            return None
        right = self.clauses.clause_end(i)
        for told in (
            self._entrusted(i, right), self._light_verb(i, right), self._given(i, right),
            self._in_headline(i), self._happening(i, right),
        ):  # fmt: skip
            if told is not None and (told.agent or told.verbal):
                return self.make(
                    concept, told.first, right, told.agent, told.strength, told.chain,
                    nominal=not told.verbal,
                )  # fmt: skip
        return None

    def _entrusted(self, i: int, right: int) -> _Told | None:
        """ "the delivery will be handled by X", "has been entrusted to X"."""
        for k in range(i + 1, right):
            token = self.tokens[k]
            if token.lemma not in small_words("performing_verbs") or not is_participle(token):
                continue
            group = self.clauses.verb_group(k)
            if not {t.lower for t in group.chain} & small_words("be"):
                continue
            for n in range(k + 1, min(k + 4, right)):
                if self.tokens[n].lower in {"by", "to"}:
                    return _Told(i, self._first_body(n + 1, right), Strength.PLANNED, group.chain,
                                 False)  # fmt: skip
        return None

    def _first_body(self, start: int, right: int) -> str:
        """The doer after "by" or "to", also behind a comma ("the group, Acme")."""
        found = self.clauses.entity_in(self.clauses.noun_phrase_from(start, right))
        kinds = self.entities.kinds
        for k in range(start, right):
            if k in self.names and kinds.get(self.names[k]) != "place":
                return self.names[k]
        return found

    def _light_verb(self, i: int, right: int) -> _Told | None:
        """ "X is preparing an offer", "X has secured a loan from Y"."""
        k = i - 1
        while k >= 0 and i - k <= LIGHT_VERB_REACH and not self._is_light_verb(k):
            if self.tokens[k].text in {",", ";", ":"} or self.tokens[k].lower in {"and", "of"}:
                return None
            k -= 1
        if k < 0 or not self._is_light_verb(k):
            return None
        group = self.clauses.verb_group(k)
        if group.relative or self.clauses.is_passive(k, group):
            return None
        agent = self.doer(group)
        given = self._given(i, right) if self.tokens[k].lemma in small_words("receiving") else None
        first = group.subject[0] if group.subject else group.first
        chain = (*group.chain, *self.tokens[k : k + 2])
        return _Told(first, given.agent if given else agent, self._light_strength(k, group), chain,
                     True)  # fmt: skip

    def _light_strength(self, k: int, group: VerbGroup) -> Strength:
        if self.tokens[k].lemma in small_words("light_planned_verbs"):
            return Strength.PLANNED
        if self.tokens[k].lemma in small_words("light_agreed_verbs"):
            return Strength.AGREED
        return self.strength(k, group)

    def _is_light_verb(self, k: int) -> bool:
        lists = ("light_planned_verbs", "light_agreed_verbs", "light_done_verbs")
        light = any(self.tokens[k].lemma in small_words(name) for name in lists)
        return light and k not in self.names and not self.clauses.is_noun_here(k)

    def _given(self, i: int, right: int) -> _Told | None:
        """ "a loan from X", "an attack by X"."""
        for k in range(i + 1, min(i + 3, right)):
            if self.tokens[k].lower in small_words("given_by"):
                agent = self.clauses.entity_in(self.clauses.noun_phrase_from(k + 1, right))
                return _Told(i, agent, Strength.DONE, (), False) if agent else None
        return None

    def _dead(self, i: int) -> Proposition | None:
        """ "seven dead", "at least 12 people dead"."""
        for k in range(i - 1, max(-1, i - 4), -1):
            if self.clauses.is_auxiliary(k):
                return None  # "12 people were dead": told as a state
            if number_of(self.tokens[k]):
                concept = concepts("nouns")["death"]
                right = self.clauses.clause_end(i)
                return self.make(concept, k, right, "", Strength.DONE, (), passive=True)
        return None

    def _in_headline(self, i: int) -> _Told | None:
        """ "Acme and Barley in merger talks": headlines leave out "are"."""
        if not self.is_title:
            return None
        k = i - 1
        while k > 0 and i - k <= HEADLINE_REACH and self.tokens[k].lower != "in":
            k -= 1
        if k <= 0 or self.tokens[k].lower != "in" or k - 1 not in self.names:
            return None
        subject = self.clauses.noun_phrase_ending(k - 1)
        agent = self.clauses.entity_in(subject)
        return _Told(subject[0], agent, Strength.DONE, (), True) if subject and agent else None

    def _happening(self, i: int, right: int) -> _Told | None:
        """ "talks between Acme and Barley had begun": the noun is the subject of its own verb."""
        for k in range(i + 1, right):
            if self.tokens[k].lemma not in small_words("happening_verbs"):
                continue
            group = self.clauses.verb_group(k)
            subject = group.subject
            if group.first <= i:  # "discussions" may take a verb too
                subject = self.clauses.noun_phrase_ending(i)
            if self.clauses.is_noun_here(k) or group.relative or subject is None:
                continue
            if not (subject[0] <= i < subject[1]) or self._head_of(subject) != i:
                return None
            chain = self.tokens[max(group.first, i + 1) : k]
            strength = Strength.PLANNED if is_planned(chain) else Strength.DONE
            agent = self.clauses.entity_in((i + 1, subject[1]))
            return _Told(subject[0], agent, strength, tuple(chain), True)
        return None

    def _head_of(self, part: Range) -> int:
        """The index of the noun that heads a phrase: the last before a preposition."""
        ends = small_words("phrase_end")
        behind = (k for k in range(part[0] + 1, part[1]) if self.tokens[k].lower in ends)
        return next(behind, part[1]) - 1
