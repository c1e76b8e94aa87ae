"""Who said what in texts made to break it: in time that grows with the length, spans in place."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pkgutil import walk_packages
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storytracker.analysis import speech, story, wire
from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.speech.beginning import beginning
from storytracker.analysis.speech.wire import attribute_to_json, request_of
from storytracker.analysis.story.linking import article_profile
from storytracker.analysis.thresholds import ANALYSED_CODE_POINTS, ONLY_THE_BEGINNING
from storytracker.analysis.types import (
    UNDATED,
    ArticleFacts,
    Attributions,
    Paragraph,
    ParagraphKind,
    Span,
)

TEN_MEGABYTES = 10_000_000
CHILD_SECONDS = 10.0  # of CPU, which the process that analyses an article has (isolation.Limits)
# Texts of the fuzz take some milliseconds. Whatever needs so long would hang on an article.
PATIENCE_SECONDS = 20

relaxed = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])

WORDS = """
    the a said says told that he she who which it was is to of and but not no never declined denied
    comment respond according by from reported reports sources officials report claim yet unclear
    whether if could Roe Jane Lia-Conti Dr. Gen. U.S. a.m. No. Minister French Norway Reuters The
    Evening Courier Bank OF AND 10,000 $1.2bn 5-4 5–4 isn't they've O’Brien al-Roe
""".split()  # noqa: SIM905
MARKS = """ " “ ” „ « » ' ‘ ’ '' . ! ? … ... , ; : - -- — ( ) [ ] / & @ # % $ """.split()  # noqa: SIM905
ODD = [
    "\0", "\ud800", "\udfff", "\u200e", "\u200f", "\u202e", "\u2066", "\u2069", "\u00ad", "\ufeff",
    "\u0301", "\u00a0", "\u2028", "\x0b", "\x1c", "שלום", "مرحبا", "Минск", "北京", "ǅ", "İ", "ß",
    "²", "Ⅷ", "🇳🇴", "\U0010ffff",
]  # fmt: skip
PIECES = st.sampled_from([*WORDS, *MARKS, *ODD]) | st.text(max_size=3)
KINDS = st.sampled_from(list(ParagraphKind))


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, tuple[Paragraph, ...]]:
    """A text in paragraphs of any kind, with the pieces glued or set apart."""
    blocks = draw(
        st.lists(st.tuples(st.lists(PIECES, max_size=60), st.booleans(), KINDS), max_size=6)
    )
    text, paragraphs = "", list[Paragraph]()
    for pieces, glued, kind in blocks:
        words = ("" if glued else " ").join(pieces)
        paragraphs.append(Paragraph(Span(len(text), len(text) + len(words)), kind))
        text += words + "\n\n"
    return text, tuple(paragraphs)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fails when the block is not over in time; the regular expressions' engine heeds it too."""

    def too_long(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"not over after {seconds} s")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def one(text: str) -> tuple[Paragraph, ...]:
    return (Paragraph(Span(0, len(text)), ParagraphKind.PARAGRAPH),)


