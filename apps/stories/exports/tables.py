"""A story as tables (CSV, RFC 4180): who says what, the claims, the developments."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator

from apps.sources.words import for_machines
from apps.stories.exports.documents import Documents
from apps.stories.page import sentence_of
from apps.stories.services import NOT_KEPT, StoryReading, Told

Row = Iterable[object]

FORMULA = re.compile(r"^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]")
"""What a spreadsheet would work out instead of showing: = + - @ (full-width too), or a blank that
it drops (OWASP, “CSV injection”)."""


def to_csv(rows: Iterable[Row]) -> str:
    """The rows as text; every cell is quoted, and none is a formula."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([cell(v) for v in row] for row in rows)
    return out.getvalue()


def to_file(rows: Iterable[Row]) -> str:
    """The rows as the text of a file.

    It begins with a byte-order mark: without one Excel reads another encoding than UTF-8.
    """
    return "\ufeff" + to_csv(rows)


def cell(value: object) -> object:
    """What stands in a cell: texts that a spreadsheet would work out get an apostrophe before."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and FORMULA.match(value):
        return f"'{value}"
    return value


def assertions(reading: StoryReading, told: Told, made: Documents) -> Iterator[Row]:
    """A row for each assertion that bears on a claim, claim by claim."""
    yield (
        *("claim", "claim_text", "stance", "certainty", "counts", "origin", "informant"),
        *("speaker", "speaker_as_called", "words", "outlet", "headline", "published"),
        *("precision", "basis", "start", "end", "address"),
    )
    for link in reading.claims:
        claim_id = link.claim_id if link.claim_id < NOT_KEPT else None
        for row in told.get(link.claim_id, ()):
            article = row.assertion.version.article
            place = made.said(row.assertion, article.pk)
            yield (
                *(claim_id, link.claim.text),
                *(row.stance, row.certainty, row.counts, row.origin, row.informant),
                *(row.assertion.speaker.known_as.name, row.assertion.speaker_name),
                *(row.assertion.words, article.outlet.name if article.outlet else ""),
                *(article.title, for_machines(article.when), article.when_precision),
                *(article.when_basis, place.start, place.end, place.url),
            )


def claims(reading: StoryReading, told: Told, made: Documents) -> Iterator[Row]:
    """A row for each claim of the board."""
    yield (
        *("claim", "text", "status", "verdict_by", "verdict_at", "rationale"),
        *("articles", "newsrooms", "origins", "informants", "denied_by"),
        *("origin_names", "informant_names", "denier_names", "address"),
    )
    for document in made.claims(reading, told):
        newest, rests = next(iter(document.verdicts), None), document.numbers
        yield (
            *(document.id, document.text, document.status, newest.by if newest else ""),
            *(newest.at.isoformat() if newest else "", newest.rationale if newest else ""),
            *(rests.articles, len(rests.newsrooms), len(rests.origins)),
            *(len(rests.informants), len(rests.denied_by), "; ".join(rests.origins)),
            *("; ".join(rests.informants), "; ".join(rests.denied_by), document.url),
        )


def developments(reading: StoryReading, told: Told, made: Documents) -> Iterator[Row]:
    """A row for each entry of the timeline."""
    yield (
        *("development", "position", "kind", "origin", "says", "sentence", "speaker", "target"),
        *("published", "precision", "basis", "first_shown_at", "words", "address"),
    )
    for row, entry in zip(made.developments(reading), reading.entries, strict=True):
        dating = entry.development.when
        yield (
            *(row.id, row.position, row.kind, row.origin, row.says),
            *(sentence_of(entry.development), row.speaker, row.target),
            *(for_machines(dating), dating.precision.value, dating.basis.value),
            row.first_shown_at.isoformat(),
            "; ".join(f"“{p.words}”" for p in row.passages),
            row.passages[0].url if row.passages else row.url,
        )


TABLES: dict[str, Callable[[StoryReading, Told, Documents], Iterator[Row]]] = {
    "assertions": assertions,
    "claims": claims,
    "developments": developments,
}
