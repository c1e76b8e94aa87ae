"""From the words of an assertion to what is said to be done, by whom, to whom, and how far it is.

A proposition is one event word ("deliver", "delivery") with its doer, the other names beside
it, its place on the ladder planned → agreed → under way → done, and the stance and certainty
with which it is told. There is no parser behind it: see ``clauses.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from storytracker.analysis.speech.tokens import Token, tokenise
from storytracker.analysis.story.clauses import Clauses, VerbGroup
from storytracker.analysis.story.entities import Entities, fold
from storytracker.analysis.story.vocabulary import (
    concept_phrases,
    concepts,
    definite_bodies,
    event_lemma,
    is_contracted_not,
    is_participle,
    kinds_of_things,
    same_event,
    small_words,
    stop_words,
)
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Certainty,
    NameKind,
    ParagraphKind,
    Span,
    SpeakerKind,
    Stance,
    Strength,
)

LIGHT_VERB_REACH = 8
"""So many tokens may stand between "prepare" and "offer" in "prepare a … offer"."""

ASSENT_REACH = 12
"""So many tokens before "with X's consent" tell what X consented to."""

NOUN = "~"
"""What a doer without a name begins with: "~vessel"."""

_FIGURE = re.compile(r"[$£€¥]?(\d[\d.,]*)")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Proposition:
    """One event as one assertion tells it.

    ``agent`` is an entity id, a noun ("~vessel") or "" where the words name no doer; ``others``
    are entity ids. ``terms`` are concepts and lemmas of the clause's other content words,
    ``numbers`` its figures, years left out. ``clause`` spans the words in the article's text.
    ``nominal`` marks an event told by a noun alone, ``negated`` a negated verb group, ``first``
    the first event of its assertion.
    """

    article: str
    assertion: int
    concept: str
    clause: Span
    agent: str
    others: frozenset[str]
    terms: frozenset[str]
    numbers: frozenset[str]
    strength: Strength
    stance: Stance
    certainty: Certainty
    passive: bool
    nominal: bool
    negated: bool
    undecided: bool
    """ "did not rule out": neither denied nor more than possible."""
    first: bool
    negated_beside: bool
    """Another event of the same assertion is the one that its negation is about."""
    leading: bool
    """Told in the title, the standfirst or the first paragraph of the body."""
    in_title: bool

    @property
    def done(self) -> bool:
        """True for a deed or one under way, false for a plan or promise."""
        under_way = self.strength is Strength.UNDER_WAY
        if under_way and self.concept in small_words("momentary"):
            return False  # "is resigning": announced, not done
        return under_way or self.strength is Strength.DONE

    @property
    def named_agent(self) -> str:
        """The doer where it has a name, "" for a noun or none."""
        return "" if self.agent.startswith(NOUN) else self.agent


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


def leading_assertions(article: ArticleFacts) -> frozenset[int]:
    """Indexes of the assertions that stand in title, standfirst or the body's first paragraph."""
    first_body = next(
        (p.span for p in article.paragraphs if p.kind is ParagraphKind.PARAGRAPH), None
    )
    return frozenset(
        i
        for i, a in enumerate(article.attributions.assertions)
        if a.paragraph in (ParagraphKind.TITLE, ParagraphKind.STANDFIRST)
        or (first_body is not None and first_body.covers(a.sentence))
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """How an event noun is told: from where, by whom, how far, with which verb group."""

    first: int
    agent: str
    strength: Strength
    chain: tuple[Token, ...]
    verbal: bool


class _Reader:
    """Reads the events of one part of an assertion's content."""

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
        self.tokens = tokenise(article.text, part.start, part.end)
        self.names = self._name_tokens(part)
        self.clauses = Clauses(self.tokens, self.names)
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

    def read(self, *, first: bool) -> list[Proposition]:
        """The events in order; a noun counts where somebody is said to do it."""
        self.first = first
        found: list[Proposition] = []
        for i in range(len(self.tokens)):
            made = self._at(i)
            if made is not None:
                found.append(made)
                self.first = False
                self.last_agent = made.agent or self.last_agent
        return found + self._assents(found)

    def _at(self, i: int) -> Proposition | None:
        if self.clauses.is_event_verb(i):
            return self._verbal(i)
        predicate = self.clauses.predicate(i)
        return self._copular(i, predicate) if predicate > 0 else self._nominal(i)

    def _copular(self, i: int, predicate: int) -> Proposition | None:
        """ "four detectors were out of service": a state, told as a deed."""
        group = self.clauses.verb_group(i)
        if group.relative or group.subject is None:
            return None
        right = self.clauses.clause_end(predicate)
        concept = f"is {same_event(self.tokens[predicate].lemma)}"
        chain = (*group.chain, *self.tokens[i:predicate])
        strength = Strength.PLANNED if _is_planned(group.chain) else Strength.DONE
        return self._make(concept, group.subject[0], right, self._doer(group), strength, chain)

    # --- verbs ---

    def _verbal(self, i: int) -> Proposition | None:
        group = self.clauses.verb_group(i)
        if group.relative or self._is_adjunct(i, group):
            return None
        right = self.clauses.clause_end(i)
        passive = self.clauses.is_passive(i, group)
        if self.tokens[i].lemma in small_words("giving"):
            if passive:
                return self._of_event_noun(i, group, right)
            if self._has_event_object(i, right):
                return None  # "gave an order": the noun tells it
        return self._plain(i, group, right, passive=passive)

    def _plain(self, i: int, group: VerbGroup, right: int, *, passive: bool) -> Proposition:
        receiving = self.tokens[i].lemma in small_words("receiving_verbs")
        agent = self._by_agent(i, right) if passive or receiving else self._doer(group)
        start = group.subject[0] if group.subject else group.first
        concept = self._concept(i, right)
        strength = self._strength(i, group)
        return self._make(concept, start, right, agent, strength, group.chain, passive=passive)

    def _has_event_object(self, i: int, right: int) -> bool:
        start, end = self.clauses.noun_phrase_from(i + 1, right)
        return end > start and self.tokens[end - 1].lemma in concepts("nouns")

    def _of_event_noun(self, i: int, group: VerbGroup, right: int) -> Proposition | None:
        """ "an order was given": the noun is the event."""
        head = self.clauses.head_noun(group.subject) if group.subject else ""
        concept = concepts("nouns").get(head, "")
        if not concept or group.subject is None:
            return self._plain(i, group, right, passive=True)
        agent = self._by_agent(i, right)
        strength = self._strength(i, group)
        first = group.subject[0]
        return self._make(concept, first, right, agent, strength, group.chain, passive=True)

    def _is_adjunct(self, i: int, group: VerbGroup) -> bool:
        """ "signed a letter promising grain": what the letter does is told beside the deed."""
        if group.chain or group.subject is None or not self.tokens[i].lower.endswith("ing"):
            return False
        return any(self.clauses.is_event_verb(k) for k in range(*group.subject))

    def _concept(self, i: int, right: int) -> str:
        """The verb's concept, or the one that a phrase in its clause makes of it."""
        lemma = event_lemma(self.tokens, i)
        concept = concepts("verbs").get(lemma, lemma)
        rest = self.article.text[self.tokens[i].start : self.tokens[right - 1].end].lower()
        for phrase, meant, verbs in concept_phrases():
            if concept in verbs and phrase in rest:
                return meant
        return concept

    def _doer(self, group: VerbGroup) -> str:
        """The subject's entity, or whom its pronoun or noun stands for."""
        if group.subject is None:
            if group.chain and group.chain[0].lemma in small_words("owned_plans"):
                return self.clauses.owner_before(group.first)
            return self._speaker_entity() if group.first == 0 else ""
        if self.tokens[group.subject[1] - 1].lower in small_words("pronoun"):
            return self.last_agent or self._speaker_entity()
        named = self.clauses.doer_in(group.subject)
        if named:
            return named
        if group.chain and group.chain[0].lemma in small_words("owned_plans"):
            return self.clauses.owner_before(group.first)
        return self._meant_by(group.subject)

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

    def _by_agent(self, i: int, right: int) -> str:
        for k in range(i + 1, right):
            if self.tokens[k].lower in small_words("given_by"):
                return self.clauses.entity_in(self.clauses.noun_phrase_from(k + 1, right))
        return ""

    def _strength(self, i: int, group: VerbGroup) -> Strength:
        lemmas = {t.lemma for t in group.chain}
        if lemmas & (small_words("agreed_verbs") | small_words("agreed_nouns")):
            return Strength.AGREED
        ruled = self.assertion.cue_lemma.startswith("rule") and self.first
        if ruled or _is_planned(group.chain) or _rules_out(group.chain):
            return Strength.PLANNED
        if not self.tokens[i].lower.endswith("ing"):
            return Strength.DONE
        if not group.chain and i > 0:
            return Strength.PLANNED if self._is_of_a_plan(group) else Strength.UNDER_WAY
        being = {t.lower for t in group.chain} & small_words("be")
        return Strength.UNDER_WAY if being else Strength.DONE

    def _is_of_a_plan(self, group: VerbGroup) -> bool:
        """ "the possibility of Acme supplying": a planned thing."""
        start = group.subject[0] if group.subject else group.first
        window = self.tokens[max(0, start - 4) : (group.subject or (0, group.first))[1]]
        return any(t.lemma in small_words("planned_nouns") for t in window)

    # --- nouns ---

    def _nominal(self, i: int) -> Proposition | None:
        """An event noun that somebody is said to do."""
        concept = concepts("nouns").get(self.tokens[i].lemma, "")
        if not concept or i in self.names:
            return None
        right = self.clauses.clause_end(i)
        for told in (self._entrusted(i, right), self._light_verb(i, right), self._given(i, right)):
            if told is not None and (told.agent or told.verbal):
                return self._make(
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
        agent = self._doer(group)
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
        return self._strength(k, group)

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

    # --- consent ---

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
                found.append(self._make(event, first, right, owner, Strength.AGREED, chain))
        return found

    # --- putting it together ---

    def _make(
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
        named = [k for k in range(first, right) if k in self.names]
        others = {self.names[k] for k in named if not self._is_adjective(k)} - {agent}
        told = self.tokens[first:right]
        undecided = _is_not_ruled_out(chain)
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
            numbers=figures(told),
            strength=strength,
            stance=self.assertion.stance,
            certainty=certainty,
            passive=passive,
            nominal=nominal,
            negated=_is_negated(chain) or self._is_nobody(first, chain),
            undecided=undecided,
            first=self.first,
            negated_beside=False,
            leading=self.leading,
            in_title=self.assertion.paragraph is ParagraphKind.TITLE,
        )

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


def content_terms(tokens: Sequence[Token], in_name: Sequence[bool]) -> frozenset[str]:
    """Concepts, kinds of things and lemmas of the content words that are in no name."""
    return frozenset(
        same_event(token.lemma)
        for token, named in zip(tokens, in_name, strict=True)
        if not named
        and len(token.lemma) > 2
        and token.text[0].isalpha()
        and token.lower not in stop_words()
    )


def figures(tokens: Sequence[Token]) -> frozenset[str]:
    """The figures among ``tokens`` without currency, commas and unit; years left out."""
    found = set()
    for token in tokens:
        match = _FIGURE.match(token.text)  # "X-7" is a name and no figure
        if match and not _YEAR.fullmatch(match.group(1)):
            found.add(match.group(1).replace(",", "").rstrip("."))
    return frozenset(found)


def _rules_out(chain: Sequence[Token]) -> bool:
    return any(
        a.lemma == "rule" and b.lower == "out" for a, b in zip(chain, chain[1:], strict=False)
    )


def _is_not_ruled_out(chain: Sequence[Token]) -> bool:
    """ "has not ruled out": neither denied nor planned."""
    negated = any(t.lower in small_words("negation") or is_contracted_not(t.lower) for t in chain)
    return negated and _rules_out(chain)


def _is_planned(chain: Sequence[Token]) -> bool:
    words = [t.lower for t in chain]
    if any(w in small_words("modal") for w in words):
        return True
    planned = small_words("planned_verbs") | small_words("planned_nouns")
    if any(t.lemma in planned for t in chain):
        return True
    return bool(words) and words[-1] == "to" and "yet" not in words


def _is_negated(chain: Sequence[Token]) -> bool:
    """ "has not been sent", "has yet to be sent", "failed to send"."""
    words = [t.lower for t in chain]
    if _is_not_ruled_out(chain):
        return False
    if any(w in small_words("negation") or is_contracted_not(w) for w in words):
        return True
    if any(t.lemma in small_words("undone_verbs") for t in chain):
        return True
    if _rules_out(chain):
        return True
    return any(a == "yet" and b == "to" for a, b in zip(words, words[1:], strict=False))
