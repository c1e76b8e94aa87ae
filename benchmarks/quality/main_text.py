"""How much of an article's text is found, and how much else: pages of 2019, many languages."""

from __future__ import annotations

from pathlib import Path

from benchmarks.quality import scores
from benchmarks.quality.asking import ask, score
from benchmarks.quality.contenders import TEXT
from benchmarks.quality.data import Page, pages
from benchmarks.quality.figures import Figure
from benchmarks.quality.scores import Answer, Part


def measure(folder: Path) -> list[Figure]:
    """Shingle F1, with the precision and the recall behind it."""
    asked = pages(folder)
    answers = ask("main_text", TEXT, asked)
    totals = {
        "f1": scores.shingle_f1,
        "precision": scores.shingle_precision,
        "recall": scores.shingle_recall,
    }
    return [
        figure
        for metric, total in totals.items()
        for figure in score("main_text", metric, total, asked, answers, text_part)
    ]


def text_part(page: Page, answer: Answer) -> Part:
    """What the page gives to the figure."""
    return scores.shingle_part(page.right["body"], answer.text)
