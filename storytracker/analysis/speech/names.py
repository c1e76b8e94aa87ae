"""The names of an article: who and what is spoken of, in which forms, said to be what."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.cues import words_of
from storytracker.analysis.speech.runs import Run, find_runs
from storytracker.analysis.speech.words import Word
from storytracker.analysis.types import Name, NameKind, Paragraph, Span

# Asked of its class at every turn, a member would cost as much as a call.
_OTHER, _OUTLET, _PLACE = NameKind.OTHER, NameKind.OUTLET, NameKind.PLACE


@dataclass(slots=True)
class Entity:
    """One name under way: all forms found so far."""

    canonical: str
    kind: NameKind
    mentions: list[Span] = field(default_factory=list)
    forms: dict[str, None] = field(default_factory=dict)
    related: dict[str, None] = field(default_factory=dict)
    roles: dict[str, None] = field(default_factory=dict)
    feminine: bool | None = None
    first: int = 0


_WHERE = (["in"], ["near"], ["outside"])
_PLACE_IN_TEXT = attrgetter("start", "end")


class NameBook:
    """All names of an article; looks up what a form or a place in the text stands for."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.entities = list(entities)
        self._by_form: dict[str, Entity] = {}
        self._by_start: dict[int, tuple[Span, Entity]] = {}
        for entity in self.entities:
            for form in (entity.canonical, *entity.forms):
                self._by_form.setdefault(form, entity)
            for span in entity.mentions:
                self._by_start[span.start] = (span, entity)
        self._starts = sorted(self._by_start)

    def called(self, form: str) -> Entity | None:
        """The entity with this form, or ``None``."""
        return self._by_form.get(form)

    def within(self, starts: Sequence[int], start: int, end: int) -> list[tuple[Span, Entity]]:
        """The names that begin inside a range of tokens, which begin at ``starts``, in order."""
        named = self._by_start
        return [named[at] for at in starts[start:end] if at in named]

    def between(self, start: int, end: int) -> list[tuple[Span, Entity]]:
        """The names that begin in ``text[start:end]``, in order."""
        first, stop = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [self._by_start[at] for at in self._starts[first:stop]]

    def names(self) -> tuple[Name, ...]:
        """The names as handed on, by first mention."""
        return tuple(
            Name(
                canonical=e.canonical,
                kind=e.kind,
                mentions=tuple(sorted(e.mentions, key=_PLACE_IN_TEXT)),
                aliases=tuple([f for f in e.forms if f != e.canonical]),
                related=tuple([r for r in e.related if r != e.canonical]),
            )
            for e in self.entities
        )


def find_names(
    text: str,
    paragraphs: Sequence[Paragraph],
    tokens: Sequence[Word],
    starts: Sequence[int],
    *,
    outlet: str = "",
) -> NameBook:
    """The names in ``tokens`` (those of ``text``), a surname or an acronym joined to its name.

    ``starts`` are the tokens' offsets.

    Kinds come from the lexicons and from what stands beside a name (a title, a role, a word such
    as "company"); a name that nothing tells of is ``OTHER``. ``outlet`` is the article's own,
    which it may call by its last word.
    """
    runs = find_runs(text, paragraphs, tokens, starts)
    entities = _by_form(runs)
    own = _join_own(_join_outlets(entities), outlet)
    merged = _join_short_forms(own, partial(_is_located, text, runs))
    return NameBook(sorted(merged, key=lambda e: e.first))


def _by_form(runs: Sequence[Run]) -> dict[str, Entity]:
    entities: dict[str, Entity] = {}
    votes: dict[str, list[NameKind]] = defaultdict(list)
    for run in runs:
        votes[run.canonical].append(run.kind)
        entity = entities.get(run.canonical)
        if entity is None:
            entity = Entity(run.canonical, run.kind, first=run.span.start)
            entities[run.canonical] = entity
        entity.mentions.append(run.span)
        entity.forms[run.form] = None
        for place in run.related:
            entity.related[place] = None
        if run.role:
            entity.roles[run.role] = None
        if run.acronym:
            entity.forms[run.acronym] = None
        if run.feminine is not None:
            entity.feminine = run.feminine
    for canonical, kinds in votes.items():
        known = [k for k in kinds if k is not _OTHER]
        if len(known) == 1:
            entities[canonical].kind = known[0]
        elif known:
            entities[canonical].kind = Counter(known).most_common(1)[0][0]
    return entities


