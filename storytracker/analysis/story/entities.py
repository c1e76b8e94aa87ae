"""Who is who across the articles of a story: "Roe", "Jane Roe" and "J. Roe, the minister"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storytracker.analysis.lexicons import load
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
        return tuple(m for m in self.mentions.get(article, ()) if span.covers(m[0]))

    def connected(self, one: str, other: str) -> bool:
        """True where the two are one entity, or one is said to be of the other's place or body."""
        return (
            one == other or other in self.related.get(one, ()) or one in self.related.get(other, ())
        )

    def around(self, article: ArticleFacts) -> Around:
        """What of it the reading of one article hangs on."""
        mentions = self.mentions.get(article.key, ())
        named = sorted({entity for _, entity in mentions})
        speakers = sorted({fold(a.speaker.name) for a in article.attributions.assertions})
        return Around(
            tuple((e, self.labels[e], self.kinds.get(e)) for e in named),
            tuple((f, self.forms[f]) for f in speakers if f in self.forms),
            mentions,
            tuple(sorted(self.holders.items())),
        )


@dataclass(frozen=True, slots=True)
class Around:
    """The entities as one article needs them: what is read with the same is the same.

    While a story grows, most of its articles' stay as they were.
    """

    named: tuple[tuple[str, str, NameKind | None], ...]
    forms: tuple[tuple[str, str], ...]
    mentions: tuple[tuple[Span, str], ...]
    holders: tuple[tuple[str, str], ...]

    def entities(self, article: str) -> Entities:
        """The same as entities, of the article with this key alone."""
        return Entities(
            labels={entity: label for entity, label, _ in self.named},
            forms=dict(self.forms),
            related={},
            kinds={entity: kind for entity, _, kind in self.named if kind is not None},
            mentions={article: self.mentions},
            holders=dict(self.holders),
            described={},
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
    mentions = {a.key: _mentions(a, names[a.key], leader, surfaces) for a in articles}
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
    common = {w for a in articles for w in _LOWER_WORD.findall(a.text)}
    return {
        a.key: [
            (folded, name)
            for name in a.attributions.names
            if (folded := fold(name.canonical))
            and not (name.kind is NameKind.OTHER and folded in common)
        ]
        for a in articles
    }


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
) -> tuple[tuple[Span, str], ...]:
    """The article's own mentions, and what stands unmarked there but is known from others."""
    found = [(span, leader[folded]) for folded, name in names for span in name.mentions]
    taken = {at for span, _ in found for at in range(span.start, span.end)}
    for form in sorted(surfaces, key=lambda f: (-len(f), f)):
        for span in _occurrences(form, article.text):
            if span.start not in taken:
                found.append((span, surfaces[form]))
                taken.update(range(span.start, span.end))
    return tuple(sorted(found))


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
    return {entity: frozenset(others - {"", entity}) for entity, others in related.items()}


def _holders(
    articles: Sequence[ArticleFacts],
    mentions: dict[str, tuple[tuple[Span, str], ...]],
    kinds: dict[str, NameKind],
) -> dict[str, str]:
    roles = frozenset(load("people")["roles"])
    found: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        for span, entity in mentions[article.key]:
            before = article.text[max(0, span.start - 30) : span.start].split()
            held = before[-1].lower() if before else ""
            named = _OFFICE_BEFORE.search(article.text[max(0, span.start - 60) : span.start])
            held = named[1].lower() if named and named[1].lower() in roles else held
            if held in roles and kinds.get(entity) is not NameKind.PLACE:
                found[held].add(entity)
            if kinds.get(entity) is NameKind.PERSON:
                for office in _offices_behind(article.text, span.end, roles):
                    found[office].add(entity)
            first = article.text[span.start : span.end].split()[0].lower()
            if first in roles:
                found[first].add(entity)
    return {role: min(people) for role, people in found.items() if len(people) == 1}


def _offices_behind(text: str, end: int, roles: frozenset[str]) -> Iterable[str]:
    """ "Jane Roe, the transport minister, …": minister."""
    behind = _APPOSITION.match(text, end)
    words = behind[1].lower().split() if behind else []
    return [word for word in words[-1:] if word in roles]


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
