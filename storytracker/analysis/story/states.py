"""States told by an assertion: "the bridge was unsafe", "managers knew of it in March".

A state has no doer: it is told of who or what is in it, or of what it is about. "The records
contain names and passwords" tells two states, one for each thing that the list names; "the
bridge is safe" denies that it is unsafe.
"""

from __future__ import annotations

from dataclasses import replace

from storytracker.analysis.speech.tokens import Token
from storytracker.analysis.story.clause_words import Range
from storytracker.analysis.story.clauses import VerbGroup
from storytracker.analysis.story.object_states import LINE_ENDS, ObjectStates, States
from storytracker.analysis.story.propositions import NOUN
from storytracker.analysis.story.state_words import (
    Found,
    is_about,
    may_be_in,
    may_be_left,
    negative_openings,
    state_at,
    state_words,
    states_by,
)
from storytracker.analysis.story.vocabulary import (
    is_contracted_not,
    small_words,
)

STATE_REACH = 5
"""So many tokens may stand between "was" and the word for the state."""

INVERTED_REACH = 12
"""So many between "were" and the state in "at no time were managers or directors aware"."""


class StateEvents(ObjectStates):
    """Reads the states that a word tells."""

    def states(self, i: int) -> States | None:
        """The states told by the verb at ``i``; None where it tells none."""
        token = self.tokens[i]
        if i in self.names or token.start < self.known_until:
            return None  # "knew that it was unsafe": told of what is known
        if token.lower in small_words("be") or token.lemma in state_words("links"):
            return self._inverted(i) or self._linked(i) or self._inside(i)
        if token.lemma in state_words("finding") | state_words("entering"):
            came = self._came_in(i)
            if came is not None:
                return came
        if token.lemma in state_words("leaving"):
            return self._left(i)
        if token.lemma in states_by("told"):
            return self.told(i)
        if token.lower in small_words("have"):
            return self.had(i)
        return self.known_or_held(i) if token.lemma in states_by("verbs") else None

    # --- "is unsafe", "was lying in the open" ---

    def _linked(self, i: int) -> States | None:
        group = self.clauses.verb_group(i)
        if group.relative or group.subject is None:
            return None
        for k in range(i + 1, min(i + 1 + STATE_REACH, len(self.tokens))):
            found = self._state_of(k, group.subject)
            if found is not None:
                chain = (*group.chain, *self.tokens[i:k])
                return self._of_subject(found[0], group.subject, chain, found[1])
            if not self._is_between(k):
                return None
        return None

    def _is_between(self, k: int) -> bool:
        token = self.tokens[k]
        links = token.lower in small_words("be") or token.lemma in state_words("links")
        small = small_words("adverb") | small_words("negation")
        return links or token.lower in small or is_contracted_not(token.lower)

    def _state_of(self, k: int, subject: Range) -> tuple[Found, int] | None:
        """The state at ``k`` and the index behind it; "open letters" and "exposed him" are none."""
        found = state_at(self.tokens, k)
        if found is None or k in self.names or not self._ends_phrase(found[1] + 1):
            return None
        state, last, by_deed = found
        if by_deed and not any(may_be_in(state[0], self.tokens[n].lemma) for n in range(*subject)):
            return None
        return state, last + 1

    def _ends_phrase(self, k: int) -> bool:
        if k >= len(self.tokens):
            return True
        token = self.tokens[k]
        closed = ("phrase_end", "subordinator", "relative", "adverb", "pronoun")
        closing = any(token.lower in small_words(kind) for kind in closed)
        return not token.text[0].isalnum() or closing or token.lower in {"and", "or", "but"}

    def _inverted(self, i: int) -> States | None:
        """ "At no time were the passwords accessible"."""
        before = tuple(t.lower for t in self.tokens[:i] if t.text[0].isalpha())
        opened = any(
            before[n : n + len(opening)] == opening
            for opening in negative_openings()
            for n in range(2)
        )
        if not opened:
            return None
        for k in range(i + 2, min(i + INVERTED_REACH, len(self.tokens))):
            found = self._state_of(k, (i + 1, k))
            if found is not None:
                subject = (i + 1, k)
                told = self._of_subject(found[0], subject, (), found[1])
                return [replace(p, negated=True) for p in told[0]], told[1]
            if self.tokens[k].text in LINE_ENDS:
                return None
        return None

    def _left(self, i: int) -> States | None:
        """ "left the records open to anyone": the records were open."""
        group = self.clauses.verb_group(i)
        if group.relative:
            return None
        right = self.clauses.clause_end(i)
        for k in range(i + 2, right):
            found = self._state_of(k, (i + 1, k))
            held = [token.lemma for token in self.tokens[i + 1 : k]]
            if found is not None and may_be_left(found[0][0], held):
                subject = (group.subject or (group.first, 0))[0]
                told = self._of_subject(found[0], (i + 1, k), group.chain, right, first=subject)
                doer = self.doer(group)
                left = [replace(p, agent=doer, others=p.others - {doer}) for p in told[0]]
                return left, found[1]
        return None

    def _inside(self, i: int) -> States | None:
        """ "the names were in the database": it contains them."""
        k = i + 1
        while k < len(self.tokens) and self._is_between_in(k):
            k += 1
        if k >= len(self.tokens) or self.tokens[k].lower not in ("in", "on", "inside"):
            return None
        where = self.clauses.noun_phrase_from(k + 1, self.clauses.clause_end(k))
        group = self.clauses.verb_group(i)
        head = self.clauses.head_noun(where)
        if head not in state_words("containers") or group.relative or group.subject is None:
            return None
        chain = (*group.chain, *self.tokens[i:k])
        base = self.made_state(("contain", False), group.subject[0], where[1], chain, NOUN + head)
        return self.listed(base, *group.subject), where[1]

    def _came_in(self, i: int) -> States | None:
        """ "sewage was found in the reservoir", "sewage entered the reservoir": it contains it."""
        group = self.clauses.verb_group(i)
        if group.relative or group.subject is None or i + 1 >= len(self.tokens):
            return None
        where = i + 1
        inside = self.tokens[where].lower in ("in", "inside", "into")
        if self.tokens[i].lemma in state_words("finding"):
            found = self.clauses.is_passive(i, group) or not group.chain  # "found in", a headline's
            if not inside or not found:
                return None
        where += inside
        holder = self.clauses.noun_phrase_from(where, self.clauses.clause_end(i))
        head = self.clauses.head_noun(holder)
        if head not in state_words("containers"):
            return None
        base = self.made_state(
            ("contain", False), group.subject[0], holder[1], group.chain, NOUN + head
        )
        return self.listed(base, *group.subject), holder[1]

    def _is_between_in(self, k: int) -> bool:
        return self._is_between(k) or self.tokens[k].lower == "there"

    def _of_subject(
        self,
        found: Found,
        subject: Range,
        chain: tuple[Token, ...],
        behind: int,
        first: int | None = None,
    ) -> States:
        if is_about(found[0], "object"):
            return self.of_object(behind - 1, found, VerbGroup(subject[1], chain, subject, False))
        right = max(behind, self.clauses.clause_end(behind - 1))
        start = subject[0] if first is None else first
        agent = self.doer(VerbGroup(subject[1], chain, subject, False))
        base = self.made_state(found, start, right, chain, agent)
        coordinated = "or" in {t.lower for t in self.tokens[slice(*subject)]}
        if coordinated:
            return self.listed(base, *subject), behind
        return [replace(base, theme=self.heads(subject), terms=self.nouns(subject))], behind
