"""Who is who across the articles of a story: "Roe", "Jane Roe" and "J. Roe, the minister"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from storytracker.analysis.lexicons import load
from storytracker.analysis.memo import READ_LATELY, Lately
from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.tokens import tokenise
from storytracker.analysis.story.name_forms import fold, join
from storytracker.analysis.types import ArticleFacts, Name, NameKind, Span

__all__ = ["Entities", "fold", "resolve_entities"]

_LOWER_WORD = re.compile(r"(?<![\w-])[^\W\d_A-Z][^\W\d_]+")
_REST_OF_PHRASE = re.compile(r"[,.;:]")
_APPOSITION = re.compile(r", the (?!former |late )((?:[\w-]+ ){0,3}[\w-]+)[,.;]")
# "the mayor, Jane Roe", and not "a spokeswoman for the mayor, Ann Poe"
_OFFICE_BEFORE = re.compile(
    r"(?<!\bfor )(?<!\bof )(?<!\bto )(?<!\bby )\b[Tt]he (?:[\w-]+ ){0,2}([\w-]+), $"
)
WORDS_OF = 300_000
"""Characters of texts whose small words are remembered: those of a story of a hundred articles."""

_STATE_ACTS = re.compile(
    r"([A-Z][a-z]+(?: [A-Z][a-z]+)?) (?:Is|Has|Had|Was|Will|May|Would|Could)\b"
)
DESCRIPTION_CHARS = 40
"""What a thing is called stands within so many characters behind its name."""


@dataclass(frozen=True)
class Entities:
    """The entities of a story; an entity's id is the folded form of its fullest name."""

    labels: dict[str, str]
    forms: dict[str, str]
    """Every folded form of a name → its entity."""
    related: dict[str, frozenset[str]]
    kinds: dict[str, NameKind]
    mentions: dict[str, tuple[tuple[Span, str], ...]]
    holders: dict[str, str]
    """Office → the one person of the story who has it before their name: "Mayor Roe"."""
    described: dict[str, frozenset[str]]
    """What a named thing is called beside its name: "the X-7 missile system" → missile, system."""

    def at(self, article: str, span: Span) -> tuple[tuple[Span, str], ...]:
        """The mentions inside ``span`` of the article, as (span, entity id), in order."""
        mentions, starts = self.mentions.get(article, ()), self._starts.get(article)
        if starts is None:
            starts = self._starts[article] = [m[0].start for m in mentions]
        first = bisect_left(starts, span.start)
        last = bisect_right(starts, span.end, first)
        return tuple([m for m in mentions[first:last] if m[0].end <= span.end])

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        """Article key → where its mentions start, for those that were asked about."""
        return {}

    def connected(self, one: str, other: str) -> bool:
        """True where the two are one entity, or one is said to be of the other's place or body."""
        return (
            one == other or other in self.related.get(one, ()) or one in self.related.get(other, ())
        )


Names = dict[str, list[tuple[str, Name]]]
"""Article key → its names with their folded forms."""


def resolve_entities(articles: Iterable[ArticleFacts]) -> Entities:
    """Join the names of all ``articles`` into entities.

    Forms are joined when they fold to the same words, when an article gives them as aliases,
    when one is the acronym of the other, when a person's surname or an organisation's short
    form fits exactly one fuller name. The outcome does not depend on the articles' order.
    """
    articles = sorted(articles, key=lambda a: a.key)
    names = _proper_names(articles)
    forms, form_kinds = _forms(names)
    leader = join(forms, form_kinds)
    kinds = {leader[f]: k for f, k in sorted(form_kinds.items(), key=lambda fk: len(fk[0]))}
    surfaces = _surfaces(names, leader, kinds)
    longest_first = sorted(surfaces, key=lambda f: (-len(f), f))
    mentions = {
        a.key: _mentions(a, names[a.key], leader, surfaces, longest_first) for a in articles
    }
    return Entities(
        _labels(names, leader),
        _all_forms(forms, leader),
        _related(names, leader),
        kinds,
        mentions,
        _holders(articles, mentions, kinds),
        _descriptions(articles, mentions, kinds),
    )


