"""Asking every contender about every page, on all cores; nothing is timed here."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from benchmarks.quality.contenders import Reader, quiet
from benchmarks.quality.data import Page
from benchmarks.quality.figures import Figure, figures
from benchmarks.quality.scores import Answer, Part, Total

Answers = Mapping[str, Sequence[Answer]]


def ask(what: str, contenders: Mapping[str, Reader], pages: Sequence[Page]) -> Answers:
    """The answers by contender, in the order of ``pages``.

    Whoever raises something on a page has answered nothing there. Says on a terminal how far
    it got with ``what``.
    """
    answers: dict[str, list[Answer]] = {name: [] for name in contenders}
    # Spawned: a fork may inherit a lock that some library holds.
    context = multiprocessing.get_context("spawn")
    with context.Pool(os.cpu_count(), initializer=quiet) as pool:
        asked = pool.imap(partial(_ask_all, dict(contenders)), pages, chunksize=4)
        for number, of_page in enumerate(asked, 1):
            for name, answer in of_page.items():
                answers[name].append(answer)
            progress(f"{what}: {number} of {len(pages)} pages")
    progress("")
    return answers


def score(
    set_name: str,
    metric: str,
    total: Total,
    pages: Sequence[Page],
    answers: Answers,
    part: Callable[[Page, Answer], Part],
    who: Sequence[str] = (),
) -> list[Figure]:
    """One metric over all pages, for those in ``who`` (all where it is empty)."""
    asked = {name: answers[name] for name in who or answers}
    parts = {
        name: [part(page, answer) for page, answer in zip(pages, own, strict=True)]
        for name, own in asked.items()
    }
    failures = Counter(name for name, own in asked.items() for answer in own if answer.failure)
    return figures(set_name, metric, total, parts, failures)


def progress(line: str) -> None:
    """Show how far we are in one line of the terminal; nothing where there is none."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


def _ask_all(contenders: Mapping[str, Reader], page: Page) -> dict[str, Answer]:
    return {name: _ask(reader, page) for name, reader in contenders.items()}


def _ask(reader: Reader, page: Page) -> Answer:
    try:
        return reader(page.raw, page.url)
    except Exception as error:
        return Answer(failure=f"{type(error).__name__}: {error}")
