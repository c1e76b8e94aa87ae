"""An HTML page: its head, the container of its article, the blocks inside it."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from storytracker.analysis.reading.blocks import Flat, flatten, sure_prose
from storytracker.analysis.reading.boilerplate import bare
from storytracker.analysis.reading.container import article_range
from storytracker.analysis.reading.draft import MAX_BLOCKS, Block, Draft
from storytracker.analysis.reading.ending import settle_body
from storytracker.analysis.reading.frontlines import kind_of
from storytracker.analysis.reading.linklists import is_link, set_links_aside
from storytracker.analysis.reading.pagehead import PageHead, read_head
from storytracker.analysis.reading.plaintext import read_plain
from storytracker.analysis.types import Basis, OutletFinding, ParagraphKind

PROSE = 80  # a longer block is prose; a menu's word below one heads a list of links
FEW_WORDS = 400  # code points of prose; a page with fewer may hide its text
TOP_BLOCKS = 12  # the page's own lines above the text stand among the first so many blocks


def read_page(text: str, url: str = "") -> Draft:
    """Read an HTML page given as characters (invisible ones already cut).

    Mark-up that can't be parsed is read as plain text.
    """
    tree = _parsed(text)
    if tree is None:
        return read_plain(re.sub(r"<[^<>]{0,500}>", " ", text))
    head = read_head(tree, url)
    draft = _drafted(head)
    flat, start, end = _article(tree)
    end = min(end, start + MAX_BLOCKS)
    set_links_aside(flat.blocks[start:end])
    blocks = []
    for block in flat.blocks[start:end]:
        if block.dropped:
            draft.remove(block.text, *block.dropped)
        else:
            blocks.append(Block(block.text, block.kind, is_link(block)))
    outside = sum(1 for block in (*flat.blocks[:start], *flat.blocks[end:]) if not block.dropped)
    draft.reasons.append(f"{outside} blocks outside the article's container left out")
    settle_body(_under_title(blocks, draft), draft)
    return draft


def _article(tree: HtmlElement) -> tuple[Flat, int, int]:
    """The page's blocks and the range of the article.

    A page whose shown words are few is looked at once more, with all that it hides: some show
    their text by script only.
    """
    flat = flatten(tree)
    start, end = article_range(flat)
    shown = _prose(flat, start, end)
    if shown < FEW_WORDS:
        whole = flatten(tree, all_of_it=True)
        first, last = article_range(whole)
        if _prose(whole, first, last) > max(2 * shown, FEW_WORDS):
            return whole, first, last
    return flat, start, end


def _prose(flat: Flat, start: int, end: int) -> int:
    return sum(sure_prose(block) for block in flat.blocks[start:end] if not block.dropped)


def _parsed(text: str) -> HtmlElement | None:
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _drafted(head: PageHead) -> Draft:
    draft = Draft(
        title=head.title,
        dates=head.dates,
        bylines=list(head.bylines),
        locale=head.locale,
        canonical_url=head.canonical_url,
    )
    if head.site_name:
        draft.outlet = OutletFinding(
            head.site_name, Basis.METADATA, "the page's metadata name the site"
        )
    elif head.publisher:
        draft.outlet = OutletFinding(
            head.publisher, Basis.METADATA, "the page's JSON-LD names the publisher"
        )
    return draft


def _under_title(blocks: list[Block], draft: Draft) -> list[Block]:
    """Drop what stands in the container above the title, the title, and date line and byline."""
    for at, block in enumerate(blocks[:TOP_BLOCKS]):
        if block.kind is ParagraphKind.HEADING and bare(block.text) == bare(draft.title):
            blocks = blocks[at + 1 :]
            break
    kept: list[Block] = []
    for block in blocks[:TOP_BLOCKS]:
        kind = "" if block.kind is ParagraphKind.QUOTATION else kind_of(block.text)
        below = any(len(each.text) > PROSE for each in kept)
        if kind in ("date", "byline") or (kind == "section" and not below):
            draft.remove(block.text, "other", f"a {kind} line above the text")
        else:
            kept.append(block)
    return kept + blocks[TOP_BLOCKS:]
