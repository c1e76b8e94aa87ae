"""Whatever bytes come in, reading never raises and its spans hold."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.reading.relative_dates import (
    date_clues,
    infer_day,
    resolve,
    scheduled_events,
)
from storytracker.analysis.reading.written_dates import written_dates
from storytracker.analysis.types import Reading, Span

_LINES = """Title of the article|By Jane Doe|Photo by Jane Doe.|3 May 2020|02/11/2023 23h18|Share|
Related|3 Comments|I|n a recent vote, it was said.|WASHINGTON: He said.|Sources: A and B.|> quote|
Example Herald is dedicated to publishing news.|https://example.org|\u00a0|\u2028|😀|\x00\x01|<p>|
</div>|<!-- x -->|He said on Friday, that it will end next week.|- |- item|“|...|A|É|ǅ|1.|—"""
LINES = st.sampled_from(_LINES.split("|"))
DOCUMENTS = st.lists(LINES | st.text(max_size=60), max_size=25).map("\n".join)
_TAGS = """<p>|</p>|<div class='share'>|<h1>|<br>|<ul><li>|<title>|</script>|<blockquote>|
<!--|<script type='application/ld+json'>|<time datetime='2020'>|<figcaption>|&nbsp;|<svg>|
&#xD800;|&#0;|<meta name=date content='1/2/2020'>|<table><td>"""
TAGS = st.sampled_from(_TAGS.split("|"))
PAGES = st.lists(TAGS | LINES | st.text(max_size=40), max_size=40).map("".join)
relaxed = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def check(reading: Reading) -> None:
    parts = [p.span.of(reading.text) for p in reading.paragraphs]
    assert "\n\n".join(parts) == reading.text
    for part in parts:
        assert part == " ".join(part.split())
        assert part
    for words in (reading.text, reading.title, *(each.text for each in reading.removed)):
        assert "\x00" not in words
        assert not any("\ud800" <= character <= "\udfff" for character in words)
    assert reading.problem or reading.text


@relaxed
@given(st.binary(max_size=300))
def test_any_bytes_are_read(raw: bytes) -> None:
    check(read_article(raw))


@relaxed
@given(DOCUMENTS)
def test_any_dump_is_read(text: str) -> None:
    check(read_article(text.encode("utf-8", "surrogatepass")))


@relaxed
@given(PAGES)
def test_any_page_is_read(html: str) -> None:
    check(
        read_article(
            ("<html><body>" + html).encode("utf-8", "surrogatepass"), content_type="text/html"
        )
    )


@relaxed
@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=40))
def test_any_header_address_and_name_is_survived(text: str, url: str, name: str) -> None:
    check(
        read_article(
            text.encode("utf-8", "surrogatepass"), url=url, content_type=name, file_name=name
        )
    )


@relaxed
@given(DOCUMENTS, st.dates(), st.none() | st.booleans())
def test_any_text_gives_dates_inside_it(text: str, anchor: date, future: bool | None) -> None:
    sentences = (Span(0, len(text)),)
    for found in written_dates(text):
        assert 0 <= found.span.start < found.span.end <= len(text)
    resolve(text, anchor, future=future)
    clues = date_clues(text, sentences)
    infer_day(clues, [anchor])
    for event in scheduled_events(text, sentences, anchor):
        assert 0 <= event.words.start < event.words.end <= len(text)
        assert event.actor in text
