"""What dates a page: metadata, marks, lines beside the heading, addresses; and which wins."""

from datetime import date, time

import pytest

from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.types import Basis, Dating, Precision
from tests.analysis.heads import URL, json_ld, meta, page

H1 = "<h1>Town agrees to build bridge</h1>"


def dated(head: str = "", body: str = H1, url: str = URL, lang: str = "en") -> Dating:
    html = page("<title>Town agrees to build bridge</title>" + head, body, lang=lang)
    return read_article(html.encode(), url=url, content_type="text/html").published


# --- metadata -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        json_ld(headline="Town agrees", datePublished="2020-05-03T10:11:12+02:00"),
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "a "b" c",'
        ' "datePublished": "2020-05-03T10:11:12+02:00"}</script>',
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Town",'
        ' "datePublished": "2020-05-03T10:11:12+02:00",}</script>',
        meta("article:published_time", "2020-05-03T10:11:12+02:00"),
        meta("parsely-pub-date", "2020-05-03T10:11:12+02:00"),
    ],
)
def test_stated_stamps_keep_clock_and_zone(head: str) -> None:
    found = dated(head)
    assert (found.day, found.clock, found.utc_offset) == (date(2020, 5, 3), time(10, 11), 120)
    assert (found.precision, found.basis) == (Precision.MINUTE, Basis.METADATA)


def test_the_day_of_publication_is_no_day_of_change() -> None:
    head = json_ld(
        headline="Town agrees", datePublished="2020-05-03", dateModified="2020-06-01T08:00:00Z"
    )
    reading = read_article(page(head, H1).encode(), url=URL)
    assert reading.published.day == date(2020, 5, 3)
    assert (reading.modified.day, reading.modified.clock) == (date(2020, 6, 1), time(8))
    assert reading.modified.basis is Basis.METADATA


@pytest.mark.parametrize("modified", ["2020-05-03T10:00:00Z", "2020-05-02", "soon", ""])
def test_a_change_that_is_none_is_not_told(modified: str) -> None:
    head = json_ld(
        headline="Town agrees", datePublished="2020-05-03T10:00:00Z", dateModified=modified
    )
    assert read_article(page(head, H1).encode(), url=URL).modified.day is None


def test_a_visible_change_is_told() -> None:
    body = f"{H1}<p><time>3 May 2020, 10:00</time></p><p class='updated'>Updated 4 May 2020</p>"
    reading = read_article(page("", body).encode(), url=URL)
    assert reading.published.day == date(2020, 5, 3)
    assert (reading.modified.day, reading.modified.basis) == (date(2020, 5, 4), Basis.TEXT)


# --- marks and lines ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        '<time datetime="2020-05-03">yesterday</time>',
        '<span itemprop="datePublished" content="2020-05-03">3/5</span>',
        "<time pubdate>3 May 2020</time>",
        '<span class="posted-on">Posted on <a href="#">May 3, 2020</a></span>',
        '<abbr class="published" title="2020-05-03">Sunday</abbr>',
        '<span class="PublishDate">Sonntag, 3. Mai 2020</span>',
        "<p>3 May 2020</p>",
        "<p>By Jane Doe | 3 May 2020</p>",
        "<p>vineri, 3 mai 2020</p>",
        "<p>den 3. Mai 2020</p>",
    ],
)
def test_marked_and_plain_lines_beside_the_heading(line: str) -> None:
    assert dated(body=H1 + line).day == date(2020, 5, 3)


@pytest.mark.parametrize(
    "other",
    [
        '<div class="comments"><time datetime="2021-01-01">1 January 2021</time></div>',
        '<aside><time datetime="2021-01-01">1 January 2021</time></aside>',
        '<div class="related-posts"><span class="date">1 January 2021</span></div>',
        "<p>&copy; 1 January 2021 Example Herald</p>",
        '<p class="updated">Updated 1 January 2021</p>',
        '<blockquote class="instagram-media"><time datetime="2021-01-01">x</time></blockquote>',
    ],
)
def test_dates_of_other_things_do_not_count(other: str) -> None:
    assert dated(body=f"{other}{H1}<p>3 May 2020</p>{other}").day == date(2020, 5, 3)


def test_todays_day_above_the_heading_gives_way_to_the_line_below_it() -> None:
    body = f'<div class="date">Friday, 1 January 2021</div><p>News</p>{H1}<p>3 May 2020</p>'
    assert dated(body=body).day == date(2020, 5, 3)


def test_a_line_right_above_the_heading_wins_over_lines_far_below() -> None:
    teasers = "".join(f"<p>Story {n}</p><p>{n} April 2020</p>" for n in range(10, 20))
    assert dated(body=f"<p>3 May 2020 10:16</p>{H1}{'<p>x</p>' * 6}{teasers}").day == date(
        2020, 5, 3
    )


def test_the_mark_of_many_articles_is_no_mark_of_this_one() -> None:
    comments = "".join(
        f'<p><time itemprop="datePublished" datetime="2020-06-{n:02d}">x</time></p>'
        for n in range(1, 5)
    )
    line = '<p><time datetime="2020-05-03">3 May 2020</time></p>'
    assert dated(body=f"{H1}{line}{comments}").day == date(2020, 5, 3)


