"""From the words of an assertion to what is said to be done, by whom, to whom, and how far it is.

A proposition is one event word ("deliver", "delivery") with its doer, the other names beside
it, its place on the ladder planned → agreed → under way → done, and the stance and certainty
with which it is told. There is no parser behind it: the verb group is read to the left of the
event word, the subject left of that (parentheses between commas are stepped over), the rest
of the clause to its right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from storytracker.analysis.entities import Entities, fold
from storytracker.analysis.lexicons import load
from storytracker.analysis.tokens import Token, tokenise
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Certainty,
    ParagraphKind,
    Span,
    SpeakerKind,
    Stance,
    Strength,
)


@dataclass(frozen=True, slots=True)
class Proposition:
    """One event as one assertion tells it.

    ``agent`` and ``others`` are entity ids; ``agent`` is "" where the words name no doer.
    ``terms`` are concepts and stems of the clause's other content words, ``numbers`` its
    figures. ``clause`` spans the words in the article's text. ``nominal`` marks an event
    told by a noun alone ("the delivery").
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
    leading: bool
    """Told in the title, the standfirst or the first paragraph of the body."""
    in_title: bool

    @property
    def done(self) -> bool:
        """True for a deed or one under way, false for a plan or promise."""
        return self.strength in (Strength.DONE, Strength.UNDER_WAY)


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(load("verbgroup")[key].split())


@cache
def _concepts(kind: str) -> dict[str, str]:
    """Lemma → concept for ``kind`` "verbs" or "nouns"; the first group that lists it wins."""
    table: dict[str, str] = {}
    for concept, lists in load("concepts").items():
        for lemma in lists[kind].split():
            table.setdefault(lemma, concept)
    return table


def propositions(
    article: ArticleFacts, index: int, entities: Entities, *, leading: bool
) -> tuple[Proposition, ...]:
    """All events that assertion ``index`` of ``article`` tells, in text order."""
    assertion = article.attributions.assertions[index]
    found: list[Proposition] = []
    for part in assertion.content:
        reader = _ClauseReader(article, index, assertion, entities, part, leading)
        found.extend(reader.read())
    return tuple(found)


LIGHT_VERB_REACH = 8
"""So many tokens may stand between "prepare" and "offer" in "prepare a … offer"."""


@dataclass(frozen=True, slots=True)
class _VerbGroup:
    first: int  # index of its first token
    chain: tuple[Token, ...]  # all tokens left of the event word
    subject: tuple[int, int] | None  # token range


