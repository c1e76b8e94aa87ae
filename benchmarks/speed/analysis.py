"""Analysing who said what, beside reading the same pages; and how both grow with the text.

The whole analysis of one article is its attributions and its profile, which finds it a story.
Only pages in a language that is analysed count, for reading and for analysis.
Contenders take turns, on CPU time, in one process. Each pays for its garbage once a round; what
is remembered from page to page up to a limit (words, too) is forgotten before each round, as in a
fresh child. "Words remembered" is the same work once more, as in a child that has read for a while.
The text is made longer by joining articles, so that its names and words are many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial

from benchmarks.quality.asking import progress
from benchmarks.quality.contenders import quiet, trafilatura_fast
from benchmarks.quality.data import Page, pages, unpacked
from benchmarks.report import Row, ratios
from benchmarks.speed.rounds import SMALL, cpu_seconds, forget
from storytracker.analysis.lexicons import languages
from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.story.linking import article_profile
from storytracker.analysis.types import ArticleFacts, Paragraph, Reading, Span

ROUNDS = 3 if SMALL else 7
PAGES = 12 if SMALL else 103
SIZES = (10_000, 100_000) if SMALL else (10_000, 100_000, 1_000_000)  # in code points
SIZE_ROUNDS = 3
WORDS = 600  # of an article, to compare with other people's figures

READ, SPEECH, WHOLE, AGAIN = "reading", "attributions", "analysis", "analysis again (A/A)"
READ_WARM, WARM = "reading, words remembered", "analysis, words remembered"
PEER = "trafilatura fast, metadata"


def measure() -> list[Row]:
    """Read and analyse in turn. Raises DataMissing where the pages are not there."""
    quiet()
    with unpacked("main_text") as folder:
        read = [(page, read_article(page.raw)) for page in pages(folder)[:PAGES]]
    # Articles in other languages are kept and not analysed (apps/sources/languages.py).
    known = [(page, reading) for page, reading in read if reading.language in languages()]
    documents, readings = [page for page, _ in known], [reading for _, reading in known]
    return [*_beside_reading(documents, readings), *_by_size(readings)]


def _analyse(reading: Reading) -> None:
    """What the program does to an article once it is read, but for the database's part."""
    outlet = reading.outlet.name if reading.outlet else None
    found = attribute(reading.text, reading.paragraphs, outlet=outlet)
    facts = ArticleFacts(
        key="", title=reading.title, text=reading.text, paragraphs=reading.paragraphs,
        published=reading.published, outlet=outlet, attributions=found,
    )  # fmt: skip
    article_profile(facts)


def _attribute(reading: Reading) -> None:
    attribute(reading.text, reading.paragraphs, outlet=None)


# --- beside reading -------------------------------------------------------------------------


def _beside_reading(documents: Sequence[Page], readings: Sequence[Reading]) -> list[Row]:
    spent = _rounds(documents, readings)
    count = len(readings)
    words = sum(len(reading.text.split()) for reading in readings)
    each = f"{count} articles of {words // count} words"
    read, speech, whole = spent[READ], spent[SPEECH], spent[WHOLE]
    return [
        Row("analysis, articles/s", "reading, pages/s", "×", ratios(read, whole)),
        Row("analysis, articles/s", f"{PEER}, pages/s", "×", ratios(spent[PEER], whole)),
        Row(WARM, READ_WARM, "×", ratios(spent[READ_WARM], spent[WARM])),
        Row(WARM, PEER, "×", ratios(spent[PEER], spent[WARM])),
        Row("attributions alone, articles/s", "reading, pages/s", "×", ratios(read, speech)),
        Row(AGAIN, WHOLE, "×", ratios(spent[AGAIN], whole)),
        Row(f"analysis of {WORDS} words", each, "ms", _milliseconds(whole, words / WORDS)),
        Row("analysis of an article", each, "ms", _milliseconds(whole, count)),
        Row(f"{WARM}, an article", each, "ms", _milliseconds(spent[WARM], count)),
        Row("reading a page", each, "ms", _milliseconds(read, count)),
        Row(f"{PEER}, a page", each, "ms", _milliseconds(spent[PEER], count)),
    ]


def _milliseconds(seconds: Sequence[float], shares: float) -> tuple[float, ...]:
    return tuple(1e3 * spent / shares for spent in seconds)


def _peer(page: Page) -> None:
    with suppress(Exception):  # a page that it cannot read costs it what it costs
        trafilatura_fast(page.raw, page.url)


def _rounds(documents: Sequence[Page], readings: Sequence[Reading]) -> Mapping[str, list[float]]:
    """CPU seconds by contender, round by round; round 0 warms up and is not kept."""
    work = {
        READ: lambda: [read_article(page.raw) for page in documents],
        SPEECH: lambda: [_attribute(reading) for reading in readings],
        WHOLE: lambda: [_analyse(reading) for reading in readings],
        PEER: lambda: [_peer(page) for page in documents],
    }
    work |= {AGAIN: work[WHOLE], WARM: work[WHOLE], READ_WARM: work[READ]}
    names = list(work)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(ROUNDS + 1):
        progress(f"round {turn} of {ROUNDS}")
        for place in range(len(names)):
            name = names[(turn + place) % len(names)]
            forget()  # whoever comes second would profit by the words that the first looked up
            if name in (WARM, READ_WARM):
                work[name]()
            spent = cpu_seconds(work[name])
            if turn:
                seconds[name].append(spent)
    progress("")
    return seconds


# --- by size --------------------------------------------------------------------------------


def _by_size(readings: Sequence[Reading]) -> list[Row]:
    """The cost of a character in longer and longer texts, beside that in the shortest."""
    texts = [_of_size(readings, size) for size in SIZES]
    seconds: list[list[float]] = [[] for _ in SIZES]
    for turn in range(SIZE_ROUNDS):
        progress(f"sizes, round {turn + 1} of {SIZE_ROUNDS}")
        for place in range(len(SIZES)):
            at = (turn + place) % len(SIZES)
            forget()
            repeats = max(1, SIZES[-1] // SIZES[at] // 10)  # a short one would be lost in noise
            work = partial(_repeat, texts[at], repeats)
            seconds[at].append(cpu_seconds(work) / repeats / len(texts[at].text))
    progress("")
    return [
        Row(f"a character in {size:,}", f"in {SIZES[0]:,}", "×", ratios(own, seconds[0]))
        for size, own in zip(SIZES[1:], seconds[1:], strict=True)
    ]


def _repeat(reading: Reading, times: int) -> None:
    for _ in range(times):
        _analyse(reading)


def _of_size(readings: Sequence[Reading], size: int) -> Reading:
    """The articles one behind the other, from the first again where they do not suffice."""
    text, paragraphs = "", list[Paragraph]()
    number = 0
    while len(text) < size:
        reading = readings[number % len(readings)]
        for paragraph in reading.paragraphs:
            words = paragraph.span.of(reading.text)
            paragraphs.append(Paragraph(Span(len(text), len(text) + len(words)), paragraph.kind))
            text += words + "\n\n"
            if len(text) >= size:
                break
        number += 1
    return Reading(title="", text=text.rstrip(), paragraphs=tuple(paragraphs))
