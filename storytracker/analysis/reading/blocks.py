"""An HTML tree flattened to blocks of text in reading order, each marked where it is no prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree
from lxml.html import HtmlElement

from storytracker.analysis.reading.cleaning import plain
from storytracker.analysis.reading.marks import KEPT, Reason, names_of, reason_of
from storytracker.analysis.types import ParagraphKind

_SKIPPED = """script style noscript template iframe svg math object embed audio video canvas map
    select button input textarea label option head link meta picture source dialog datalist"""
_INLINE = """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp
    small span strike strong sub sup time tt u var wbr ruby rt rp amp-link"""
SKIPPED = frozenset(_SKIPPED.split())
INLINE = frozenset(_INLINE.split())
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FIRM = frozenset({"caption", "comments", "consent"})
_PARAGRAPHS = frozenset({"p", "blockquote", "pre"})
_KINDS = {
    **dict.fromkeys(HEADINGS, ParagraphKind.HEADING),
    "li": ParagraphKind.LIST_ITEM,
    "blockquote": ParagraphKind.QUOTATION,
}
# Full stops of the scripts of the world stand at the end of prose.
STOPPED = re.compile(r"[.!?:…।۔؟。！？][\"”’»)\]」』）]*$")
SURE_PROSE = 80  # code points of a block outside p elements that is prose when it is stopped
_WIDE = "\u2e80"  # from here on in Unicode stand the scripts of East Asia
_GAP = re.compile(r"\n\s*\n")
# Twice the number of elements that are looked at; long live pages have some 50,000.
MAX_EVENTS = 300_000
MAX_DROPPED_SHARE = 0.3  # a name never drops an element that holds so much of the page's prose
MIN_REST = 200  # code points of prose elsewhere from which even more comments are comments


@dataclass(slots=True)
class FlatBlock:
    """One block: its words, how many of them are links, why it is no prose ("" kinds: prose).

    ``size`` is its length in code points, where one of Chinese or Japanese counts as two: they
    say as much.
    """

    text: str
    kind: ParagraphKind
    links: int
    parent: int
    size: int
    dropped: Reason | None = None
    paragraph: bool = False


@dataclass(slots=True)
class Flat:
    """All blocks, and for each container element (by number) its parent and block range.

    ``cut`` is true where the page has more elements than are looked at.
    """

    blocks: list[FlatBlock] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    reasons: list[Reason | None] = field(default_factory=list)
    cut: bool = False


def flatten(tree: HtmlElement, *, all_of_it: bool = False) -> Flat:
    """Walk the tree once and cut it into blocks at every element that is not inline.

    ``all_of_it`` takes what is hidden, what stands in a form and what is shown to browsers
    without scripts for text as well. Time is linear in the number of elements; no recursion,
    so deep trees are no danger.
    """
    body = tree.find(".//body")
    walk = _Walk(SKIPPED - {"noscript"} if all_of_it else SKIPPED | {"nav"})
    walk.run(body if body is not None else tree)
    if all_of_it:
        walk.flat.reasons = [_firm(reason) for reason in walk.flat.reasons]
    _settle_reasons(walk.flat)
    return walk.flat


class _Walk:
    """The state of one walk: open containers, and the words of the block being read."""

    __slots__ = ("flat", "in_link", "kinds", "links", "pieces", "skipped", "stack")

    def __init__(self, skipped: frozenset[str]) -> None:
        self.flat = Flat()
        self.skipped = skipped
        self.stack: list[int] = []
        self.kinds: list[ParagraphKind] = [ParagraphKind.PARAGRAPH]
        self.pieces: list[str] = []
        self.links = self.in_link = 0

    def run(self, root: HtmlElement) -> None:
        # The hot loop of reading a page: one start and one end for each element.
        opened: list[bool] = []
        skipped = self.skipped
        walk = etree.iterwalk(root, events=("start", "end"))
        for count, (event, element) in enumerate(walk):
            if count > MAX_EVENTS:
                self.flat.cut = True
                break
            tag = element.tag
            if event == "start":
                if tag in skipped and element is not root:
                    walk.skip_subtree()
                    continue
                opened.append(self._start(element, tag))
                words = element.text
            else:
                if tag not in skipped or element is root:
                    self._end(tag, opened.pop())
                if element is root:
                    break
                words = element.tail
            if words:
                self._add(words)
        while self.stack:  # nothing is left open but where the walk was cut
            self._end("", opened=True)

    def _start(self, element: HtmlElement, tag: str) -> bool:
        """True where the element opens a container: all that aren't inline, and some that are."""
        if tag == "br":
            self.pieces.append("\n")
            return False
        if tag not in INLINE:
            names = names_of(element)
            self._open(tag, names, reason_of(element, names))
            return True
        if element.get("class") or element.get("style"):
            names = names_of(element)
            reason = reason_of(element, names)
            if reason:
                self._open(tag, names, reason)
                return True
        self.in_link += tag == "a"
        return False

    def _end(self, tag: str, opened: bool) -> None:
        if opened:
            if self.pieces:
                self._flush()
            self.flat.ends[self.stack.pop()] = len(self.flat.blocks)
            self.kinds.pop()
        else:
            self.in_link -= tag == "a"

    def _open(self, tag: str, names: str, reason: Reason | None) -> None:
        if self.pieces:
            self._flush()
        flat = self.flat
        flat.parents.append(self.stack[-1] if self.stack else -1)
        flat.tags.append(tag)
        flat.names.append(names)
        flat.reasons.append(reason)
        flat.starts.append(len(flat.blocks))
        flat.ends.append(len(flat.blocks))
        self.stack.append(len(flat.tags) - 1)
        above = self.kinds[-1]
        inherited = above if above is not ParagraphKind.HEADING else ParagraphKind.PARAGRAPH
        self.kinds.append(_KINDS.get(tag, inherited))

    def _add(self, words: str) -> None:
        if self.pieces or not words.isspace():
            self.pieces.append(words.replace("\n", " ") if "\n" in words else words)
            if self.in_link:
                self.links += len(words.strip())

    def _flush(self) -> None:
        raw = "".join(self.pieces)
        for part in _GAP.split(raw) if "\n" in raw else (raw,):
            text = plain(part)
            if text and self.stack:
                top = self.stack[-1]
                paragraph = self.flat.tags[top] in _PARAGRAPHS
                size = len(text) if text < _WIDE else 2 * len(text)
                links = min(self.links, len(text))
                self.flat.blocks.append(
                    FlatBlock(text, self.kinds[-1], links, top, size, None, paragraph)
                )
        self.pieces, self.links = [], 0


