"""The day of an article without a date, from what it says and from its story's other articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from storytracker.analysis import thresholds
from storytracker.analysis.relative_dates import date_clues, infer_day
from storytracker.analysis.types import ArticleFacts, Basis, Dating


def effective_datings(articles: Sequence[ArticleFacts]) -> dict[str, Dating]:
    """Article key → its own date, or the one inferred for it; UNKNOWN stays UNKNOWN."""
    known = sorted(d for a in articles if (d := a.published.day))
    datings = {a.key: a.published for a in articles}
    if not known:
        return datings
    for article in articles:
        if article.published.day is None:
            datings[article.key] = _inferred(article, known)
    return datings


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
