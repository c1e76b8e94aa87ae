"""What times in a text tell about its own day, and what they announce.

Phrases are found and resolved in ``time_phrases.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storytracker.analysis.reading.scheduled import scheduled_events
from storytracker.analysis.reading.tense import is_future
from storytracker.analysis.reading.time_phrases import (
    Form,
    TimePhrase,
    resolve,
    resolved,
    time_phrases,
)
from storytracker.analysis.types import Basis, Dating, Precision, Span

__all__ = ["DateClue", "date_clues", "infer_day", "resolve", "scheduled_events"]

# A weekday further off than this would have been written with its date or "last"/"next".
FAR_WEEKDAY = 5
# Days whose weekdays lie, summed up, no further off than the best day's plus this fit as well.
SLACK = 1
WEEK = 7  # days after a past day with its date, if no weekday tells more


@dataclass(frozen=True, slots=True)
class DateClue:
    """A time in the text that bears on the day of writing.

    ``phrase`` is what it says, ``words`` its exact words, ``future`` whether it was still to
    come when the text was written (``None``: the text doesn't say).
    """

    span: Span
    words: str
    phrase: TimePhrase
    future: bool | None


def date_clues(text: str, sentences: Sequence[Span]) -> tuple[DateClue, ...]:
    """The weekdays and days of the month that ``sentences`` name, with their tense."""
    return tuple(
        DateClue(phrase.span, phrase.span.of(text), phrase, is_future(text, phrase.span, sentence))
        for sentence in sentences
        for phrase in time_phrases(text, sentence)
        if phrase.form in (Form.WEEKDAY, Form.MONTH_DAY)
    )


def infer_day(clues: Sequence[DateClue], candidates: Sequence[date]) -> Dating:
    """The day among ``candidates`` on which a text with these ``clues`` was written.

    Newspapers name the days around them by bare weekdays, so the day is looked for from which
    all weekdays in the past tense lie back, and all in the future tense lie ahead, by the
    fewest days; a past day of the month bounds it from below. Of equally good days the
    earliest is taken and the others of its week are kept in ``other_days``; of equally good
    weeks the one nearest to the latest past day of the month, else to the middle of the
    candidates. Without weekdays such a past day gives the days of the week from it on.
    ``UNKNOWN`` when nothing decides.
    """
    weekdays = [
        c
        for c in clues
        if c.phrase.form is Form.WEEKDAY and c.phrase.shift is None and c.future is not None
    ]
    if not weekdays or not candidates:
        return _after_past_day(clues, candidates)
    costs = {
        day: sum(_distance(clue, day) for clue in weekdays)
        for day in sorted(set(candidates))
        if _not_before(day, clues) and _not_far(day, weekdays)
    }
    if not costs:
        return Dating(reasons=("no day near the story's others fits the weekdays in the text",))
    return _best_day(costs, _likely(clues, candidates), weekdays)


def _after_past_day(clues: Sequence[DateClue], candidates: Sequence[date]) -> Dating:
    """The first of ``candidates`` within a week from the latest past day of the month."""
    past = _latest_past_day(clues, candidates)
    days = [d for d in sorted(set(candidates)) if past and 0 <= (d - past).days <= WEEK]
    if not days:
        return Dating(reasons=("no weekday in the text tells its day",))
    reason = f"the text tells of {past} as past, and of no later day"
    return Dating(days[0], None, None, Precision.DAY, Basis.INFERRED, tuple(days[1:]), (reason,))


def _latest_past_day(clues: Sequence[DateClue], candidates: Sequence[date]) -> date | None:
    """The latest day of the month that the text names as past, from the last candidate back."""
    if not candidates:
        return None
    told = [
        resolved(clue.phrase, max(candidates), future=False)
        for clue in clues
        if clue.phrase.form is Form.MONTH_DAY and clue.future is False
    ]
    return max((dating.day for dating in told if dating and dating.day), default=None)


def _likely(clues: Sequence[DateClue], candidates: Sequence[date]) -> date:
    """Where among ``candidates`` to look first: behind the latest past day, else in the middle."""
    days = sorted(set(candidates))
    past = _latest_past_day(clues, candidates)
    return past if past and past >= days[0] else days[len(days) // 2]


def _best_day(costs: dict[date, int], likely: date, weekdays: Sequence[DateClue]) -> Dating:
    least = min(costs.values())
    best = min(
        (d for d, c in costs.items() if c == least), key=lambda d: (abs((d - likely).days), d)
    )
    fitting = [d for d, c in costs.items() if c <= least + SLACK and abs((d - best).days) < 4]
    told = dict.fromkeys(f"“{c.words}” is {'to come' if c.future else 'past'}" for c in weekdays)
    return Dating(
        day=fitting[0],
        precision=Precision.DAY,
        basis=Basis.INFERRED,
        other_days=tuple(fitting[1:]),
        reasons=(*told, "the earliest day that fits all of them"),
    )


def _distance(clue: DateClue, day: date) -> int:
    """Days from ``day`` to the weekday that the clue names, back or ahead."""
    difference = clue.phrase.number - day.weekday()
    return difference % 7 if clue.future else -difference % 7


def _not_far(day: date, weekdays: Sequence[DateClue]) -> bool:
    far = sum(_distance(clue, day) > FAR_WEEKDAY for clue in weekdays)
    return far == 0 or far * 4 < len(weekdays)  # one slip of the tense among many is forgiven


def _not_before(day: date, clues: Sequence[DateClue]) -> bool:
    """No past day with its year, and no past day of the same month, lies after ``day``."""
    for clue in clues:
        phrase = clue.phrase
        if phrase.form is not Form.MONTH_DAY or clue.future is not False:
            continue
        if phrase.year and (phrase.year, phrase.number, phrase.day) > (
            day.year,
            day.month,
            day.day,
        ):
            return False
        if not phrase.year and phrase.number == day.month and phrase.day > day.day:
            return False
    return True