def _proper_names(articles: Sequence[ArticleFacts]) -> Names:
    """All names but single words that the articles also write small: headlines capitalise verbs."""
    single = {
        fold(name.canonical)
        for a in articles
        for name in a.attributions.names
        if name.kind is NameKind.OTHER
    }
    common = {word for word in single if any(_is_small_word(word, a.text) for a in articles)}
    return {
        a.key: [
            (folded, name)
            for name in a.attributions.names
            if (folded := fold(name.canonical))
            and not (name.kind is NameKind.OTHER and folded in common)
        ]
        for a in articles
    }


def _is_small_word(word: str, text: str) -> bool:
    """True where ``word`` stands in ``text`` as a word in small letters."""
    return word in text and word in _lower_words(text)


def _words_in(text: str) -> frozenset[str]:
    return frozenset(_LOWER_WORD.findall(text))


_lower_words = Lately(_words_in, lambda text: len(text), WORDS_OF)


def _forms(names: Names) -> tuple[dict[str, set[str]], dict[str, NameKind]]:
    forms: dict[str, set[str]] = defaultdict(set)
    votes: dict[str, Counter[NameKind]] = defaultdict(Counter)
    for found in names.values():
        for folded, name in found:
            forms[folded].update({fold(alias) for alias in name.aliases} - {""})
            votes[folded][name.kind] += len(name.mentions)
    return forms, {f: max(sorted(v), key=lambda k: v[k]) for f, v in votes.items()}


def _all_forms(forms: dict[str, set[str]], leader: dict[str, str]) -> dict[str, str]:
    """Names first; an alias only where it means one entity."""
    owners: dict[str, set[str]] = defaultdict(set)
    for form, aliases in forms.items():
        for alias in aliases:
            owners[alias].add(leader[form])
    unique = {alias: min(found) for alias, found in owners.items() if len(found) == 1}
    return unique | leader


def _surfaces(names: Names, leader: dict[str, str], kinds: dict[str, NameKind]) -> dict[str, str]:
    """Every spelling of every person and body → its entity; ambiguous spellings are left out."""
    owners: dict[str, set[str]] = defaultdict(set)
    for found in names.values():
        for folded, name in found:
            if kinds[leader[folded]] in (NameKind.PERSON, NameKind.ORGANISATION):
                for form in (name.canonical, *name.aliases):
                    owners[form].add(leader[folded])
    return {
        form: min(found)
        for form, found in owners.items()
        if len(found) == 1 and len(form) > 2 and form[0].isupper()
    }


def _mentions(
    article: ArticleFacts,
    names: Sequence[tuple[str, Name]],
    leader: dict[str, str],
    surfaces: dict[str, str],
    longest_first: Sequence[str],
) -> tuple[tuple[Span, str], ...]:
    """The article's own mentions, and what stands unmarked there but is known from others."""
    found = [(span, leader[folded]) for folded, name in names for span in name.mentions]
    found += _opening_state(article.title, leader) if article.text.startswith(article.title) else []
    taken = {at for span, _ in found for at in range(span.start, span.end)}
    for form in longest_first:
        if form not in article.text:
            continue
        for span in _occurrences(form, article.text):
            if span.start not in taken:
                found.append((span, surfaces[form]))
                taken.update(range(span.start, span.end))
    return tuple(sorted(found))


def _opening_state(title: str, leader: dict[str, str]) -> list[tuple[Span, str]]:
    """ "France Is Preparing to Ship …": where all is capitalised no name is seen to end."""
    opening = _STATE_ACTS.match(title)
    listed = gazetteer.entry(opening[1]) if opening else None
    if opening is None or listed is None or listed.kind not in ("country", "capital"):
        return []
    entity = leader.get(fold(listed.canonical))
    return [(Span(0, opening.end(1)), entity)] if entity else []


