"""Dates as written: each day that a date expression can mean ("02/11/2023" means two).

Which of them it does mean is decided in ``dates.py``, by evidence from the whole document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.types import Precision, Span

EARLIEST_YEAR = 1985  # pages older than the web carry their archive's date, not this
SEARCH_LIMIT = 20_000  # code points of one text that are searched for dates


@dataclass(frozen=True, slots=True)
class Written:
    """A date expression: where it stands and each day that it can mean, day first before month.

    ``separator`` is set for dates in figures only. ``clock_style`` is "h" ("23h18"),
    "12" (a.m., p.m.), "24" or "" (no clock). ``weekday`` is the one named beside it.
    """

    span: Span
    days: tuple[date, ...]
    precision: Precision
    clock: time | None = None
    utc_offset: int | None = None
    separator: str = ""
    clock_style: str = ""
    weekday: int | None = None

    @property
    def ambiguous(self) -> bool:
        """True for figures that mean two days, by whether the day or the month comes first."""
        return len(self.days) > 1


# --- the patterns ---------------------------------------------------------------------------


@cache
def month_numbers() -> dict[str, int]:
    """Month names of every language that the lexicons hold, lower case, to 1..12."""
    months: dict[str, int] = {}
    for names in load("months", language="").values():
        for number, spellings in enumerate(names, start=1):
            months.update(dict.fromkeys(spellings.split(), number))
    months.update(load("dates")["months"])
    return months


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    months = "|".join(sorted(map(re.escape, month_numbers()), key=len, reverse=True))
    month = rf"(?P<month>{months})(?![^\W\d_])\.?"
    day = r"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|ª)?"
    of = r"(?:-\s?)?(?:de |of |d’|d')?\s?"
    year = r"(?P<year>(?:19|20)\d\d)(?!\d)"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            r"(?<!\d)(?P<iso>(?:19|20)\d\d)([-/.])(?P<mon>\d\d?)\2(?P<day>\d\d?)(?!\d)",
            r"(?P<iso>(?:19|20)\d\d)\s?年\s?(?P<mon>\d\d?)\s?月\s?(?P<day>\d\d?)\s?日",
            rf"{day}\s?{of}(?<![^\W\d_]){month},?\s?-?(?:de |del )?\s?{year}",
            rf"(?<![^\W\d_]){month}\s?-?{day}(?!\d),?\s{{0,2}}-?{year}",
            rf"(?<!\d){year},?\s(?<![^\W\d_]){month}\s{day}(?!\d)",
            rf"(?<![^\W\d_]){month},?\s(?:de )?{year}",
            r"(?<![\w/.-])(?P<a>\d\d?)(?P<sep>[/.-])\s?(?P<b>\d\d?)(?P=sep)\s?(?P<y>(?:19|20)?\d\d)(?![\d/-])",
        )
    )


def _names_month(text: str) -> bool:
    """True where a month's name may stand in ``text``: the dear patterns look for one."""
    return any(word in month_numbers() for word in _NO_NAME.split(text.casefold()))


@cache
def _figures() -> tuple[re.Pattern[str], ...]:
    """The patterns of dates in figures alone."""
    return tuple(each for each in _patterns() if "month" not in each.groupindex)


