"""The day of an article without a date, from what it says and from its story's other articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from storytracker.analysis import thresholds
from storytracker.analysis.reading.relative_dates import date_clues, infer_day
from storytracker.analysis.story.similarity import containment
from storytracker.analysis.types import ArticleFacts, Basis, Dating, Precision

SAME_TEXT = 0.8  # share of an undated text's runs of words that another article holds too


def effective_datings(articles: Sequence[ArticleFacts]) -> dict[str, Dating]:
    """Article key → its own date, or the one inferred for it; UNKNOWN stays UNKNOWN."""
    known = sorted(d for a in articles if (d := a.published.day))
    datings = {a.key: a.published for a in articles}
    if not known:
        return datings
    for article in articles:
        if article.published.day is None:
            copied = _as_the_same_text(article, articles)
            datings[article.key] = copied or _inferred(article, known)
    return datings


def _as_the_same_text(article: ArticleFacts, articles: Sequence[ArticleFacts]) -> Dating | None:
    """The earliest day of a dated article that holds nearly all of this one's text."""
    days = [
        other.published.day
        for other in articles
        if other.published.day and containment(article.text, other.text) >= SAME_TEXT
    ]
    if not days:
        return None
    reason = "an article of that day holds nearly all of its text"
    return Dating(min(days), None, None, Precision.DAY, Basis.INFERRED, (), (reason,))


def _inferred(article: ArticleFacts, known: Sequence[date]) -> Dating:
    clues = date_clues(article.text, article.attributions.sentences)
    near = infer_day(clues, _window(known, thresholds.UNDATED_NEAR_DAYS))
    if near.day is None:
        near = infer_day(clues, _window(known, thresholds.UNDATED_FAR_DAYS))
    if near.day is None:
        return near
    reasons = (*near.reasons, "beside the dates of the story's other articles")
    return replace(near, basis=Basis.INFERRED, reasons=reasons)


def _window(known: Sequence[date], margin: int) -> list[date]:
    first, last = known[0] - timedelta(days=margin), known[-1] + timedelta(days=margin)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
