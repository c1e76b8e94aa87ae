"""Ours and the others, each as a function from a page's bytes and address to an answer.

Each is used as its own documentation shows it. The packages are imported where they are needed:
the tests use what stands beside this file without having them.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.quality.figures import OURS
from benchmarks.quality.scores import Answer
from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.types import ParagraphKind, Precision, Reading

Reader = Callable[[bytes, str], Answer]

TRAFILATURA, TRAFILATURA_FAST = "trafilatura", "trafilatura fast"
NEWSPAPER, READABILITY = "newspaper4k", "readability-lxml"
HTMLDATE, HTMLDATE_FAST = "htmldate extensive", "htmldate fast"
PARAGRAPHS = "BeautifulSoup paragraphs"

EXACT_TO_THE_DAY = (Precision.DAY, Precision.MINUTE)


def quiet() -> None:
    """Keep the others' warnings out of the table."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")


def ours(raw: bytes, url: str) -> Answer:
    """The program's own reading, as an import does it."""
    return answer_of(read_article(raw, url=url))


def answer_of(reading: Reading) -> Answer:
    """What counts of a reading: the text is all but the title."""
    text = "\n".join(
        paragraph.span.of(reading.text)
        for paragraph in reading.paragraphs
        if paragraph.kind != ParagraphKind.TITLE
    )
    published = reading.published
    exact = published.day is not None and published.precision in EXACT_TO_THE_DAY
    day = str(published.day) if exact else ""
    return Answer(text, reading.title, reading.bylines, day)


def trafilatura(raw: bytes, url: str, *, fast: bool = False, metadata: bool = True) -> Answer:
    """Text and metadata; ``metadata=False`` leaves the latter out and its time with it."""
    from trafilatura import bare_extraction

    found = bare_extraction(raw, url=url, fast=fast, with_metadata=metadata, include_comments=False)
    if found is None or isinstance(found, dict):
        return Answer()
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return Answer(found.text or "", found.title or "", authors, found.date or "")


def trafilatura_fast(raw: bytes, url: str) -> Answer:
    """Without the second opinions."""
    return trafilatura(raw, url, fast=True)


def trafilatura_fast_text(raw: bytes, url: str) -> Answer:
    """The text alone."""
    return trafilatura(raw, url, fast=True, metadata=False)


def trafilatura_metadata(raw: bytes, url: str) -> Answer:
    """The metadata alone: the same as with the text, in less time."""
    from trafilatura import load_html
    from trafilatura.metadata import extract_metadata

    tree = load_html(raw)
    return Answer(day=extract_metadata(tree, url).date or "") if tree is not None else Answer()


def newspaper4k(raw: bytes, url: str) -> Answer:
    """The address is given for its date and links; nothing is fetched."""
    from trafilatura.utils import decode_file

    html = decode_file(raw)  # it takes no bytes
    try:
        article = _newspaper_article(html, url)
    except ImportError:
        # Its word splitters for Japanese, Korean, Hindi, Arabic are packages of their own.
        article = _newspaper_article(html, url, language="en")
    day = str(article.publish_date or "")[:10]
    return Answer(article.text, article.title, tuple(article.authors), day)


def _newspaper_article(html: str, url: str, **options: Any) -> Any:
    from newspaper import Article

    article = Article(url, fetch_images=False, **options)
    article.download(input_html=html)
    article.parse()
    return article


def readability_lxml(raw: bytes, url: str) -> Answer:
    """Text and title; it reads no names and no dates."""
    from lxml import html
    from readability import Document

    page = Document(raw, url=url)
    blocks = html.fromstring(page.summary()).itertext()
    return Answer("\n".join(blocks), page.short_title())


def htmldate_extensive(raw: bytes, url: str) -> Answer:
    """Its default."""
    return _htmldate(raw, url, extensive=True)


def htmldate_fast(raw: bytes, url: str) -> Answer:
    """Without the search through the whole page."""
    return _htmldate(raw, url, extensive=False)


def _htmldate(raw: bytes, url: str, *, extensive: bool) -> Answer:
    from htmldate import find_date

    return Answer(day=find_date(raw, url=url, original_date=True, extensive_search=extensive) or "")


def all_paragraphs(raw: bytes, url: str) -> Answer:
    """Every ``<p>``: what there is without any thought."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(raw, "lxml")
    return Answer("\n".join(p.get_text(" ") for p in soup.find_all("p")))


TEXT: Mapping[str, Reader] = {
    OURS: ours,
    TRAFILATURA: trafilatura,
    TRAFILATURA_FAST: trafilatura_fast,
    NEWSPAPER: newspaper4k,
    READABILITY: readability_lxml,
    PARAGRAPHS: all_paragraphs,
}
META: Mapping[str, Reader] = {
    OURS: ours,
    TRAFILATURA: trafilatura,
    TRAFILATURA_FAST: trafilatura_fast,
    NEWSPAPER: newspaper4k,
    READABILITY: readability_lxml,
    HTMLDATE: htmldate_extensive,
    HTMLDATE_FAST: htmldate_fast,
}
DATES: Mapping[str, Reader] = {
    OURS: ours,
    TRAFILATURA: trafilatura_metadata,
    NEWSPAPER: newspaper4k,
    HTMLDATE: htmldate_extensive,
    HTMLDATE_FAST: htmldate_fast,
}
