"""The places of a page that may date its article, most trusted first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from lxml.html import HtmlElement

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.dates import DateSource
from storytracker.analysis.reading.frontlines import dated_by
from storytracker.analysis.reading.headmarks import (
    HeadMarks,
    Mark,
    other_scripts,
    page_texts,
)
from storytracker.analysis.reading.jsonld import Node, text_of
from storytracker.analysis.reading.written_dates import (
    day_of_address,
    month_of_address,
    written_dates,
)
from storytracker.analysis.types import Basis

STANDS = 6  # elements of one kind that are looked at for a date
TEXT_LIMIT = 120  # code points of a text that dates the page
LABEL_REACH = 40  # code points between a date and the word that labels it
SCRIPT_LIMIT = 400_000  # code points of the page's scripts that are searched

_YEAR = re.compile(r"(?:19|20)\d\d|\d[./-]\d{1,2}[./-]\d\d")
_STATE = re.compile(
    r"[\"'](?:date_?published|published_?(?:at|date|on|time)|publish_?(?:ed)?_?(?:date|time)"
    r"|publication_?(?:date|time)|content_?publishing_?date|pub_?date|first_?published_?(?:at|date)?)"
    r"[\"']\s{0,3}[:,=]\s{0,3}[\"'](?P<date>[^\"'\n]{6,40})[\"']",
    re.IGNORECASE,
)


def published_dates(
    tree: HtmlElement, marks: HeadMarks, node: Node, url: str, heading: Mark | None
) -> list[DateSource]:
    """What may date the article, most trusted first; the dear places only where the cheap are mute.

    Metadata that mean the day of publication; the page's address; elements marked as it; what
    stands beside the heading; metadata that may mean another day; a labelled date anywhere;
    and at last what only hints: the day of a change, a date in a script or a picture's address.
    """
    stamps = _stamps(marks, heading)
    stated = [*_stated(marks, node)]
    address = [*_address_dates(url, marks)]
    shown = [*_shown(stamps)]
    beside = [] if stated and (address or shown) else [*_beside(heading)]
    found = [*stated, *address, *shown, *beside, *_vague(marks)]
    if any(_holds_day(source) for source in found):
        return found
    return [*found, *_dear(tree, marks, node, url, stamps)]


def changed_dates(marks: HeadMarks, node: Node, heading: Mark | None) -> list[DateSource]:
    """What tells when the article was last changed, most trusted first."""
    found = [DateSource(text_of(node, "dateModified"), Basis.METADATA, "the JSON-LD's dateModified")]
    found += _from_metas(marks, "modified")
    for mark in _stamps(marks, heading):
        if _is_change(mark):
            basis = Basis.METADATA if _stated_text(mark) else Basis.TEXT
            text = _stated_text(mark) or mark.spaced[:TEXT_LIMIT]
            found.append(DateSource(text, basis, "an element marked as the last change"))
    return [source for source in found if source.text][:STANDS]


def _dear(
    tree: HtmlElement, marks: HeadMarks, node: Node, url: str, stamps: list[Mark]
) -> Iterator[DateSource]:
    yield from _labelled(tree, "published")
    yield from _elsewhere(stamps)
    for key in ("dateCreated", "uploadDate", "dateModified"):
        if text_of(node, key):
            yield DateSource(text_of(node, key), Basis.METADATA, f"the JSON-LD's {key}")
    yield from _from_metas(marks, "modified")
    yield from _in_scripts(tree)
    yield from _lone_lines(tree)
    yield from _labelled(tree, "modified")
    yield from _hints(marks, url)


# --- what is stated ---------------------------------------------------------------------------


def _stated(marks: HeadMarks, node: Node) -> Iterator[DateSource]:
    if text_of(node, "datePublished"):
        yield DateSource(
            text_of(node, "datePublished"), Basis.METADATA, "the JSON-LD's datePublished"
        )
    yield from _from_metas(marks, "published")


def _vague(marks: HeadMarks) -> Iterator[DateSource]:
    yield from _from_metas(marks, "dated")


def _from_metas(marks: HeadMarks, kind: str) -> Iterator[DateSource]:
    for key in load("head", language="")["metas"][kind]:
        for value in marks.metas.get(key, ())[:1]:
            yield DateSource(value, Basis.METADATA, f"the meta element “{key}”")


def _address_dates(url: str, marks: HeadMarks) -> Iterator[DateSource]:
    canonical = next((href for rel, href in marks.links if rel == "canonical"), "")
    for address in (url, canonical, marks.meta("og:url")):
        day = day_of_address(address)
        if day is not None:
            yield DateSource(day.isoformat(), Basis.METADATA, "the page's address", local=True)
            return


# --- what is marked ---------------------------------------------------------------------------


def _stamps(marks: HeadMarks, heading: Mark | None) -> list[Mark]:
    """The elements that may hold a date: behind the heading first, then the nearest above it."""
    at = heading.at if heading is not None else -1
    found = [m for m in marks.marks if m.tag in ("time", "abbr") or m.pubdate or _names_date(m)]
    return sorted(found, key=lambda m: (m.at < at, abs(m.at - at)))


def _names_date(mark: Mark) -> bool:
    return any(part in mark.names or part in mark.prop for part in _date_parts())


@cache
def _date_parts() -> tuple[str, ...]:
    lists = load("head", language="")["dates"]
    return (*lists["marks"], *lists["modified"])


def _shown(stamps: list[Mark]) -> Iterator[DateSource]:
    """Stated elements, then other ``time`` elements and dated lines; none of other things."""
    own = [mark for mark in stamps[: 20 * STANDS] if not _is_change(mark) and _has_date(mark)]
    own = [mark for mark in own[: 4 * STANDS] if not _is_elsewhere(mark)]
    stated = [mark for mark in own if _is_stated(mark)]
    for mark in stated[:STANDS]:
        yield _source(mark, "an element marked as the publication date")
    for mark in [mark for mark in own if mark not in stated][:STANDS]:
        yield _source(mark, "a time element" if mark.tag == "time" else "a line beside the article")


def _elsewhere(stamps: list[Mark]) -> Iterator[DateSource]:
    """Dates in what surrounds other things, for pages that name their containers oddly."""
    own = [mark for mark in stamps[: 20 * STANDS] if not _is_change(mark) and _has_date(mark)]
    for mark in own[:STANDS]:
        if not re.search(r"comment|copyright|reply|tweet|calendar", f"{mark.names} {mark.around}"):
            yield _source(mark, "an element that holds a date")


def _is_stated(mark: Mark) -> bool:
    parts = load("head", language="")["dates"]["published"]
    return (
        "datepublished" in mark.prop
        or mark.pubdate
        or any(part in mark.names for part in parts)
    )


def _is_change(mark: Mark) -> bool:
    parts = load("head", language="")["dates"]["modified"]
    # hAtom's pages carry "published updated" on the one element that holds both.
    named = any(part in mark.names for part in parts) and "publish" not in mark.names
    return named or "modified" in mark.prop or tells_change(mark.spaced)


def tells_change(text: str) -> bool:
    """True for a text that says that its date is one of a change ("Aktualisiert am …")."""
    lists = load("head", language="")["labels"]
    lowered = text.casefold()
    return any(word in lowered for word in lists["modified"]) and not any(
        word in lowered for word in lists["published"]
    )


def _has_date(mark: Mark) -> bool:
    text = _stated_text(mark) or mark.spaced
    if not _YEAR.search(text) or len(text) > LONG_TEXT:
        return False
    return bool(_stated_text(mark)) or mark.tag == "time" or dated_text(text)


LONG_TEXT = 300  # code points; a marked element with more words is a box of several things


def dated_text(text: str) -> bool:
    """True for a text that holds a date and little beside it, or labels it as the publication's."""
    if dated_by(text):
        return True
    dates = written_dates(text)
    lowered = text.casefold()
    never = load("head", language="")["labels"]["never"]
    return (
        len(dates) > 0
        and len(text) <= TEXT_LIMIT
        and not any(word in lowered for word in never)
    )


