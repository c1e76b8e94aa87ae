"""Lists of links and of other articles' teasers inside the container of an article."""

from __future__ import annotations

import re

from storytracker.analysis.reading.blocks import STOPPED, FlatBlock
from storytracker.analysis.types import ParagraphKind

LINK_SHARE = 0.8  # of a block's code points inside links: it is a link and nothing else
LINK_LENGTH = 250  # code points; a longer block is prose even where all of it is linked
TEASER = 320  # code points of the words below the linked title of another article
SENTENCE = 100  # code points of a linked paragraph that is a sentence when it is stopped
LEAD_LENGTH = 60  # code points of a line such as "More on this" above a list of links
MAX_SHARE = 0.5  # of the words: an article that is a list of links keeps them

_BROKEN_OFF = re.compile(r"(?:…|\.\.\.|\[[…. ]+\])\s*$")
_LINKS = ("navigation", "links to other articles")
_TEASERS = ("navigation", "teasers of other articles")


def set_links_aside(blocks: list[FlatBlock]) -> None:
    """Mark as dropped what only links to other articles, and the short lines that head it."""
    kept = [block for block in blocks if not block.dropped]
    linked = [is_link(block) for block in kept]
    teasers, links = _teasers(kept, linked), _links(kept, linked)
    whole = sum(len(block.text) for block in kept)
    if sum(len(kept[at].text) for at in links) > MAX_SHARE * whole:
        return
    found = teasers | links
    for at in sorted(found):
        kept[at].dropped = _LINKS if linked[at] else _TEASERS
        head = at - 1
        listed = at + 1 in found or kept[at].kind is ParagraphKind.LIST_ITEM
        if at and listed and not kept[head].dropped and _heads(kept[head]):
            kept[head].dropped = _LINKS


def is_link(block: FlatBlock) -> bool:
    """True for a block that is a link and nothing else."""
    length = len(block.text)
    if not 0 < length <= LINK_LENGTH or block.links < LINK_SHARE * length:
        return False
    return length < SENTENCE or not block.text.endswith((".", ".”", '."'))


def _links(kept: list[FlatBlock], linked: list[bool]) -> set[int]:
    """Links among the blocks; a heading may be linked, and so may one name in a list."""
    return {
        at
        for at, block in enumerate(kept)
        if linked[at]
        and (block.kind is not ParagraphKind.HEADING or _beside(linked, at))
        and (len(block.text.split()) > 2 or _beside(linked, at))
    }


def _beside(linked: list[bool], at: int) -> bool:
    return (at > 0 and linked[at - 1]) or (at + 1 < len(linked) and linked[at + 1])


def _teasers(kept: list[FlatBlock], linked: list[bool]) -> set[int]:
    """Linked titles with a few words below that break off: the cards of other articles."""
    cards = [
        at
        for at in range(len(kept) - 1)
        if linked[at] and not linked[at + 1] and _breaks_off(kept[at + 1])
    ]
    return {each for at in cards for each in (at, at + 1)}


def _breaks_off(block: FlatBlock) -> bool:
    if len(block.text) > TEASER or block.kind is ParagraphKind.HEADING:
        return False
    return bool(_BROKEN_OFF.search(block.text)) or (
        len(block.text) > LEAD_LENGTH and not STOPPED.search(block.text)
    )


def _heads(block: FlatBlock) -> bool:
    short = len(block.text) <= LEAD_LENGTH and not re.search(r"[.!?]$", block.text)
    return short and block.kind is not ParagraphKind.LIST_ITEM
