"""Pages that are no article, or only the start of one, say so; articles about such pages don't."""

from __future__ import annotations

import pytest

from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.types import Reading

PROSE = (
    "The council of Example Town has agreed to build a bridge over the river, officials said. "
    "It would cost nine million and open in three years, according to the plan."
)
FILLER = "<script>" + "var x = 1; " * 300 + "</script>"
NOT_FREE = (
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"A bridge",'
    '"datePublished":"2020-05-03","isAccessibleForFree":"False"}</script>'
)


def page(title: str, body: str, head: str = "") -> Reading:
    head = f"<head><title>{title}</title>{head}</head>"
    html = f"<!doctype html><html>{head}<body>{body}{FILLER}</body></html>"
    return read_article(html.encode(), url="https://example.org/x", content_type="text/html")


def story(*texts: str) -> str:
    return "<article><h1>A bridge</h1>" + "".join(f"<p>{text}</p>" for text in texts) + "</article>"


# --- no article -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "body", "words"),
    [
        (
            "Page not found | Example Herald",
            "<h1>Sorry</h1><p>Try our search or the front page of the Herald, which has"
            " all of today's news.</p>",
            "not found",
        ),
        (
            "Example Herald",
            "<h1>404</h1><p>The page you are looking for may have been moved, or it "
            "never was. Go to our front page.</p>",
            "not found",
        ),
        (
            "Seite nicht gefunden - Beispielblatt",
            "<p>Leider gibt es diese Seite nicht mehr. Nutzen Sie bitte unsere Suche "
            "oder die Startseite.</p>",
            "not found",
        ),
        (
            "Before you continue",
            "<div><h2>We value your privacy</h2><p>We and our partners store and/or "
            "access information on a device, such as cookies, and process personal "
            "data.</p><button>Accept all</button><p>You may withdraw your consent, or "
            "object to processing based on legitimate interest, at any time.</p></div>",
            "consent",
        ),
        (
            "Example Herald",
            "<div><h1>Please log in</h1><form><input name=u><input type=password "
            "name=p></form><p>Forgot your password?</p></div>",
            "sign in",
        ),
        (
            "Just a moment...",
            "<h1>Checking your browser before accessing the site.</h1><p>This process "
            "is automatic. Your browser will go on shortly.</p>",
            "robots",
        ),
        (
            "Example Herald",
            "<div id=root></div><noscript>You need to enable JavaScript to run this "
            "app.</noscript>",
            "scripts",
        ),
        ("Example Herald", "<div id=root></div>", "Almost no text"),
    ],
)
def test_a_page_without_an_article_says_why_and_what_to_do(
    title: str, body: str, words: str
) -> None:
    reading = page(title, body)
    assert words in reading.problem
    assert "aste the article's words instead." in reading.problem


# --- a part of one --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (story(PROSE) + "<div class=wall><p>Subscribe to continue reading.</p></div>", ""),
        (story(PROSE) + "<div><p>Dieser Artikel ist für Abonnenten.</p></div>", ""),
        (story(PROSE, "Already a subscriber? Sign in"), ""),
        (story(PROSE), NOT_FREE),
        (story(PROSE), "<meta property='article:content_tier' content=locked>"),
    ],
)
def test_the_free_part_of_an_article_is_partial(body: str, head: str) -> None:
    reading = page("A bridge", body, head)
    assert reading.problem == ""
    assert "subscribers" in reading.partial
    assert "The council" in reading.body()


def test_a_page_that_counts_more_words_than_it_shows_is_partial() -> None:
    count = '<script type="application/ld+json">{"@type":"NewsArticle","wordCount":"510"}</script>'
    texts = [f"{PROSE} The {n}th meeting was as long as the first one." for n in range(3)]
    assert "510 words" in page("A bridge", story(*texts), count).partial


def test_a_video_page_is_partial() -> None:
    reading = page("A bridge", story(PROSE), "<meta property='og:type' content='video.other'>")
    assert "video" in reading.partial


# --- articles about all that ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        (
            "Why newspapers build paywalls",
            [
                "“Subscribe to continue reading” is what readers of the Herald now see after three "
                "stories a month, its editor said on Monday. " * 3
            ],
        ),
        (
            "404: the number that became a joke",
            [
                "The page you are looking for cannot be found, says the web a million times a day. "
                "A museum in Example Town now shows how that came to be. " * 6
            ],
        ),
        (
            "Ministers agree on new rules for cookies",
            [
                "Sites that use cookies must let readers reject all of them as easily as accept "
                "all, ministers agreed. Your consent would last a year. ",
                *(PROSE,) * 3,
            ],
        ),
        (
            "Herald asks its readers to log in",
            [
                f"Readers will have to log in to read more, the Herald said. {PROSE}",
                *(PROSE,) * 3,
            ],
        ),
        (
            "Robots at the gate",
            [
                f"Access denied: that is what the guard said to the robot. {PROSE}",
                *(PROSE,) * 3,
            ],
        ),
    ],
)
def test_an_article_about_such_pages_is_whole(title: str, texts: list[str]) -> None:
    reading = page(title, story(*texts, PROSE))
    assert (reading.problem, reading.partial) == ("", "")


def test_a_whole_article_that_subscribers_pay_for_is_whole() -> None:
    texts = [f"{PROSE} The {n}th meeting was as long as the first one." for n in range(12)]
    assert page("A bridge", story(*texts), NOT_FREE).partial == ""


def test_an_offer_beside_a_long_article_is_no_wall() -> None:
    texts = [f"{PROSE} The {n}th meeting was as long as the first one." for n in range(14)]
    body = story(*texts) + "<div><p>Get unlimited access for 1 crown.</p></div>"
    assert page("A bridge", body).partial == ""