class _ClauseReader:
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
        self.names: dict[int, str] = self._name_tokens(part)
        self.last_agent = ""

    def _name_tokens(self, part: Span) -> dict[int, str]:
        """Token index → entity id, for every token inside a mention."""
        mentions = self.entities.at(self.article.key, part)
        found: dict[int, str] = {}
        for i, token in enumerate(self.tokens):
            for span, entity in mentions:
                if span.start <= token.start and token.end <= span.end:
                    found[i] = entity
                    break
        return found

    def read(self) -> list[Proposition]:
        """The events, verbs first; a noun counts where somebody is said to do it."""
        found = []
        for i in range(len(self.tokens)):
            concept = self._event_verb(i)
            made = self._verbal(i, concept) if concept else self._nominal(i)
            if made is not None:
                found.append(made)
                self.last_agent = made.agent or self.last_agent
        return found + self._assents(found)

    # --- verbs ---

    def _event_verb(self, i: int) -> str:
        token = self.tokens[i]
        if i in self.names or not token.text[:1].isalpha():
            return ""
        concept = _concepts("verbs").get(token.lemma, "")
        if not concept or self._is_noun_here(i):
            return ""
        return concept

    def _is_noun_here(self, i: int) -> bool:
        """A word that may be both is a noun after an article, an owner or a preposition."""
        token = self.tokens[i]
        if i > 0 and self._follows_determiner(i):
            return not token.lower.endswith("ed")
        if token.lower.endswith(("ed", "ing")) and token.lower != token.lemma:
            return False
        if i > 0 and self.tokens[i - 1].lower in _words("be"):  # "there are signs"
            return not _is_participle(token)
        if token.lemma not in _concepts("nouns"):
            return token.lower in _words("not_verbs") and not self._is_verb_after(i)
        return not self._is_verb_after(i)

    def _is_verb_after(self, i: int) -> bool:
        """Only a verb stands after "to", a modal, a pronoun, or a name and with an ending."""
        if i == 0:
            return False
        before = self.tokens[i - 1]
        if before.lower == "to" or before.lemma in _words("adverb") or self._is_auxiliary(i - 1):
            return True
        if i - 1 in self.names and self.tokens[i].lower != self.tokens[i].lemma:
            return True  # "Acme buys", not "Acme deal"
        return before.lower in _words("pronoun") | _words("relative")

    def _follows_determiner(self, i: int) -> bool:
        before = self.tokens[i - 1]
        if before.lower in _words("determiner"):
            return True
        # "this move has", but "this moves markets"
        demonstrative = before.lower in {"this", "that", "these", "those"}
        return demonstrative and self.tokens[i].lower == self.tokens[i].lemma

    def _is_auxiliary(self, i: int) -> bool:
        word = self.tokens[i].lower
        return word.endswith(("n't", "n’t")) or any(
            word in _words(kind) for kind in ("be", "have", "do", "modal", "negation")
        )

    def _verbal(self, i: int, concept: str) -> Proposition | None:
        group = self._group(i)
        passive = self._is_passive(i, group)
        subject = self._entity_in(group.subject) if group.subject else ""
        right = self._clause_end(i)
        agent = self._by_agent(i, right) if passive else subject
        if not agent and not passive:
            agent = self._implied_agent(group)
        strength = self._strength(i, group)
        start = group.subject[0] if group.subject else group.first
        return self._make(
            i, concept, start, right, agent, strength, group.chain, passive=passive, nominal=False
        )

    def _implied_agent(self, group: _VerbGroup) -> str:
        """The doer of "they plan to send" or, for "denied supplying", the speaker."""
        if group.chain and group.chain[0].lemma in _words("planned_nouns") | _words("agreed_nouns"):
            return self._owner_before(group.first)
        if group.subject and self.tokens[group.subject[1] - 1].lower in _words("pronoun"):
            return self.last_agent or self._speaker_entity()
        if group.subject is None and group.first == 0:
            return self._speaker_entity()
        return ""

    def _speaker_entity(self) -> str:
        speaker = self.assertion.speaker
        if speaker.kind in (SpeakerKind.OUTLET, SpeakerKind.UNNAMED):
            return ""
        folded = fold(speaker.name)
        return folded if folded in self.entities.labels else ""

    def _group(self, i: int) -> _VerbGroup:
        """The verb group that ends in token ``i``, and the subject left of it."""
        j = i - 1
        while j >= 0 and self._belongs_to_group(j):
            j -= 1
        chain = tuple(self.tokens[j + 1 : i])
        return _VerbGroup(j + 1, chain, self._noun_phrase_ending(self._step_over(j)))

    def _belongs_to_group(self, j: int) -> bool:
        token = self.tokens[j]
        if j in self.names:
            return False
        if self._is_auxiliary(j) or token.lower == "to" or token.lemma in _words("adverb"):
            return True
        if token.lemma in _control_words():
            return True
        following = self.tokens[j + 1].lower if j + 1 < len(self.tokens) else ""
        return token.lower in _words("preposition_of_task") and following.endswith("ing")

    def _step_over(self, j: int) -> int:
        """From a closing comma back to before the opening one ("Roe, the minister, plans")."""
        if j > 0 and self.tokens[j].text == ",":
            for k in range(j - 1, max(-1, j - 25), -1):
                if self.tokens[k].text == ",":
                    return k - 1
        return j

    def _noun_phrase_ending(self, j: int) -> tuple[int, int] | None:
        """The token range of the noun phrase whose last token is ``j``."""
        if j < 0:
            return None
        k = j
        while k >= 0 and self._in_noun_phrase(k):
            k -= 1
        return (k + 1, j + 1) if k < j else None

    def _in_noun_phrase(self, k: int) -> bool:
        token = self.tokens[k]
        if k in self.names:
            return True
        if token.text in {",", ";", ":", "—", "–", "“", "”", '"', "(", ")"}:
            return False
        if self._is_auxiliary(k) or token.lower in _words("subordinator"):
            return False
        return token.lower not in _words("relative") | {"and", "but", "or", "said", "says"}

    def _entity_in(self, part: tuple[int, int] | None, *, nearest_end: bool = True) -> str:
        """The entity that heads a noun phrase: its last name that owns nothing after it."""
        if part is None:
            return ""
        order = range(part[1] - 1, part[0] - 1, -1) if nearest_end else range(*part)
        for k in order:
            if k in self.names and not self._is_modifier(k):
                return self.names[k]
        return ""

    def _is_modifier(self, k: int) -> bool:
        """True for the owner in "Acme's bid" and for a name inside "of Acme" after a noun."""
        end = k
        while end + 1 < len(self.tokens) and self.names.get(end + 1) == self.names[k]:
            end += 1
        return end + 1 < len(self.tokens) and self.tokens[end + 1].lower in {"'s", "’s", "'", "’"}

    def _is_passive(self, i: int, group: _VerbGroup) -> bool:
        if not _is_participle(self.tokens[i]):
            return False
        for token in reversed(group.chain):
            if token.lower in _words("be"):
                return True
            if token.lower in _words("adverb") or token.lower in _words("negation"):
                continue
            return False
        return False

    def _by_agent(self, i: int, right: int) -> str:
        for k in range(i + 1, right):
            if self.tokens[k].lower == "by":
                return self._entity_in((k + 1, self._phrase_end(k + 1, right)), nearest_end=False)
        return ""

    def _phrase_end(self, start: int, right: int) -> int:
        k = start
        while k < right and self.tokens[k].text != ",":
            k += 1
        return k

    def _clause_end(self, i: int) -> int:
        """The token after the clause: at a stop, a subordinator or the next verb group."""
        for k in range(i + 1, len(self.tokens)):
            token = self.tokens[k]
            if token.text in {";", ":", ".", "—"}:
                return k
            if token.lower in _words("subordinator") | _words("relative"):
                return k
            if token.lower in {"and", "but", "or"} and self._verb_follows(k + 1):
                return k
        return len(self.tokens)

    def _verb_follows(self, k: int) -> bool:
        return any(
            self._is_auxiliary(n) or self.tokens[n].lemma in _concepts("verbs")
            for n in range(k, min(k + 3, len(self.tokens)))
            if n not in self.names
        )

    def _strength(self, i: int, group: _VerbGroup) -> Strength:
        lemmas = [t.lemma for t in group.chain]
        words = [t.lower for t in group.chain]
        if any(lemma in _words("agreed_verbs") | _words("agreed_nouns") for lemma in lemmas):
            return Strength.AGREED
        if _is_planned(lemmas, words):
            return Strength.PLANNED
        if not group.chain and i > 0 and self.tokens[i].lower.endswith("ing"):
            return Strength.PLANNED if self._of_before(group) else Strength.UNDER_WAY
        if self.tokens[i].lower.endswith("ing") and set(words) & _words("be"):
            return Strength.UNDER_WAY
        return Strength.DONE

    def _of_before(self, group: _VerbGroup) -> bool:
        """ "the possibility of Acme supplying": a planned thing."""
        start = group.subject[0] if group.subject else group.first
        window = self.tokens[max(0, start - 4) : (group.subject or (0, group.first))[1]]
        return any(t.lemma in _words("planned_nouns") for t in window)

    # --- nouns ---

    def _nominal(self, i: int) -> Proposition | None:
        """ "the delivery has been entrusted to X", "X's delivery", "delivery by X"."""
        token = self.tokens[i]
        concept = _concepts("nouns").get(token.lemma, "")
        if not concept or i in self.names:
            return None
        right = self._clause_end(i)
        first, agent, strength, chain, verbal = self._performer(i, right)
        if not agent:
            return None
        return self._make(
            i, concept, first, right, agent, strength, chain, passive=False, nominal=not verbal
        )

    def _performer(self, i: int, right: int) -> tuple[int, str, Strength, tuple[Token, ...], bool]:
        """(first token, doer, stage, verb group, told with a verb) of the event noun ``i``."""
        for found in (self._entrusted(i, right), self._light_verb(i, right), self._giver(i, right)):
            if found and found[1]:
                return found
        return i, "", Strength.PLANNED, (), False

    def _entrusted(
        self, i: int, right: int
    ) -> tuple[int, str, Strength, tuple[Token, ...], bool] | None:
        """ "the delivery will be handled by X", "has been entrusted to X"."""
        for k in range(i + 1, right):
            token = self.tokens[k]
            if token.lemma not in _words("performing_verbs") or not _is_participle(token):
                continue
            group = self._group(k)
            if not {t.lower for t in group.chain} & _words("be"):
                continue
            for n in range(k + 1, min(k + 4, right)):
                if self.tokens[n].lower in {"by", "to"}:
                    part = (n + 1, self._phrase_or_comma(n + 1, right))
                    agent = self._entity_in(part, nearest_end=False)
                    return i, agent, Strength.PLANNED, group.chain, False
        return None

    def _light_verb(
        self, i: int, right: int
    ) -> tuple[int, str, Strength, tuple[Token, ...], bool] | None:
        """ "X is preparing an offer", "X has secured a loan"."""
        k = i - 1
        while k >= 0 and i - k <= LIGHT_VERB_REACH and not self._is_light_verb(k):
            if self.tokens[k].text in {",", ";", ":"} or self.tokens[k].lower in {"and", "of"}:
                return None
            k -= 1
        if k < 0 or not self._is_light_verb(k):
            return None
        group = self._group(k)
        if self._is_passive(k, group):
            return None
        agent = self._entity_in(group.subject) or self._implied_agent(group)
        giver = self._giver(i, right) if self.tokens[k].lemma in _words("receiving_verbs") else None
        if giver and giver[1]:
            agent = giver[1]
        planned = self.tokens[k].lemma in _words("light_planned_verbs")
        strength = Strength.PLANNED if planned else self._strength(k, group)
        first = group.subject[0] if group.subject else group.first
        return first, agent, strength, (*group.chain, self.tokens[k]), True

    def _is_light_verb(self, k: int) -> bool:
        lemma = self.tokens[k].lemma
        light = lemma in _words("light_planned_verbs") or lemma in _words("light_done_verbs")
        return light and k not in self.names and not self._is_noun_here(k)

    def _giver(
        self, i: int, right: int
    ) -> tuple[int, str, Strength, tuple[Token, ...], bool] | None:
        """ "a loan from X", "an attack by X"."""
        for k in range(i + 1, min(i + 3, right)):
            if self.tokens[k].lower in _words("given_by"):
                part = (k + 1, self._phrase_end(k + 1, right))
                return i, self._entity_in(part, nearest_end=False), Strength.DONE, (), False
        return None

    def _phrase_or_comma(self, start: int, right: int) -> int:
        """The end of a phrase that may step over commas to its name ("the group, Acme")."""
        named = [k for k in range(start, right) if k in self.names]
        return max(self._phrase_end(start, right), (named[0] + 1) if named else start)

    def _assents(self, told: Sequence[Proposition]) -> list[Proposition]:
        """ "would be sent with X's consent": X agreed to what is told there."""
        found = []
        for i, token in enumerate(self.tokens):
            if token.lemma not in _words("assent_nouns") or i < 3 or not told:
                continue
            owner = self._owner_before(i)
            if not owner or "with" not in {t.lower for t in self.tokens[max(0, i - 6) : i]}:
                continue
            event = max(
                (p for p in told if p.clause.start < token.start),
                key=lambda p: p.clause.start,
                default=None,
            )
            if event is not None and event.agent != owner:
                right = self._clause_end(i)
                chain = self.tokens[max(0, i - 12) : min(len(self.tokens), i + 8)]
                found.append(
                    self._make(
                        i,
                        event.concept,
                        max(0, i - 12),
                        right,
                        owner,
                        Strength.AGREED,
                        tuple(chain),
                        passive=False,
                        nominal=False,
                    )  # fmt: skip
                )
        return found

    def _owner_before(self, i: int) -> str:
        for k in range(i - 1, max(-1, i - 4), -1):
            if k in self.names and self._is_modifier(k):
                return self.names[k]
        return ""

    # --- putting it together ---

    def _make(
        self,
        i: int,
        concept: str,
        first: int,
        right: int,
        agent: str,
        strength: Strength,
        chain: Sequence[Token],
        *,
        passive: bool,
        nominal: bool,
    ) -> Proposition:
        others = {self.names[k] for k in range(first, right) if k in self.names} - {agent}
        told = self.tokens[first:right]
        stance, certainty = self._stance(chain)
        return Proposition(
            article=self.article.key,
            assertion=self.index,
            concept=concept,
            clause=Span(told[0].start, told[-1].end),
            agent=agent,
            others=frozenset(others),
            terms=_terms(told, self.names, first),
            numbers=frozenset(t.lower.replace(",", "") for t in told if t.text[:1].isdigit()),
            strength=strength,
            stance=stance,
            certainty=certainty,
            passive=passive,
            nominal=nominal,
            negated=_is_negated(chain),
            leading=self.leading,
            in_title=self.assertion.paragraph is ParagraphKind.TITLE,
        )

    def _stance(self, chain: Sequence[Token]) -> tuple[Stance, Certainty]:
        """The assertion's stance, where the event is what it speaks of; hedges of the group."""
        certainty = self.assertion.certainty
        words = {t.lower for t in chain}
        if certainty is Certainty.ASSERTED and words & _words("possible_modal"):
            certainty = Certainty.POSSIBLE
        return self.assertion.stance, certainty


