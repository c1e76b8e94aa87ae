"""Pages per second and core of the whole reading, beside others who read the same pages.

The whole reading is text, title, authors, date and outlet. Contenders are rotated page by page;
the time is CPU time, in one process. Each pays for the garbage that it leaves: the collector is
off while somebody reads, and what is new is collected within the reader's own time. What a library
remembers from page to page is cleared before each round, since no page comes twice in life; word
lists, which are loaded once, are not. The first pass warms up and is scored, so that each speed
stands beside its quality on the same pages.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial

from benchmarks.quality import contenders as reader_of
from benchmarks.quality import dates, main_text, meta, scores
from benchmarks.quality.asking import progress
from benchmarks.quality.contenders import Reader, quiet
from benchmarks.quality.data import Page, pages, unpacked
from benchmarks.quality.scores import Answer, Part, Total
from benchmarks.report import Row, ratios
from benchmarks.speed.rounds import SMALL, cpu_seconds, forget

ROUNDS = 2 if SMALL else 5
# All pages of main_text; of the others a sample, always the same one.
SAMPLE = {"main_text": 12, "meta": 12, "dates": 12} if SMALL else {"meta": 60, "dates": 100}

OURS, PEER = "storytracker", "trafilatura fast, metadata"
READERS: Mapping[str, Reader] = {
    OURS: reader_of.ours,
    PEER: reader_of.trafilatura_fast,
    "trafilatura fast, body alone": reader_of.trafilatura_fast_text,
    "trafilatura, metadata": reader_of.trafilatura,
    "newspaper4k": reader_of.newspaper4k,
    "readability-lxml": reader_of.readability_lxml,
    f"{OURS} again (A/A)": reader_of.ours,
    f"{PEER} again (A/A)": reader_of.trafilatura_fast,
}
# What is scored, on the pages of which set.
SCORED: Sequence[tuple[str, str, Total, Callable[[Page, Answer], Part]]] = (
    ("main_text", "text F1", scores.shingle_f1, main_text.text_part),
    ("meta", "titles", scores.average, meta.title_part),
    ("meta", "author F1", scores.average, meta.authors_part),
    ("meta", "days, meta", scores.average, meta.day_part),
    ("dates", "days, dates", scores.average, dates.day_part),
)


def measure() -> list[Row]:
    """Read everything in turn. Raises DataMissing where the pages are not there."""
    quiet()
    by_set = _pages()
    answers = {name: _answers(reader, by_set) for name, reader in READERS.items()}
    everything = [page for own in by_set.values() for page in own]
    seconds = _rounds(everything)
    return [
        *_ratios(seconds),
        *_rates(seconds, len(everything)),
        *(row for name in READERS if "A/A" not in name for row in _scores(name, answers, by_set)),
    ]


def _pages() -> dict[str, list[Page]]:
    chance = random.Random(3)
    with ExitStack() as open_sets:
        found = {
            name: pages(open_sets.enter_context(unpacked(name)))
            for name in ("main_text", "meta", "dates")
        }
    return {name: chance.sample(own, SAMPLE.get(name, len(own))) for name, own in found.items()}


def _answers(reader: Reader, by_set: Mapping[str, Sequence[Page]]) -> dict[str, list[Answer]]:
    return {name: [_answer(reader, page) for page in own] for name, own in by_set.items()}


def _answer(reader: Reader, page: Page) -> Answer:
    try:
        return reader(page.raw, page.url)
    except Exception as error:
        return Answer(failure=str(error))


def _rounds(everything: Sequence[Page]) -> dict[str, list[float]]:
    """CPU seconds by contender, round by round."""
    seconds: dict[str, list[float]] = {name: [] for name in READERS}
    names = list(READERS)
    for turn in range(ROUNDS):
        forget()
        spent = dict.fromkeys(names, 0.0)
        for number, page in enumerate(everything):
            progress(f"round {turn + 1} of {ROUNDS}: page {number + 1} of {len(everything)}")
            for place in range(len(names)):
                name = names[(turn + number + place) % len(names)]
                spent[name] += cpu_seconds(partial(_answer, READERS[name], page))
        for name in names:
            seconds[name].append(spent[name])
    progress("")
    return seconds


def _ratios(seconds: Mapping[str, Sequence[float]]) -> list[Row]:
    ours, peer = seconds[OURS], seconds[PEER]
    rows = [
        Row("whole reading, pages/s", name, "×", ratios(spent, ours))
        for name, spent in seconds.items()
        if name != OURS and "A/A" not in name
    ]
    again = (seconds[f"{OURS} again (A/A)"], seconds[f"{PEER} again (A/A)"])
    return [
        *rows,
        Row(f"{OURS} again (A/A)", OURS, "×", ratios(again[0], ours)),
        Row(f"{PEER} again (A/A)", PEER, "×", ratios(again[1], peer)),
    ]


def _rates(seconds: Mapping[str, Sequence[float]], count: int) -> list[Row]:
    return [
        Row(name, "", "pages/s", tuple(count / spent for spent in own))
        for name, own in seconds.items()
    ]


def _scores(
    name: str,
    answers: Mapping[str, Mapping[str, Sequence[Answer]]],
    by_set: Mapping[str, Sequence[Page]],
) -> list[Row]:
    """The figures of what a contender answers; it has no row for what it leaves out."""
    rows = []
    for set_name, metric, total, part in SCORED:
        found = zip(by_set[set_name], answers[name][set_name], strict=True)
        value = total([part(page, answer) for page, answer in found])
        if value:
            rows.append(Row(f"{name}: {metric}", f"{len(by_set[set_name])} pages", "", (value,)))
    return rows
