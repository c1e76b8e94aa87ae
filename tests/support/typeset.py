"""Invented articles laid out as news sites do it, with what is right for each page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.articles import Invented, invented


@dataclass(frozen=True)
class Typeset:
    """A page as it would be fetched, and the article that it was made from."""

    layout: str
    url: str
    raw: bytes
    article: Invented
    authors: tuple[str, ...]


def typeset(count: int, seed: int = 11) -> Iterator[Typeset]:
    """``count`` articles in every layout; always the same for the same ``seed``."""
    for number, article in enumerate(invented(count, seed)):
        for layout, (compose, signed) in LAYOUTS.items():
            day = article.day
            where = f"{day:%Y/%m/%d}/" if layout == "the date in the address alone" else ""
            url = f"https://www.{_slug(article.outlet)}.example/{where}story-{number}"
            authors = (article.author,) if signed else ()
            yield Typeset(layout, url, compose(article).encode(), article, authors)


def _slug(words: str) -> str:
    return "".join(c for c in words.lower() if c.isalnum())


def _page(head: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"{head}</head><body>{body}</body></html>"
    )


def _paragraphs(article: Invented, before: str = "<p>", after: str = "</p>") -> str:
    return "".join(f"{before}{words}{after}\n" for words in article.body)


def _written(article: Invented) -> str:
    return f"{article.day.day} {article.day:%B %Y}"


MENU = (
    '<header><a href="/">Home</a><nav><ul><li><a href="/world">World</a></li>'
    '<li><a href="/business">Business</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
    "</header>"
)
RELATED = (
    '<aside class="related"><h2>More stories</h2><ul>'
    '<li><a href="/1">The bridge that nobody crosses</a></li>'
    '<li><a href="/2">Ten ways to keep a garden in the shade</a></li>'
    '<li><a href="/3">Why the night train is late again</a></li></ul></aside>'
)
FOOTER = "<footer><p>© 2024. All rights reserved.</p><a href='/terms'>Terms of use</a></footer>"
SHARE = '<div class="share-bar"><a href="#">Share on Facebook</a> <a href="#">Copy link</a></div>'


def _json_ld(article: Invented) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": f"{article.day}T08:15:00+00:00",
        "dateModified": f"{article.day}T18:40:00+00:00",
        "author": [{"@type": "Person", "name": article.author}],
        "publisher": {"@type": "NewsMediaOrganization", "name": article.outlet},
    }
    head = (
        f"<title>{article.title} | {article.outlet}</title>"
        f'<script type="application/ld+json">{json.dumps(data)}</script>'
    )
    figure = (
        "<figure><img src='a.jpg'><figcaption>The harbour in winter. Photograph: A. Person"
        "</figcaption></figure>"
    )
    body = (
        f"{MENU}<main><article><h1>{article.title}</h1>{SHARE}{figure}"
        f'<div class="article-body">{_paragraphs(article)}</div></article>{RELATED}</main>{FOOTER}'
    )
    return _page(head, body)


def _blog(article: Invented) -> str:
    head = (
        f"<title>{article.title} – {article.outlet}</title>"
        f'<meta property="og:title" content="{article.title}">'
        f'<meta property="og:site_name" content="{article.outlet}">'
        '<meta property="og:type" content="article">'
    )
    comments = (
        '<section id="comments"><h2>2 comments</h2><ol class="comment-list">'
        '<li class="comment"><p>I have said so all along, and nobody listened to me.</p></li>'
        '<li class="comment"><p>First time that I read this paper. It will be the last.</p></li>'
        "</ol></section>"
    )
    body = (
        f'{MENU}<div class="post type-post"><h1 class="entry-title">{article.title}</h1>'
        f'<div class="entry-meta">By <a rel="author" href="/a">{article.author}</a> on '
        f'<time class="entry-date published" datetime="{article.day}T09:00:00+00:00">'
        f"{_written(article)}</time></div>"
        f'<div class="entry-content">{_paragraphs(article)}</div></div>{comments}{RELATED}{FOOTER}'
    )
    return _page(head, body)


def _microdata(article: Invented) -> str:
    head = f"<title>{article.title}</title>"
    body = (
        f'{MENU}<div itemscope itemtype="https://schema.org/NewsArticle">'
        f'<h1 itemprop="headline">{article.title}</h1>'
        '<p class="byline">By <span itemprop="author" itemscope '
        f'itemtype="https://schema.org/Person"><span itemprop="name">{article.author}</span>'
        f'</span></p><meta itemprop="datePublished" content="{article.day}">'
        f'<div itemprop="articleBody">{_paragraphs(article)}</div></div>{RELATED}{FOOTER}'
    )
    return _page(head, body)


def _tables(article: Invented) -> str:
    lines = "<br><br>\n".join(article.body)
    body = (
        '<table width="800"><tr><td colspan="2"><a href="/">Home</a> | <a href="/b">Business</a>'
        ' | <a href="/s">Sport</a></td></tr><tr><td width="150"><a href="/1">Weather</a><br>'
        f'<a href="/2">Letters</a></td><td><h1>{article.title}</h1>'
        f"<i>By {article.author}</i><br><b>{_written(article)}</b><br><br>{lines}</td></tr>"
        "<tr><td colspan='2'><small>Copyright 2024</small></td></tr></table>"
    )
    return _page(f"<title>{article.title}</title>", body)


def _address(article: Invented) -> str:
    consent = (
        '<div id="cookie-banner" role="dialog"><p>We and our partners use cookies to measure how '
        "this site is used.</p><button>Accept all</button></div>"
    )
    box = (
        '<div class="newsletter-signup"><p>Get the morning briefing in your inbox.</p>'
        "<form><input type=email><button>Sign up</button></form></div>"
    )
    half = len(article.body) // 2
    first = "".join(f"<p>{words}</p>" for words in article.body[:half])
    rest = "".join(f"<p>{words}</p>" for words in article.body[half:])
    body = (
        f"{consent}{MENU}<main><h1>{article.title}</h1><section>{first}</section>{box}"
        f"<section>{rest}</section>{SHARE}</main>{RELATED}{FOOTER}"
    )
    return _page(f"<title>{article.title} | {article.outlet}</title>", body)


# How it is composed, and whether it says who wrote it.
LAYOUTS: dict[str, tuple[Callable[[Invented], str], bool]] = {
    "JSON-LD": (_json_ld, True),
    "a blog's": (_blog, True),
    "microdata": (_microdata, True),
    "tables": (_tables, True),
    "the date in the address alone": (_address, False),
}