_NO_NAME = re.compile(r"[\s\d_.,;:/|()\[\]’'“”\"·•–—-]+")
_FIGURE = re.compile(r"\d{2}")
_CLOCK = re.compile(
    r"(?P<hour>[0-2]?\d)\s?(?P<mark>[:h.])\s?(?P<minute>[0-5]\d)(?!\d)(?::[0-5]\d(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?|\s?uhr\b)?",
    re.IGNORECASE,
)
_BARE_HOUR = re.compile(r"(?P<hour>1?\d)\s?(?P<half>[ap])\.?\s?m\b\.?", re.IGNORECASE)
_OFFSET = re.compile(
    r"\s?(?:GMT|UTC)?\s?(?P<sign>[+-−])(?P<hours>[01]\d):?(?P<minutes>[0-5]\d)(?!\d)"
)
_ZONE = re.compile(r"\s?\(?(?P<zone>[A-Za-z]{1,4})\b")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
# A stamp as machines write it, and nothing else: most metadata, read without the patterns.
_STAMP = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)"
    r"(?:(?:T|\s)(\d\d):(\d\d)(?::\d\d?(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?)?\s*"
)
# Days in addresses: "/2020/05/17/", "-2020-05-17", "/2020/may/17/", "20200517", "/17-05-2020-".
_ADDRESS_DAY = (
    re.compile(
        r"[/_.=-](?P<y>(?:19|20)\d\d)(?P<s>[/_.-])(?P<m>0?[1-9]|1[0-2])(?P=s)"
        r"(?P<d>0?[1-9]|[12]\d|3[01])(?![\d])"
    ),
    re.compile(
        r"/(?P<y>(?:19|20)\d\d)/(?P<n>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}/"
        r"(?P<d>0?[1-9]|[12]\d|3[01])(?=/)",
        re.IGNORECASE,
    ),
    re.compile(r"[/_.=-](?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(
        r"[/_-](?P<d>0[1-9]|[12]\d|3[01])(?P<s>[-_.]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<y>20\d\d)(?!\d)"
    ),
)
_ADDRESS_MONTH = re.compile(r"/(?P<y>(?:19|20)\d\d)[/-](?P<m>0[1-9]|1[0-2])/")
_PATH = re.compile(
    r"[/_.-]((?:19|20)\d\d)[/_.-]?(0?[1-9]|1[0-2])(?:[/_.-]?(0?[1-9]|[12]\d|3[01]))?(?=[/_.-])"
)


# --- from words to readings -----------------------------------------------------------------


def written_dates(text: str) -> tuple[Written, ...]:
    """Every date expression in ``text`` (its first 20,000 code points), in order.

    Impossible days ("31 February") and years before 1985 are left out.
    """
    text = text[:SEARCH_LIMIT]
    stamp = _STAMP.fullmatch(text)
    if stamp:
        return _from_stamp(stamp)
    if not _FIGURE.search(text):
        return ()
    found: list[Written] = []
    for pattern in _patterns() if _names_month(text) else _figures():
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if any(span.overlaps(other.span) for other in found):
                continue
            days = _readings(match)
            if days:
                found.append(_with_clock(text, match, span, days))
    return tuple(sorted(found, key=lambda written: written.span.start))


def _from_stamp(match: re.Match[str]) -> tuple[Written, ...]:
    day = _day(int(match[1]), int(match[2]), int(match[3]))
    if day is None:
        return ()
    whole = Written(Span(*match.span()), (day,), Precision.DAY)
    if not match[4] or int(match[4]) > 23 or int(match[5]) > 59:
        return (whole,)
    clock, zone = time(int(match[4]), int(match[5])), match[6] or ""
    digits = zone.strip("+-Z").replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:]) if digits else 0
    offset = None if not zone or minutes > 14 * 60 else -minutes if zone[0] == "-" else minutes
    return (
        replace(
            whole, precision=Precision.MINUTE, clock=clock, utc_offset=offset, clock_style="24"
        ),
    )


def day_of_address(url: str) -> date | None:
    """The one day that an address states as its own, in its path; ``None`` for none."""
    path = url[:2000].partition("//")[2].partition("/")[2].partition("?")[0].partition("#")[0]
    for pattern in _ADDRESS_DAY:
        match = pattern.search("/" + path)
        if match:
            groups = match.groupdict()
            month = groups.get("m") or month_numbers()[groups["n"].lower()]
            return _day(int(groups["y"]), int(month), int(groups["d"]))
    return None


def month_of_address(url: str) -> date | None:
    """The first of the month that an address's path states ("/2011/12/"); ``None`` for none."""
    match = _ADDRESS_MONTH.search(url[:2000])
    return _day(int(match["y"]), int(match["m"]), 1) if match else None


def days_in_address(url: str) -> tuple[date, ...]:
    """Days written in figures in a URL: "/2020/05/17/", "photo20200517-1"; no other forms."""
    found = [_day(*map(int, match.groups())) for match in _COMPACT.finditer(url[:2000])]
    for match in _PATH.finditer(url[:2000]):
        if match[3]:
            found.append(_day(int(match[1]), int(match[2]), int(match[3])))
    return tuple(dict.fromkeys(day for day in found if day is not None))


