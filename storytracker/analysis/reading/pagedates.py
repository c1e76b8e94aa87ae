"""The places of a page that may date its article, most trusted first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
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
from storytracker.analysis.types import Basis, Precision

STANDS = 6  # elements of one kind that are looked at for a date
TEXT_LIMIT = 120  # code points of a text that dates the page
LABEL_REACH = 40  # code points between a date and the word that labels it
SCRIPT_LIMIT = 400_000  # code points of the page's scripts that are searched

BELOW = "a line below the heading"
BESIDE = 60  # code points beside the date in a line that dates the page
FURTHER = 4  # texts; a line above the heading counts as so much further away than one below
_SEEN = frozenset({BELOW, "a time element", "an element marked as the publication date"})

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
    shown, others = _shown(stamps, heading)
    beside = [] if stated and (address or shown) else [*_beside(heading)]
    found = [*stated, *address, *shown, *beside, *others, *_vague(marks)]
    if any(_holds_day(source) for source in found):
        return _outvoted(found)
    return [*found, *_dear(tree, marks, node, url, stamps)]


def _outvoted(found: list[DateSource]) -> list[DateSource]:
    """``found``, with the day that readers see first where some metadata say it as well.

    Systems fill one field with the day of the draft or of an earlier edition; the visible day
    and a second field tell the publication's.
    """
    first = _days_of(found[0]) if found[0].basis is Basis.METADATA else ()
    seen = next((source for source in found if source.name in _SEEN), None)
    shown = _days_of(seen) if seen is not None else ()
    if len(first) != 1 or not shown or first[0] in shown:
        return found
    for at, source in enumerate(found):
        stated = source.name.startswith(("the meta", "the JSON-LD"))
        if at and stated and len(days := _days_of(source)) == 1 and days[0] in shown:
            return [source, *found[:at], *found[at + 1 :]]
    return found


def _days_of(source: DateSource) -> tuple[date, ...]:
    """Each day that the first date of a source can mean."""
    written = written_dates(source.text)[:1]
    return written[0].days if written and written[0].precision is not Precision.MONTH else ()


def changed_dates(marks: HeadMarks, node: Node, heading: Mark | None) -> list[DateSource]:
    """What tells when the article was last changed, most trusted first."""
    found = [
        DateSource(text_of(node, "dateModified"), Basis.METADATA, "the JSON-LD's dateModified")
    ]
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


def _shown(stamps: list[Mark], heading: Mark | None) -> tuple[list[DateSource], list[DateSource]]:
    """Dates of elements that belong to the article, and of those that may.

    First those stated as the publication's and ``time`` elements behind the heading; then
    lines marked as dates, and what stands above the heading, where many pages print today's day.
    """
    at = heading.at if heading is not None else -1
    own = [mark for mark in stamps[: 20 * STANDS] if not _is_change(mark) and _has_date(mark)]
    own = [mark for mark in own[: 4 * STANDS] if not _is_elsewhere(mark)]
    stated = [mark for mark in own if _is_stated(mark)]
    if len({_stated_text(mark) or mark.spaced for mark in stated}) > 2:
        stated = []  # a list of articles or comments, each with its day
    first = [m for m in own if m in stated or (m.at > at and (m.tag == "time" or m.pubdate))]
    first.sort(key=lambda mark: mark not in stated)
    sources = [_source(mark, _name_of(mark, mark in stated)) for mark in first[:STANDS]]
    rest = [mark for mark in own if mark not in first]
    rest.sort(key=lambda mark: (mark not in stated, mark.tag != "time", mark.at < at))
    return sources, [
        replace(_source(mark, _name_of(mark, mark in stated)), local=mark.at > at)
        for mark in rest[:STANDS]
    ]


def _name_of(mark: Mark, stated: bool) -> str:
    if stated:
        return "an element marked as the publication date"
    return "a time element" if mark.tag == "time" else "a line beside the article"


def _elsewhere(stamps: list[Mark]) -> Iterator[DateSource]:
    """Dates in what surrounds other things, for pages that name their containers oddly."""
    own = [mark for mark in stamps[: 20 * STANDS] if not _is_change(mark) and _has_date(mark)]
    for mark in own[:STANDS]:
        elsewhere = re.search(
            r"comment|copyright|reply|tweet|calendar", f"{mark.names} {mark.around}"
        )
        if not elsewhere and (_stated_text(mark) or _dates_alone(mark.spaced)):
            yield _source(mark, "an element that holds a date")


def _is_stated(mark: Mark) -> bool:
    parts = load("head", language="")["dates"]["published"]
    return "datepublished" in mark.prop or mark.pubdate or any(part in mark.names for part in parts)


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
    lowered = text.casefold()
    never = load("head", language="")["labels"]["never"]
    return (
        len(text) <= TEXT_LIMIT
        and bool(_YEAR.search(text))
        and any(written.precision is not Precision.MONTH for written in written_dates(text))
        and not any(word in lowered for word in never)
    )


def _stated_text(mark: Mark) -> str:
    return mark.value if re.search(r"\d{4}|\d{10}", mark.value) else ""


def _source(mark: Mark, name: str) -> DateSource:
    stated = _stated_text(mark)
    if stated and mark.tag != "a":
        # A stamp in UTC stands beside a day as readers see it: "8 November 2023".
        seen = mark.spaced[:TEXT_LIMIT] if _YEAR.search(mark.spaced) else ""
        if not _far_apart(stated, seen):
            return DateSource(stated, Basis.METADATA, name, local=True, seen=seen)
    return DateSource(mark.spaced[:LONG_TEXT], Basis.TEXT, name, local=True)


def _far_apart(stated: str, seen: str) -> bool:
    """True where readers are shown another day than the stamp's, which no zone explains."""
    one, other = written_dates(stated)[:1], written_dates(seen)[:1]
    if not one or not other or other[0].precision is Precision.MONTH:
        return False
    return all(abs((day - one[0].days[0]).days) > 1 for day in other[0].days)