def of_size(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


def spans_of(found: Attributions) -> Iterator[Span]:
    for assertion in found.assertions:
        yield from (*assertion.content, assertion.sentence)
        yield from filter(None, (assertion.source, assertion.cue))
        yield from (hop.span for hop in assertion.via if hop.span)
    for citation in found.citations:
        yield from (citation.span, citation.sentence, *citation.silent_on)
    for name in found.names:
        yield from name.mentions
    yield from found.sentences


# --- anything at all ------------------------------------------------------------------------


@relaxed
@given(articles(), st.sampled_from([None, "", "The Evening Courier", "Reuters", "\ud800"]))
def test_spans_point_at_words_of_the_text(
    article: tuple[str, tuple[Paragraph, ...]], outlet: str | None
) -> None:
    text, paragraphs = article
    with at_most(PATIENCE_SECONDS):
        found = attribute(text, paragraphs, outlet=outlet)
    for span in spans_of(found):
        words = span.of(text)
        assert 0 <= span.start < span.end <= len(text)
        assert words == words.strip() and words
    for assertion in found.assertions:
        assert assertion.reasons and all(assertion.reasons)
        # A quotation may run on into the paragraphs that follow.
        ends = (Span(at, at + 1) for at in (assertion.sentence.start, assertion.sentence.end - 1))
        assert all(any(p.span.covers(end) for p in paragraphs) for end in ends)


@relaxed
@given(articles())
def test_a_name_is_written_so_where_it_is_said_to_be(
    article: tuple[str, tuple[Paragraph, ...]],
) -> None:
    text, paragraphs = article
    for name in attribute(text, paragraphs, outlet="The Evening Courier").names:
        written = {name.canonical, *name.aliases}
        assert {mention.of(text) for mention in name.mentions} <= written


def test_a_raised_figure_is_no_number_to_count_with() -> None:
    """Python calls it a digit, and reads no number out of it."""
    text = "² people said that the bridge fell."
    whole = (Paragraph(Span(0, len(text)), ParagraphKind.PARAGRAPH),)
    assert all(a.speaker.count is None for a in attribute(text, whole).assertions)


@relaxed
@given(articles())
def test_sentences_hold_all_words_once_and_in_order(
    article: tuple[str, tuple[Paragraph, ...]],
) -> None:
    text, paragraphs = article
    sentences = attribute(text, paragraphs).sentences
    assert all(a.end <= b.start for a, b in zip(sentences, sentences[1:], strict=False))
    assert "".join("".join(s.of(text) for s in sentences).split()) == "".join(text.split())


@relaxed
@given(articles())
def test_what_a_child_sends_is_taken_back_or_refused_in_words(
    article: tuple[str, tuple[Paragraph, ...]],
) -> None:
    text, paragraphs = article
    raw = text.encode("utf-8", "surrogatepass")
    written = attribute_to_json(request_of(paragraphs, None), raw)
    try:
        taken = wire.from_json(Attributions, written, len(text))
    except ValueError as error:
        assert "\0" in text or re.search("[\ud800-\udfff]", text), error
        return
    assert taken == attribute(text, paragraphs)


@relaxed
@given(articles())
def test_any_article_has_a_profile(article: tuple[str, tuple[Paragraph, ...]]) -> None:
    text, paragraphs = article
    found = attribute(text, paragraphs)
    profile = article_profile(
        ArticleFacts("key", "", text, paragraphs, UNDATED, None, attributions=found)
    )
    assert all(term and 0 < weight <= 1 for term, weight in profile.terms.items())


# --- long texts -----------------------------------------------------------------------------

UNITS = [
    "The mayor said that the bridge fell, according to Reuters. ",
    "The minister said that there was no plan and ",
    "“Yes,” said Jane Roe. ",
    '"Yes" Roe said, "no," and ',
    '"', "“", "”", "'", "‘", "''", "'a ", "‘a’ ", "“a. ",
    ", ", "; ", ": ", "( ", "(Roe) ", "— ", "\0", "\ud800",
    "U.S. ", "A. ", "a. ", "he said. ",
    "said ", "not ", "yet to ", "who ", "according to ", "declined to comment ", "his claim that ",
    "a report by Roe that ", "Roe, who was, ", "a memo seen by ", "in a statement by Roe ",
    "Roe ", "Minister President Roe ", "French ", "Bank of ", "Search and ",
    "The Evening News reported ", "The sources said. ", "\u200fשלום \u202e\"מה\" ",
    "Минск “да” 北京。",
]  # fmt: skip


def lines_run(text: str, paragraphs: Sequence[Paragraph]) -> int:
    """How many lines of Python run for the analysis of ``text``: the same on every machine."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> object:
        nonlocal count
        count += event == "line"
        return counted

    before = sys.gettrace()
    sys.settrace(counted)  # type: ignore[arg-type]
    try:
        attribute(text, paragraphs, outlet="The Evening Courier")
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("unit", UNITS)
def test_work_grows_with_the_length_only(unit: str) -> None:
    # Above some 400 tokens a sentence is cut; below, work may grow with its square.
    size = max(1, 450 // max(1, len(unit.split()))) * len(unit)
    attribute(of_size(unit, size), one("a" * size))  # what is remembered of words costs once
    short, long = (lines_run(of_size(unit, n), one("a" * n)) for n in (size, 3 * size))
    assert long < 4.5 * short + 1000  # the square would be 9


def patterns() -> list[re.Pattern[str]]:
    """Every regular expression that a module of the analysis of speech and stories holds."""
    found = {}
    for package in (speech, story):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(import_module(module.name)).items():
                for each in value.values() if isinstance(value, dict) else [value]:
                    if isinstance(each, re.Pattern) and isinstance(each.pattern, str):
                        found[module.name, name, each.pattern] = each
    return list(found.values())


def test_the_regular_expressions_are_found() -> None:
    assert len(patterns()) >= 8


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECES, min_size=1, max_size=5).map("".join), PIECES, st.integers(0, 2))
def test_no_regular_expression_explodes(unit: str, end: str, spaces: int) -> None:
    if not unit:
        return
    text = of_size(unit + " " * spaces, 20_000) + end
    for pattern in patterns():
        start = time.process_time()
        with at_most(PATIENCE_SECONDS):
            for _ in pattern.finditer(text):
                pass
        assert time.process_time() - start < 2.0, pattern.pattern


@pytest.mark.parametrize(
    "unit", ["a", "1,", "The mayor said that the bridge fell, according to Reuters. "]
)
def test_ten_megabytes_in_one_line_are_read_in_time(unit: str) -> None:
    text = of_size(unit, TEN_MEGABYTES)
    start = time.process_time()
    found = attribute(text, one(text))
    assert time.process_time() - start < CHILD_SECONDS
    assert found.partial == ONLY_THE_BEGINNING
    assert all(span.end <= ANALYSED_CODE_POINTS for span in spans_of(found))


def test_an_import_says_that_only_the_beginning_is_read() -> None:
    sentence = "The mayor said that the bridge fell, and nobody was hurt at all. "
    text = of_size(sentence, ANALYSED_CODE_POINTS + 1000)
    assert read_article(text.encode(), file_name="long.txt").partial == ONLY_THE_BEGINNING
    assert read_article(text[:5000].encode(), file_name="short.txt").partial == ""


@given(articles(), st.integers(0, 400))
def test_a_beginning_is_as_long_as_it_may_be(
    article: tuple[str, tuple[Paragraph, ...]], limit: int
) -> None:
    text, paragraphs = article
    kept, own, partial = beginning(text, paragraphs, limit)
    assert text.startswith(kept) and len(kept) <= max(limit, 0)
    assert bool(partial) == (len(text) > limit)
    assert all(p.span.start <= p.span.end <= len(kept) for p in own)
    assert [p.kind for p in own] == [p.kind for p in paragraphs][: len(own)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("It rained. It poured all day", "It rained."),
        ("It rained.\nIt poured. All day", "It rained."),
        ("It rained and poured", "It rained"),
        ("Itrainedandpoured", "Itrainedandpo"),
    ],
)
def test_a_beginning_ends_where_something_ends(text: str, kept: str) -> None:
    assert beginning(text, one(text), 13)[0] == kept
