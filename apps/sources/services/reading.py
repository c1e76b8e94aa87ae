"""The first stage: from bytes to an article."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from unicodedata import category

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q, prefetch_related_objects

from apps.sources.addresses import trusted_address, url_key
from apps.sources.documents import one_line
from apps.sources.models import Article, ArticleVersion, ImportItem, ItemState, Outlet
from apps.sources.services.outlets import get_outlets
from apps.sources.services.stages import OUTAGE, give_back, still_held, stumbled
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis.markup import read_article
from storytracker.analysis.types import Basis, Dating, OutletFinding, Precision, Reading

log = logging.getLogger(__name__)

# A headline alone has as many; an article has more.
LEAST_LETTERS = 50
# The sample's articles have .97 to .98; EBCDIC or UTF-16 read as something else .14 to .49.
LEAST_SHARE_OF_WORDS = 0.75
LOOKED_AT = 20_000
GIVEN = "given when it was imported"


@dataclass(frozen=True, slots=True)
class Found:
    """An article that is held already, and in which words to say why it is the same."""

    article: Article
    words: str


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
        findings = [outlet_of(item, readings[item.pk]) for item in items]
        outlets = get_outlets(finding.name for finding in findings if finding)
        with transaction.atomic():
            held = still_held(items)
            return [item.pk for item in held if keep(item, readings[item.pk], outlets)]
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


def keep(item: ImportItem, reading: Reading | None, outlets: Mapping[str, Outlet]) -> bool:
    """Write down what became of one item; true where it goes on to the next stage."""
    row = ImportItem.objects.filter(pk=item.pk)
    if reading is None:
        row.finish(ItemState.DEAD, stumbled(item))
        return False
    if problem := nothing_to_analyse(reading):
        row.finish(ItemState.NEEDS_REVIEW, problem)
        return False
    try:
        with transaction.atomic():
            return keep_article(item, reading, outlets)
    except OUTAGE:
        raise
    except DatabaseError:
        log.exception("Import item %s can't be kept as an article", item.pk)
        row.finish(ItemState.DEAD, stumbled(item))
        return False


def keep_article(item: ImportItem, reading: Reading, outlets: Mapping[str, Outlet]) -> bool:
    """Write the article of a reading, unless we hold it; true where it is new."""
    article = make_article(item, reading, outlets)
    row = ImportItem.objects.filter(pk=item.pk)
    found = find_held(item, article) or insert(article, item)
    if found is not None:
        row.finish(ItemState.DUPLICATE, found.words, article=found.article)
        return False
    version = make_version(article, item, reading)
    version.save(force_insert=True)
    article.current_version = version
    article.save(update_fields=["current_version"])
    row.pass_on(ItemState.ASSERTING, article=article)
    return True


def insert(article: Article, item: ImportItem) -> Found | None:
    """Insert an article; where another worker was quicker by a moment, return the one it wrote."""
    try:
        with transaction.atomic():
            article.save(force_insert=True)
        return None
    except IntegrityError:
        found = find_held(item, article)
        if found is None:
            raise
        return found


def find_held(item: ImportItem, article: Article) -> Found | None:
    """The article that we hold already: the same address, or the same outlet and content.

    Nobody having said anything about an item, the same bytes are the same article even where
    an editor has corrected its outlet since.
    """
    same = Q(outlet=article.outlet_id, content_hash=article.content_hash)
    if article.url_key:
        same |= Q(url_key=article.url_key)
    held = Article.objects.filter(same).order_by("pk").first()
    if held is None and not item.given_outlet and not item.url:
        same_bytes = ArticleVersion.objects.filter(raw=item.raw_id).values("article")
        held = Article.objects.filter(pk__in=same_bytes).order_by("pk").first()
    return None if held is None else Found(held, why_the_same(held, article))


def why_the_same(held: Article, article: Article) -> str:
    """In words: why ``article`` was not kept beside ``held``."""
    if held.content_hash == article.content_hash:
        return "We hold this article already, word for word."
    if held.url_key == article.url_key:
        return (
            "We hold an article from this address already. This text differs from it; the "
            "document is kept with this import."
        )
    return "We hold this very document already."


def make_article(item: ImportItem, reading: Reading, outlets: Mapping[str, Outlet]) -> Article:
    """The article that a reading and a person's word make, not saved."""
    finding = outlet_of(item, reading)
    address = trusted_address(item.url, reading.canonical_url)
    article = Article(
        outlet=outlets[finding.name] if finding else None,
        outlet_basis=finding.basis if finding else Basis.INFERRED,
        outlet_reason=finding.reason if finding else "nothing in the document names its outlet",
        title=reading.title or one_line(reading.text, 120),
        bylines=[one_line(byline, 200) for byline in reading.bylines],
        dateline=one_line(reading.dateline, 200),
        language=reading.language[:16],
        url=address,
        url_key=url_key(address),
        content_hash=content_hash(reading.text),
    )
    article.when = date_of(item, reading)
    return article


def make_version(article: Article, item: ImportItem, reading: Reading) -> ArticleVersion:
    """The first version of an article, not saved."""
    assert item.raw_id is not None
    return ArticleVersion(
        article=article,
        text=reading.text,
        content_hash=article.content_hash,
        paragraphs=[[p.span.start, p.span.end, p.kind] for p in reading.paragraphs],
        removed=[{"text": r.text, "kind": r.kind, "reason": r.reason} for r in reading.removed],
        reasons=list(reading.reasons),
        raw_id=item.raw_id,
        analysis_version=ANALYSIS_VERSION,
    )


def outlet_of(item: ImportItem, reading: Reading | None) -> OutletFinding | None:
    """Whose article it is: a person's word first, then the document's."""
    if item.given_outlet:
        return OutletFinding(item.given_outlet, Basis.EDITOR, GIVEN)
    finding = reading.outlet if reading else None
    return finding if finding and one_line(finding.name, 200) else None


def date_of(item: ImportItem, reading: Reading) -> Dating:
    """When it was published: a person's word first, then the document's."""
    if item.given_day is None:
        return reading.published
    return Dating(item.given_day, precision=Precision.DAY, basis=Basis.EDITOR, reasons=(GIVEN,))


def content_hash(text: str) -> str:
    """What makes two texts the same: their words, whatever the spaces and lines between."""
    return sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


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
