"""What a reading and a person's word make together: an article and its version, not saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from apps.sources.addresses import trusted_address, url_key
from apps.sources.documents import LONGEST_ADDRESS, one_line
from apps.sources.hints import authors_of, published_of, title_of
from apps.sources.models import Article, ArticleVersion, ImportItem, Outlet
from apps.sources.words import for_machines
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis.reading.dates import merge_feed_date
from storytracker.analysis.reading.language import analysed_as
from storytracker.analysis.types import Basis, Dating, OutletFinding, Precision, Reading, Removed

GIVEN = "given when it was imported"


@dataclass(frozen=True, slots=True)
class Draft:
    """An item that has been read, with the article and the version that it would make."""

    item: ImportItem
    article: Article
    version: ArticleVersion

    @property
    def is_bare(self) -> bool:
        """True where nobody said anything about the document: then its bytes are all there is."""
        return not self.item.given_outlet and not self.item.url


def draft_of(item: ImportItem, reading: Reading, outlets: Mapping[str, Outlet]) -> Draft:
    """The draft of one item; ``outlets`` holds a row for each name in the readings."""
    article = make_article(item, reading, outlets)
    return Draft(item, article, make_version(article, item, reading))


def make_article(item: ImportItem, reading: Reading, outlets: Mapping[str, Outlet]) -> Article:
    """The article that a reading and a person's word make, not saved."""
    finding = outlet_of(item, reading)
    address = trusted_address(item.fetched_url or item.url, reading.canonical_url)
    article = Article(
        outlet=outlets[finding.name] if finding else None,
        outlet_basis=finding.basis if finding else Basis.INFERRED,
        outlet_reason=finding.reason if finding else "nothing in the document names its outlet",
        title=reading.title or title_of(item.hints) or one_line(reading.text, 120),
        bylines=[one_line(name, 200) for name in reading.bylines or authors_of(item.hints)],
        dateline=one_line(reading.dateline, 200),
        language=(analysed_as(reading.text, reading.language) or reading.language)[:16],
        section=one_line(reading.section, 200),
        modified=for_machines(reading.modified),
        partial=reading.partial,
        url=address,
        amp_url=one_line(reading.amp_url, LONGEST_ADDRESS),
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
        removed=[removed_json(part) for part in reading.removed],
        reasons=list(reading.reasons),
        raw_id=item.raw_id,
        analysis_version=ANALYSIS_VERSION,
    )


def removed_json(part: Removed) -> dict[str, Any]:
    """A removed part as its version's row keeps it."""
    return {"text": part.text, "kind": part.kind, "reason": part.reason, "after": part.after}


def outlet_of(item: ImportItem, reading: Reading | None) -> OutletFinding | None:
    """Whose article it is: a person's word first, then the document's."""
    if item.given_outlet:
        return OutletFinding(item.given_outlet, Basis.EDITOR, GIVEN)
    finding = reading.outlet if reading else None
    return finding if finding and one_line(finding.name, 200) else None


def date_of(item: ImportItem, reading: Reading) -> Dating:
    """When it was published: a person's word first, then the document's, then the feed's."""
    if item.given_day is None:
        return merge_feed_date(reading.published, published_of(item.hints))
    return Dating(item.given_day, precision=Precision.DAY, basis=Basis.EDITOR, reasons=(GIVEN,))


def content_hash(text: str) -> str:
    """What makes two texts the same: their words, whatever the spaces and lines between."""
    return sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()
