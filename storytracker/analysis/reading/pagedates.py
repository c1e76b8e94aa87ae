"""The places of a page that may date its article, most trusted first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.cleaning import plain
from storytracker.analysis.reading.dates import DateSource
from storytracker.analysis.reading.frontlines import dated_by
from storytracker.analysis.reading.jsonld import Node, text_of
from storytracker.analysis.types import Basis

STANDS = 6  # visible elements that are looked at for a date or an author


def meta_names() -> dict[str, Any]:
    """Lists of meta elements' names by what they hold."""
    names: dict[str, Any] = load("page", language="")["metas"]
    return names


def is_marked(names: str, mark: str) -> bool:
    """True where class or id names hold a part that marks a ``mark`` ("date", "author")."""
    lowered = names.lower()
    return any(part in lowered for part in load("page", language="")["marks"][mark])


def page_dates(
    tree: HtmlElement, metas: dict[str, str], node: Node, url: str
) -> Iterator[DateSource]:
    for key in ("datePublished", "dateCreated"):
        if text_of(node, key):
            yield DateSource(text_of(node, key), Basis.METADATA, f"the JSON-LD's {key}")
    for key in meta_names()["published"]:
        if key in metas:
            yield DateSource(metas[key], Basis.METADATA, f"the meta element “{key}”")
    yield from _marked_dates(tree)
    yield from _address_dates(url)
    yield from _visible_dates(tree)
    for key in ("uploadDate", "dateModified"):
        if text_of(node, key):
            yield DateSource(text_of(node, key), Basis.METADATA, f"the JSON-LD's {key}")
    for key in meta_names()["modified"]:
        if key in metas:
            yield DateSource(metas[key], Basis.METADATA, f"the meta element “{key}”")


def _marked_dates(tree: HtmlElement) -> Iterator[DateSource]:
    """Elements that are marked as the publication date, then other ``time`` elements."""
    plain_times: list[DateSource] = []
    for element in tree.iter("time", "abbr", "span", "div", "p", "li", "a"):
        marks = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower()
        value = element.get("datetime") or element.get("content") or element.get("title") or ""
        text = value if re.search(r"\d", value) else short_text(element)
        if "datepublished" in marks or element.get("pubdate") is not None:
            yield DateSource(text, Basis.METADATA, "an element marked as the publication date")
        elif element.tag == "time" and text and len(plain_times) < STANDS:
            source = DateSource(text, Basis.METADATA, "a time element")
            plain_times.insert(
                0
                if re.search(r"publish|entry-date|post", marks) and "updat" not in marks
                else len(plain_times),
                source,
            )
    yield from plain_times


def _address_dates(url: str) -> Iterator[DateSource]:
    match = re.search(
        r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/_-]|$)", url
    )
    match = match or re.search(
        r"[/-]((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)", url
    )
    if match:
        yield DateSource("-".join(match.groups()), Basis.METADATA, "the page's address")


def _visible_dates(tree: HtmlElement) -> Iterator[DateSource]:
    """Short visible texts that date the page: those in elements so named, then any."""
    lines: list[DateSource] = []
    seen = 0
    for element in tree.iter(
        "time",
        "span",
        "div",
        "p",
        "li",
        "a",
        "small",
        "em",
        "td",
        "abbr",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "b",
        "strong",
        "i",
        "font",
    ):
        text = short_text(element)
        if not text or not re.search(r"\d", text) or not dated_by(text):
            continue
        seen += 1
        if is_marked(f"{element.get('class') or ''} {element.get('id') or ''}", "date"):
            yield DateSource(text, Basis.TEXT, "a line beside the article")
        lines.append(DateSource(text, Basis.TEXT, "a line of the page"))
        if seen > 12:
            break
    yield from lines


def short_text(element: HtmlElement) -> str:
    """The element's own words when they are short; long containers cost nothing."""
    total = len(element.text or "")
    for position, child in enumerate(element.iterdescendants()):
        total += len(child.tail or "") + (
            len(child.text or "") if isinstance(child.tag, str) else 0
        )
        if total > 400 or position > 8:
            return ""
    return plain(element.text_content())[:120] if total <= 400 else ""
