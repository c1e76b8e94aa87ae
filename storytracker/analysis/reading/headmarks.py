"""What a page's mark-up states outright: its meta elements, links, scripts, headings, marks.

Everything that knows the parser of the head stands here; the rest of the head's reading works
on what this module returns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, cast

from lxml import etree
from lxml.html import HtmlElement

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.cleaning import plain

Search = Callable[[HtmlElement], list[Any]]

LONGEST_MARK = 400  # code points; a marked element with more words is a container
MOST_PIECES = 40  # texts looked at in one marked element
MOST_MARKS = 400  # marked elements looked at; a page has tens, a list of teasers hundreds
NEAR_PIECES = 60  # texts behind the heading that may hold date and byline
LABEL_LIMIT = 40  # code points of a label such as "Author:"
MOST_ANCESTORS = 12

_HEADINGS = frozenset({"h1", "h2"})
_BY_TAG = frozenset({"h1", "h2", "time", "abbr", "address"})
_PROPERTY = re.compile(r"date|author|creator", re.IGNORECASE)
_FRAME = frozenset(
    {"html", "head", "body", "script", "style", "link", "img", "svg", "input", "form"}
)
_NO_LETTER = re.compile(r"[\W_]+")
_TEXT_KEYS = ("property", "name", "itemprop", "http-equiv")


@dataclass(slots=True)
class HeadMarks:
    """The page's own statements; ``metas`` by lower-case name, each with its values in order."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
    headings: list[Mark] = field(default_factory=list)
    subheadings: list[Mark] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    standfirsts: list[Mark] = field(default_factory=list)
    language: str = ""
    is_amp: bool = False

    def meta(self, *keys: str) -> str:
        """The first value under the first of ``keys`` that has one; "" for none."""
        return next((self.metas[key][0] for key in keys if key in self.metas), "")

    def heading_at(self, title: str) -> int:
        """Where the heading that is ``title`` stands among the marks; -1 when none does."""
        key = letters_of(title)
        places = (*self.headings, *self.subheadings)
        return next((h.at for h in places if letters_of(h.text) == key), -1)