def _readings(match: re.Match[str]) -> tuple[date, ...]:
    groups = match.groupdict()
    if groups.get("sep"):
        return _figure_readings(int(groups["a"]), int(groups["b"]), groups["y"])
    if groups.get("iso"):
        year, month = int(groups["iso"]), int(groups["mon"])
    else:
        year, month = int(groups["year"]), month_numbers()[groups["month"].lower()]
    day = _day(year, month, int(groups.get("day") or 1))
    return (day,) if day is not None else ()


def _figure_readings(a: int, b: int, y: str) -> tuple[date, ...]:
    year = int(y) if len(y) == 4 else 2000 + int(y)
    both = (_day(year, b, a), _day(year, a, b))
    return tuple(dict.fromkeys(day for day in both if day is not None))


def _day(year: int, month: int, day: int) -> date | None:
    if year < EARLIEST_YEAR or year > 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_clock(text: str, match: re.Match[str], span: Span, days: tuple[date, ...]) -> Written:
    groups = match.groupdict()
    whole = Written(
        span=span,
        days=days,
        precision=Precision.DAY if groups.get("day") or groups.get("sep") else Precision.MONTH,
        separator=groups.get("sep") or "",
        weekday=_weekday_before(text, span.start),
    )
    if whole.precision is Precision.MONTH:
        return whole
    return _clock_after(text, whole) or _clock_before(text, whole) or whole


def _weekday_before(text: str, start: int) -> int | None:
    words = re.findall(r"[^\W\d_]+", text[max(0, start - 16) : start])
    return load("dates")["weekdays"].get(words[-1].lower()) if words else None


def _clock_after(text: str, written: Written) -> Written | None:
    tail = text[written.span.end : written.span.end + 60]
    lead = re.match(r"[T\s,;|·•–—(-]{0,4}(?:(?:at|um|à|a las|às|@)\s)?", tail)
    at = lead.end() if lead else 0
    match = _CLOCK.match(tail, at) or _BARE_HOUR.match(tail, at)
    return _clocked(written, tail, match, written.span.end) if match else None


def _clock_before(text: str, written: Written) -> Written | None:
    start = max(0, written.span.start - 40)
    head = text[start : written.span.start]
    matches = list(_CLOCK.finditer(head)) or list(_BARE_HOUR.finditer(head))
    # The clock must stand right before the date: "5:39 PM EDT, Tue May 5, 2020".
    if not matches or not re.fullmatch(
        r"(?:[\s,|·•–—()-]|[A-Za-z]{1,9}\b\.?){0,8}", head[matches[-1].end() :]
    ):
        return None
    return _clocked(written, head, matches[-1], start)


def _clocked(written: Written, around: str, match: re.Match[str], base: int) -> Written | None:
    groups = match.groupdict()
    hour, half = int(groups["hour"]), (groups.get("half") or "").lower()
    sure = half or "uhr" in match[0].lower() or _utc_offset(around, match.end())[0] is not None
    if groups.get("mark") == "." and not sure:
        return None  # "3.45" is a price as often as a clock
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23:
        return None
    offset, end = _utc_offset(around, match.end())
    mark = groups.get("mark") or ""
    style = "12" if half else "h" if mark.lower() == "h" else "24"
    span = Span(min(written.span.start, base + match.start()), max(written.span.end, base + end))
    clock = time(hour, int(groups.get("minute") or 0))
    return replace(
        written,
        span=span,
        clock=clock,
        utc_offset=offset,
        clock_style=style,
        precision=Precision.MINUTE,
    )


def _utc_offset(text: str, at: int) -> tuple[int | None, int]:
    match = _OFFSET.match(text, at)
    if match:
        minutes = int(match["hours"]) * 60 + int(match["minutes"])
        if minutes <= 14 * 60:
            return (minutes if match["sign"] == "+" else -minutes), match.end()
    zone = _ZONE.match(text, at)
    minutes_of_zone = load("dates")["zones"].get(zone["zone"].lower()) if zone else None
    if zone is None or minutes_of_zone is None:
        return None, at
    return minutes_of_zone, zone.end()