def _join_outlets(entities: dict[str, Entity]) -> dict[str, Entity]:
    """The short form "the Ledger" is the paper of that last word that the article names in full."""
    by_last: dict[str, Entity] = {}
    for entity in entities.values():
        if entity.kind is _OUTLET and any(len(f.split()) > 2 for f in entity.forms):
            by_last.setdefault(entity.canonical.split()[-1], entity)
    if not by_last:
        return entities
    kept: dict[str, Entity] = {}
    for canonical, entity in entities.items():
        short = {f.removeprefix("The ").removesuffix("’s").removesuffix("'s") for f in entity.forms}
        whole = by_last.get(next(iter(short))) if len(short) == 1 else None
        if whole is None or whole is entity:
            kept[canonical] = entity
            continue
        whole.mentions += entity.mentions
        whole.forms.update(entity.forms)
        whole.first = min(whole.first, entity.first)
    return kept


def _is_located(text: str, runs: Sequence[Run], canonical: str) -> bool:
    """``in Orly``: what stands behind "in" is where, not who."""
    starts = [run.span.start for run in runs if run.canonical == canonical]
    return any(text[max(0, at - 9) : at].split()[-1:] in _WHERE for at in starts)


def _join_own(entities: dict[str, Entity], outlet: str) -> dict[str, Entity]:
    """The article's own outlet, by its full name in any case or "the Gazette"."""
    whole = _bare(outlet)
    last = whole.split()[-1:]
    names = {whole, *last} if last and set(last) <= words_of("press_names") else {whole}
    kept: dict[str, Entity] = {}
    for canonical, entity in entities.items():
        kind = entity.kind in (_OUTLET, _OTHER)
        if not outlet or not kind or _bare(canonical) not in names:
            kept[canonical] = entity
            continue
        own = kept.setdefault(outlet, entity)
        own.canonical, own.kind = outlet, _OUTLET
        if own is not entity:
            own.mentions += entity.mentions
            own.forms.update(entity.forms)
            own.first = min(own.first, entity.first)
    return kept


def _bare(name: str) -> str:
    return name.casefold().removeprefix("the ").removesuffix("’s").removesuffix("'s")


def _join_short_forms(entities: dict[str, Entity], located: Callable[[str], bool]) -> list[Entity]:
    """Join "Roe" to "Jane Roe", "EC" to the name it was given for, "Acme" to "Acme Group"."""
    longer = _index_of_longer(entities)
    acronyms = {
        form: e
        for e in entities.values()
        for form in e.forms
        if form.isupper() and form != e.canonical
    }
    kept: list[Entity] = []
    for entity in entities.values():
        whole = acronyms.get(entity.canonical) or _whole_of(entity, longer, located)
        if whole is None or whole is entity:
            kept.append(entity)
            continue
        whole.mentions += entity.mentions
        whole.forms.update(entity.forms)
        whole.related.update(entity.related)
        whole.roles.update(entity.roles)
        whole.first = min(whole.first, entity.first)
        if whole.feminine is None:
            whole.feminine = entity.feminine
    return kept


def _index_of_longer(entities: dict[str, Entity]) -> dict[str, list[Entity]]:
    index: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities.values():
        words = entity.canonical.split()
        if len(words) < 2 or entity.kind is _PLACE:
            continue
        index[words[-1]].append(entity)
        if "-" in words[-1] and words[-1][0].islower():
            index[words[-1].partition("-")[2]].append(entity)
        for end in range(1, len(words)):
            index[" ".join(words[:end])].append(entity)
        initials = "".join([w[0] for w in words if w[0].isupper()])
        if len(initials) > 2:
            index[initials].append(entity)
    return index


def _whole_of(
    entity: Entity, longer: dict[str, list[Entity]], located: Callable[[str], bool]
) -> Entity | None:
    """The fuller name that ``entity`` is short for: of two, the one introduced first."""
    if entity.kind in (_PLACE, _OUTLET):
        return None
    fitting = [
        e
        for e in longer.get(entity.canonical, ())
        if _may_shorten(entity, e) or (_is_firm(entity, e) and not located(entity.canonical))
    ]
    return min(fitting, key=lambda e: e.first) if fitting else None


def _is_firm(short: Entity, whole: Entity) -> bool:
    """``Acme`` for "Acme Home Products", whose last word only a firm bears."""
    words = whole.canonical.split()
    return (
        short is not whole
        and whole.kind is NameKind.ORGANISATION
        and words[0] == short.canonical
        and words[-1].lower() in gazetteer.heads("last_words")
    )


def _may_shorten(short: Entity, whole: Entity) -> bool:
    if short is whole or whole.kind is _OUTLET:
        return False
    words, part = whole.canonical.split(), short.canonical
    if whole.kind is NameKind.PERSON:
        return part in (words[-1], words[-1].partition("-")[2]) or (
            part == words[0] and short.kind is not _PLACE
        )
    if part == words[-1]:
        return whole.kind is _OTHER and len(words) < 4
    if whole.kind is _OTHER and short.kind is NameKind.PERSON:
        return False
    rest = words[len(part.split()) :] if whole.canonical.startswith(part + " ") else words
    return rest == words or rest[0].lower() in gazetteer.heads("organisations")
