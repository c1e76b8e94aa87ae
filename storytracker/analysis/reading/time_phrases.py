"""Times told from the day of writing: "Thursday night", "late last month", "Oct. 7"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.types import Basis, Dating, Precision, Span


class Form(StrEnum):
    """What a time phrase counts by."""

    WEEKDAY = "weekday"
    MONTH_DAY = "month-day"
    MONTH = "month"
    DAY_WORD = "day-word"  # yesterday, tomorrow
    PERIOD = "period"  # last week, next month
    DISTANCE = "distance"  # two days ago


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A time phrase in a text.

    ``number`` is the weekday (Monday 0), the month, or the count of days that a word or a
    distance means; ``shift`` is -1 for "last", 1 for "next", 0 for "this", ``None`` for a
    bare name; ``unit`` is "day", "week", "month" or "year"; ``weekday`` is the one that
    stands before a day of the month ("Friday 3 May").
    """

    span: Span
    form: Form
    number: int
    day: int = 0
    year: int = 0
    shift: int | None = None
    unit: str = "day"
    weekday: int | None = None


def time_phrases(text: str, within: Span) -> tuple[TimePhrase, ...]:
    """The time phrases of ``text`` inside ``within``, in order."""
    found = []
    for match in _pattern().finditer(text, within.start, within.end):
        phrase = _phrase(match)
        if phrase is not None:
            found.append(phrase)
    return tuple(found)


def resolve(phrase: str, anchor: date, *, future: bool | None = None) -> Dating | None:
    """The day or month that ``phrase`` means in an article written on ``anchor``.

    ``future`` tells whether it is still to come; ``None``: as the phrase itself says, else
    past, as newspapers mostly mean it. Several possible days go to ``other_days`` ("last
    week"). ``None`` when the phrase holds no time that can be told.
    """
    phrases = time_phrases(phrase, Span(0, len(phrase)))
    return resolved(phrases[0], anchor, future) if phrases else None


def resolved(phrase: TimePhrase, anchor: date, future: bool | None) -> Dating | None:
    """As ``resolve``, for a phrase found before."""
    ahead = future if phrase.shift in (None, 0) else phrase.shift == 1
    try:
        return _RESOLVERS[phrase.form](phrase, anchor, ahead)
    except (OverflowError, ValueError):  # beyond the calendar's first or last year
        return None


# --- finding --------------------------------------------------------------------------------


@cache
def _pattern() -> re.Pattern[str]:
    lists = load("dates")
    months = "|".join(sorted((m.capitalize() for m in lists["months"]), key=len, reverse=True))
    weekdays = "|".join(day.capitalize() for day in lists["weekdays"] if day.endswith("day"))
    numbers = "|".join(lists["numbers"])
    day = r"[0-3]?\d"
    year = r"(?:,? (?P<{}>(?:19|20)\d\d)(?!\d))?"
    stop = r"(?:\.(?=,| [\da-z]))?"  # of an abbreviation, not the sentence's
    shifts = "[Ll]ast|[Nn]ext|[Tt]his|[Cc]oming|[Pp]ast"
    units = "day|week|month|year"
    part = r"(?: (?:morning|afternoon|evening|night))?"
    parts = (
        rf"(?:(?P<w1>{weekdays}),? )?"
        rf"(?P<m1>{months})\.? (?P<d1>{day})(?:st|nd|rd|th)?(?![\d:.]\d|\d){year.format('y1')}",
        rf"(?:(?P<w2>{weekdays}),? (?:the )?)?"
        rf"(?<![\d.:])(?P<d2>{day})(?:st|nd|rd|th)? (?:of )?(?P<m2>{months})\b{stop}"
        rf"{year.format('y2')}",
        rf"(?:(?P<s1>{shifts}) )?(?P<weekday>{weekdays})\b{part}",
        r"(?P<word>[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow)\b" + part,
        rf"(?:(?:[Ee]arly|[Ll]ate|[Ee]arlier|[Ll]ater|mid) )?(?P<s2>{shifts}) "
        r"(?P<unit>weekend|week|month|year)\b",
        rf"(?P<count>\d{{1,3}}|{numbers}) (?P<ago_unit>{units})s? "
        r"(?P<way>ago|earlier|from now|later)\b",
        rf"[Ii]n (?P<in_count>\d{{1,3}}|{numbers}) (?P<in_unit>{units})s?\b",
        r"(?:[Ee]arly|[Ll]ate|[Mm]id|[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Dd]uring|of|(?P<s3>[Ll]ast|[Nn]ext|[Tt]his))"
        rf"[ -](?:early |late |mid-?)?(?P<m3>{months})\b{stop}{year.format('y3')}",
    )
    return re.compile(r"(?<![\w-])(?:" + "|".join(parts) + ")")


