"""The day of publication: pages of all kinds, many of them German, many without metadata."""

from __future__ import annotations

from pathlib import Path

from benchmarks.quality import scores
from benchmarks.quality.asking import ask, score
from benchmarks.quality.contenders import DATES
from benchmarks.quality.data import Page, pages
from benchmarks.quality.figures import Figure
from benchmarks.quality.scores import Answer, Part


def measure(folder: Path) -> list[Figure]:
    """The share of exact days."""
    asked = pages(folder)
    answers = ask("dates", DATES, asked)
    return score("dates", "day", scores.average, asked, answers, day_part)


def day_part(page: Page, answer: Answer) -> Part:
    """Whether the day is the page's own."""
    return scores.day_part(page.right["date"], answer.day)