class Mark:
    """An element that names what it holds; ``at`` is its place in the page's order."""

    def __init__(self, element: HtmlElement, at: int) -> None:
        self._element = element
        self.at = at
        self.tag: str = element.tag

    @cached_property
    def names(self) -> str:
        """Class and id, lower case."""
        return f"{self._element.get('class') or ''} {self._element.get('id') or ''}".lower()

    @cached_property
    def prop(self) -> str:
        """``itemprop``, ``property`` and ``rel``, lower case."""
        get = self._element.get
        return " ".join(filter(None, (get("itemprop"), get("property"), get("rel")))).lower()

    @property
    def value(self) -> str:
        """What the element states beside its text (``datetime``, ``content``, ``title``)."""
        get = self._element.get
        return get("datetime") or get("content") or get("title") or get("date") or ""

    @property
    def pubdate(self) -> bool:
        """True with HTML 5's first attribute for the day of publication."""
        return self._element.get("pubdate") is not None

    @cached_property
    def text(self) -> str:
        """The element's words when they are few; "" for a long container."""
        return _short_text(self._element, "")

    @cached_property
    def spaced(self) -> str:
        """As ``text``, with a space between the texts of its parts."""
        return _short_text(self._element, " ")

    @cached_property
    def around(self) -> str:
        """Names and tags of the elements around it, lower case."""
        names = []
        for count, outer in enumerate(self._element.iterancestors()):
            if outer.tag in ("body", "html") or count >= MOST_ANCESTORS:
                break
            names.append(f"<{outer.tag}> {outer.get('class') or ''} {outer.get('id') or ''}")
        return " ".join(names).lower()

    def outer_is(self, other: Mark) -> bool:
        """True where ``other`` stands inside this element."""
        return any(outer is self._element for outer in other._element.iterancestors())

    def parts(self) -> Iterator[str]:
        """The texts of the element's parts, plain, without empty ones."""
        for text in self._element.itertext():
            if words := plain(text):
                yield words

    def links(self) -> list[str]:
        """The words of the links in the element."""
        return [plain(link.text_content()) for link in self._element.iter("a")][:MOST_PIECES]

    @cached_property
    def texts_behind(self) -> list[tuple[str, bool]]:
        """The next texts behind the element, and of each whether it is part of running prose."""
        return [(plain(text), _is_prose(text)) for text in _behind()(self._element) if text.strip()]

    def bold_names(self, names_in: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
        """Names alone in bold or slanted letters right above the first paragraph of text."""
        last: tuple[str, ...] = ()
        for paragraph in _paragraphs()(self._element):
            words = plain(paragraph.text_content()[: LONGEST_MARK + 1])
            if len(words) > 120:
                return last
            bold = paragraph.find(".//strong"), paragraph.find(".//b"), paragraph.find(".//em")
            if words:
                last = names_in(words) if any(each is not None for each in bold) else ()
        return ()

    @cached_property
    def texts_before(self) -> list[str]:
        """The last texts before the element, in the page's order."""
        return [plain(text) for text in _before()(self._element) if text.strip()]


def gather(tree: HtmlElement) -> HeadMarks:
    """Read the statements of a parsed page, in two passes over it."""
    found = HeadMarks()
    for element in tree.iter("meta", "link", "title", "html"):
        if element.tag == "meta":
            _add_meta(found.metas, element)
        elif element.tag == "link":
            found.links.append(((element.get("rel") or "").lower(), element.get("href") or ""))
        elif element.tag == "title" and not found.title:
            found.title = plain(element.text_content())
        elif element.tag == "html":
            found.language = found.language or element.get("lang") or element.get("xml:lang") or ""
            found.is_amp = element.get("amp") is not None or element.get("⚡") is not None
    for at, element in enumerate(_own_marks(tree)):
        mark = Mark(element, at)
        lists = {"h1": found.headings, "h2": found.subheadings}
        lists.get(mark.tag, found.marks).append(mark)
        if _names_standfirst().search(mark.names):
            found.standfirsts.append(mark)
    return found


def _own_marks(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that mark something, in order; so many of each kind and no more.

    One walk with a memory for names: on news pages thousands of elements share some hundred.
    """
    left = {True: MOST_MARKS, False: MOST_MARKS}
    known: dict[str, bool] = {}
    for element in tree.iter(etree.Element):
        tag, get = element.tag, element.get
        if not (
            tag in _BY_TAG
            or ((name := get("class")) and _is_telling(name, known))
            or ((name := get("id")) and _is_telling(name, known))
            or ((name := get("itemprop")) and _PROPERTY.search(name))
            or (tag == "a" and get("rel") == "author")
        ):
            continue
        heading = tag in _HEADINGS
        if tag not in _FRAME and left[heading]:
            left[heading] -= 1
            yield element


def _is_telling(names: str, known: dict[str, bool]) -> bool:
    """True for class or id names with a part that marks a date or an author."""
    telling = known.get(names)
    if telling is None:
        telling = known[names] = _names_what().search(names.lower()) is not None
    return telling


def json_scripts(tree: HtmlElement) -> list[str]:
    """The texts of the page's JSON-LD."""
    scripts = tree.iter("script")
    return [each.text or "" for each in scripts if "ld+json" in (each.get("type") or "").lower()]


def other_scripts(tree: HtmlElement) -> Iterator[str]:
    """The texts of the page's other scripts."""
    for each in tree.iter("script"):
        if each.text and "ld+json" not in (each.get("type") or "").lower():
            yield each.text


def texts_behind_labels(tree: HtmlElement, labels: Container[str]) -> Iterator[str]:
    """The texts that follow a text that is one of ``labels`` (lower case, about an author)."""
    left = MOST_PIECES
    for text in _labels()(tree):
        label = plain(text[:LABEL_LIMIT]).casefold().strip(" :")
        if label in labels and left:
            left -= 1
            behind = (plain(each) for each in _next()(text.getparent()))
            yield next((each for each in behind if each.casefold().strip(" :") != label), "")


def page_texts(tree: HtmlElement) -> Iterator[str]:
    """Every text of the page's body, as it stands."""
    yield from _texts()(tree)


def letters_of(text: str) -> str:
    """The letters and figures of ``text`` run together, lower case: what titles are compared by."""
    return _NO_LETTER.sub("", text.casefold())


def _add_meta(metas: dict[str, list[str]], meta: HtmlElement) -> None:
    content = plain(meta.get("content") or "")
    if not content:
        return
    for attribute in _TEXT_KEYS:
        key = (meta.get(attribute) or "").strip().lower()
        if key:
            metas.setdefault(key, []).append(content)


def _short_text(element: HtmlElement, between: str) -> str:
    pieces, total = [], 0
    for text in element.itertext():
        total += len(text)
        pieces.append(text)
        if total > LONGEST_MARK or len(pieces) > MOST_PIECES:
            if len(plain(between.join(pieces))) > LONGEST_MARK or len(pieces) > MOST_PIECES:
                return ""
            total = len(plain(between.join(pieces)))
    return plain(between.join(pieces))


def _is_prose(text: Any) -> bool:
    parent = text.getparent()
    if parent is not None and text.is_tail:
        parent = parent.getparent()
    total = 0
    for piece in parent.itertext() if parent is not None else ():
        total += len(piece)
        if total > 200:
            return True
    return False


# --- what is looked for, in XPath, which runs in C --------------------------------------------


def _search(path: str, *, smart_strings: bool = True) -> Search:
    """A compiled path; ``smart_strings`` know their element, and cost more."""
    return cast("Search", etree.XPath(path, smart_strings=smart_strings))


@cache
def _names_what() -> re.Pattern[str]:
    """Class and id names, lower case, that mark a date or an author."""
    lists = load("head", language="")
    parts = (*lists["dates"]["marks"], *lists["authors"]["marks"], *lists["dates"]["modified"])
    plain_parts = "|".join(map(re.escape, dict.fromkeys(parts)))
    return re.compile(f"{plain_parts}|{_names_standfirst().pattern}")


@cache
def _names_standfirst() -> re.Pattern[str]:
    """Class and id names, lower case, of which a whole word marks a standfirst."""
    words = "|".join(map(re.escape, load("head", language="")["standfirst"]["marks"]))
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")


@cache
def _behind() -> Search:
    return _search(
        "(following::text()[normalize-space() and not(parent::script or parent::style"
        f" or parent::noscript)])[position() <= {NEAR_PIECES}]"
    )


@cache
def _paragraphs() -> Search:
    return _search("following::p[position() <= 24]")


@cache
def _before() -> Search:
    return _search(
        "preceding::text()[normalize-space() and not(parent::script or parent::style"
        " or parent::noscript or ancestor::head)][position() <= 12]",
        smart_strings=False,
    )


@cache
def _labels() -> Search:
    return _search("//body//text()[contains(.,'uthor') or contains(.,'utor')]")


@cache
def _next() -> Search:
    return _search("following::text()[normalize-space()][position() <= 2]", smart_strings=False)


@cache
def _texts() -> Search:
    return _search(
        "//body//text()[not(parent::script or parent::style or parent::noscript)]",
        smart_strings=False,
    )
