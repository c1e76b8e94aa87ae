"""From what was typed to what is shown, and what to try where nothing was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from django.utils.translation import gettext

from apps.accounts.models import User
from apps.sources.models import Article, Outlet, Report
from apps.sources.services import nearest_word
from apps.stories.search.asking import KINDS, Asked, Filter, Term, ask, written
from apps.stories.search.facets import Facet, facets
from apps.stories.search.finding import MOST, Found, Match, Terms, find, terms_of
from apps.stories.search.limits import Limits, limits_of, origins_called, outlets_called
from apps.stories.search.marking import marker_for
from apps.stories.search.showing import Hit, mark, rows_of

PER_PAGE = 20
# On the page of all kinds: so many of each, so that everything can be seen at once.
SAMPLE = {"claims": 3, "passages": 6, "articles": 6, "speakers": 3, "stories": 3}
MOST_OUTLETS = 5000
"""Names that a mistyped outlet is held against."""
MOST_WORDS = 6
"""Words of one query that are held against the words of all texts."""


@dataclass(slots=True)
class Results:
    """What was found, and what has to be said about it."""

    asked: Asked
    found: Found = field(default_factory=Found)
    match: Match = field(default_factory=Match)
    terms: Terms | None = None
    notes: list[str] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    is_looked_for: bool = False
    """False where there is nothing to look for: no words, or such as stand everywhere."""

    def ids(self, kind: str) -> list[int]:
        return list(getattr(self.found, kind))

    def count(self, kind: str) -> str:
        """The number of hits; "1,000+" where there are more than were looked at."""
        number = len(self.ids(kind))
        return f"{MOST:,}+" if number > MOST else f"{number:,}"

    @property
    def total(self) -> int:
        return sum(min(len(self.ids(kind)), MOST) for kind in KINDS)

    @property
    def kinds(self) -> list[str]:
        """The kinds of which there is something."""
        return [kind for kind in KINDS if self.ids(kind)]

    def page(self, kind: str, part: slice) -> list[Hit]:
        """A part of one kind's hits."""
        return self.marked({kind: part})[kind]

    def sample(self) -> dict[str, list[Hit]]:
        """Some of each kind that there is."""
        return self.marked({kind: slice(0, SAMPLE[kind]) for kind in self.kinds})

    def marked(self, parts: dict[str, slice]) -> dict[str, list[Hit]]:
        """Hits with what was asked for marked: one query for the stems of all of them."""
        reads = rows_of(self.found, self.match)
        hits = {kind: reads[kind](part) for kind, part in parts.items()}
        every = [hit for some in hits.values() for hit in some]
        stems = [stem for stem in self.terms.stems if stem] if self.terms else []
        texts = (text for hit in every for text in hit.texts)
        marker = marker_for(stems, texts, begun=self.terms.begun if self.terms else None)
        for hit in every:
            mark(hit, marker)
        return hits

    def facets(self, user: User, kinds: Iterable[str]) -> list[Facet]:
        return facets(self.asked, self.found, kinds, user)


def search(text: str, user: User) -> Results:
    """Find what ``text`` asks for, of what ``user`` may read.

    Where nothing has the words, the last one is taken for the beginning of a word; then those
    that no text has are taken for mistyped. The notes say so.
    """
    results = Results(ask(text))
    limits = limits_of(results.asked, user)
    tell_unknown(results, limits)
    if results.asked.is_empty:
        return results
    look(results, limits)
    if not results.found and results.terms and results.terms.can_be_begun():
        begin(results, limits)
    if not results.found and results.match.wanted is not None:
        correct(results, limits)
    if not results.found:
        tell_unheld(results, limits.user)
    return results


def look(results: Results, limits: Limits) -> None:
    results.terms = terms_of(results.asked)
    results.match = results.terms.match()
    if idle := results.terms.idle:
        words = ", ".join(f"“{word}”" for word in idle)
        said = gettext("%(words)s: in nearly every text, so it is not looked for.")
        results.notes.append(said % {"words": words})
    if results.match.wanted is not None or any(not f.is_minus for f in results.asked.filters):
        results.is_looked_for = True
        results.found = find(results.match, limits)