def _occurrences(form: str, text: str) -> Iterable[Span]:
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        around = text[start - 1 : start] + text[end : end + 1]
        if not any(c.isalnum() or c == "-" for c in around):
            yield Span(start, end)
        start = text.find(form, end)


def _labels(names: Names, leader: dict[str, str]) -> dict[str, str]:
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for found in names.values():
        for folded, name in found:
            votes[leader[folded]][name.canonical] += 1
    return {
        entity: max(sorted(count), key=lambda label: (len(fold(label)), count[label]))
        for entity, count in votes.items()
    }


def _related(names: Names, leader: dict[str, str]) -> dict[str, frozenset[str]]:
    related: dict[str, set[str]] = defaultdict(set)
    for found in names.values():
        for folded, name in found:
            related[leader[folded]].update(leader.get(fold(r), fold(r)) for r in name.related)
            related[leader[folded]].update(_state_of(name.canonical, leader))
    return {entity: frozenset(others - {"", entity}) for entity, others in related.items()}


def _state_of(name: str, leader: dict[str, str]) -> tuple[str, ...]:
    """ "Paris plans": what a capital does, its state does."""
    listed = gazetteer.entry(name)
    state = fold(listed.group) if listed is not None and listed.kind == "capital" else ""
    return (leader[state],) if state in leader else ()


def _holders(
    articles: Sequence[ArticleFacts],
    mentions: dict[str, tuple[tuple[Span, str], ...]],
    kinds: dict[str, NameKind],
) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        offices = _offices(article)
        for span, entity in mentions[article.key]:
            known = offices.get(span)
            if known is None:
                known = offices[span] = _offices_beside(article.text, span)
            held, first, behind = known
            if held and kinds.get(entity) is not NameKind.PLACE:
                found[held].add(entity)
            if behind and kinds.get(entity) is NameKind.PERSON:
                found[behind].add(entity)
            if first:
                found[first].add(entity)
    return {role: min(people) for role, people in found.items() if len(people) == 1}


Offices = tuple[str, str, str]
"""Before a name, as its first word, behind it; "" for none."""


def _offices_beside(text: str, name: Span) -> Offices:
    """The offices that are told beside a name."""
    roles = _roles()
    before = text[max(0, name.start - 30) : name.start].split()
    held = before[-1].lower() if before else ""
    named = _OFFICE_BEFORE.search(text[max(0, name.start - 60) : name.start])
    held = named[1].lower() if named and named[1].lower() in roles else held
    first = text[name.start : name.end].split()[0].lower()
    behind = _APPOSITION.match(text, name.end)  # "Jane Roe, the transport minister, …": minister
    last = behind[1].lower().split()[-1] if behind else ""
    return tuple([office if office in roles else "" for office in (held, first, last)])  # type: ignore[return-value]


def _no_offices(article: ArticleFacts) -> dict[Span, Offices]:
    return {}


_offices = Lately(_no_offices, lambda article: len(article.text), READ_LATELY)


@cache
def _roles() -> frozenset[str]:
    return frozenset(load("people")["roles"])


def _descriptions(
    articles: Sequence[ArticleFacts],
    mentions: dict[str, tuple[tuple[Span, str], ...]],
    kinds: dict[str, NameKind],
) -> dict[str, frozenset[str]]:
    described: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        for span, entity in mentions[article.key]:
            if kinds.get(entity) is NameKind.OTHER:
                described[entity].update(_description(article.text, span))
    return {entity: frozenset(found) for entity, found in described.items()}


def _description(text: str, name: Span) -> Iterable[str]:
    rest = _REST_OF_PHRASE.split(text[name.end : name.end + DESCRIPTION_CHARS], maxsplit=1)[0]
    for token in tokenise(rest):
        if token.lower != token.lemma or not token.text[0].isalpha():
            return
        yield token.lemma
