"""When a document was published: the day that its evidence settles on, and why.

``written_dates.py`` finds date expressions and keeps every reading of an ambiguous one;
``find_date`` weighs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.local_days import on_local_day
from storytracker.analysis.reading.written_dates import EARLIEST_YEAR, Written, written_dates
from storytracker.analysis.types import UNDATED, Basis, Dating, Precision, Span

_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3})?\s*")


@dataclass(frozen=True, slots=True)
class DateSource:
    """A place in the document that may date it: its words, its basis, and what it is called.

    ``local`` says that its day is the one that readers saw where the document was published
    (an address, a visible line); ``seen`` holds the visible words beside a stamp in ``text``.
    """

    text: str
    basis: Basis
    name: str
    local: bool = False
    seen: str = ""


@dataclass(frozen=True, slots=True)
class DateSetting:
    """What is known around an ambiguous date.

    ``locale`` is a language tag ("en-US"), ``country`` the outlet's ISO code, ``near`` other
    days that the document names without doubt, ``orders`` +1 for each date elsewhere in
    figures that can only be day first, -1 for month first, ``latest`` a day after which
    nothing can have been published.
    """

    locale: str = ""
    country: str = ""
    near: tuple[date, ...] = ()
    orders: tuple[int, ...] = ()
    latest: date | None = None


def find_date(sources: Sequence[DateSource], setting: DateSetting | None = None) -> Dating:
    """The day that the first usable of ``sources`` (most trusted first) gives.

    A day without a clock takes the clock of a later source of the same basis and day. An
    ambiguous date is settled by the evidence in ``setting``, the other sources and its own
    form; what stays open goes to ``other_days``. ``UNDATED`` when no source holds a date.
    """
    setting = setting or DateSetting()
    readings = [(source, written) for source in sources for written in _dates_of(source)]
    setting = _widened(setting, [written for _, written in readings])
    for source, written in readings:
        dating = _settle(source, written, setting)
        if dating.day is not None and not _too_late(dating.day, setting):
            return on_local_day(_with_borrowed_clock(dating, readings), sources)
    return UNDATED


def setting_from(text: str, **known: object) -> DateSetting:
    """A setting whose evidence is read from ``text``; ``known`` are further fields of it."""
    written = written_dates(text)
    return _widened(DateSetting(**known), list(written))  # type: ignore[arg-type]


def _dates_of(source: DateSource) -> Iterator[Written]:
    epoch = _EPOCH.fullmatch(source.text)
    if epoch:
        yield from _from_epoch(int(epoch[1]))
        return
    yield from written_dates(source.text)[:3]


def _from_epoch(seconds: int) -> Iterator[Written]:
    moment = datetime.fromtimestamp(seconds, UTC)
    if moment.year >= EARLIEST_YEAR:
        clock = time(moment.hour, moment.minute)
        yield Written(Span(0, 10), (moment.date(),), Precision.MINUTE, clock, 0)


def _widened(setting: DateSetting, found: Sequence[Written]) -> DateSetting:
    sure = [w for w in found if not w.ambiguous and w.precision is not Precision.MONTH]
    near = tuple(dict.fromkeys((*setting.near, *(w.days[0] for w in sure))))
    orders = tuple(_order_of(w) for w in sure if w.separator)
    return replace(setting, near=near, orders=(*setting.orders, *orders))


def _order_of(written: Written) -> int:
    """+1 for figures that can only be day first, -1 for month first (a value above 12)."""
    return 1 if written.days[0].day > 12 else -1


def _too_late(day: date, setting: DateSetting) -> bool:
    return setting.latest is not None and day > setting.latest


def _settle(source: DateSource, written: Written, setting: DateSetting) -> Dating:
    day = written.days[0]
    others: tuple[date, ...] = ()
    reasons: tuple[str, ...] = (f"{source.name} gives the date",)
    if written.ambiguous:
        points, why = order_evidence(written, setting)
        day, other = written.days if points >= 0 else written.days[::-1]
        others = () if abs(points) >= 2 else (other,)
        reasons = (*reasons, *why)
    minute = written.precision is Precision.MINUTE and not _is_mere_midnight(written)
    return Dating(
        day=day,
        clock=written.clock if minute else None,
        utc_offset=written.utc_offset if minute else None,
        precision=Precision.DAY
        if written.precision is Precision.MINUTE and not minute
        else written.precision,
        basis=source.basis,
        other_days=others,
        reasons=reasons,
    )


def _is_mere_midnight(written: Written) -> bool:
    # Content systems write a day without a time as 00:00.
    return written.clock == time(0, 0) and written.clock_style != "12"


def order_evidence(written: Written, setting: DateSetting) -> tuple[int, tuple[str, ...]]:
    """Points for the day standing first (below zero: the month) and the reasons in words.

    Two points settle it; each kind of evidence alone is worth what it excludes.
    """
    points = [*_form_points(written), *_setting_points(written, setting)]
    if not points:
        return 0, ("the figures can be read day first or month first and nothing decides",)
    return sum(p for p, _ in points), tuple(reason for _, reason in points)


def _form_points(written: Written) -> Iterator[tuple[int, str]]:
    if written.separator == ".":
        yield 3, "dates with full stops are written day first"
    if written.clock_style == "h":
        yield 2, "a clock such as 23h18 goes with dates that are written day first"
    elif written.clock_style == "24" and written.clock is not None and written.clock.hour > 12:
        yield 1, "a 24-hour clock goes rather with day first"
    elif written.clock_style == "12":
        yield -1, "a clock with a.m. or p.m. goes rather with month first"


def _setting_points(written: Written, setting: DateSetting) -> Iterator[tuple[int, str]]:
    first, second = written.days
    fits = [any(abs((day - near).days) <= 1 for near in setting.near) for day in (first, second)]
    if fits[0] != fits[1]:
        yield (
            (3 if fits[0] else -3),
            "another date in the document falls on the same day",
        )
    if setting.orders:
        yield (
            (3 if sum(setting.orders) >= 0 else -3),
            "another date in figures has a value above 12",
        )
    if written.weekday is not None and first.weekday() != second.weekday():
        hit = [day.weekday() == written.weekday for day in (first, second)]
        if any(hit):
            yield (4 if hit[0] else -4), "the weekday beside it agrees"
    if setting.latest is not None and (first > setting.latest) != (second > setting.latest):
        yield (
            (5 if second > setting.latest else -5),
            "the other reading lies in the future",
        )
    yield from _locale_points(setting)


def _locale_points(setting: DateSetting) -> Iterator[tuple[int, str]]:
    order, locale = load("dates")["order"], setting.locale.lower().replace("_", "-")
    region = locale.partition("-")[2]
    # "en-US" is what many systems print unless told otherwise; other regions are chosen.
    if region and region not in order["month_first_countries"]:
        yield 2, "the language tag is of a country that writes the day first"
    elif setting.country:
        month_first = setting.country in order["month_first_countries"]
        yield (-2 if month_first else 2), "the outlet's country writes dates so"
    elif locale in order["month_first_locales"]:
        yield -2, "the language tag is of a country that writes the month first"
    elif locale and locale not in ("en", "und"):
        yield 2, "the language writes the day first"


def _with_borrowed_clock(dating: Dating, readings: Sequence[tuple[DateSource, Written]]) -> Dating:
    if dating.precision is not Precision.DAY or dating.other_days:
        return dating
    for source, written in readings:
        fits = (
            not written.ambiguous and written.days[0] == dating.day and source.basis is dating.basis
        )
        if fits and written.precision is Precision.MINUTE and not _is_mere_midnight(written):
            return replace(
                dating,
                clock=written.clock,
                utc_offset=written.utc_offset,
                precision=Precision.MINUTE,
                reasons=(*dating.reasons, f"{source.name} gives the time"),
            )
    return dating


def is_change(published: Dating, modified: Dating) -> bool:
    """True where ``modified`` tells of a later moment than ``published``, as far as both are known.

    Most systems fill both fields alike for an article that was never changed.
    """
    if modified.day is None or published.day is None or modified.day != published.day:
        return modified.day is not None and (published.day is None or modified.day > published.day)
    if modified.clock is None or published.clock is None:
        return False
    return _minutes(modified) > _minutes(published)


def _minutes(dating: Dating) -> int:
    clock = dating.clock or time()
    return clock.hour * 60 + clock.minute - (dating.utc_offset or 0)


def merge_feed_date(reading: Dating, feed: Dating) -> Dating:
    """The page's dating joined with its feed entry's.

    An editor's word and the page's own metadata to the minute win. The feed fills in a missing
    date, settles an ambiguous one, and makes a day or month exact that holds its moment; a
    feed that says another day than the page's does not count: feeds often give the day of a
    change, or of fetching. The result's reasons tell which it was.
    """
    if reading.basis is Basis.EDITOR or feed.day is None:
        return reading
    if reading.day is None:
        return replace(feed, reasons=(*feed.reasons, "the page itself gives no date"))
    if reading.other_days:
        return _settled_by_feed(reading, feed)
    fitted = _fitted(reading, feed) if _is_coarser(reading, feed) else None
    if fitted is None:
        return reading
    return replace(fitted, reasons=(*fitted.reasons, "the feed is more exact than the page"))


def _settled_by_feed(reading: Dating, feed: Dating) -> Dating:
    """An ambiguous date by the feed's: the reading that it falls on, to a day of the zones."""
    days = [day for day in (reading.day, *reading.other_days) if day is not None]
    fits = [day for day in days if feed.day is not None and abs((day - feed.day).days) <= 1]
    if len(fits) != 1 or feed.other_days:
        return reading
    if fits[0] == feed.day and feed.precision is Precision.MINUTE and reading.clock is None:
        return replace(feed, reasons=(*feed.reasons, "the feed settles the page's date"))
    reasons = (*reading.reasons, "the feed's date settles which day is meant")
    return replace(reading, day=fits[0], other_days=(), reasons=reasons)


_EXACT = (Precision.UNKNOWN, Precision.MONTH, Precision.DAY, Precision.MINUTE)


def _is_coarser(reading: Dating, feed: Dating) -> bool:
    exact = _EXACT.index(feed.precision) > _EXACT.index(reading.precision)
    return exact and not feed.other_days


def _fitted(reading: Dating, feed: Dating) -> Dating | None:
    """The feed's moment where it lies in the reading's month or, in its zone, on its day."""
    if reading.day is None or feed.day is None:
        return None
    if reading.precision is Precision.MONTH:
        return feed if (feed.day.year, feed.day.month) == _month_of(reading.day) else None
    if feed.day == reading.day:
        return feed
    moved = on_local_day(feed, [DateSource(f"{reading.day}", reading.basis, "", local=True)])
    return moved if moved.day == reading.day else None


def _month_of(day: date) -> tuple[int, int]:
    return day.year, day.month
