"""An HTML tree flattened to blocks of text in reading order, each marked where it is no prose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from lxml import etree
from lxml.html import HtmlElement

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.cleaning import plain
from storytracker.analysis.types import ParagraphKind

_SKIPPED = """script style noscript template iframe svg math object embed audio video canvas map
    select button input textarea label option head link meta picture source dialog datalist"""
_INLINE = """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q s samp
    small span strike strong sub sup time tt u var wbr ruby rt rp amp-link"""
SKIPPED = frozenset(_SKIPPED.split())
INLINE = frozenset(_INLINE.split())
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_DROPPED_TAGS = {
    "nav": ("navigation", "a menu"),
    "aside": ("navigation", "beside the article"),
    "footer": ("navigation", "the foot of the page"),
    "figcaption": ("caption", "a picture's caption"),
    "form": ("navigation", "a form"),
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
MAX_DROPPED_SHARE = 0.3  # a name never drops an element that holds so much of the page's prose


@dataclass(slots=True)
class FlatBlock:
    """One block: its words, how many of them are links, why it is no prose ("" kinds: prose)."""

    text: str
    kind: ParagraphKind
    links: int
    parent: int
    dropped: tuple[str, str] | None = None
    paragraph: bool = False


@dataclass(slots=True)
class Flat:
    """All blocks, and for each container element (by number) its parent and block range."""

    blocks: list[FlatBlock] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


def flatten(tree: HtmlElement) -> Flat:
    """Walk the tree once and cut it into blocks at every element that is not inline."""
    body = tree.find(".//body")
    return _Walk(body if body is not None else tree).flat


class _Walk:
    """The state of one walk; no recursion, so deep trees are no danger."""

    def __init__(self, root: HtmlElement) -> None:
        self.flat = Flat()
        self.stack: list[int] = []
        self.reasons: list[tuple[str, str] | None] = []
        self.kinds: list[ParagraphKind] = []
        self.pieces: list[str] = []
        self.links = 0
        self.in_link = 0
        self.prose = _prose_lengths(root)
        self.whole = max(1, self.prose.get(root, 0))
        self._run(root)

    def _run(self, root: HtmlElement) -> None:
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event in ("comment", "pi"):
                self._add(element.tail)
            elif event == "start":
                if element.tag in SKIPPED and element is not root:
                    walk.skip_subtree()
                self._start(element)
            else:
                self._end(element, root)

    def _start(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in SKIPPED:
            return
        if tag == "br":
            self.pieces.append("\n")
        elif tag in INLINE and not (self._reason(element) if element.get("class") else None):
            self.in_link += tag == "a"
        else:
            self._flush()
            self._open(element)
        self._add(element.text)

    def _end(self, element: HtmlElement, root: HtmlElement) -> None:
        tag = element.tag
        if tag not in SKIPPED and tag != "br":
            if tag in INLINE and not (self._reason(element) if element.get("class") else None):
                self.in_link -= tag == "a"
            else:
                self._flush()
                self._close()
        if element is not root:
            self._add(element.tail)

    def _open(self, element: HtmlElement) -> None:
        flat = self.flat
        flat.parents.append(self.stack[-1] if self.stack else -1)
        flat.tags.append(element.tag)
        flat.names.append(_names(element))
        flat.starts.append(len(flat.blocks))
        flat.ends.append(len(flat.blocks))
        self.stack.append(len(flat.tags) - 1)
        inherited = self.reasons[-1] if self.reasons else None
        self.reasons.append(inherited or self._reason(element))
        self.kinds.append(
            _kind(element.tag, self.kinds[-1] if self.kinds else ParagraphKind.PARAGRAPH)
        )

    def _close(self) -> None:
        self.flat.ends[self.stack.pop()] = len(self.flat.blocks)
        self.reasons.pop()
        self.kinds.pop()

    def _add(self, words: str | None) -> None:
        if words:
            self.pieces.append(words.replace("\n", " "))
            self.links += len(words.strip()) if self.in_link else 0

    def _flush(self) -> None:
        raw = "".join(self.pieces)
        for part in re.split(r"\n\s*\n", raw) if "\n" in raw else (raw,):
            text = plain(part)
            if text and self.stack:
                top = self.stack[-1]
                paragraph = self.flat.tags[top] in ("p", "blockquote", "pre")
                block = FlatBlock(
                    text,
                    self.kinds[-1],
                    min(self.links, len(text)),
                    top,
                    self.reasons[-1],
                    paragraph,
                )
                self.flat.blocks.append(block)
        self.pieces, self.links = [], 0

    def _reason(self, element: HtmlElement) -> tuple[str, str] | None:
        """Why an element by its tag or names holds no prose; never for most of the page."""
        if (
            element.tag in ("body", "html", "main", "article")
            or self.prose.get(element, 0) > MAX_DROPPED_SHARE * self.whole
        ):
            return None
        if element.tag in _DROPPED_TAGS:
            return _DROPPED_TAGS[element.tag]
        if (
            element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or _HIDDEN.search(element.get("style") or "")
        ):
            return "other", "not shown on the page"
        names = _names(element)
        if names:
            return _dropped_by_name(names)
        return None


@lru_cache(maxsize=4096)
def _dropped_by_name(names: str) -> tuple[str, str] | None:
    """Kind and reason for dropping an element of such class, id and role names."""
    return next((found for pattern, found in _dropped_names() if pattern.search(names)), None)


@cache
def _dropped_names() -> tuple[tuple[re.Pattern[str], tuple[str, str]], ...]:
    rows = load("page", language="")["dropped"]
    edge = r"[\s_-]"
    return tuple(
        (
            re.compile(rf"(?:^|{edge})(?:{'|'.join(row['names'])})(?:$|{edge})", re.IGNORECASE),
            (row["kind"], row["reason"]),
        )
        for row in rows
    )


def _names(element: HtmlElement) -> str:
    return " ".join(filter(None, map(element.get, ("class", "id", "role"))))


def _kind(tag: str, inherited: ParagraphKind) -> ParagraphKind:
    if tag in HEADINGS:
        return ParagraphKind.HEADING
    if tag == "li":
        return ParagraphKind.LIST_ITEM
    if tag == "blockquote":
        return ParagraphKind.QUOTATION
    return inherited if inherited is not ParagraphKind.HEADING else ParagraphKind.PARAGRAPH


def _prose_lengths(root: HtmlElement) -> dict[HtmlElement, int]:
    """For each element, the text length of the paragraphs inside it."""
    lengths: dict[HtmlElement, int] = {}
    for paragraph in root.iter("p"):
        length = sum(map(len, paragraph.itertext()))
        for depth, ancestor in enumerate(paragraph.iterancestors()):
            lengths[ancestor] = lengths.get(ancestor, 0) + length
            if depth > 60:
                break
    return lengths