def _phrase(match: re.Match[str]) -> TimePhrase | None:
    g, lists, span = match.groupdict(), load("dates"), Span(*match.span())
    month = g["m1"] or g["m2"]
    if month:
        day, year = int(g["d1"] or g["d2"]), int(g["y1"] or g["y2"] or 0)
        number = lists["months"][month.lower()]
        weekday = lists["weekdays"].get((g["w1"] or g["w2"] or "").lower())
        phrase = TimePhrase(span, Form.MONTH_DAY, number, day, year, weekday=weekday)
        return phrase if 1 <= day <= 31 else None
    if g["m3"]:
        number, year = lists["months"][g["m3"].lower()], int(g["y3"] or 0)
        return TimePhrase(span, Form.MONTH, number, year=year, shift=_shift(g["s3"]))
    if g["weekday"]:
        number = lists["weekdays"][g["weekday"].lower()]
        return TimePhrase(span, Form.WEEKDAY, number, shift=_shift(g["s1"]))
    if g["word"]:
        return TimePhrase(span, Form.DAY_WORD, lists["day_words"][g["word"].lower()])
    if g["unit"]:
        return TimePhrase(span, Form.PERIOD, 0, shift=_shift(g["s2"]), unit=g["unit"])
    return _distance(g, span)


def _distance(g: dict[str, str | None], span: Span) -> TimePhrase | None:
    count, unit = g["count"] or g["in_count"] or "", g["ago_unit"] or g["in_unit"] or ""
    number = int(count) if count.isdecimal() else load("dates")["numbers"].get(count.lower(), 0)
    if g["way"] in ("earlier", "later"):
        return None  # counted from another event, not from the day of writing
    back = g["way"] == "ago"
    return TimePhrase(
        span, Form.DISTANCE, -number if back else number, shift=-1 if back else 1, unit=unit
    )


def _shift(word: str | None) -> int | None:
    if word is None:
        return None
    return {"last": -1, "past": -1, "next": 1, "coming": 1}.get(word.lower(), 0)


# --- resolving ------------------------------------------------------------------------------


def _weekday(phrase: TimePhrase, anchor: date, ahead: bool | None) -> Dating:
    if ahead:
        step = (phrase.number - anchor.weekday()) % 7
        step = step or (7 if phrase.shift == 1 else 0)
        later = (anchor + timedelta(days=step + 7),) if phrase.shift == 1 else ()
        return _day(anchor + timedelta(days=step), "the next such weekday", later)
    step = (anchor.weekday() - phrase.number) % 7
    step = step or (7 if phrase.shift == -1 else 0)
    return _day(anchor - timedelta(days=step), "a bare weekday is one of the last seven days")


def _month_day(phrase: TimePhrase, anchor: date, ahead: bool | None) -> Dating | None:
    years = [phrase.year] if phrase.year else [anchor.year - 1, anchor.year, anchor.year + 1]
    days = [
        date(y, phrase.number, phrase.day)
        for y in years
        if phrase.day <= monthrange(y, phrase.number)[1]
    ]
    # "Saturday 2 September" was in a year in which that day was a Saturday.
    days = [d for d in days if d.weekday() == phrase.weekday] or days
    if phrase.year or not days:
        return _day(days[0], "written in full") if days else None
    if ahead is None:
        return _day(min(days, key=lambda d: abs((d - anchor).days)), "the nearest such day")
    fitting = [d for d in days if (d >= anchor if ahead else d <= anchor)]
    if not fitting:
        return None
    return _day(
        min(fitting) if ahead else max(fitting),
        "the next such day" if ahead else "the last such day",
    )


def _month(phrase: TimePhrase, anchor: date, ahead: bool | None) -> Dating:
    year = phrase.year or anchor.year
    if not phrase.year:
        passed = phrase.number < anchor.month
        same = phrase.number == anchor.month
        if ahead and (passed or (same and phrase.shift == 1)):
            year += 1
        elif not ahead and ((not passed and not same) or (same and phrase.shift == -1)):
            year -= 1
    return _of_month(date(year, phrase.number, 1), "the month is named")


def _day_word(phrase: TimePhrase, anchor: date, _: bool | None) -> Dating:
    return _day(anchor + timedelta(days=phrase.number), "counted from the day of writing")


def _period(phrase: TimePhrase, anchor: date, _: bool | None) -> Dating | None:
    shift = phrase.shift or 0
    if phrase.unit == "month":
        return _of_month(_shifted_month(anchor, shift), "counted from the month of writing")
    if phrase.unit == "year":
        return None  # a year is no date of this precision
    monday = anchor + timedelta(days=7 * shift - anchor.weekday())
    days = [
        monday + timedelta(days=n) for n in (range(5, 7) if phrase.unit == "weekend" else range(7))
    ]
    return _day(
        days[0], f"some day of the {phrase.unit} from {days[0]} to {days[-1]}", tuple(days[1:])
    )


def _distance_from(phrase: TimePhrase, anchor: date, _: bool | None) -> Dating | None:
    if phrase.unit == "month":
        return _of_month(_shifted_month(anchor, phrase.number), "counted from the month of writing")
    if phrase.unit == "year":
        return None
    days = phrase.number * (7 if phrase.unit == "week" else 1)
    return _day(anchor + timedelta(days=days), "counted from the day of writing")


def _shifted_month(anchor: date, months: int) -> date:
    years, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return date(years, month + 1, 1)


def _day(day: date, reason: str, others: tuple[date, ...] = ()) -> Dating:
    return Dating(day, None, None, Precision.DAY, Basis.INFERRED, others, (reason,))


def _of_month(day: date, reason: str) -> Dating:
    return Dating(day, None, None, Precision.MONTH, Basis.INFERRED, (), (reason,))


_RESOLVERS = {
    Form.WEEKDAY: _weekday,
    Form.MONTH_DAY: _month_day,
    Form.MONTH: _month,
    Form.DAY_WORD: _day_word,
    Form.PERIOD: _period,
    Form.DISTANCE: _distance_from,
}
