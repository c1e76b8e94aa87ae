"""Who is who across the articles of a story: "Roe", "Jane Roe" and "J. Roe, the minister"."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storytracker.analysis.lexicons import load
from storytracker.analysis.types import ArticleFacts, Name, NameKind, Span

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def fold(name: str) -> str:
    """A name for comparing: lower case, no accents, no article, no possessive, no punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = [w for w in _WORD.findall(re.sub(r"[’']s?\b", "", plain.lower())) if w != "the"]
    return " ".join(words)


@dataclass(frozen=True)
class Entities:
    """The entities of a story; an entity's id is the folded form of its fullest name."""

    labels: dict[str, str]
    related: dict[str, frozenset[str]]
    kinds: dict[str, NameKind]
    mentions: dict[str, tuple[tuple[Span, str], ...]]

    def at(self, article: str, span: Span) -> tuple[tuple[Span, str], ...]:
        """The mentions inside ``span`` of the article, as (span, entity id), in order."""
        return tuple(m for m in self.mentions.get(article, ()) if span.covers(m[0]))

    def connected(self, one: str, other: str) -> bool:
        """True where the two are one entity, or one is said to be of the other's place or body."""
        return (
            one == other or other in self.related.get(one, ()) or one in self.related.get(other, ())
        )


def resolve_entities(articles: Iterable[ArticleFacts]) -> Entities:
    """Join the names of all ``articles`` into entities.

    Forms are joined when they fold to the same words, when an article gives them as aliases,
    when one is the acronym of the other, when a person's surname or an organisation's short
    form fits exactly one fuller name. The outcome does not depend on the articles' order.
    """
    articles = sorted(articles, key=lambda a: a.key)
    forms, kinds = _forms(articles)
    leader = _join(forms, kinds)
    labels = _labels(articles, leader)
    related = _related(articles, leader)
    mentions = {
        a.key: tuple(
            sorted(
                (span, leader[fold(name.canonical)])
                for name in a.attributions.names
                if fold(name.canonical)
                for span in name.mentions
            )
        )
        for a in articles
    }
    return Entities(labels, related, {leader[f]: k for f, k in kinds.items()}, mentions)


def _forms(articles: Sequence[ArticleFacts]) -> tuple[dict[str, set[str]], dict[str, NameKind]]:
    forms: dict[str, set[str]] = defaultdict(set)
    votes: dict[str, Counter[NameKind]] = defaultdict(Counter)
    for article in articles:
        for name in article.attributions.names:
            folded = fold(name.canonical)
            if not folded:
                continue
            forms[folded].update(_alias_forms(name))
            votes[folded][name.kind] += len(name.mentions)
    kinds = {f: max(sorted(v), key=lambda k: v[k]) for f, v in votes.items()}
    return forms, kinds


def _alias_forms(name: Name) -> set[str]:
    return {fold(alias) for alias in name.aliases} - {""}


def _join(forms: dict[str, set[str]], kinds: dict[str, NameKind]) -> dict[str, str]:
    parent = {form: form for form in forms}

    def find(form: str) -> str:
        while parent[form] != form:
            form = parent[form]
        return form

    by_alias: dict[str, list[str]] = defaultdict(list)
    for form in sorted(forms):
        for alias in forms[form]:
            by_alias[alias].append(form)
    for alias, owners in sorted(by_alias.items()):
        fuller = {o for o in owners if o != alias}
        if alias in parent and len(fuller) >= 1:
            parent[find(alias)] = find(sorted(fuller)[0])
        elif _is_distinctive(alias) and len(fuller) > 1:
            first = sorted(fuller)[0]
            for other in sorted(fuller)[1:]:
                if find(other) != find(first):
                    parent[find(other)] = find(first)
    for form in sorted(forms, key=lambda f: (len(f), f)):
        fuller_form = _fuller(form, sorted(forms), kinds)
        if fuller_form and find(form) != find(fuller_form):
            parent[find(form)] = find(fuller_form)
    return _fullest({form: find(form) for form in forms})


def _is_distinctive(alias: str) -> bool:
    return len(alias) > 3


def _fuller(form: str, forms: Sequence[str], kinds: dict[str, NameKind]) -> str:
    """The one fuller name that ``form`` is short for, "" for none or several."""
    words = form.split()
    candidates = []
    for other in forms:
        longer = other.split()
        if len(longer) <= len(words):
            continue
        if _is_short_for(words, longer, kinds[other]):
            candidates.append(other)
    roots = {c.split()[-1] if kinds[c] is NameKind.PERSON else c.split()[0] for c in candidates}
    return max(candidates, key=lambda c: (len(c), c)) if len(roots) == 1 else ""


def _is_short_for(words: list[str], longer: list[str], kind: NameKind) -> bool:
    if kind is NameKind.PERSON:
        return longer[-1] == words[-1] and (len(words) == 1 or words[0] == longer[0])
    generic = load("entities")["generic"].split()
    if longer[: len(words)] == words:
        return all(word in generic for word in longer[len(words) :])
    initials = "".join(word[0] for word in longer if word not in {"of", "and", "for"})
    return len(words) == 1 and len(words[0]) > 1 and words[0] == initials


def _fullest(leader: dict[str, str]) -> dict[str, str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for form, root in leader.items():
        groups[root].append(form)
    best = {root: max(members, key=lambda m: (len(m), m)) for root, members in groups.items()}
    return {form: best[root] for form, root in leader.items()}


def _labels(articles: Sequence[ArticleFacts], leader: dict[str, str]) -> dict[str, str]:
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        for name in article.attributions.names:
            if fold(name.canonical):
                votes[leader[fold(name.canonical)]][name.canonical] += 1
    return {
        entity: max(sorted(count), key=lambda label: (len(fold(label)), count[label]))
        for entity, count in votes.items()
    }


def _related(articles: Sequence[ArticleFacts], leader: dict[str, str]) -> dict[str, frozenset[str]]:
    related: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        for name in article.attributions.names:
            if fold(name.canonical):
                entity = leader[fold(name.canonical)]
                related[entity].update(leader.get(fold(r), fold(r)) for r in name.related)
    return {entity: frozenset(others - {"", entity}) for entity, others in related.items()}