def _firm(reason: Reason | None) -> Reason | None:
    """``reason`` where it says what the words are, and not merely where they stand."""
    return reason if reason is KEPT or (reason and reason[0] in _FIRM) else None


def sure_prose(block: FlatBlock) -> int:
    """The block's length where its element or its full stop say that it is prose, else 0."""
    if block.paragraph:
        return block.size
    prose = block.size > SURE_PROSE and block.links < 0.5 * len(block.text)
    return block.size if prose and STOPPED.search(block.text) else 0


def _settle_reasons(flat: Flat) -> None:
    """Hand each container's reason down to its blocks, unless it holds most of the page's prose."""
    upto = [0, *accumulate(map(sure_prose, flat.blocks))]
    reasons = flat.reasons
    for number, own in enumerate(reasons):  # parents come before their children
        parent = flat.parents[number]
        inherited = reasons[parent] if parent >= 0 else None
        if own is KEPT:
            inherited = None if inherited is None or inherited[0] != "comments" else inherited
            own = None
        elif own is not None and inherited is None:
            prose = upto[flat.ends[number]] - upto[flat.starts[number]]
            own = None if _holds_most(own, prose, upto[-1]) else own
        reasons[number] = inherited or own
    for block in flat.blocks:
        block.dropped = reasons[block.parent]


def _holds_most(reason: Reason, prose: int, whole: int) -> bool:
    if reason[0] == "comments":  # often longer than the article
        return whole - prose < MIN_REST
    if reason[0] == "sharing":  # buttons; a wrapper named so may hold the story to share
        return prose > MIN_REST
    return prose > MAX_DROPPED_SHARE * whole
