"""Site, section, addresses and language of a page; and that a hostile head is survived."""

import time as clock

import pytest

from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.types import Basis, ParagraphKind
from tests.analysis.heads import PROSE, URL, head_of, json_ld, meta, page, script

H1 = "<h1>Town agrees to build bridge</h1>"


def outlet_of(head: str, url: str = URL) -> str | None:
    found = read_article(page(head, H1).encode(), url=url).outlet
    return found.name if found else None


# --- outlet ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "url", "name"),
    [
        (meta("og:site_name", "Example Herald"), URL, "Example Herald"),
        (meta("og:site_name", "Example Herald | News from the hills"), URL, "Example Herald"),
        (meta("og:site_name", "Example Herald - All the news"), URL, "Example Herald"),
        (meta("og:site_name", "https://example.org"), URL, "example.org"),
        (meta("og:site_name", "All the news of the hills and the valleys"), URL, "example.org"),
        (meta("application-name", "Example Herald"), URL, "Example Herald"),
        (json_ld(headline="Town", publisher={"name": "Example Herald"}), URL, "Example Herald"),
        (json_ld(headline="Town", publisher=[{"name": "Example Herald"}]), URL, "Example Herald"),
        (meta("og:site_name", "Example Herald"), "https://www.theguardian.com/x", "The Guardian"),
        (meta("og:site_name", "The Guardian"), URL, "The Guardian"),
        ("", URL, "example.org"),
        ("", "", None),
    ],
)
def test_the_outlet_by_table_metadata_or_host(head: str, url: str, name: str | None) -> None:
    assert outlet_of(head, url) == name


def test_a_host_alone_says_so() -> None:
    found = read_article(page("", H1).encode(), url=URL).outlet
    assert found is not None
    assert (found.basis, found.reason) == (Basis.METADATA, "only its address is known")


# --- section, addresses, language -----------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "section"),
    [
        (json_ld(headline="Town", articleSection="World"), "World"),
        (json_ld(headline="Town", articleSection=["World", "Rivers"]), "World"),
        (meta("article:section", "World"), "World"),
        (meta("article:section", "World; Rivers"), "World"),
        (meta("article:section", "https://example.org/world"), ""),
        (meta("article:section", "x" * 100), ""),
        ("", ""),
    ],
)
def test_the_section_is_the_publishers_own(head: str, section: str) -> None:
    assert read_article(page(head, H1).encode(), url=URL).section == section


def link(rel: str, href: str) -> str:
    return f'<link rel="{rel}" href="{href}">'


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        (link("canonical", "https://example.org/a"), "https://example.org/a"),
        (link("canonical", "/a"), "https://www.example.org/a"),
        (meta("og:url", "https://example.org/a"), "https://example.org/a"),
        (link("canonical", "https://example.org/") + meta("og:url", f"{URL}/b"), f"{URL}/b"),
        (link("canonical", "https://example.org/"), ""),
        (link("canonical", "javascript:alert(1)"), ""),
        (link("canonical", "http://[broken"), ""),
        (link("alternate", "https://example.org/a"), ""),
    ],
)
def test_the_canonical_address(head: str, canonical: str) -> None:
    assert read_article(page(head, H1).encode(), url=URL).canonical_url == canonical


def test_the_amp_address_and_a_page_that_is_amp_itself() -> None:
    amp = "https://example.org/amp/a"
    assert read_article(page(link("amphtml", amp), H1).encode(), url=URL).amp_url == amp
    assert read_article(page("", H1).encode(), url=URL).amp_url == ""
    itself = page(link("canonical", URL), H1).replace("<html ", "<html amp ", 1)
    reading = read_article(itself.encode(), url=amp)
    assert (reading.amp_url, reading.canonical_url) == (amp, URL)


@pytest.mark.parametrize(
    ("html", "locale"),
    [
        (page("", H1, lang="de-CH"), "de-CH"),
        (page(meta("og:locale", "de_AT"), H1, lang=""), "de_AT"),
        (page('<meta http-equiv="content-language" content="fr">', H1, lang=""), "fr"),
        (page("", H1, lang=""), ""),
    ],
)
def test_the_language_as_the_page_states_it(html: str, locale: str) -> None:
    assert head_of(html).locale == locale


# --- hostile heads --------------------------------------------------------------------------

LONG = 300_000


@pytest.mark.parametrize(
    "html",
    [
        page(meta("og:title", "a - " * LONG)),
        page(meta("author", "a, " * LONG)),
        page(meta("author", "A B/" * LONG)),
        page("", "<h1>" + "a: " * LONG + "</h1>"),
        page("<title>" + "| " * LONG + "</title>", H1),
        page(script({"@type": "Article", "author": [{"name": "A"}] * 50_000})),
        page(script({"@type": "Article", "author": [{"@id": f"#{n}"} for n in range(5_000)]})),
        page('<script type="application/ld+json">' + "[" * LONG + "</script>"),
        page('<script type="application/ld+json">{"headline": "' + ", " * LONG + "</script>"),
        page('<script type="application/ld+json">' + '"headline" ' * LONG + "</script>"),
        page("", H1 + '<time class="date">1</time>' * 40_000),
        page("", H1 + '<span class="author">By</span>' * 40_000),
        page("", '<div class="date">' * 500 + H1 + "2020-05-03 " * 30_000),
        page("", H1 + "<b>Autor</b>" * 40_000),
        page("", "<h1>Town agrees</h1>" * 20_000),
        page("<script>" + '"published_at" : ' * LONG + "</script>", H1),
        page("", H1 + "<p>" + "1.1.20 " * LONG + "</p>"),
        page("", H1 + "<p>3 May " * 30_000),
    ],
    ids=range(18),
)
def test_a_hostile_head_takes_no_longer_than_its_length(html: str) -> None:
    started = clock.process_time()
    head_of(html, "https://example.org/" + "2020-" * 1000)
    assert clock.process_time() - started < 5 + len(html) / 400_000


# --- standfirst -----------------------------------------------------------------------------

WORDS = "Nine million for three arches: how a small town came to build again."


def standfirsts(body: str) -> list[str]:
    reading = read_article(page("", body).encode(), url=URL)
    return [
        p.span.of(reading.text) for p in reading.paragraphs if p.kind is ParagraphKind.STANDFIRST
    ]


@pytest.mark.parametrize("names", ["standfirst", "article__intro", "entry-subtitle"])
def test_a_marked_standfirst_is_told(names: str) -> None:
    article = f"<p class='{names}'>{WORDS}</p><p>{PROSE}</p><p>{PROSE}</p>"
    assert standfirsts(f"<article>{H1}{article}</article>") == [WORDS]


@pytest.mark.parametrize(
    "article",
    [
        f"<p>{WORDS}</p><p>{PROSE}</p><p>{PROSE}</p>",
        f"<p class='introduced'>{WORDS}</p><p>{PROSE}</p><p>{PROSE}</p>",
        f"<p>{PROSE}</p><p>{PROSE}</p><p>{PROSE}</p><p class='summary'>{WORDS}</p><p>{PROSE}</p>",
    ],
)
def test_a_first_paragraph_or_a_box_further_down_is_no_standfirst(article: str) -> None:
    assert standfirsts(f"<article>{H1}{article}</article>") == []