def begin(results: Results, limits: Limits) -> None:
    """Take the last word for the beginning of one; leave all as it was if that finds nothing."""
    assert results.terms
    begun = results.terms.with_last_begun()
    if found := find(begun.match(), limits):
        results.terms, results.match, results.found = begun, begun.match(), found
        word = begun.telling[-1].words
        said = gettext("Nothing has “%(word)s” as it stands; shown is what begins with it.")
        results.notes.append(said % {"word": word})


def correct(results: Results, limits: Limits) -> None:
    """Put the nearest word in the place of each that no text has."""
    meant = [
        term if term.is_minus else replace(term, words=nearest(term.words))
        for term in results.asked.terms
    ]
    if meant == results.asked.terms:
        return
    better = Results(ask(written(meant, results.asked.filters)))
    look(better, replace(limits, asked=better.asked))
    if better.found:
        wrong = ", ".join(f"“{a.words}”" for a in changed(results.asked.terms, meant))
        right = ", ".join(f"“{a.words}”" for a in changed(meant, results.asked.terms))
        said = gettext("Nothing has %(wrong)s; shown is what has %(right)s.")
        results.notes.append(said % {"wrong": wrong, "right": right})
        results.suggestions.append(better.asked.text)
        results.terms, results.match = better.terms, better.match
        results.found = better.found


def changed(terms: list[Term], others: list[Term]) -> Iterator[Term]:
    return (term for term, other in zip(terms, others, strict=True) if term != other)


def nearest(words: str) -> str:
    """The same words, mistyped ones put right."""
    parts = words.split()
    return " ".join([*((nearest_word(p) or p) for p in parts[:MOST_WORDS]), *parts[MOST_WORDS:]])


def tell_unknown(results: Results, limits: Limits) -> None:
    """Say which names mean nobody, and what they may be meant for."""
    for name, value in limits.unknown:
        said = gettext("There is no %(name)s “%(value)s” here.")
        results.notes.append(said % {"name": name, "value": value})
        if near := near_filter(name, value, limits.user):
            results.suggestions.append(instead(results.asked, name, value, near))


def tell_unheld(results: Results, user: User) -> None:
    """Say of which outlets nothing is held, though others cite them, and how to find that."""
    held = Article.objects.visible_to(user).present()
    for value in results.asked.named("outlet"):
        ids = list(outlets_called(value, user))
        is_held = not ids or held.filter(outlet__in=ids).exists()
        if not is_held and list(origins_called(value, user)):
            said = gettext("Nothing by “%(value)s” itself is held here, but others cite it.")
            results.notes.append(said % {"value": value})
            near = Filter("origin", value)
            results.suggestions.append(instead(results.asked, "outlet", value, near))


def instead(asked: Asked, name: str, value: str, near: Filter) -> str:
    """The query with another filter in the place of ``name:value``, as text."""
    filters = [
        replace(near, is_minus=each.is_minus) if (each.name, each.value) == (name, value) else each
        for each in asked.filters
    ]
    return written(asked.terms, filters)


def near_filter(name: str, value: str, user: User) -> Filter | None:
    """What a filter that means nobody may be meant for."""
    if name == "outlet" and list(origins_called(value, user)):
        return Filter("origin", value)
    if name in ("outlet", "origin"):
        rows = (
            Outlet.objects.order_by("name") if name == "outlet" else Report.objects.order_by("-pk")
        )
        near = near_name(value, rows.values_list("name", flat=True)[:MOST_OUTLETS])
    else:
        near = nearest(value)
    return Filter(name, near) if near and near != value else None


def near_name(value: str, names: Iterable[str]) -> str | None:
    """The name that is nearest to ``value``, as a whole or in one of its words."""
    known = {part.lower(): name for name in names for part in (*name.split(), name)}
    close = get_close_matches(value.lower(), known, n=1, cutoff=0.7)
    return known[close[0]] if close else None
