"""What a word of a clause is there: an auxiliary, an event verb, a noun, an owner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from storytracker.analysis.speech.tokens import Token
from storytracker.analysis.speech.verbs import is_verb
from storytracker.analysis.speech.words import ING, PAST, VERB
from storytracker.analysis.story.vocabulary import (
    concepts,
    control_words,
    event_lemma,
    is_contracted_not,
    is_participle,
    small_words,
    stop_words,
)

STOPS = frozenset({",", ";", ":", "—", "–", "“", "”", '"', "(", ")"})
PREDICATE_REACH = 5
"""So many tokens may stand between "was" and what somebody was."""

OWNING = frozenset({"'s", "’s", "'", "’"})
Range = tuple[int, int]
"""Token indexes, end exclusive."""


@cache
def _auxiliaries() -> frozenset[str]:
    kinds = ("be", "have", "do", "modal", "negation")
    return frozenset().union(*map(small_words, kinds))


@cache
def _eventless() -> frozenset[str]:
    return small_words("eventless") | control_words()


class ClauseWords:
    """Questions to ask of the words of a clause. ``names`` maps token indexes to entity ids."""

    def __init__(self, tokens: Sequence[Token], names: dict[int, str]) -> None:
        self.tokens, self.names = tokens, names

    def is_auxiliary(self, i: int) -> bool:
        """be, have, do, a modal or a negation."""
        word = self.tokens[i].lower
        return word in _auxiliaries() or is_contracted_not(word)

    def is_event_verb(self, i: int) -> bool:
        """An event word that stands there as a verb."""
        token = self.tokens[i]
        if i in self.names or not token.text[:1].isalpha():
            return False
        if event_lemma(self.tokens, i) in concepts("verbs"):
            return not self.is_noun_here(i)
        return self._is_other_verb(i)

    def _is_other_verb(self, i: int) -> bool:
        """A verb of no listed concept, where its form and place leave no doubt."""
        token = self.tokens[i]
        if self._agrees_on(i):
            return True
        if not token.flags & (VERB | PAST | ING):
            return False
        if token.lemma in _eventless() or self.is_auxiliary(i):
            return False
        if i > 0 and self._follows_determiner(i):
            return False
        if i + 1 < len(self.tokens) and self.is_auxiliary(i + 1):
            return False  # "the forces have"
        if self._needs_verb(i):
            return i > 0 and self.tokens[i - 1].lower not in small_words("relative")
        return is_verb(self.tokens, i)

    def _agrees_on(self, i: int) -> bool:
        """ "agreed a fee of 40 million", "agreed on terms": no other verb is agreed to."""
        if self.tokens[i].lemma not in small_words("dealing") or self.is_noun_here(i):
            return False
        after = self.tokens[i + 1 : i + 3]
        if after and after[0].lower == "on":
            after = after[1:]
        if not after:
            return False
        word = after[0]
        opens = word.lower in small_words("determiner") or bool(re.match(r"[$£€]?\d", word.text))
        noun = word.lower in small_words("terms")
        return opens or noun

    def predicate(self, i: int) -> int:
        """For a form of "be" that links a subject to what it is: the index of that word, or -1.

        "was out of service" → "service", "is genuine" → "genuine"; "was sold", "is selling" and
        "is the head of" are no such links.
        """
        word = self.tokens[i].lower
        if word not in small_words("be") or word in OWNING or i in self.names:
            return -1
        for k in range(i + 1, min(i + 1 + PREDICATE_REACH, len(self.tokens))):
            token = self.tokens[k]
            if k in self.names or token.text in STOPS | {"."} or self.is_auxiliary(k):
                return -1
            if token.lower in small_words("determiner") - {"of"}:
                return -1
            behind = self.tokens[k - 1].lower in small_words("phrase_end")
            if token.flags & (PAST | ING) and not behind:
                return -1
            if token.lower == "to":
                return -1  # "has been to see"
            skipped = token.lower in stop_words() or token.lower in small_words("adverb")
            if skipped and token.lemma not in concepts("nouns"):
                continue
            return self._compound_head(k) if token.text[0].isalpha() else -1
        return -1

    def _compound_head(self, k: int) -> int:
        """ "in advanced merger talks": the event noun that ends the phrase."""
        if self.tokens[k - 1].lower not in small_words("phrase_end"):
            return k
        end = k
        while end + 1 < len(self.tokens) and self._in_compound(end + 1):
            end += 1
        return end if self.tokens[end].lemma in concepts("nouns") else k

    def _in_compound(self, k: int) -> bool:
        token = self.tokens[k]
        closed = stop_words() | small_words("phrase_end") | small_words("subordinator")
        is_open = token.lower not in closed or token.lemma in concepts("nouns")
        return token.text[0].isalpha() and is_open and k not in self.names

    def is_noun_here(self, i: int) -> bool:
        """A word that may be both is a noun after an article, an owner or a preposition."""
        token = self.tokens[i]
        if i > 0 and self._follows_determiner(i):
            return not token.lower.endswith("ed")
        if token.lower.endswith(("ed", "ing")) and token.lower != token.lemma:
            return False
        if i > 0 and self.tokens[i - 1].lower in small_words("be"):  # "there are signs"
            return not is_participle(token)
        if token.lemma not in concepts("nouns") and token.lower not in small_words("not_verbs"):
            return False
        return not self._needs_verb(i)

    def _needs_verb(self, i: int) -> bool:
        """Only a verb stands after "to", a modal, a pronoun, or a name and with an ending."""
        if i == 0:
            return False
        before = self.tokens[i - 1]
        if (
            before.lower == "to"
            or before.lemma in small_words("adverb")
            or self.is_auxiliary(i - 1)
        ):
            return True
        if i - 1 in self.names and self.tokens[i].lower != self.tokens[i].lemma:
            return True  # "Acme buys", not "Acme deal"
        return before.lower in small_words("pronoun") | small_words("relative")

    def _follows_determiner(self, i: int) -> bool:
        before = self.tokens[i - 1]
        if before.lower in small_words("determiner"):
            return True
        # "this move has", but "this moves markets"
        demonstrative = before.lower in {"this", "that", "these", "those"}
        return demonstrative and self.tokens[i].lower == self.tokens[i].lemma

    def is_owner(self, k: int) -> bool:
        """True for a name that owns what follows: "Acme's bid"."""
        end = k
        while end + 1 < len(self.tokens) and self.names.get(end + 1) == self.names.get(k):
            end += 1
        return end + 1 < len(self.tokens) and self.tokens[end + 1].lower in OWNING
