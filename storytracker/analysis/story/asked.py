"""What was read in an article's assertions, remembered with what was asked about names meanwhile.

A story is analysed again whenever one of its articles is new. What an old one says is read anew
where the story tells something else by now about the names in it: that "Roe" is Jane Roe, that she
is the mayor. Most is asked about a few names only, and answered as before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from storytracker.analysis.memo import READ_LATELY, Lately
from storytracker.analysis.story.entities import Entities
from storytracker.analysis.types import ArticleFacts, Span

Value = TypeVar("Value")
Told = TypeVar("Told")

Notes = dict[tuple[str, Any], Any]
"""(table, key) → what that said, None for nothing; the mentions in a span are ("at", span)."""


class _Noted(dict[str, Told]):
    """A table that notes what it is asked for."""

    def __init__(self, name: str, table: Mapping[str, Told], notes: Notes) -> None:
        super().__init__()
        self._name, self._table, self._notes = name, table, notes

    def get(self, key: str, default: Any = None) -> Any:
        found = self._notes[self._name, key] = self._table.get(key)
        return default if found is None else found

    def __getitem__(self, key: str) -> Told:
        found = self._notes[self._name, key] = self._table[key]
        return found

    def __contains__(self, key: object) -> bool:
        return self.get(str(key)) is not None


@dataclass(frozen=True)
class _Noting(Entities):
    """The entities of a story, of which is noted what is asked. Nothing else may be asked here."""

    notes: Notes

    def at(self, article: str, span: Span) -> tuple[tuple[Span, str], ...]:
        found = self.notes["at", span] = super().at(article, span)
        return found


def _noting(entities: Entities, article: str, notes: Notes) -> _Noting:
    return _Noting(
        labels=_Noted("labels", entities.labels, notes),
        forms=_Noted("forms", entities.forms, notes),
        related={},
        kinds=_Noted("kinds", entities.kinds, notes),
        mentions={article: entities.mentions.get(article, ())},
        holders=_Noted("holders", entities.holders, notes),
        described={},
        notes=notes,
    )


@dataclass(frozen=True, slots=True)
class _Reading(Generic[Value]):
    value: Value
    notes: Notes

    def holds(self, article: str, entities: Entities) -> bool:
        """Whether the same would be answered today."""
        return all(
            (entities.at(article, key) if table == "at" else getattr(entities, table).get(key))
            == answer
            for (table, key), answer in self.notes.items()
        )


class ReadByAssertion(Generic[Value]):
    """What ``make``, a pure function, reads in each assertion of an article, remembered.

    It is given the article, the assertion's index, and entities of which it asks for the mentions
    in a span (``at``), ``labels``, ``forms``, ``kinds`` and ``holders``, nothing else.
    """

    def __init__(self, make: Callable[[ArticleFacts, int, Entities], Value]) -> None:
        self._make = make
        self._lately: Lately[[ArticleFacts], list[_Reading[Value] | None]] = Lately(
            lambda article: [None] * len(article.attributions.assertions),
            lambda article: len(article.text),
            READ_LATELY,
        )

    def __call__(self, article: ArticleFacts, entities: Entities) -> list[Value]:
        """What each assertion says, in order."""
        readings = self._lately(article)
        return [self._read(article, index, entities, readings) for index in range(len(readings))]

    def _read(
        self,
        article: ArticleFacts,
        index: int,
        entities: Entities,
        readings: list[_Reading[Value] | None],
    ) -> Value:
        known = readings[index]
        if known is None or not known.holds(article.key, entities):
            notes: Notes = {}
            value = self._make(article, index, _noting(entities, article.key, notes))
            known = readings[index] = _Reading(value, notes)
        return known.value
