"""Results ↔ JSON: everything comes back, and nothing comes back that was never sent."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.reading.wire import read_to_json, reading_from_json, reading_to_json
from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.speech.wire import (
    attribute_to_json,
    attributions_from_json,
    request_of,
)
from storytracker.analysis.types import (
    Basis,
    Dating,
    OutletFinding,
    Paragraph,
    ParagraphKind,
    Precision,
    Reading,
    Removed,
    Span,
)

SEEDS = sorted((Path(__file__).resolve().parents[2] / "seeds").glob("*.txt"))
relaxed = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])

# What reading hands on: no NUL, no half of a surrogate pair.
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
some_words = st.lists(words, max_size=3).map(tuple)
datings = st.builds(
    Dating,
    day=st.none() | st.dates(),
    clock=st.none() | st.times(),
    utc_offset=st.none() | st.integers(-900, 900),
    precision=st.sampled_from(Precision),
    basis=st.sampled_from(Basis),
    other_days=st.lists(st.dates(), max_size=2).map(tuple),
    reasons=some_words,
)
outlets = st.builds(OutletFinding, name=words, basis=st.sampled_from(Basis), reason=words)
removals = st.builds(
    Removed, text=words, kind=words, reason=words, after=st.none() | st.integers(-1, 50)
)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Any reading that the types allow, with paragraphs that cover parts of its text in order."""
    text = draw(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")))
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = [Span(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False)]
    kinds = st.sampled_from(ParagraphKind)
    return draw(
        st.builds(
            Reading,
            title=words,
            text=st.just(text),
            paragraphs=st.just(tuple(Paragraph(span, draw(kinds)) for span in spans)),
            published=datings,
            modified=datings,
            outlet=st.none() | outlets,
            bylines=some_words,
            removed=st.lists(removals, max_size=3).map(tuple),
            problem=words,
            reasons=some_words,
            canonical_url=words,
        )
    )


def through(value: Any) -> Any:
    """As it comes out at the other end of a channel."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode())


@relaxed
@given(readings())
def test_a_reading_comes_back_exactly(reading: Reading) -> None:
    back = reading_from_json(through(reading_to_json(reading)))
    assert back == reading
    assert type(back.published.precision) is Precision
    assert all(type(p.kind) is ParagraphKind for p in back.paragraphs)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_what_is_read_out_of_the_sample_comes_back(path: Path) -> None:
    raw = path.read_bytes()
    header = {"url": "https://example.org/a", "file_name": path.name}
    reading = reading_from_json(through(read_to_json(header, raw)))
    assert reading == read_article(raw, **header)
    found = attribute(reading.text, reading.paragraphs, outlet="Example")
    request = through(request_of(reading.paragraphs, "Example"))
    written = through(attribute_to_json(request, reading.text.encode()))
    assert attributions_from_json(written, len(reading.text)) == found


# --- what was never sent --------------------------------------------------------------------------

GOOD = reading_to_json(
    Reading(
        title="A title",
        text="A title\n\nA text",
        paragraphs=(
            Paragraph(Span(0, 7), ParagraphKind.TITLE),
            Paragraph(Span(9, 15), ParagraphKind.PARAGRAPH),
        ),
        published=Dating(date(2020, 5, 3), time(10, 30), 60, Precision.MINUTE, Basis.METADATA),
        outlet=OutletFinding("Example", Basis.TEXT, "it says so"),
        bylines=("Jane Doe",),
        removed=(Removed("Share", "sharing", "a share bar", 0),),
    )
)

WRONG: dict[str, tuple[tuple[Any, ...], Any]] = {
    "text is a number": (("text",), 7),
    "text is nothing": (("text",), None),
    "text is bytes of a picture": (("text",), "A title\0\n\nA text"),
    "text with half a pair": (("text",), "A title\n\nA \ud800text"),
    "title is a list": (("title",), ["A title"]),
    "a byline is a number": (("bylines",), [7]),
    "bylines are a text": (("bylines",), "Jane Doe"),
    "an unknown kind": (("paragraphs", 0, "kind"), "advert"),
    "a kind that can't be looked up": (("paragraphs", 0, "kind"), ["title"]),
    "a span beyond the text": (("paragraphs", 1, "span", 1), 16),
    "a span before the text": (("paragraphs", 0, "span", 0), -1),
    "a span that ends first": (("paragraphs", 0, "span", 1), -1),
    "a span of fractions": (("paragraphs", 0, "span", 1), 7.0),
    "a span of truths": (("paragraphs", 0, "span", 0), False),
    "a span with more in it": (("paragraphs", 0, "span"), [0, 7, 9]),
    "a span with names": (("paragraphs", 0, "span"), {"start": 0, "end": 7}),
    "paragraphs over each other": (("paragraphs", 1, "span", 0), 6),
    "a day that never was": (("published", "day"), "2020-02-30"),
    "a day as a number": (("published", "day"), 20200503),
    "a clock with a zone": (("published", "clock"), "10:30:00+01:00"),
    "an offset in words": (("published", "utc_offset"), "60"),
    "an offset beyond all": (("published", "utc_offset"), 2**40),
    "an unknown basis": (("outlet", "basis"), "hearsay"),
    "an outlet as a text": (("outlet",), "Example"),
    "a removed one without a field": (("removed", 0), {"text": "Share", "kind": "sharing"}),
    "a field too many": (("__class__",), "builtins.exec"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_was_never_sent_is_refused(name: str) -> None:
    assert reading_from_json(GOOD).title == "A title"
    path, value = WRONG[name]
    bad = deepcopy(GOOD)
    place = bad
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ValueError):
        reading_from_json(bad)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_no_field_may_be_missing(name: str) -> None:
    with pytest.raises(ValueError):
        reading_from_json({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize("value", [None, [], "text", 7, {}, {"text": "alone"}])
def test_what_is_no_reading_at_all_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        reading_from_json(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@relaxed
@given(st.data())
def test_no_forged_value_comes_through_as_another_type(data: st.DataObject) -> None:
    """Any one value changed for any other: refused with a ValueError, or it was a good one."""
    bad = deepcopy(GOOD)
    name = data.draw(st.sampled_from(sorted(bad)))
    bad[name] = data.draw(json_values)
    try:
        reading = reading_from_json(bad)
    except ValueError:
        return
    assert reading_to_json(reading) == bad


def test_spans_of_attributions_lie_in_the_text() -> None:
    text = "The ministry said that it would rain."
    paragraphs = (Paragraph(Span(0, len(text)), ParagraphKind.PARAGRAPH),)
    written = attribute_to_json(request_of(paragraphs, None), text.encode())
    assert attributions_from_json(written, len(text)).assertions
    with pytest.raises(ValueError, match="span of a text of 10"):
        attributions_from_json(written, 10)