def _stated_text(mark: Mark) -> str:
    return mark.value if re.search(r"\d{4}|\d{10}", mark.value) else ""


def _source(mark: Mark, name: str) -> DateSource:
    stated = _stated_text(mark)
    if stated and mark.tag != "a":
        # A stamp in UTC stands beside a day as readers see it: "8 November 2023".
        seen = mark.spaced[:TEXT_LIMIT] if _YEAR.search(mark.spaced) else ""
        return DateSource(stated, Basis.METADATA, name, local=True, seen=seen)
    return DateSource(mark.spaced[:LONG_TEXT], Basis.TEXT, name, local=True)


def _is_elsewhere(mark: Mark) -> bool:
    """True for an element of comments, teasers, footers and the like."""
    around = f"{mark.names} {mark.around}"
    return "<aside>" in around or any(
        part in around for part in load("head", language="")["dates"]["others"]
    )


# --- what stands beside the heading -----------------------------------------------------------


def _beside(heading: Mark | None) -> Iterator[DateSource]:
    """Dates in the short texts right behind the heading, then right above it."""
    if heading is None:
        return
    behind = heading.texts_behind()
    for at, (text, prose) in enumerate(behind):
        if prose and len(text) > TEXT_LIMIT:
            yield from _opening(text)
            break
        joined = text if _YEAR.search(text) else ""
        if joined and not prose and dated_text(text) and not tells_change(text):
            before = behind[at - 1][0] if at else ""
            if not (tells_change(before) and len(before) <= LABEL_REACH):
                yield DateSource(text, Basis.TEXT, "a line below the heading", local=True)
    for text in reversed(heading.texts_before()):
        if _YEAR.search(text) and dated_by(text) and not tells_change(text):
            yield DateSource(text, Basis.TEXT, "a line above the heading", local=True)


