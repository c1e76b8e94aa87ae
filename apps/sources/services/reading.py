"""The first stage: from bytes to an article."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from unicodedata import category

from django.db import transaction
from django.db.models import prefetch_related_objects

from apps.sources.models import ImportItem, ItemState
from apps.sources.services.drafting import draft_of, outlet_of
from apps.sources.services.keeping import keep_articles
from apps.sources.services.outlets import get_outlets
from apps.sources.services.stages import OUTAGE, give_back, still_held, stumbled
from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.types import Reading

log = logging.getLogger(__name__)

# A headline alone has as many; an article has more.
LEAST_LETTERS = 50
# The sample's articles have .97 to .98; EBCDIC or UTF-16 read as something else .14 to .49.
LEAST_SHARE_OF_WORDS = 0.75
LOOKED_AT = 20_000


def parse_items(ids: Sequence[int]) -> list[int]:
    """Read the items of ``ids`` that wait to be read, and keep what they are as articles.

    Each item becomes an article with its first version and goes on (state ASSERTING), or ends
    as DUPLICATE (with the article that we hold), NEEDS_REVIEW (nothing to analyse in it) or
    DEAD (the program failed on it), each with its reason in words. Items of one batch don't
    touch each other, and nothing is written for an item whose lease was lost meanwhile.
    Running this twice does the work once. Returns the ids that go on.

    Raises the database's error where that went away; no attempt is counted then.
    """
    waiting = [ItemState.FETCHED, ItemState.PARSING]
    items = ImportItem.objects.claim(ids, waiting, running=ItemState.PARSING)
    if not items:
        return []
    try:
        prefetch_related_objects(items, "raw")
        readings = {item.pk: read(item) for item in items}
        outlets = get_outlets(names_of_outlets(items, readings))
        with transaction.atomic():
            good = list(sort_out(still_held(items), readings))
            return keep_articles([draft_of(item, reading, outlets) for item, reading in good])
    except OUTAGE:
        give_back(items)
        raise


def read(item: ImportItem) -> Reading | None:
    """What the analysis reads out of an item's bytes; ``None`` where it failed on them."""
    assert item.raw is not None
    try:
        return read_article(
            bytes(item.raw.content),
            url=item.url,
            content_type=item.content_type,
            file_name=item.file_name,
        )
    except Exception:
        log.exception("Import item %s can't be read", item.pk)
        return None


def names_of_outlets(
    items: Sequence[ImportItem], readings: Mapping[int, Reading | None]
) -> Iterator[str]:
    """The outlets that the items or their documents name."""
    for item in items:
        finding = outlet_of(item, readings[item.pk])
        if finding is not None:
            yield finding.name


def sort_out(
    items: Sequence[ImportItem], readings: Mapping[int, Reading | None]
) -> Iterator[tuple[ImportItem, Reading]]:
    """Yield the items that have an article in them; end the others with words."""
    for item in items:
        row, reading = ImportItem.objects.filter(pk=item.pk), readings[item.pk]
        if reading is None:
            row.finish(ItemState.DEAD, stumbled(item))
        elif problem := nothing_to_analyse(reading):
            row.finish(ItemState.NEEDS_REVIEW, problem)
        else:
            yield item, reading


def nothing_to_analyse(reading: Reading) -> str:
    """Why a document has no article in it, in words; empty where it has one."""
    if reading.problem:
        return f"{reading.problem} The document is kept."
    start = reading.text[:LOOKED_AT]
    letters = sum(c.isalpha() for c in start)
    if letters < LEAST_LETTERS:
        return (
            f"Only {letters} letters were found in it, too few for an article. The document is "
            "kept. Paste the article's words instead."
        )
    if share_of_words(start) < LEAST_SHARE_OF_WORDS:
        return (
            "Its characters can't be made out: it is in an encoding that we don't know, or "
            "damaged. The document is kept. Paste the article's words instead."
        )
    return ""


def share_of_words(text: str) -> float:
    """The share of characters that words are made of, with the spaces between them."""
    counted = sum(c.isalnum() or c.isspace() or category(c).startswith("M") for c in text)
    return counted / len(text)
