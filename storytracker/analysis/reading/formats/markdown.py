"""Markdown, with or without front matter: made HTML and read on as a page."""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt

from storytracker.analysis.reading.bylines import split_names
from storytracker.analysis.reading.cleaning import plain, visible
from storytracker.analysis.reading.dates import DateSource
from storytracker.analysis.reading.draft import Draft
from storytracker.analysis.reading.feeds.wording import address
from storytracker.analysis.reading.formats.read import Formatted
from storytracker.analysis.reading.plaintext import read_plain
from storytracker.analysis.reading.webpage import read_page
from storytracker.analysis.types import Basis, OutletFinding

MAX_MARKDOWN = 2_000_000  # code points
FRONT_LINES = 60
# Code points between blank lines: inside one block marks take up to the square of its length.
LONGEST_BLOCK = 10_000
LONGEST_VALUE = 1000
# Deep quotations and lists are the parser's slow and recursive case; an article has three.
MAX_NESTING = 20

_BLANK = re.compile(r"\n[ \t]*\n")
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_FIELD = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*[:=]\s*(.*)")
_ITEM = re.compile(r"\s+-\s+(.+)|-\s+(.+)")
_HEADING = re.compile(r"#{1,2}\s+(?P<atx>.+?)\s*#*\s*$|(?P<setext>\S.*)\n(?:=+|-+)\s*$", re.M)
_KEYS = {
    "title": ("title", "headline"),
    "author": ("author", "authors", "by", "byline"),
    "date": ("date", "published", "pubdate", "publishdate", "created"),
    "url": ("url", "source", "link", "canonical", "canonical_url", "source_url"),
    "outlet": ("outlet", "publisher", "publication", "site", "site_name"),
    "language": ("lang", "language", "locale"),
}


def read_markdown(text: str, url: str = "") -> Formatted:
    """Read Markdown given as characters; never raises.

    Front matter is "key: value" (or "key = value") between ``---`` or ``+++`` lines: title,
    author(s), date, url and outlet count, whatever else it holds is left aside. Without a
    title there, the first heading is it. Mark-up inside Markdown is read as the page's.
    """
    if len(text) > MAX_MARKDOWN:
        return Formatted(
            problem="This Markdown is longer than an article can be. Import it in parts."
        )
    said, body = split_front_matter(visible(text))
    if max(map(len, _BLANK.split(body)), default=0) > LONGEST_BLOCK:
        draft = read_plain(body)
        _fill(draft, said, said.get("title", ""))
        draft.reasons.append("its blocks are too long for Markdown: read as plain text")
        return Formatted(draft)
    title = said.get("title", "") or _first_heading(body)
    marked = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING}).enable("table")
    try:
        inner = marked.render(body)
    except Exception:  # what it stumbles over is still text
        inner = f"<p>{escape(body)}</p>"
    head = f"<title>{escape(title)}</title>" if title else ""
    page = f"<!doctype html><html><head>{head}</head><body><article>{inner}</article></body></html>"
    draft = read_page(page, url)
    _fill(draft, said, title)
    return Formatted(draft)


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields of the front matter by our names for them, and the text below it."""
    lines = text.lstrip("\ufeff\n ").split("\n")
    closings = _FENCES.get(lines[0].strip(), ()) if lines else ()
    end = next(
        (i for i, line in enumerate(lines[: FRONT_LINES + 1]) if i and line.strip() in closings), 0
    )
    if not end:
        return {}, text
    fields = _fields(lines[1:end])
    if not fields:
        return {}, text
    said = {
        ours: next((fields[key] for key in theirs if fields.get(key)), "")
        for ours, theirs in _KEYS.items()
    }
    return {key: value for key, value in said.items() if value}, "\n".join(lines[end + 1 :])


def _fields(lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    last = ""
    for line in lines:
        item, field = _ITEM.match(line), _FIELD.match(line)
        if item and last:  # a list below its key: "authors:", "  - Jane Doe"
            value = _unquoted(item[1] or item[2])
            fields[last] = f"{fields[last]}, {value}" if fields[last] else value
        elif field and not line.startswith((" ", "\t")):
            last = field[1].strip().lower().replace("-", "_")
            fields[last] = _unquoted(field[2])
    return fields


def _unquoted(value: str) -> str:
    value = value.strip()[:LONGEST_VALUE]
    if value.startswith("[") and value.endswith("]"):
        return ", ".join(_unquoted(part) for part in value[1:-1].split(","))
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1].replace('\\"', '"').replace("''", "'")
    return plain(value)


def _first_heading(body: str) -> str:
    """The heading above the text, without its marks of emphasis and links."""
    match = _HEADING.search(body[:20_000])
    if match is None:
        return ""
    words = match["atx"] or match["setext"]
    words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", words)
    return plain(re.sub(r"[*_`]{1,3}(\S[^*_`]*?)[*_`]{1,3}", r"\1", words))


def _fill(draft: Draft, said: dict[str, str], title: str) -> None:
    """What the front matter says goes before what the text seems to say."""
    if title:
        draft.title = title
    if said.get("date"):
        draft.dates.insert(0, DateSource(said["date"], Basis.METADATA, "the front matter's date"))
    if said.get("author"):
        draft.bylines[:] = split_names(said["author"]) or draft.bylines
    if said.get("outlet") and not address(said["outlet"]):
        name = said["outlet"]
        draft.outlet = OutletFinding(name, Basis.METADATA, "the front matter names it")
    draft.canonical_url = address(said.get("url", "")) or draft.canonical_url
    draft.locale = said.get("language", "")[:20] or draft.locale
    draft.reasons.append("read as Markdown" + (", with front matter" if said else ""))
