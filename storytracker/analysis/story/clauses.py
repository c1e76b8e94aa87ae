"""The shape of a clause without a parser: verb group, subject, phrases, where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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

CLAUSE_ENDS = frozenset({";", ":", ".", "—"})
OWNING = frozenset({"'s", "’s", "'", "’"})
PARENTHESIS_TOKENS = 25
"""A parenthesis between commas is no longer than this."""

Range = tuple[int, int]
"""Token indexes, end exclusive."""


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """The words before an event verb, and the subject before those."""

    first: int
    chain: tuple[Token, ...]
    subject: Range | None
    relative: bool
    """The subject is "who", "which" or "that": the clause only describes somebody."""


class Clauses:
    """Questions to ask of a run of tokens. ``names`` maps token indexes to entity ids."""

    def __init__(self, tokens: Sequence[Token], names: dict[int, str]) -> None:
        self.tokens, self.names = tokens, names

    # --- words ---

    def is_auxiliary(self, i: int) -> bool:
        """be, have, do, a modal or a negation."""
        word = self.tokens[i].lower
        kinds = ("be", "have", "do", "modal", "negation")
        return is_contracted_not(word) or any(word in small_words(kind) for kind in kinds)

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
        if token.lemma in small_words("eventless") | control_words() or self.is_auxiliary(i):
            return False
        if not token.flags & (VERB | PAST | ING):
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

    # --- verb groups ---

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

    # --- phrases ---

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

    # --- names in phrases ---

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