def _opening(text: str) -> Iterator[DateSource]:
    """The date in the dateline of the first paragraph: "Karlsruhe, (12.11.2021). …"."""
    for written in written_dates(text[:TEXT_LIMIT])[:1]:
        if written.span.end <= 60 and re.match(r"\s*[).:|–—-]", text[written.span.end :]):
            yield DateSource(text[: written.span.end], Basis.TEXT, "the dateline", local=True)


# --- dear places ------------------------------------------------------------------------------


def _labelled(tree: HtmlElement, kind: str) -> Iterator[DateSource]:
    """Dates anywhere on the page that a word right before or behind them labels."""
    before = ""
    for text in page_texts(tree):
        line = " ".join(text[:1000].split())
        if not line:
            continue
        window = f"{before} {line}" if len(before) <= LABEL_REACH else line
        if _YEAR.search(line) and _label_pattern(kind).search(window):
            yield from _near_label(window, kind)
        before = line[-LABEL_REACH - 1 :] if len(line) > LABEL_REACH else line


def _near_label(text: str, kind: str) -> Iterator[DateSource]:
    for written in written_dates(text):
        start, end = written.span.start, written.span.end
        around = f"{text[max(0, start - LABEL_REACH) : start]} {text[end : end + LABEL_REACH]}"
        if _label_pattern(kind).search(around):
            yield DateSource(text[start:end], Basis.TEXT, f"a line that says “{kind}”", local=True)


@cache
def _label_pattern(kind: str) -> re.Pattern[str]:
    words = load("head", language="")["labels"][kind]
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)


def _in_scripts(tree: HtmlElement) -> Iterator[DateSource]:
    """Dates of publication in the state that a page's scripts start from."""
    left = SCRIPT_LIMIT
    for script in other_scripts(tree):
        for match in islice(_STATE.finditer(script[:left]), STANDS):
            yield DateSource(match["date"], Basis.METADATA, "a script's date of publication")
            return
        left -= len(script)
        if left <= 0:
            return


def _lone_lines(tree: HtmlElement) -> Iterator[DateSource]:
    """Lines of the page that do nothing but date something."""
    seen = 0
    for text in page_texts(tree):
        line = " ".join(text[: 2 * TEXT_LIMIT].split())
        if len(line) > TEXT_LIMIT or not _YEAR.search(line) or not dated_by(line):
            continue
        if any(word in line.casefold() for word in load("head", language="")["labels"]["never"]):
            continue
        if not tells_change(line):
            yield DateSource(line, Basis.TEXT, "a line of the page")
            seen += 1
        if seen >= STANDS:
            return


def _hints(marks: HeadMarks, url: str) -> Iterator[DateSource]:
    """The day in the address of the page's picture; the month in the page's own."""
    for picture in _pictures(marks):
        day = day_of_address(picture)
        if day is not None:
            yield DateSource(day.isoformat(), Basis.INFERRED, "the address of the page's picture")
    month = month_of_address(url)
    if month is not None:
        yield DateSource(f"{month:%B %Y}", Basis.METADATA, "the month in the page's address")


def _pictures(marks: HeadMarks) -> Iterable[str]:
    return [marks.meta(key) for key in ("og:image", "twitter:image", "twitter:image:src")]


def _holds_day(source: DateSource) -> bool:
    return bool(re.fullmatch(r"\s*\d{10}(?:\d{3})?\s*", source.text)) or any(
        written.precision != "month" for written in written_dates(source.text)
    )
