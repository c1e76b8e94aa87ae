"""Who says what about each claim of a story, as it was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from apps.claims.models import Claim, Evidence

Told = Mapping[int, Sequence[Evidence]]
"""Claim id → its evidence, the oldest article first, within an article in reading order."""


def told_of(claims: Iterable[Claim]) -> Told:
    """What is told of these claims; one query, or none for claims of a look back.

    Each row comes with its assertion, its speaker and its article with the outlet, as
    ``EvidenceQuerySet.for_table`` has them; those that look back are not saved rows.
    """
    claims = list(claims)
    told = {c.pk: c.told for c in claims if hasattr(c, "told")}
    asked = [c.pk for c in claims if c.pk not in told]
    found: dict[int, list[Evidence]] = defaultdict(list, told)
    if asked:
        for row in Evidence.objects.for_table().filter(claim__in=asked):
            found[row.claim_id].append(row)
    return found


def in_table_order(rows: Iterable[Evidence]) -> list[Evidence]:
    """Rows that were never saved, in the order of ``EvidenceQuerySet.for_table``."""

    def place(row: Evidence) -> tuple[date, int, int]:
        article = row.assertion.version.article
        return article.when_day or date.max, article.pk, row.assertion.position

    return sorted(rows, key=place)
