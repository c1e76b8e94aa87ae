"""Authors of a page: metadata, marks, visible bylines; no roles, accounts, addresses, sites."""

import pytest

from tests.analysis.heads import head_of, json_ld, meta, page, script

H1 = "<h1>Town agrees to build bridge</h1>"


def authors(head: str = "", body: str = H1) -> tuple[str, ...]:
    return head_of(page(meta("og:site_name", "Example Herald") + head, body)).bylines


# --- JSON-LD --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "author",
    [
        "Jane Doe and John Roe",
        ["Jane Doe", "John Roe"],
        [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Roe"}],
        [{"@type": "Person", "name": "Jane Doe"}, [{"@type": "Person", "name": "John Roe"}]],
        [
            {"@type": "Person", "givenName": "Jane", "familyName": "Doe"},
            {"@type": "Person", "givenName": "John", "familyName": "Roe"},
        ],
        {"@type": "Person", "name": ["Jane Doe, John Roe"]},
        "By Jane Doe, John Roe, political editor",
    ],
)
def test_authors_in_every_shape_of_json_ld(author: object) -> None:
    assert authors(json_ld(headline="Town agrees", author=author)) == ("Jane Doe", "John Roe")


def test_a_reference_is_looked_up_in_the_graph() -> None:
    graph = {
        "@graph": [
            {"@type": "Article", "headline": "Town agrees", "author": {"@id": "#jane"}},
            {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
        ]
    }
    assert authors(script(graph)) == ("Jane Doe",)


def test_an_agency_beside_a_person_stays_and_an_agency_alone_is_the_byline() -> None:
    both = [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "Reuters"}]
    assert authors(json_ld(headline="Town agrees", author=both)) == ("Jane Doe", "Reuters")
    alone = {"@type": "Organization", "name": "Reuters"}
    assert authors(json_ld(headline="Town agrees", author=alone)) == ("Reuters",)


def test_related_articles_give_no_author() -> None:
    other = {"@type": "NewsArticle", "headline": "Rain in the hills", "author": "Rex Rainer"}
    more = {"@type": "NewsArticle", "headline": "Sun on the coast", "author": "Sol Summer"}
    assert authors("<title>Town agrees to build bridge</title>" + script([other, more])) == ()


def test_the_account_of_the_content_system_is_no_author() -> None:
    account = {"@type": "Person", "name": "Herald D", "url": "https://example.org/author/admin/"}
    body = f"{H1}<p>by Herald D | 3 May 2020</p><p><strong>JANE DOE</strong></p>"
    assert authors(json_ld(headline="Town agrees", author=account), body) == ("Jane Doe",)


# --- meta elements --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (meta("author", "Jane Doe"), ("Jane Doe",)),
        (meta("author", "Example Herald") + meta("author", "Jane Doe"), ("Jane Doe",)),
        (meta("parsely-author", "Jane Doe") + meta("author", "desk"), ("Jane Doe",)),
        (meta("article:author", "https://social.example/herald"), ()),
        (meta("author", "j.doe@example.org"), ()),
        (meta("author", "jdoe_77"), ()),
        (meta("author", "admin"), ()),
        (meta("author", "Jane Doe, professor of public law at the University of X"), ("Jane Doe",)),
        (meta("author", "홍길동 기자"), ("홍길동",)),
        (
            '<meta name="twitter:label1" content="Written by">'
            '<meta name="twitter:data1" content="Jane Doe">',
            ("Jane Doe",),
        ),
        (
            '<meta name="twitter:label1" content="Reading time">'
            '<meta name="twitter:data1" content="Five Minutes">',
            (),
        ),
    ],
)
def test_authors_in_meta_elements(head: str, names: tuple[str, ...]) -> None:
    assert authors(head) == names


def test_the_site_is_its_pages_author_only_where_nobody_else_is() -> None:
    head = meta("author", "Example Herald")
    assert authors(head) == ("Example Herald",)
    assert authors(head, f"{H1}<p class='byline'>By Jane Doe</p>") == ("Jane Doe",)
    assert authors(meta("author", "Herald Staff") + head, H1 + "<p>By Jane Doe</p>") == (
        "Jane Doe",
    )


# --- what the page shows --------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        '<div class="byline">By <a href="/a">Jane Doe</a> and <a href="/b">John Roe</a></div>',
        '<ul><li class="authors__item"><span>von</span> <b>Jane Doe</b></li>'
        '<li class="authors__item"><b>John Roe</b></li></ul>',
        '<div class="article-byline"><span>Jane Doe</span><span>John Roe</span></div>',
        '<p><span itemprop="author"><span itemprop="name">Jane Doe und John Roe</span></span></p>',
        '<p><a rel="author" href="/a">Jane Doe</a>, <a rel="author" href="/b">John Roe</a></p>',
        "<p>By Jane Doe and John Roe</p>",
        "<p>Par Jane Doe et John Roe</p>",
        "<p><strong>Jane Doe/John Roe</strong></p>",
        "<dl><dt>Autorin/Autor</dt><dd>Jane Doe, John Roe</dd></dl>",
        "<div class='author'>By Jane Doe, John Roe<br>Political editors<br>3 May 2020</div>",
    ],
)
def test_visible_bylines(line: str) -> None:
    assert authors(body=f"{H1}{line}") == ("Jane Doe", "John Roe")


@pytest.mark.parametrize(
    "line",
    [
        '<div class="author-bio">Jane Doe lives in Paris and has written nine books.</div>',
        '<div class="comments"><span class="author">Angry Reader</span></div>',
        '<aside class="related"><span class="author">Rex Rainer</span></aside>',
        "<p>By Monday the council had agreed.</p>",
        '<p class="byline">By the numbers</p>',
        "<h3>Middle East</h3>",
        f"<p>{'The council met. ' * 12}</p><p><strong>Middle East</strong></p>",
    ],
)
def test_other_lines_are_no_bylines(line: str) -> None:
    assert authors(body=f"{H1}{line}") == ()


def test_initials_behind_by_are_a_byline() -> None:
    assert authors(body=f"{H1}<p>By ENA,</p>") == ("ENA",)
