"""Who denies a claim: since when, in what degree, and which later reports leave it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.claims.models import Evidence, Speaker
from apps.sources.models import Article
from storytracker.analysis.types import Stance

DENYING = (Stance.DENIES, Stance.DENIES_IN_PART)


@dataclass(frozen=True, slots=True)
class Denial:
    """One speaker's denial of a claim.

    ``first`` is the oldest assertion of it. ``carried_by`` are the articles that have it,
    ``left_out_by`` those that tell the claim on a later day and say nothing of this denial.
    """

    speaker: Speaker
    first: Evidence
    is_whole: bool
    carried_by: tuple[Article, ...]
    left_out_by: tuple[Article, ...]


def denials_of(rows: Sequence[Evidence]) -> list[Denial]:
    """The ledger of one claim's evidence (``EvidenceQuerySet.for_table``), the oldest first.

    Asks the database nothing. On the day of the denial itself nobody left it out: within a day
    the order is often not known. Nor did an article without a date.
    """
    denying: dict[int, list[Evidence]] = {}
    for row in rows:
        if row.stance in DENYING and row.assertion.speaker.name:
            denying.setdefault(row.assertion.speaker.known_as.pk, []).append(row)
    telling = _articles(row for row in rows if row.stance == Stance.SUPPORTS)
    return [_denial(found, telling) for found in denying.values()]


def _denial(found: Sequence[Evidence], telling: Iterable[Article]) -> Denial:
    carried = _articles(found)
    since = min((a.when_day for a in carried if a.when_day), default=None)
    ids = {article.pk for article in carried}
    later = (a for a in telling if since and a.when_day and a.when_day > since)
    return Denial(
        speaker=found[0].assertion.speaker.known_as,
        first=found[0],
        is_whole=any(row.stance == Stance.DENIES for row in found),
        carried_by=tuple(carried),
        left_out_by=tuple(article for article in later if article.pk not in ids),
    )


def _articles(rows: Iterable[Evidence]) -> list[Article]:
    """The articles of these rows, once each, in their order."""
    found = {row.assertion.version.article_id: row.assertion.version.article for row in rows}
    return list(found.values())
