"""Lists of subscriptions (OPML 1.0 to 2.0): read from other programs, written for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from xml.etree import ElementTree  # for writing; defusedxml reads

from defusedxml.ElementTree import DefusedXMLParser, iterparse

from storytracker.analysis.reading.cleaning import plain
from storytracker.analysis.reading.encoding import decode
from storytracker.analysis.reading.feeds.references import (
    mend_references,
    without_stray_characters,
)
from storytracker.analysis.reading.feeds.safe_xml import limit_passed
from storytracker.analysis.reading.feeds.wording import LONGEST_TITLE, address, shortened
from storytracker.analysis.types import OpmlFeed

MAX_OPML_BYTES = 10_000_000
MAX_FEEDS = 20_000
MAX_DEPTH = 50  # of outlines in outlines; readers have two or three
LONGEST_FOLDER = 200
BETWEEN_FOLDERS = "/"

# What defusedxml forbids is a ValueError too.
_BROKEN = (ElementTree.ParseError, ValueError, LookupError)
_XML_DECLARATION = re.compile(r"\A<\?xml[^>]*\?>")  # the bytes are UTF-8, whatever it says
_SCHEMES = {"feed://": "http://", "feed:http": "http"}  # how some programs write addresses


class NotOpml(Exception):
    """The bytes are no list of feeds; the words say why and what to do."""


def read_opml(raw: bytes) -> tuple[OpmlFeed, ...]:
    """The feeds of a list, in its order, each address once, folders as "News/World".

    Outlines with an ``xmlUrl`` are feeds, others are folders; names of elements and attributes
    may be in any case. Nothing is loaded or expanded: a document type refuses the whole list.

    Raises NotOpml with words for everything that is no such list, or a broken one.
    """
    if not raw.strip():
        raise NotOpml("The file is empty.")
    if len(raw) > MAX_OPML_BYTES:
        raise NotOpml(f"The list is larger than {MAX_OPML_BYTES // 1_000_000} MB.")
    text = _XML_DECLARATION.sub("", without_stray_characters(decode(raw).text).lstrip())
    try:
        feeds = _checked(text)
    except _BROKEN:
        feeds = _mended(text)
    first: dict[str, OpmlFeed] = {}
    for feed in feeds:
        first.setdefault(feed.url, feed)
    return tuple(first.values())


def _checked(text: str) -> list[OpmlFeed]:
    """The feeds of a list that keeps within the limits of all XML that is read here."""
    raw = text.encode("utf-8")
    if limit := limit_passed(raw):
        raise NotOpml(
            f"The list was not read: {limit}, as in files made to harm the program that reads "
            "them. Export it again, or add the feeds one by one."
        )
    return list(_feeds(raw))


def _mended(text: str) -> list[OpmlFeed]:
    """Once more, with each bare "&" and HTML's own entities put right."""
    try:
        return _checked(mend_references(text, {}))
    except _BROKEN:
        raise NotOpml("The list is broken: it isn't well-formed XML. Export it again.") from None


def _feeds(raw: bytes) -> Iterator[OpmlFeed]:
    """The outlines as they open and close; the tree behind them is let go of."""
    folders: list[str] = []
    found, root = 0, ""
    parser = DefusedXMLParser(forbid_dtd=True)
    for event, element in iterparse(BytesIO(raw), ("start", "end"), parser, forbid_dtd=True):
        name = _local(element.tag)
        root = _checked_root(root or name)
        if name != "outline":
            continue
        if event == "end":
            folders.pop()
            element.clear()
            continue
        values = {_local(key): value for key, value in element.attrib.items()}
        title = shortened(values.get("text") or values.get("title") or "", LONGEST_TITLE)
        url = _address(values.get("xmlurl", ""))
        if url:
            yield OpmlFeed(url, title, _address(values.get("htmlurl", "")), _path(folders))
            found += 1
        folders.append("" if values.get("xmlurl") else title)
        if len(folders) > MAX_DEPTH or found > MAX_FEEDS:
            raise NotOpml(
                f"The list is larger than a list of feeds can be: more than {MAX_FEEDS} feeds, or "
                f"folders more than {MAX_DEPTH} deep. Import it in parts."
            )


def _checked_root(root: str) -> str:
    if root == "opml":
        return root
    kinds = {"rss": "a feed itself", "feed": "a feed itself", "html": "a web page"}
    raise NotOpml(
        f"This is {kinds.get(root, f'XML of another kind (“{root[:40]}”)')}, not a list of feeds "
        "(OPML). Feeds are added by their address."
    )


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _path(folders: list[str]) -> str:
    named = [folder.replace(BETWEEN_FOLDERS, "-") for folder in folders if folder]
    return BETWEEN_FOLDERS.join(named)[:LONGEST_FOLDER]


def _address(url: str) -> str:
    url = url.strip()
    for start, instead in _SCHEMES.items():
        if url.lower().startswith(start):
            return address(instead + url[len(start) :])
    return address(url)


# --- writing --------------------------------------------------------------------------------


def write_opml(feeds: Iterable[OpmlFeed], title: str = "Feeds") -> bytes:
    """An OPML 2.0 list of ``feeds`` in their order, as UTF-8; folders become outlines."""
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = plain(title)
    body = ElementTree.SubElement(root, "body")
    folders: dict[str, ElementTree.Element] = {"": body}
    for feed in feeds:
        holder = _folder(folders, feed.folder)
        ElementTree.SubElement(holder, "outline", _attributes(feed))
    ElementTree.indent(root)
    raw: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return raw + b"\n"


def _folder(folders: dict[str, ElementTree.Element], path: str) -> ElementTree.Element:
    if path not in folders:
        above, _, name = path.rpartition(BETWEEN_FOLDERS)
        words = plain(name)
        holder = _folder(folders, above)
        folders[path] = ElementTree.SubElement(holder, "outline", {"text": words, "title": words})
    return folders[path]


def _attributes(feed: OpmlFeed) -> dict[str, str]:
    title = plain(feed.title) or feed.url
    values = {"type": "rss", "text": title, "title": title, "xmlUrl": plain(feed.url)}
    return values | ({"htmlUrl": plain(feed.home_url)} if feed.home_url else {})
