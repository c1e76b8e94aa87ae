"""Events told by a verb: "sent", "has yet to be sent", "gave an order", "was out of service"."""

from __future__ import annotations

from storytracker.analysis.speech.words import PAST, VERB
from storytracker.analysis.story.clauses import VerbGroup
from storytracker.analysis.story.counts import number_lists
from storytracker.analysis.story.event_context import EventContext
from storytracker.analysis.story.propositions import Proposition
from storytracker.analysis.story.verb_chain import is_planned
from storytracker.analysis.story.vocabulary import (
    concept_phrases,
    concepts,
    event_lemma,
    is_participle,
    same_event,
    small_words,
)
from storytracker.analysis.types import Strength


class VerbEvents(EventContext):
    """Reads the event of a verb."""

    def verbal(self, i: int) -> Proposition | None:
        """The event of the verb at ``i``; none where it only describes a noun."""
        group = self.clauses.verb_group(i)
        if group.relative or self._is_adjunct(i, group) or self._is_described(group):
            return None
        right = self.clauses.clause_end(i)
        passive = self.clauses.is_passive(i, group) or self._is_passive_headline(i, group)
        if passive and self._is_governed(group):
            return None
        if self.tokens[i].lemma in small_words("giving"):
            if passive:
                return self._of_event_noun(i, group, right)
            if self._has_event_object(i, right):
                return None  # "gave an order": the noun tells it
        return self._plain(i, group, right, passive=passive)

    def _is_passive_headline(self, i: int, group: VerbGroup) -> bool:
        """ "Roe charged with theft", "Bid rejected by Acme": a headline leaves "is" out."""
        if not self.is_title or group.chain or not is_participle(self.tokens[i]):
            return False
        following = self.tokens[i + 1].lower if i + 1 < len(self.tokens) else ""
        lemma = event_lemma(self.tokens, i)
        happens = concepts("verbs").get(lemma, lemma) in small_words("headline_passives")
        return happens and (not following or following in small_words("phrase_end"))

    def _plain(self, i: int, group: VerbGroup, right: int, *, passive: bool) -> Proposition:
        receiving = self.tokens[i].lemma in small_words("receiving_verbs")
        agent = self.by_agent(i, right) if passive or receiving else self.doer(group)
        start = group.subject[0] if group.subject else group.first
        concept = self._concept(i, right)
        strength = self.strength(i, group)
        return self.make(concept, start, right, agent, strength, group.chain, passive=passive)

    def _has_event_object(self, i: int, right: int) -> bool:
        first = i + 2 if self.tokens[i + 1 : i + 2] and self.tokens[i + 1].lower == "no" else i + 1
        start, end = self.clauses.noun_phrase_from(first, right)
        return end > start and self.tokens[end - 1].lemma in concepts("nouns")

    def _of_event_noun(self, i: int, group: VerbGroup, right: int) -> Proposition | None:
        """ "an order was given": the noun is the event."""
        head = self.clauses.head_noun(group.subject) if group.subject else ""
        concept = concepts("nouns").get(head, "")
        if not concept or group.subject is None:
            return self._plain(i, group, right, passive=True)
        agent = self.by_agent(i, right)
        strength = self.strength(i, group)
        first = group.subject[0]
        return self.make(concept, first, right, agent, strength, group.chain, passive=True)

    def _is_adjunct(self, i: int, group: VerbGroup) -> bool:
        """ "signed a letter promising grain": what the letter does is told beside the deed."""
        if group.chain or group.subject is None or not self.tokens[i].lower.endswith("ing"):
            return False
        return any(self.clauses.is_event_verb(k) for k in range(*group.subject))

    def _is_governed(self, group: VerbGroup) -> bool:
        """ "ordered the alarm to be removed": told by the verb that orders it."""
        if not group.chain or group.chain[0].lower != "to":
            return False
        start = self.clauses.clause_start(group.first)
        return any(self.clauses.is_event_verb(k) for k in range(start, group.first))

    def _is_described(self, group: VerbGroup) -> bool:
        """ "a note which warned that it could fail": what the note says is told of the note."""
        start = group.subject[0] if group.subject else group.first
        if start < 2 or self.tokens[start - 1].lower != "that":
            return False
        before = self.tokens[start - 2]
        return bool(before.flags & (PAST | VERB)) and self.clauses.verb_group(start - 2).relative

    def _concept(self, i: int, right: int) -> str:
        """The verb's concept, or the one that a phrase in its clause makes of it."""
        lemma = event_lemma(self.tokens, i)
        concept = concepts("verbs").get(lemma, lemma)
        rest = self.article.text[self.tokens[i].start : self.tokens[right - 1].end].lower()
        for phrase, meant, verbs in concept_phrases():
            if concept in verbs and phrase in rest:
                return meant
        return concept

    def copular(self, i: int, predicate: int) -> Proposition | None:
        """ "four detectors were out of service": a state, told as a deed."""
        group = self.clauses.verb_group(i)
        if group.relative or group.subject is None:
            return None
        right = self.clauses.clause_end(predicate)
        concept = self._state(i, predicate)
        chain = (*group.chain, *self.tokens[i:predicate])
        strength = Strength.PLANNED if is_planned(group.chain) else Strength.DONE
        return self.make(concept, group.subject[0], right, self.doer(group), strength, chain)

    def _state(self, i: int, predicate: int) -> str:
        """What somebody is said to be in: "in talks" is to negotiate, "dead" to have died."""
        head = self.tokens[predicate]
        if head.lower in number_lists("dead"):
            return concepts("nouns")["death"]
        behind = any(t.lower == "in" for t in self.tokens[i + 1 : predicate])
        meant = concepts("nouns").get(head.lemma, "")
        if behind and meant in small_words("mutual_concepts"):
            return meant
        return f"is {same_event(head.lemma)}"
