"""States of what follows the verb: who knew of what, what holds what, and what both need."""

from __future__ import annotations

from dataclasses import replace

from storytracker.analysis.speech.tokens import Token
from storytracker.analysis.story.clause_words import Range
from storytracker.analysis.story.clauses import VerbGroup
from storytracker.analysis.story.event_context import EventContext
from storytracker.analysis.story.propositions import NOUN, Proposition
from storytracker.analysis.story.state_words import (
    LEADERS,
    Found,
    is_about,
    state_words,
    states_by,
    topic,
)
from storytracker.analysis.story.verb_chain import is_planned
from storytracker.analysis.story.vocabulary import definite_bodies, small_words, stop_words
from storytracker.analysis.types import Span, Strength

LISTED = 8
"""A list of more things is read no further."""

LINE_ENDS = frozenset({";", ":", ".", "—", "–", '"', "”", "(", ")"})
States = tuple[list[Proposition], int]
"""What is told, and the index behind the last word that tells it."""


class ObjectStates(EventContext):
    """Reads "knew of it", "was told of it", "had no knowledge of it", "contains it"."""

    known_until = 0
    """The offset up to which the words tell what somebody is said to know."""

    def known_or_held(self, i: int) -> States | None:
        state = states_by("verbs")[self.tokens[i].lemma]
        group = self.clauses.verb_group(i)
        if group.relative or self.clauses.is_passive(i, group) or self.clauses.is_noun_here(i):
            return None
        if group.subject is None and group.first > 0:
            return None
        if self.tokens[i].lower.endswith("ing") and i > 0:
            return None  # "including", but "(denied) knowing of it"
        if is_about(state, "items"):
            return self._containing(i, group, state)
        verb = self.tokens[i].lemma
        if verb != "know" and self._next(i) not in ("of", "about", "that"):
            return None  # "learned to read"
        if self._next(i) in ("to", "how", "whether", "if", "who", "what", "why"):
            return None
        return self.of_object(i, (state, False), group, group.chain)

    def told(self, i: int) -> States | None:
        group = self.clauses.verb_group(i)
        if group.relative or not self.clauses.is_passive(i, group):
            return None
        about = {"of", "about", "that"}
        end = self._complement_end(i)
        if self._next(i) == "to" or not about & {t.lower for t in self.tokens[i + 1 : end]}:
            return None
        return self.of_object(i, (states_by("told")[self.tokens[i].lemma], False), group)

    def had(self, i: int) -> States | None:
        k, negated = i + 1, False
        while k < len(self.tokens) and self.tokens[k].lower in small_words("determiner") | {
            "any", "prior", "full",
        }:  # fmt: skip
            negated = negated or self.tokens[k].lower == "no"
            k += 1
        if k >= len(self.tokens) or self.tokens[k].lemma not in states_by("nouns"):
            return None
        if self._next(k) not in ("of", "about", "that"):
            return None
        group = self.clauses.verb_group(i)
        if group.relative:
            return None
        told = self.of_object(k, (states_by("nouns")[self.tokens[k].lemma], False), group)
        return [replace(p, negated=p.negated or negated) for p in told[0]], told[1]

    def _next(self, i: int) -> str:
        return self.tokens[i + 1].lower if i + 1 < len(self.tokens) else ""

    def _containing(self, i: int, group: VerbGroup, state: str) -> States | None:
        if group.subject is None:
            return None
        end = self._complement_end(i)
        if end == i + 1:
            return None
        head = self.clauses.head_noun(group.subject)
        holder = NOUN + head if head not in small_words("pronoun") else ""
        base = self.made_state((state, False), group.subject[0], end, group.chain, holder)
        return self.listed(base, i + 1, end), end

    def listed(self, base: Proposition, start: int, end: int) -> list[Proposition]:
        """One state for each thing of the list between two tokens."""
        items = self._items(start, end)
        whole = (self.tokens[start].start, self.tokens[end - 1].end)
        found = []
        for item in items[:LISTED]:
            words = Span(self.tokens[item[0]].start, self.tokens[item[1] - 1].end)
            head = topic(self.clauses.head_noun(item))
            kept = (Span(base.clause.start, whole[0]), words, Span(whole[1], base.clause.end))
            theme = frozenset({head}) - {""}
            terms = base.terms if len(items) == 1 else theme
            parts = kept if len(items) > 1 else ()
            found.append(replace(base, theme=theme, terms=terms, parts=parts))
        return found

    def _items(self, start: int, end: int) -> list[Range]:
        items, first = [], start
        for k in range(start, end + 1):
            between = k < end and self.tokens[k].lower in {",", "and", "or", "nor"}
            if (k == end or between) and k > first:
                items.append((first, k))
            if k == end or between:
                first = k + 1
        return [item for item in items if self.clauses.head_noun(item)]

    def of_object(
        self, i: int, found: Found, group: VerbGroup, chain: tuple[Token, ...] | None = None
    ) -> States:
        """A state of ``group``'s subject, about what stands behind ``i``."""
        end = self._complement_end(i)
        holder, theme = self._holder(group), self.nouns((i + 1, end))
        if not theme and not holder:
            return [], i + 1  # "somebody knew"
        first = group.subject[0] if group.subject else group.first
        made = self.made_state(found, first, end, chain or group.chain, holder)
        self.known_until = self.tokens[end - 1].end
        nothing = self._next(i) in small_words("negative_subjects")
        return [replace(made, theme=theme, negated=made.negated or nothing)], i + 1

    def _holder(self, group: VerbGroup) -> str:
        """Who knows: a body for those who run it ("managers at Acme"), "" where nobody is named."""
        if group.subject is None:
            return self.doer(group)
        head = self.clauses.head_noun(group.subject)
        if head in state_words("leaders"):
            return self._body_run(group.subject) or LEADERS
        agent = self.doer(group)
        vague = definite_bodies() | small_words("pronoun") | small_words("indefinite")
        return "" if agent.removeprefix(NOUN) in vague else agent

    def _body_run(self, subject: Range) -> str:
        """ "Acme bosses", "managers at Acme in Norhaven": Acme."""
        for k in range(*subject):
            if k in self.names:
                end = k
                while end + 1 < subject[1] and end + 1 in self.names:
                    end += 1
                return self.names[end]
        return ""

    def _complement_end(self, i: int) -> int:
        """The token behind all that follows ``i`` in its sentence: up to a stop."""
        for k in range(i + 1, len(self.tokens)):
            if self.tokens[k].text in LINE_ENDS:
                return k
        return len(self.tokens)

    def heads(self, part: Range) -> frozenset[str]:
        """What a noun phrase is of: "database" of "a database with details of customers"."""
        head = self.clauses.head_noun(part)
        return frozenset({topic(head)} if head and head not in small_words("pronoun") else ())

    def nouns(self, part: Range) -> frozenset[str]:
        """The words that tell what it is about; times and small words tell nothing."""
        small = stop_words() | state_words("times") | small_words("phrase_end")
        return frozenset(
            topic(t.lemma)
            for t in self.tokens[slice(*part)]
            if t.text[0].isalpha() and t.lower not in small and t.lemma not in small
        ) - small_words("determiner")

    def made_state(
        self, found: Found, first: int, right: int, chain: tuple[Token, ...], agent: str
    ) -> Proposition:
        """The state told from ``first`` to ``right``; a chance that it is so is no plan."""
        possible = {t.lower for t in chain} & small_words("possible_modal")
        planned = is_planned(chain) and not possible
        strength = Strength.PLANNED if planned else Strength.DONE
        made = self.make(found[0], first, right, agent, strength, chain)
        return replace(made, opposite=found[1])