def test_a_labelled_date_anywhere_counts_where_nothing_else_dates_the_page() -> None:
    body = f"{H1}<p>{'A long line of text. ' * 20}</p><p>Lesungen: 7</p>"
    foot = "<p>Letzte Änderung: 1.1.2021 - 14:49<br>Erschienen am: 03.05.2020</p>"
    assert dated(body=body + foot, lang="de").day == date(2020, 5, 3)
    sentence = (
        "<p>Der Text wurde am <nobr>3. Mai 2020</nobr> um 23:03 Uhr gepostet und geteilt.</p>"
    )
    assert dated(body=body + sentence, lang="de").day == date(2020, 5, 3)


def test_a_date_in_running_text_does_not_date_the_page() -> None:
    body = f"{H1}<p>{'The old bridge fell on 3 May 1999 in a storm that nobody forgot. ' * 5}</p>"
    assert dated(body=body).day is None


def test_a_second_field_and_the_visible_day_outvote_the_first_field() -> None:
    head = json_ld(headline="Town agrees", datePublished="2020-05-01T07:00:00Z") + meta(
        "article:published_time", "2020-05-03T08:29:34"
    )
    assert dated(head, f"{H1}<p>03.05.2020</p>").day == date(2020, 5, 3)
    assert dated(head, f"{H1}<p>04.05.2020</p>").day == date(2020, 5, 1)
    assert dated(head).day == date(2020, 5, 1)


# --- addresses, scripts, pictures -----------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "2020/05/03/x",
        "2020/may/03/x",
        "x-2020-05-03",
        "x-20200503.html",
        "03-05-2020",
        "03052020-x",
    ],
)
def test_the_address_dates_a_page_that_says_nothing_else(path: str) -> None:
    assert dated(url=f"https://example.org/{path}").day == date(2020, 5, 3)


@pytest.mark.parametrize(
    "path", ["story-12020050311", "2020/13/03/x", "v1.2.2020x", "?d=2020-05-03"]
)
def test_other_figures_in_an_address_do_not(path: str) -> None:
    assert dated(url=f"https://example.org/{path}").day is None


def test_a_month_in_the_address_is_a_month() -> None:
    found = dated(url="https://example.org/2020/05/a-bridge")
    assert (found.day, found.precision) == (date(2020, 5, 1), Precision.MONTH)


def test_a_scripts_state_and_a_pictures_address_are_last_resorts() -> None:
    state = '<script>var s = {"published_at": "2020-05-03T10:00:00+02:00"};</script>'
    picture = meta("og:image", "https://img.example.org/2020/05/04/bridge.jpg")
    assert dated(state + picture).day == date(2020, 5, 3)
    hinted = dated(picture)
    assert (hinted.day, hinted.basis) == (date(2020, 5, 4), Basis.INFERRED)
    assert dated(state + picture, f"{H1}<p>5 May 2020</p>").day == date(2020, 5, 5)


# --- which day a stamp in UTC falls on ------------------------------------------------------

LATE = json_ld(headline="Town agrees", datePublished="2020-05-04T03:28:35Z")


def test_the_address_tells_the_local_day_of_a_stamp_in_utc() -> None:
    found = dated(LATE, url="https://example.org/2020/05/03/x")
    assert (found.day, found.clock, found.utc_offset) == (date(2020, 5, 3), time(23, 28), -240)


def test_a_visible_clock_tells_the_zone() -> None:
    body = f"{H1}<p><time datetime='2020-05-04T03:28:35Z'>May 3, 2020, 8:28 p.m.</time></p>"
    found = dated(LATE, body)
    assert (found.day, found.clock, found.utc_offset) == (date(2020, 5, 3), time(20, 28), -420)


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (LATE, "<p>4 May 2020</p>"),
        (LATE, "<p>2 May 2020</p>"),
        (LATE, '<p class="updated">Updated 5 May 2020</p>'),
        (json_ld(headline="Town", datePublished="2020-05-04T14:28:35Z"), "<p>3 May 2020</p>"),
        (json_ld(headline="Town", datePublished="2020-05-04T03:28:35+02:00"), "<p>3 May 2020</p>"),
    ],
)
def test_the_stamps_own_day_stays_where_no_zone_explains_another(head: str, line: str) -> None:
    assert dated(head, H1 + line).day == date(2020, 5, 4)


# --- day first or month first ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "url", "day", "others"),
    [
        ("en-GB", URL, date(2020, 5, 3), ()),
        ("en-US", URL, date(2020, 3, 5), ()),
        ("de", URL, date(2020, 5, 3), ()),
        ("en", URL, date(2020, 5, 3), (date(2020, 3, 5),)),
        ("en", "https://www.nytimes.com/x", date(2020, 3, 5), ()),
        ("en-GB", "https://www.nytimes.com/x", date(2020, 5, 3), ()),
        ("en-US", "https://www.theguardian.com/x", date(2020, 5, 3), ()),
    ],
)
def test_language_and_country_settle_figures_or_an_editor_is_asked(
    lang: str, url: str, day: date, others: tuple[date, ...]
) -> None:
    found = dated(body=f'{H1}<p class="date">03/05/2020</p>', url=url, lang=lang)
    assert (found.day, found.other_days) == (day, others)
