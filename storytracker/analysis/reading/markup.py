"""Bytes of an article → ``Reading``: title, text, paragraphs, date, outlet, what was set aside."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate
from operator import itemgetter

from storytracker.analysis.outlets import find_by_domain, host_of, outlet
from storytracker.analysis.reading.cleaning import plain, visible
from storytracker.analysis.reading.dates import DateSetting, find_date, is_change
from storytracker.analysis.reading.draft import Block, Draft
from storytracker.analysis.reading.encoding import decode
from storytracker.analysis.reading.formats import read_format
from storytracker.analysis.reading.language import language_of
from storytracker.analysis.reading.plaintext import read_plain
from storytracker.analysis.reading.webpage import read_page
from storytracker.analysis.reading.written_dates import days_in_address, written_dates
from storytracker.analysis.thresholds import ANALYSED_CODE_POINTS, ONLY_THE_BEGINNING
from storytracker.analysis.types import (
    BODY_KINDS,
    UNDATED,
    Basis,
    Dating,
    OutletFinding,
    Paragraph,
    ParagraphKind,
    Reading,
    Removed,
    Span,
)

# Less text than this from more bytes than that means that the words were not in the document
# (a page built by scripts, a login wall); the import asks an editor then.
MIN_TEXT = 100
MIN_BYTES = 2048
DATED_TEXT = 6000  # code points of the text whose dates help to read an ambiguous one

HTML_HEAD = 200_000  # code points in which tags are counted

_TOO_DEEP = "The page's mark-up is nested too deeply to read. Paste the words instead."
_DOCUMENT = re.compile(
    r"[\s\ufeff]*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*){0,20}"
    r"<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|div|p|meta|h1|section|span|br|table)\b",
    re.IGNORECASE,
)


def read_article(
    raw: bytes, *, url: str = "", content_type: str = "", file_name: str = ""
) -> Reading:
    """Read one document: HTML, the plain-text dump of a page, or what ``formats`` reads.

    ``url`` (where it was fetched), ``content_type`` (the server's header) and ``file_name``
    help where given. Never raises: what can't be read comes back with ``problem`` set, in
    words that say what is wrong and what to do next. Time grows linearly with the size,
    which the caller limits.
    """
    if not raw.strip():
        return _unreadable("The document is empty. Paste the article's words, or import it again.")
    try:
        other = read_format(raw, url=url, content_type=content_type, file_name=file_name)
    except RecursionError:
        return _unreadable(_TOO_DEEP)
    if other is not None:
        if other.draft is None:
            return _unreadable(other.problem)
        return _finished(other.draft, url, size=0)
    decoded = decode(raw, content_type)
    if decoded.problem:
        return _unreadable(decoded.problem)
    text = decoded.text
    try:
        draft = (
            read_page(text, url)
            if _is_html(text, content_type, file_name)
            else read_plain(visible(text))
        )
    except RecursionError:
        return _unreadable(_TOO_DEEP)
    draft.reasons.insert(0, f"read as {decoded.encoding}: {decoded.reason}")
    return _finished(draft, url, len(raw))


def _unreadable(problem: str) -> Reading:
    return Reading(title="", text="", paragraphs=(), language="und", problem=problem)


def _is_html(text: str, content_type: str, file_name: str) -> bool:
    """True for HTML; dumps may hold a few stray tags, and some servers always say "html"."""
    head = text[:HTML_HEAD]
    if _DOCUMENT.match(head):
        return True
    tags = len(_TAGS.findall(head))
    if "html" in content_type.lower() or file_name.lower().endswith((".html", ".htm", ".xhtml")):
        return tags >= 1
    return tags >= 3 and tags * 2000 > len(head.strip())


def _finished(draft: Draft, url: str, size: int) -> Reading:
    title = plain(draft.title)
    blocks = [block for each in draft.blocks if (block := _plain(each)).text]
    if title:
        blocks.insert(0, Block(title, ParagraphKind.TITLE, at=draft.title_at))
    text, paragraphs = _composed(blocks)
    language = language_of(text, draft.locale)
    published, modified = _datings(draft, text, url, language)
    return Reading(
        title=title,
        text=text,
        paragraphs=paragraphs,
        published=published,
        modified=modified,
        outlet=_outlet(draft, url),
        bylines=tuple(dict.fromkeys(draft.bylines)),
        dateline=plain(draft.dateline),
        language=language,
        canonical_url=draft.canonical_url,
        amp_url=draft.amp_url,
        section=plain(draft.section),
        removed=_placed(draft, blocks),
        problem=draft.problem or _problem(paragraphs, text, size),
        partial=draft.partial or (ONLY_THE_BEGINNING if len(text) > ANALYSED_CODE_POINTS else ""),
        reasons=tuple(draft.reasons),
    )


def _plain(block: Block) -> Block:
    text = plain(block.text)
    return block if text == block.text else replace(block, text=text)


def _placed(draft: Draft, blocks: list[Block]) -> tuple[Removed, ...]:
    """What was removed, in the source's order, each with the paragraph it stood behind."""
    places = list(accumulate((block.at for block in blocks), max))
    found = sorted(zip(draft.places, draft.removed, strict=True), key=itemgetter(0))
    return tuple(replace(each, after=bisect_left(places, at) - 1) for at, each in found)


def _composed(blocks: list[Block]) -> tuple[str, tuple[Paragraph, ...]]:
    paragraphs: list[Paragraph] = []
    at = 0
    for block in blocks:
        paragraphs.append(Paragraph(Span(at, at + len(block.text)), block.kind))
        at += len(block.text) + 2
    return "\n\n".join(block.text for block in blocks), tuple(paragraphs)


def _problem(paragraphs: tuple[Paragraph, ...], text: str, size: int) -> str:
    body = sum(p.span.end - p.span.start for p in paragraphs if p.kind in BODY_KINDS)
    if not text.strip():
        return "No words were found in the document. Paste the article's words instead."
    if body < MIN_TEXT and size > MIN_BYTES:
        return (
            f"Almost no text ({body} characters) was found in {size} bytes: a page built by "
            "scripts, a login or a consent page. Paste the article's words instead."
        )
    return ""


def _datings(draft: Draft, text: str, url: str, language: str) -> tuple[Dating, Dating]:
    """When the document was published and, where it says another moment, last changed."""
    named = outlet(draft.outlet.name) if draft.outlet else None
    country = find_by_domain(url) or named
    setting = DateSetting(
        locale=draft.locale or (language if language != "en" else ""),
        country=country.country if country else "",
        near=tuple(day for address in (url, *draft.addresses) for day in days_in_address(address)),
    )
    published, modified = find_date(draft.dates, setting), find_date(draft.changes, setting)
    if published.other_days or modified.other_days:
        setting = replace(setting, orders=_orders(text))
        published, modified = find_date(draft.dates, setting), find_date(draft.changes, setting)
    return published, modified if is_change(published, modified) else UNDATED


def _orders(text: str) -> tuple[int, ...]:
    """For each date in figures that can be read in one way only: +1 day first, -1 month first."""
    return tuple(
        1 if written.days[0].day > 12 else -1
        for written in written_dates(text[:DATED_TEXT])
        if written.separator and not written.ambiguous
    )


def _outlet(draft: Draft, url: str) -> OutletFinding | None:
    """By the table of addresses, then what the document says, then the host's bare name."""
    for address, what in ((url, "its address"), (draft.canonical_url, "its canonical address")):
        listed = find_by_domain(address) if address else None
        if listed is not None:
            return OutletFinding(listed.name, Basis.METADATA, f"{what} is one of the outlet's")
    if draft.outlet is not None:
        listed = outlet(draft.outlet.name)
        name = listed.name if listed is not None else plain(draft.outlet.name)
        return OutletFinding(name, draft.outlet.basis, draft.outlet.reason)
    host = host_of(draft.canonical_url or url)
    return OutletFinding(host, Basis.METADATA, "only its address is known") if host else None
