"""The main text of a page: what is the article, what is set aside, and where that stood."""

from __future__ import annotations

import json

import pytest

from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.types import ParagraphKind, Reading

TITLE = "A bridge for the town"
PROSE = (
    "The council of Example Town has agreed to build a bridge over the river, officials said.",
    "It would cost nine million and open in three years, according to the plan that was shown to "
    "residents at a meeting in the town hall on Monday evening.",
    "Work begins in the spring, when the water is low, and ends before the winter of next year.",
)
OTHER = "The harbour was closed for a third day on Friday as the storm went on, its master said."


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts or PROSE)


def page(body: str, head: str = "") -> Reading:
    html = (
        f"<!doctype html><html><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"
    )
    return read_article(html.encode(), url="https://example.org/x", content_type="text/html")


def article(inside: str) -> Reading:
    return page(f"<main><article><h1>{TITLE}</h1>{inside}</article></main>")


BODY = "\n".join(PROSE)


# --- where the article is ------------------------------------------------------------------


def test_paragraphs_without_p_elements_are_read() -> None:
    body = f"<div class='story'>{'<br><br>'.join(PROSE)}</div><div id=about><p>{OTHER}</p></div>"
    assert page(f"<h1>{TITLE}</h1>{body}").body() == BODY


def test_an_article_in_several_pieces_is_read_whole() -> None:
    piece = "<section><div class=wrap><div class='post-piece'>{}</div></div></section>"
    pieces = "<figure><img src=x></figure>".join(piece.format(paragraphs(p, p)) for p in PROSE)
    assert [words in page(f"<div id=all>{pieces}</div>").body() for words in PROSE] == [True] * 3


def test_other_stories_below_the_article_are_left_out() -> None:
    cards = "".join(
        f"<article><h3><a href=/{i}>Story {i}</a></h3><p>{OTHER}</p></article>" for i in range(3)
    )
    body = f"<article><h1>{TITLE}</h1>{paragraphs()}</article><section>{cards}</section>"
    assert OTHER not in page(f"<main>{body}</main>").body()


def test_comments_longer_than_the_article_are_comments() -> None:
    comments = "".join(f"<li><p>{OTHER} I, for one, say no {i}.</p></li>" for i in range(30))
    reading = page(
        f"<article><h1>{TITLE}</h1>{paragraphs()}</article>"
        f"<div id=comments><ul>{comments}</ul></div>"
    )
    assert reading.body() == BODY
    assert any(each.kind == "comments" and "say no 29" in each.text for each in reading.removed)


@pytest.mark.parametrize(
    "wrapper",
    [
        "<form id=aspnetForm>{}</form>",
        "<div class='share-wrapper'>{}</div>",
        "<div style='display:none' class=js-shown>{}</div>",
        "<div class='article-paywall'>{}</div>",
        "<noscript>{}</noscript>",
    ],
)
def test_a_wrapper_that_holds_the_article_is_no_frame(wrapper: str) -> None:
    reading = page(f"<h1>{TITLE}</h1>" + wrapper.format(f"<div>{paragraphs(*PROSE, *PROSE)}</div>"))
    assert PROSE[1] in reading.body()


def test_the_text_of_a_page_built_by_scripts_is_read_from_its_data() -> None:
    data = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n\n".join((*PROSE, *PROSE))}
    reading = page(
        "<div id=root></div>",
        f"<script type='application/ld+json'>{json.dumps(data)}</script>",
    )
    assert reading.body() == "\n".join((*PROSE, *PROSE))
    assert any("JSON-LD" in reason for reason in reading.reasons)


# --- what is set aside ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("<figure><img src=x><figcaption>The river at dawn.</figcaption></figure>", "caption"),
        (
            "<div class='newsletter-signup'><p>Our best stories, every morning.</p></div>",
            "newsletter",
        ),
        ("<div id='cookie-banner'><p>We would like to set cookies.</p></div>", "consent"),
        ("<div class=social-share><a href=x>Post it</a></div>", "sharing"),
        ("<ul class=related><li><a href=/a>Ten bridges</a></li></ul>", "navigation"),
        ("<p><a href=/a>Ten bridges that you must see</a></p>", "navigation"),
        (
            "<h3>More bridges</h3><ul><li><a href=/a>One bridge</a><li><a href=/b>Two</a></ul>",
            "navigation",
        ),
        (f"<h3><a href=/a>The harbour</a></h3><p>{OTHER[:70]}…</p>", "navigation"),
        ("<div style='position:absolute; left:-9999px'><a href=x>Cheap loans</a></div>", "other"),
        ("<p>Advertisement</p>", "navigation"),
    ],
)
def test_what_is_no_part_of_the_article_is_set_aside_where_it_stood(inside: str, kind: str) -> None:
    reading = article(paragraphs(*PROSE[:2]) + inside + paragraphs(PROSE[2]))
    assert reading.body() == BODY
    found = [each for each in reading.removed if each.kind == kind]
    assert found
    assert {each.after for each in found} == {2}  # the title is paragraph 0
    assert all(each.reason for each in found)


def test_a_link_inside_a_sentence_and_a_linked_sentence_stay() -> None:
    linked = f"<a href=/plan>{PROSE[1]}</a>"
    assert article(paragraphs(PROSE[0], linked, PROSE[2])).body() == BODY


def test_a_page_that_is_a_list_of_links_keeps_them() -> None:
    links = "".join(
        f"<li><a href=/{i}>The {i}th bridge over the river in the town</a></li>" for i in range(9)
    )
    assert "8th bridge" in article(f"<p>{PROSE[0]}</p><ul>{links}</ul>").body()


def test_an_embedded_post_is_a_quotation() -> None:
    post = (
        "<div class=social><blockquote class='twitter-tweet'><p>We want the bridge.</p>"
        "&mdash; Jane Doe (@jane) <a href=x>May 3, 2020</a></blockquote></div>"
    )
    reading = article(paragraphs(PROSE[0]) + post + paragraphs(*PROSE[1:]))
    quoted = [
        p.span.of(reading.text) for p in reading.paragraphs if p.kind is ParagraphKind.QUOTATION
    ]
    assert quoted == ["We want the bridge.", "— Jane Doe (@jane) May 3, 2020"]


def test_a_caption_outside_the_article_is_kept_aside_above_it() -> None:
    lead = "<figure><img src=x><figcaption>The river at dawn.</figcaption></figure>"
    reading = page(f"<header>{lead}</header><article><h1>{TITLE}</h1>{paragraphs()}</article>")
    caption = next(each for each in reading.removed if each.kind == "caption")
    assert (caption.text, caption.after) == ("The river at dawn.", -1)


def test_a_dump_tells_where_its_cuts_stood() -> None:
    lines = (TITLE, PROSE[0], "Share   Save", PROSE[1], "ADVERTISEMENT", PROSE[2])
    reading = read_article("\n\n".join(lines).encode())
    assert [(each.text, each.after) for each in reading.removed] == [
        ("Share Save", 1),
        ("ADVERTISEMENT", 2),
    ]