@cache
def _control_words() -> frozenset[str]:
    lists = (
        "planned_verbs", "planned_nouns", "agreed_verbs", "agreed_nouns", "under_way_verbs",
        "undone_verbs",
    )  # fmt: skip
    return frozenset().union(*(_words(name) for name in lists))


def _is_planned(lemmas: Sequence[str], words: Sequence[str]) -> bool:
    if any(w in _words("modal") for w in words):
        return True
    if any(lemma in _words("planned_verbs") | _words("planned_nouns") for lemma in lemmas):
        return True
    return bool(words) and words[-1] == "to" and "yet" not in words


def _is_negated(chain: Sequence[Token]) -> bool:
    """ "has not been sent", "has yet to be sent", "failed to send"."""
    words = [t.lower for t in chain]
    if any(w in _words("negation") or w.endswith(("n't", "n’t")) for w in words):
        return True
    if any(t.lemma in _words("undone_verbs") for t in chain):
        return True
    return any(a == "yet" and b == "to" for a, b in zip(words, words[1:], strict=False))


def _is_participle(token: Token) -> bool:
    irregular = load("irregular")["participles"].split()
    return token.lower.endswith("ed") or token.lower in irregular


def _terms(tokens: Sequence[Token], names: dict[int, str], first: int) -> frozenset[str]:
    found = set()
    for k, token in enumerate(tokens, first):
        if k in names or len(token.lemma) < 3 or not token.text[0].isalpha():
            continue
        if token.lower in _stop_words():
            continue
        found.add(same_event(token.lemma))
    return frozenset(found)


@cache
def _stop_words() -> frozenset[str]:
    closed = ("be", "have", "do", "modal", "negation", "adverb", "relative", "pronoun")
    small = load("stopwords")["words"].split()
    return frozenset(small).union(*(_words(k) for k in closed), _control_words())


def same_event(lemma: str) -> str:
    """The concept that ``lemma`` belongs to as a verb or noun, or ``lemma`` itself."""
    return _concepts("verbs").get(lemma) or _concepts("nouns").get(lemma) or lemma


def concepts_in(words: str) -> frozenset[str]:
    """The concepts that ``words`` name, as verbs or as nouns."""
    lemmas = [t.lemma for t in tokenise(words)]
    tables = (_concepts("verbs"), _concepts("nouns"))
    return frozenset(table[lemma] for lemma in lemmas for table in tables if lemma in table)


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
