"""Where an event word stands: whose words they are, who does it, how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.speech.tokens import Token, tokenise, tokens_of
from storytracker.analysis.story.clauses import Clauses, VerbGroup
from storytracker.analysis.story.counts import count_in, number_lists, number_of
from storytracker.analysis.story.entities import Entities, fold
from storytracker.analysis.story.propositions import NOUN, Proposition, content_terms, figures
from storytracker.analysis.story.verb_chain import (
    is_negated,
    is_not_ruled_out,
    is_planned,
    rules_out,
)
from storytracker.analysis.story.vocabulary import (
    definite_bodies,
    event_lemma,
    kinds_of_things,
    small_words,
)
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Certainty,
    NameKind,
    ParagraphKind,
    Span,
    SpeakerKind,
    Strength,
)

DECISION_REACH = 8
"""So many tokens may stand between "decision" and what it is on."""

NUMBER_REACH = 150
"""So many characters before "that many" are searched for how many that is."""


class EventContext:
    """One part of an assertion's content, and what its event words have in common."""

    def __init__(
        self,
        article: ArticleFacts,
        index: int,
        assertion: Assertion,
        entities: Entities,
        part: Span,
        leading: bool,
    ) -> None:
        self.article, self.index, self.assertion = article, index, assertion
        self.entities, self.leading = entities, leading
        self.tokens = tokens_of(article.text, part.start, part.end)
        self.names = self._name_tokens(part)
        self.clauses = Clauses(self.tokens, self.names)
        self.is_title = assertion.paragraph is ParagraphKind.TITLE
        self.last_agent = ""
        self.first = True

    def _name_tokens(self, part: Span) -> dict[int, str]:
        """Token index → entity id, for every token inside a mention."""
        found: dict[int, str] = {}
        i = 0
        for span, entity in self.entities.at(self.article.key, part):
            while i < len(self.tokens) and self.tokens[i].end <= span.start:
                i += 1
            k = i
            while k < len(self.tokens) and self.tokens[k].end <= span.end:
                found[k] = entity
                k += 1
        return found

    def doer(self, group: VerbGroup) -> str:
        """The subject's entity, or whom its pronoun or noun stands for."""
        if group.subject is None:
            if group.chain and group.chain[0].lemma in small_words("owned_plans"):
                return self.clauses.owner_before(group.first)
            return self._speaker_entity() if group.first == 0 else ""
        if self.tokens[group.subject[1] - 1].lower in small_words("pronoun"):
            return self.last_agent or self._speaker_entity() or self._speaker_noun()
        named = self.clauses.doer_in(group.subject)
        if named:
            return named
        if group.chain and group.chain[0].lemma in small_words("owned_plans"):
            return self.clauses.owner_before(group.first)
        behind = self.clauses.name_behind(group.subject[1])
        return behind or self._meant_by(group.subject)

    def _meant_by(self, subject: tuple[int, int]) -> str:
        head = self.clauses.head_noun(subject)
        if head in definite_bodies() and self._speaker_entity():
            return self._speaker_entity()
        if not head or head in small_words("indefinite"):
            return ""
        if head in self.entities.holders:
            return self.entities.holders[head]
        return NOUN + kinds_of_things().get(head, head)

    def _speaker_entity(self) -> str:
        speaker = self.assertion.speaker
        if speaker.kind in (SpeakerKind.OUTLET, SpeakerKind.UNNAMED):
            return ""
        return self.entities.forms.get(fold(speaker.name), "")

    def _speaker_noun(self) -> str:
        """ "The two carriers said they …": the carriers."""
        speaker = self.assertion.speaker
        head = tokenise(speaker.name)[-1].lemma if speaker.name else ""
        unnamed = speaker.kind is SpeakerKind.UNNAMED
        return NOUN + head if unnamed and head in definite_bodies() else ""

    def by_agent(self, i: int, right: int) -> str:
        """Whom "by X" or "from X" names behind the word at ``i``."""
        for k in range(i + 1, right):
            if self.tokens[k].lower in small_words("given_by"):
                found = self.clauses.entity_in(self.clauses.noun_phrase_from(k + 1, right))
                return found or self.clauses.holder_from(k + 1, right)
        return ""

    def strength(self, i: int, group: VerbGroup) -> Strength:
        """How far the event of the verb at ``i`` is said to be."""
        lemmas = {t.lemma for t in group.chain}
        if lemmas & (small_words("agreed_verbs") | small_words("agreed_nouns")):
            return Strength.AGREED
        if event_lemma(self.tokens, i).startswith("go-to-"):
            gone = self.tokens[i - 2].lower in small_words("gone")
            return Strength.DONE if gone else Strength.PLANNED
        ruled = self.assertion.cue_lemma.startswith("rule") and self.first
        if ruled or is_planned(group.chain) or rules_out(group.chain):
            return Strength.PLANNED
        if not self.tokens[i].lower.endswith("ing"):
            return Strength.DONE
        if self._is_decided_on(i):
            return Strength.AGREED
        if not group.chain and i > 0:
            return Strength.PLANNED if self._is_of_a_plan(group) else Strength.UNDER_WAY
        being = {t.lower for t in group.chain} & small_words("be")
        return Strength.UNDER_WAY if being else Strength.DONE

    def _is_decided_on(self, i: int) -> bool:
        """ "no decision has been taken on buying jets": bought they are not."""
        before = self.tokens[max(0, i - DECISION_REACH) : i]
        about = bool(before) and before[-1].lower in ("on", "about", "over")
        return about and any(t.lemma in small_words("agreed_nouns") for t in before)

    def _is_of_a_plan(self, group: VerbGroup) -> bool:
        """ "the possibility of Acme supplying": a planned thing."""
        start = group.subject[0] if group.subject else group.first
        window = self.tokens[max(0, start - 4) : (group.subject or (0, group.first))[1]]
        return any(t.lemma in small_words("planned_nouns") for t in window)

    def make(
        self,
        concept: str,
        first: int,
        right: int,
        agent: str,
        strength: Strength,
        chain: Sequence[Token],
        *,
        passive: bool = False,
        nominal: bool = False,
    ) -> Proposition:
        """The event told by the tokens from ``first`` to ``right``, end exclusive."""
        named = [k for k in range(first, right) if k in self.names]
        others = {self.names[k] for k in named if not self._is_adjective(k)} - {agent}
        told = self.tokens[first:right]
        count = self._count(concept, told)
        undecided = is_not_ruled_out(chain)
        hedged = undecided or {t.lower for t in chain} & small_words("possible_modal")
        certainty = self.assertion.certainty
        if certainty is Certainty.ASSERTED and hedged and "certainty" not in self.assertion.decided:
            certainty = Certainty.POSSIBLE
        return Proposition(
            article=self.article.key,
            assertion=self.index,
            concept=concept,
            clause=Span(told[0].start, told[-1].end),
            agent=agent,
            others=frozenset(others),
            terms=content_terms(told, [first + n in self.names for n in range(len(told))]),
            numbers=figures(told) | ({count} if count else frozenset()),
            count=count,
            strength=strength,
            stance=self.assertion.stance,
            certainty=certainty,
            passive=passive,
            nominal=nominal,
            negated=is_negated(chain) or self._is_nobody(first, chain),
            undecided=undecided,
            first=self.first,
            negated_beside=False,
            leading=self.leading,
            in_title=self.is_title,
        )

    def _count(self, concept: str, told: Sequence[Token]) -> str:
        """How many the event struck; "that many" are as many as the words before say."""
        if concept not in number_lists("counted"):
            return ""
        found = count_in(told)
        words = [t.lower for t in told]
        if found or not any(
            a in ("that", "as", "so") and b in number_lists("such_number")
            for a, b in zip(self._words_before(told, 1) + words, words, strict=False)
        ):
            return found
        return self._number_before(told[0].start)

    def _words_before(self, told: Sequence[Token], n: int) -> list[str]:
        at = self.tokens.index(told[0])
        return [t.lower for t in self.tokens[max(0, at - n) : at]]

    def _number_before(self, end: int) -> str:
        """The last number in the words before ``end``."""
        start = max(0, end - NUMBER_REACH)
        numbers = [number_of(t) for t in tokenise(self.article.text, start, end)]
        return next((n for n in reversed(numbers) if n), "")

    def _is_adjective(self, k: int) -> bool:
        """ "the Norlandish grain": of Norland, which takes no part."""
        entity = self.names[k]
        if self.entities.kinds.get(entity) is not NameKind.PLACE:
            return False
        return fold(self.tokens[k].text) not in fold(self.entities.labels[entity]).split()

    def _is_nobody(self, first: int, chain: Sequence[Token]) -> bool:
        """ "No order was given", "at no time did anybody give it"."""
        start = self.tokens[first].start
        opening = [t.lower for t in self.tokens[:4]]
        if "no" in opening and "time" in opening:
            return True
        end = chain[-1].start if chain else start
        around = self.tokens[max(0, first - 1) : first + 3]
        subject = [t.lower for t in around if t.start <= end]
        return any(word in small_words("negative_subjects") for word in subject)