def _is_elsewhere(mark: Mark) -> bool:
    """True for an element of comments, teasers, footers and the like."""
    around = f"{mark.names} {mark.around}"
    return "<aside>" in around or any(
        part in around for part in load("head", language="")["dates"]["others"]
    )


# --- what stands beside the heading -----------------------------------------------------------


def _beside(heading: Mark | None) -> list[DateSource]:
    """Dates in the short texts around the heading, the nearest first."""
    if heading is None:
        return []
    found: list[tuple[int, DateSource]] = []
    behind = heading.texts_behind
    for at, (text, prose) in enumerate(behind):
        if prose and len(text) > TEXT_LIMIT:
            found += [(at, source) for source in _opening(text)]
            break
        before = behind[at - 1][0] if at else ""
        changed = tells_change(text) or (len(before) <= LABEL_REACH and tells_change(before))
        if not prose and not changed and _dates_alone(text):
            found.append((at, DateSource(text, Basis.TEXT, BELOW, local=True)))
    for at, text in enumerate(reversed(heading.texts_before)):
        if _dates_alone(text) and not tells_change(text):
            found.append((at + FURTHER, DateSource(text, Basis.TEXT, "a line above the heading")))
    return [source for _, source in sorted(found, key=lambda each: each[0])[:STANDS]]


def _dates_alone(text: str) -> bool:
    """True for a short text that holds a day and hardly anything else."""
    if len(text) > TEXT_LIMIT or not _YEAR.search(text) or not dated_text(text):
        return False
    written = dated_by(text)
    return written is not None and len(text) - written.span.end + written.span.start <= BESIDE


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
    """Dates with the label in front of them; else those with it right behind."""
    dates, label, end = written_dates(text), _label_pattern(kind), 0
    found: list[tuple[bool, DateSource]] = []
    for at, written in enumerate(dates):
        before = text[max(end, written.span.start - LABEL_REACH) : written.span.start]
        end = written.span.end
        following = dates[at + 1].span.start if at + 1 < len(dates) else len(text)
        after = text[end : min(following, end + LABEL_REACH)]
        source = DateSource(text[written.span.start : end], Basis.TEXT, f"a line labelled “{kind}”")
        if written.precision is Precision.MONTH or tells_change(before) and kind == "published":
            continue
        if label.search(before) or label.search(after):
            found.append((not label.search(before), replace(source, local=True)))
    yield from (source for _, source in sorted(found, key=lambda each: each[0]))


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
        if _dates_alone(line) and not tells_change(line):
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
        written.precision is not Precision.MONTH for written in written_dates(source.text)
    )
