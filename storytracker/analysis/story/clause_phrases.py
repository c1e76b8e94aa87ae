"""Noun phrases without a parser: where they begin and end, what heads them, whom they name."""

from __future__ import annotations

from storytracker.analysis.speech.words import ING
from storytracker.analysis.story.clause_words import OWNING, STOPS, ClauseWords, Range
from storytracker.analysis.story.vocabulary import (
    concepts,
    control_words,
    small_words,
)

CLAUSE_ENDS = frozenset({";", ":", ".", "—"})
PARENTHESIS_TOKENS = 25
"""A parenthesis between commas is no longer than this."""


class ClausePhrases(ClauseWords):
    """Questions to ask of the phrases of a clause."""

    def _step_over(self, j: int) -> int:
        """From a closing comma back to before the opening one ("Roe, the minister, plans")."""
        if j > 0 and self.tokens[j].text == ",":
            for k in range(j - 1, max(-1, j - PARENTHESIS_TOKENS), -1):
                if self.tokens[k].text == ",":
                    return k - 1
        return j

    def noun_phrase_ending(self, j: int) -> Range | None:
        """The noun phrase whose last token is ``j``; "the ferry that sank off X" is one."""
        k = j
        while k >= 0 and (self._in_noun_phrase(k) or self._joins_names(k)):
            k -= 1
        if k >= j:
            return None
        if k > 0 and self.tokens[k].lower in {"who", "which", "that"} and self._has_verb(k + 1, j):
            return self.noun_phrase_ending(k - 2 if self.tokens[k - 1].text == "," else k - 1)
        if k > 0 and self.is_auxiliary(k) and self.is_event_verb(j):
            return self._described_before(k)
        return k + 1, j + 1

    def _described_before(self, k: int) -> Range | None:
        """ "A note which warned that it could fail" (never came): what is described is meant."""
        while k > 0 and self.tokens[k].text not in STOPS:
            if self.tokens[k].lower in {"who", "which"}:
                return self.noun_phrase_ending(k - 1)
            k -= 1
        return None

    def _joins_names(self, k: int) -> bool:
        """ "Acme and the Barley Group merged", "thirty or more": both are the subject."""
        if self.tokens[k].lower not in {"and", "or"} or k == 0 or k + 1 >= len(self.tokens):
            return False
        if self.tokens[k].lower == "or":
            return self.tokens[k + 1].lower in {"more", "fewer", "less"}
        after = k + 1
        if self.tokens[after].lower in small_words("determiner"):
            after += 1
        if k - 1 not in self.names or after not in self.names or self.is_owner(k - 1):
            return False
        return not self._has_verb(self.clause_start(k), k)

    def clause_start(self, k: int) -> int:
        """The token that opens the clause of ``k``: behind a stop, a subordinator or "that"."""
        while k > 0 and not (
            self.tokens[k - 1].text in STOPS
            or self.tokens[k - 1].lower in small_words("subordinator") | {"that"}
        ):
            k -= 1
        return k

    def _has_verb(self, start: int, end: int) -> bool:
        return any(self.is_event_verb(n) or self.is_auxiliary(n) for n in range(start, end + 1))

    def _in_noun_phrase(self, k: int) -> bool:
        if k in self.names:
            return True
        token = self.tokens[k]
        if token.text in OWNING:
            return True
        if token.text in STOPS or token.lower in small_words("subordinator"):
            return False
        if token.lemma in small_words("denying_cues") | small_words("confirming_cues"):
            return False
        if self.is_auxiliary(k) and not self._in_relative_clause(k):
            return False
        return token.lower not in small_words("relative") | {"and", "but", "or", "said", "says"}

    def _in_relative_clause(self, k: int) -> bool:
        """ "the ship that was built in X": the verb belongs to the noun."""
        return k > 0 and self.tokens[k - 1].lower in {"who", "which", "that"}

    def noun_phrase_from(self, start: int, right: int) -> Range:
        """The noun phrase that begins at ``start``: up to a preposition, a verb or a stop."""
        k = start
        while k < right and (
            k in self.names
            or not (
                self.tokens[k].text in STOPS
                or self.is_auxiliary(k)
                or self.tokens[k].lower in small_words("phrase_end")
            )
        ):
            k += 1
        return start, k

    def head_noun(self, part: Range) -> str:
        """The lemma of the noun that heads a phrase: the last word before a preposition."""
        head = ""
        for k in range(*part):
            token = self.tokens[k]
            if head and token.lower in small_words("phrase_end") | small_words("relative"):
                break
            if head and token.flags & ING and k + 1 < part[1]:
                break  # "lawyers acting for Acme"
            if token.text[0].isalpha() and token.lower not in small_words("determiner"):
                head = token.lemma
        return head

    def clause_end(self, i: int) -> int:
        """The token after the clause: at a stop, a subordinator or the next verb group."""
        for k in range(i + 1, len(self.tokens)):
            token = self.tokens[k]
            if token.text in CLAUSE_ENDS:
                return k
            if token.lower in small_words("subordinator"):
                return k
            if k == i + 1 and self.is_event_verb(i) and self._begins_outer_verb(k):
                return k
            if token.lower in small_words("relative") and not self._after_preposition(k):
                return k
            if token.lower in {"and", "but", "or"} and self._verb_follows(k + 1):
                return k
        return len(self.tokens)

    def _begins_outer_verb(self, k: int) -> bool:
        """ "the note that it may fail | never reached her": right behind a verb no other begins."""
        word = self.tokens[k].lower
        return word == "never" or word in small_words("have") | small_words("modal")

    def _after_preposition(self, k: int) -> bool:
        """ "the number for which it was licensed" belongs to the clause."""
        return self.tokens[k - 1].lower in small_words("phrase_end")

    def _verb_follows(self, k: int) -> bool:
        return any(
            self.is_auxiliary(n) or self.tokens[n].lemma in concepts("verbs")
            for n in range(k, min(k + 3, len(self.tokens)))
            if n not in self.names
        )

    def doer_in(self, part: Range) -> str:
        """The entity that heads a subject; "" where a noun does ("managers at Acme")."""
        head_end = next(
            (k for k in range(part[0] + 1, part[1])
             if k not in self.names and self.tokens[k].lower in small_words("phrase_end")),
            part[1],
        )  # fmt: skip
        head = self.tokens[head_end - 1]
        if head_end < part[1] and head.lemma in control_words():
            return self.entity_in(part)  # "the possibility of Acme"
        if head_end - 1 in self.names or any(k in self.names for k in range(part[0], head_end)):
            return self.entity_in((part[0], head_end))
        return ""

    def name_behind(self, k: int) -> str:
        """ "the mayor, Jane Roe, sold it": whom the parenthesis names; "" for none."""
        named = k + 1 < len(self.tokens) and self.tokens[k].text == "," and k + 1 in self.names
        return self.names[k + 1] if named else ""

    def holder_from(self, start: int, right: int) -> str:
        """ "the head of Acme, Jane Roe": who is behind the comma; "" for an unnamed holder."""
        for k in range(start, min(right, start + PARENTHESIS_TOKENS)):
            if self.tokens[k].text == "," and k + 1 < right and k + 1 in self.names:
                return self.names[k + 1]
            if self.is_auxiliary(k) or self.tokens[k].text in STOPS:
                return ""
        return ""

    def entity_in(self, part: Range | None) -> str:
        """The entity that heads a noun phrase: its last name that owns nothing after it."""
        if part is None:
            return ""
        for k in range(part[1] - 1, part[0] - 1, -1):
            if k in self.names and not self.is_owner(k):
                return self.names[k]
        return ""

    def owner_before(self, i: int) -> str:
        """ "X's consent": the owner of the noun at ``i``."""
        for k in range(i - 1, max(-1, i - 4), -1):
            if k in self.names and self.is_owner(k):
                return self.names[k]
        return ""
