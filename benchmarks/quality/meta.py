"""Titles, names of authors and days: pages of 2023 to 2026 from many countries."""

from __future__ import annotations

from pathlib import Path

from benchmarks.quality import scores
from benchmarks.quality.asking import ask, score
from benchmarks.quality.contenders import HTMLDATE, HTMLDATE_FAST, META, READABILITY
from benchmarks.quality.data import Page, pages
from benchmarks.quality.figures import Figure
from benchmarks.quality.scores import Answer, Part

# Who answers what.
TITLES = [name for name in META if name not in (HTMLDATE, HTMLDATE_FAST)]
AUTHORS = [name for name in TITLES if name != READABILITY]
DAYS = [name for name in META if name != READABILITY]


def measure(folder: Path) -> list[Figure]:
    """The share of exact titles, F1 of the authors averaged over pages, the share of days."""
    asked = pages(folder)
    answers = ask("meta", META, asked)
    return [
        *score("meta", "title", scores.average, asked, answers, title_part, TITLES),
        *score("meta", "authors", scores.average, asked, answers, authors_part, AUTHORS),
        *score("meta", "day", scores.average, asked, answers, day_part, DAYS),
    ]


def title_part(page: Page, answer: Answer) -> Part:
    """Whether the title is the page's own."""
    return scores.title_part(page.right["title"], answer.title)


def authors_part(page: Page, answer: Answer) -> Part:
    """How far the names are the page's own; the set has nothing where there is no name."""
    return scores.authors_part(page.right["authors"] or (), answer.authors)


def day_part(page: Page, answer: Answer) -> Part:
    """Whether the day is the page's own."""
    return scores.day_part(page.right["publishing_date"], answer.day)
