"""The title of a page: heading, JSON-LD and share title as witnesses, kickers and names cut."""

import pytest

from storytracker.analysis.reading.pagetitle import Titles, settle_title
from tests.analysis.heads import head_of, json_ld, meta, page


def settled(site: tuple[str, ...] = (), **places: object) -> str:
    heading = places.pop("heading", "")
    titles = Titles(headings=(str(heading),) if heading else (), **places)  # type: ignore[arg-type]
    return settle_title(titles, site)


def test_two_witnesses_outvote_the_third() -> None:
    assert (
        settled(
            heading="Bridge plan splits the town after long night",
            headline="Town splits over bridge",
            shared="Town splits over bridge",
        )
        == "Town splits over bridge"
    )
    assert (
        settled(
            heading="Town splits over the new bridge",
            headline="A bridge, a town and nine million",
            shared="Town splits over the new bridge",
        )
        == "Town splits over the new bridge"
    )


def test_where_all_differ_a_heading_worded_alike_wins_else_the_headline() -> None:
    assert settled(heading="Town agrees to build a bridge", shared="Town agrees bridge at last")
    assert (
        settled(
            heading="Town agrees to build bridge",
            headline="Town at last agrees to build its bridge",
            shared="Why nine million go into a river",
        )
        == "Town agrees to build bridge"
    )
    assert (
        settled(
            heading="Most read", headline="Town agrees to build bridge", shared="Nine million gone"
        )
        == "Town agrees to build bridge"
    )


@pytest.mark.parametrize(
    "shared",
    [
        "Town agrees to build bridge | Example Herald",
        "Town agrees to build bridge - Example Herald",
        "Town agrees to build bridge – example.org",
        "Town agrees to build bridge, Example Herald",
        "Town agrees to build bridge: Example Herald",
        "Example Herald | Town agrees to build bridge",
        "Town agrees to build bridge | World | Example Herald",
    ],
)
def test_the_sites_name_is_cut(shared: str) -> None:
    site = ("Example Herald", "example.org")
    titles = Titles(shared=shared)
    assert settle_title(titles, site, ["World"]) == "Town agrees to build bridge"


@pytest.mark.parametrize(
    "title",
    [
        "Town agrees to build bridge - and then does not",
        "Bridge: town agrees",
        "Nine million – for a bridge",
    ],
)
def test_a_title_that_holds_a_dash_of_its_own_stays_whole(title: str) -> None:
    assert settled(heading=title, headline=title, shared=title) == title
    assert settled(("Example Herald",), headline=title, shared=f"{title} - Example Herald") == title


def test_a_kicker_that_one_witness_lacks_is_cut() -> None:
    plain = "Town agrees to build bridge"
    assert settled(heading=f"Bridge row – {plain}", shared=plain) == plain
    assert settled(heading=plain, tab=f"Bridge row: {plain}") == plain
    assert settled(heading=f"Bridge row – {plain}", shared=f"Rivers: {plain}") == plain


def test_a_kicker_in_front_of_two_words_is_part_of_the_title() -> None:
    assert settled(heading="Bridge: it stands", shared="It stands") != "It stands"


def test_words_that_run_together_in_the_heading_are_read_from_the_metadata() -> None:
    html = page(
        meta("og:title", "Bridge row / Town agrees to build"),
        "<h1><span>Bridge row</span><span>Town agrees to build</span></h1>",
    )
    assert head_of(html).title == "Bridge row / Town agrees to build"


def test_a_heading_that_names_the_site_is_no_title() -> None:
    html = page(
        meta("og:site_name", "Example Herald") + "<title>Town agrees | Example Herald</title>",
        "<h1>Example Herald</h1><h1>Town agrees</h1>",
    )
    assert head_of(html).title == "Town agrees"


def test_a_broken_or_escaped_headline_is_read_plain() -> None:
    html = page(json_ld(headline="Town &amp;quot;agrees&amp;quot; to build &amp; pay"))
    assert head_of(html).title == 'Town "agrees" to build & pay'


def test_a_text_in_the_place_of_a_title_is_none() -> None:
    html = page(meta("og:title", "word " * 400), "<h1>Town agrees to build</h1>")
    assert head_of(html).title == "Town agrees to build"


def test_a_page_without_a_title_has_none() -> None:
    assert head_of(page()).title == ""
