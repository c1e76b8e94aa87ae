"""The shape of a clause without a parser: verb group, subject, phrases, where it ends."""

from __future__ import annotations

from dataclasses import dataclass

from storytracker.analysis.speech.tokens import Token
from storytracker.analysis.story.clause_phrases import ClausePhrases
from storytracker.analysis.story.clause_words import Range
from storytracker.analysis.story.vocabulary import (
    control_words,
    is_participle,
    small_words,
)


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """The words before an event verb, and the subject before those."""

    first: int
    chain: tuple[Token, ...]
    subject: Range | None
    relative: bool
    """The subject is "who", "which" or "that": the clause only describes somebody."""


class Clauses(ClausePhrases):
    """Questions to ask of a run of tokens. ``names`` maps token indexes to entity ids."""

    def verb_group(self, i: int) -> VerbGroup:
        """The verb group that ends in token ``i``, with its subject."""
        j = i - 1
        while j >= 0 and self._belongs_to_group(j):
            j -= 1
        relative = j >= 0 and self.tokens[j].lower in {"who", "which", "that"}
        if relative and self._is_cleft(j):
            return VerbGroup(j + 1, (), self.noun_phrase_ending(self._step_over(j - 1)), False)
        subject = None if relative else self.noun_phrase_ending(self._step_over(j))
        if subject and subject[0] > 0:  # "a letter in which Roe promised"
            relative = self.tokens[subject[0] - 1].lower in {"which", "whom", "whose", "where"}
        return VerbGroup(j + 1, tuple(self.tokens[j + 1 : i]), subject, relative)

    def _is_cleft(self, j: int) -> bool:
        """ "it was Roe, the mayor, who sold it": takes for granted that somebody sold it."""
        subject = self.noun_phrase_ending(self._step_over(j - 1))
        if subject is None or subject[0] < 2:
            return False
        before = [t.lower for t in self.tokens[subject[0] - 2 : subject[0]]]
        return before[0] == "it" and before[1] in small_words("be")

    def _belongs_to_group(self, j: int) -> bool:
        token = self.tokens[j]
        if j in self.names:
            return False
        if self.is_auxiliary(j) or token.lower == "to" or token.lemma in small_words("adverb"):
            return True
        if token.lemma in control_words():
            following = self.tokens[j + 1].lower if j + 1 < len(self.tokens) else ""
            undone = token.lemma in small_words("undone_verbs")
            return not undone or following == "to" or following.endswith("ing")
        if token.lemma == "rule" or (token.lower == "out" and self._is_ruled(j - 1)):
            return True
        following = self.tokens[j + 1].lower if j + 1 < len(self.tokens) else ""
        return token.lower in small_words("preposition_of_task") and following.endswith("ing")

    def _is_ruled(self, j: int) -> bool:
        return j >= 0 and self.tokens[j].lemma == "rule"

    def is_passive(self, i: int, group: VerbGroup) -> bool:
        """ "was bought": a participle right behind a form of "be"."""
        if not is_participle(self.tokens[i]):
            return False
        for token in reversed(group.chain):
            if token.lower in small_words("be"):
                return True
            if token.lower not in small_words("adverb") | small_words("negation"):
                return False
        return False
