"""The first stage: from bytes to an article."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from unicodedata import category

from django.db import transaction
from django.db.models import prefetch_related_objects

from apps.sources.models import ImportItem, ItemState
from apps.sources.services.drafting import draft_of, outlet_of
from apps.sources.services.isolating import BATCH_SECONDS, breached, run_isolated
from apps.sources.services.keeping import keep_articles
from apps.sources.services.outlets import get_outlets
from apps.sources.services.stages import OUTAGE, give_back, let_go, still_held, stumbled
from storytracker import isolation
from storytracker.analysis.reading.wire import read_to_json, reading_from_json
from storytracker.analysis.types import Reading
from storytracker.analysis.warming import load_everything
from storytracker.isolation import Breach, NoChild, OutOfTime

log = logging.getLogger(__name__)

# A headline alone has as many; an article has more.
LEAST_LETTERS = 50
# The sample's articles have .97 to .98; EBCDIC or UTF-16 read as something else .14 to .49.
LEAST_SHARE_OF_WORDS = 0.75
LOOKED_AT = 20_000

isolation.register("read", read_to_json, warm=load_everything)

# ``None`` where the program failed on the document.
Outcome = Reading | Breach | None


def parse_items(ids: Sequence[int]) -> list[int]:
    """Read the items of ``ids`` that wait to be read, and keep what they are as articles.

    Each item becomes an article with its first version and goes on (state ASSERTING), or ends
    as DUPLICATE (with the article that we hold), NEEDS_REVIEW (nothing to analyse in it) or
    DEAD (the program failed on it), each with its reason in words. One that broke its reader's
    limits is given back to be tried alone, and DEAD the second time. Items of one batch don't
    touch each other, and nothing is written for an item whose lease was lost meanwhile. What
    there is no time for is given back. Running this twice does the work once. Returns the ids
    that go on.

    Raises the database's error where that went away, and NoChild where the system gives no
    process to read in; no attempt is counted then.
    """
    waiting = [ItemState.FETCHED, ItemState.PARSING]
    items = ImportItem.objects.claim(ids, waiting, running=ItemState.PARSING)
    if not items:
        return []
    try:
        prefetch_related_objects(items, "raw")
        readings = dict(read_in_time(items))
        if late := [item for item in items if item.pk not in readings]:
            let_go(late)
            items = [item for item in items if item.pk in readings]
        outlets = get_outlets(names_of_outlets(items, readings))
        with transaction.atomic():
            good = list(sort_out(still_held(items), readings))
            return keep_articles([draft_of(item, reading, outlets) for item, reading in good])
    except OUTAGE:
        give_back(items)
        raise
    except NoChild:
        let_go(items)
        raise


def read_in_time(items: Sequence[ImportItem]) -> Iterator[tuple[int, Outcome]]:
    """Read one item after the other, by id, and stop before the task's time is up."""
    with isolation.budget(BATCH_SECONDS):
        for item in items:
            try:
                yield item.pk, read(item)
            except OutOfTime:
                log.warning("Import item %s and those after it are read later", item.pk)
                return


def read(item: ImportItem) -> Outcome:
    """What the analysis reads out of an item's bytes, in a child process with limits.

    Raises OutOfTime and NoChild, which are no fault of the item's.
    """
    assert item.raw is not None
    header = {
        "url": item.fetched_url or item.url,
        "content_type": item.content_type,
        "file_name": item.file_name,
    }
    content = bytes(item.raw.content)
    try:
        return run_isolated("read", header, content, reading_from_json, fresh=item.breaches > 0)
    except Breach as breach:
        return breach
    except (OutOfTime, NoChild):
        raise
    except Exception:
        log.exception("Import item %s can't be read", item.pk)
        return None


def names_of_outlets(items: Sequence[ImportItem], readings: Mapping[int, Outcome]) -> Iterator[str]:
    """The outlets that the items or their documents name."""
    for item in items:
        reading = readings[item.pk]
        finding = outlet_of(item, reading if isinstance(reading, Reading) else None)
        if finding is not None:
            yield finding.name


def sort_out(
    items: Sequence[ImportItem], readings: Mapping[int, Outcome]
) -> Iterator[tuple[ImportItem, Reading]]:
    """Yield the items that have an article in them; end the others with words."""
    for item in items:
        row, reading = ImportItem.objects.filter(pk=item.pk), readings[item.pk]
        if reading is None:
            row.finish(ItemState.DEAD, stumbled(item))
        elif isinstance(reading, Breach):
            breached(item, reading)
        elif problem := nothing_to_analyse(reading):
            row.finish(ItemState.NEEDS_REVIEW, problem)
        else:
            yield item, reading


def nothing_to_analyse(reading: Reading) -> str:
    """Why a document has no article in it, in words; empty where it has one."""
    if reading.problem:
        return f"{reading.problem} The document is kept."
    start = reading.text[:LOOKED_AT]
    letters = sum(times for c, times in Counter(start).items() if c.isalpha())
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
    counted = sum(
        times
        for c, times in Counter(text).items()
        if c.isalnum() or c.isspace() or category(c).startswith("M")
    )
    return counted / len(text)
