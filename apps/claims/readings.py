"""What was read in article versions, back from its rows: all of a version in one row.

A timeline asks for what hundreds of articles say. PostgreSQL puts the rows of a version together as
one text: to take that apart costs a tenth of what a model for each assertion, its speaker and each
citation costs, and what was taken apart lately need not be again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Expression, F, Func, JSONField, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from apps.claims import facts as rows
from apps.claims.models import Assertion
from apps.sources.models import ArticleVersion, Citation
from storytracker.analysis import types as facts
from storytracker.analysis.memo import READ_LATELY, Lately

READ = ("laid", "named", "parted", "said", "cited")
"""What ``with_attributions`` adds to a version."""

READ_TEXTS = 4 * READ_LATELY
"""Characters of rows that are remembered taken apart: an article's are some four times its own."""


class Said(NamedTuple):
    """What stays of an assertion's row where its timeline is told: its id, its exact words."""

    pk: int
    words: str


class Read(NamedTuple):
    """A version as it was read; ``said[i]`` is the row of ``attributions.assertions[i]``."""

    paragraphs: tuple[facts.Paragraph, ...]
    attributions: facts.Attributions
    said: tuple[Said, ...]


def with_attributions(versions: QuerySet[ArticleVersion]) -> QuerySet[ArticleVersion]:
    """Fetches all that ``read_of`` reads, in the same statement."""
    here = {"version": OuterRef("pk")}
    said = Assertion.objects.counted().filter(**here).order_by("position")
    cited = Citation.objects.filter(**here).order_by("id")
    return without_assertions(versions).annotate(
        said=_together(said, (*rows.SAID, *rows.KNOWN_AS)), cited=_together(cited, rows.CITED)
    )


def without_assertions(versions: QuerySet[ArticleVersion]) -> QuerySet[ArticleVersion]:
    """``with_attributions`` where names and sentences are enough: as if nobody said anything."""
    return versions.annotate(
        laid=Cast("paragraphs", TextField()),
        named=Cast("analysis__names", TextField()),
        parted=Cast("analysis__sentences", TextField()),
    )


def _together(found: QuerySet[Any], columns: Sequence[str]) -> Expression:
    """These columns of all rows found, as the text of a list of lists."""
    row = Func(*map(F, columns), function="json_build_array", output_field=JSONField())
    every = ArraySubquery(found.values(row=row))
    return Cast(Func(every, function="array_to_json", output_field=JSONField()), TextField())


def read_of(version: ArticleVersion) -> Read:
    """What was read in this version, with what editors decided about it.

    Nobody says anything in one that was never read. Of a version that does not come from
    ``with_attributions``, its rows are asked for.
    """
    if not hasattr(version, "laid"):
        version = with_attributions(ArticleVersion.objects.all()).get(pk=version.pk)
    laid, named, parted, said, cited = (getattr(version, name, None) for name in READ)
    if named is None:
        parted = said = cited = None
    return _read(laid or "[]", named or "[]", parted or "[]", said or "[]", cited or "[]")


def attributions_of(version: ArticleVersion) -> facts.Attributions:
    """What ``attribute`` found in this version, as ``read_of`` has it."""
    return read_of(version).attributions


# --- taken apart ----------------------------------------------------------------------------


def _taken_apart(laid: str, named: str, parted: str, said: str, cited: str) -> Read:
    spoken = json.loads(said)
    found = facts.Attributions(
        assertions=tuple([rows.assertion_of(row) for row in spoken]),
        citations=tuple([rows.citation_of(row) for row in json.loads(cited)]),
        names=tuple([rows.name_of(entry) for entry in json.loads(named)]),
        sentences=tuple([rows.span_of(pair) for pair in json.loads(parted)]),
    )
    paragraphs = tuple([rows.paragraph_of(block) for block in json.loads(laid)])
    return Read(paragraphs, found, tuple([Said(row[0], row[1]) for row in spoken]))


_read = Lately(_taken_apart, lambda *texts: sum(map(len, texts)), READ_TEXTS)
