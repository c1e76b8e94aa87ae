"""What a page says of its article outside the text: title, dates, authors, site, address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml.html import HtmlElement

from storytracker.analysis.reading.bylines import looks_like_name, names_in_byline, split_names
from storytracker.analysis.reading.cleaning import plain, words_of
from storytracker.analysis.reading.dates import DateSource
from storytracker.analysis.reading.jsonld import Node, article_node, authors_of, text_of
from storytracker.analysis.reading.pagedates import (
    STANDS,
    is_marked,
    meta_names,
    page_dates,
    short_text,
)

_SEPARATOR = re.compile(r"\s+[|»·•–—-]\s+|\s*\|\s*|\s::\s")
_SITE_NAME = re.compile(r"^\S+\.[a-z]{2,4}$|^https?:|/")


@dataclass(slots=True)
class PageHead:
    """The findings, each list most trusted first."""

    title: str = ""
    dates: list[DateSource] = field(default_factory=list)
    bylines: tuple[str, ...] = ()
    site_name: str = ""
    publisher: str = ""
    canonical_url: str = ""
    locale: str = ""
    description: str = ""


def read_head(tree: HtmlElement, url: str) -> PageHead:
    """Read what the page's metadata and the elements around its heading say."""
    metas = _metas(tree)
    headings = [words for h1 in tree.iter("h1") if (words := plain(h1.text_content()))]
    raw_title = plain(next((each.text_content() for each in tree.iter("title")), ""))
    scripts = [
        each.text or "" for each in tree.iter("script") if "ld+json" in (each.get("type") or "")
    ]
    node = article_node(scripts, metas.get("og:title") or raw_title or " ".join(headings[:1]))
    site = next((metas[key] for key in meta_names()["site"] if metas.get(key)), "")
    return PageHead(
        title=_title(metas, headings, raw_title, text_of(node, "headline"), site),
        dates=list(page_dates(tree, metas, node, url)),
        bylines=_bylines(tree, metas, node),
        site_name=site if not site.startswith(("http", "@")) else "",
        publisher=text_of(node, "publisher", "sourceOrganization"),
        canonical_url=_canonical(tree, metas, url),
        locale=_locale(tree, metas),
        description=metas.get("og:description") or metas.get("description", ""),
    )


def _metas(tree: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key, content = (
                (meta.get(attribute) or "").strip().lower(),
                plain(meta.get("content") or ""),
            )
            if key and content:
                metas.setdefault(key, content)
    return metas


# --- title ----------------------------------------------------------------------------------


def _title(metas: dict[str, str], headings: list[str], raw: str, headline: str, site: str) -> str:
    """The heading that the metadata agree with, else the metadata's without the site's name."""
    named = [
        title
        for title in (headline, metas.get("og:title", ""), metas.get("twitter:title", ""), raw)
        if title
    ]
    for heading in headings:
        if len(heading) <= 300 and any(_alike(heading, title) for title in named):
            return heading
    return next((without_site(title, site) for title in named), headings[0] if headings else "")


def _alike(heading: str, title: str) -> bool:
    a, b = words_of(heading), words_of(title)
    return len(a) >= 2 and len(a & b) >= 0.6 * len(a) and len(a & b) >= 0.4 * len(b)


def without_site(title: str, site: str) -> str:
    """``title`` without the site's name at its end or beginning ("Title | Site")."""
    parts = [part for part in _SEPARATOR.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    longest = max(parts, key=len)
    cut = title
    while len(parts) > 1 and parts[-1] != longest and len(parts[-1].split()) <= 5:
        last = parts.pop()
        cut = re.sub(r"\s*(?:[|»·•–—-]|::)\s*$", "", cut[: cut.rindex(last)])
    if len(parts) > 1 and site and parts[0].casefold() == site.casefold():
        cut = re.sub(r"^\s*(?:[|»·•–—-]|::)\s*", "", cut[len(parts[0]) :])
    return cut


# --- authors, address, language -------------------------------------------------------------


def _bylines(tree: HtmlElement, metas: dict[str, str], node: Node) -> tuple[str, ...]:
    """Stated names, people before the site's own name; else a byline that is seen on the page."""
    site = {metas.get(key, "").casefold() for key in meta_names()["site"]}
    site.add(text_of(node, "publisher").casefold())
    stated = [
        authors_of(node),
        *(split_names(metas.get(key, "")) for key in meta_names()["author"]),
    ]
    for names in stated:
        people = tuple(name for name in names if not _is_site(name, site))
        if people:
            return people
    sites = [name for names in stated for name in names if not _SITE_NAME.search(name)]
    return tuple(sites[:1]) or next(_visible_bylines(tree), ())


def _is_site(name: str, site: set[str]) -> bool:
    return name.casefold() in site or bool(_SITE_NAME.search(name))


def _visible_bylines(tree: HtmlElement) -> Iterator[tuple[str, ...]]:
    looked = 0
    for element in tree.iter("a", "span", "div", "p", "address", "li"):
        marks = " ".join(filter(None, map(element.get, ("itemprop", "class", "rel"))))
        if looked < 4 * STANDS and is_marked(marks, "author"):
            looked += 1
            text = short_text(element)
            names = names_in_byline(text) or split_names(text)
            if (
                text
                and names
                and all(looks_like_name(name) and 2 <= len(name.split()) <= 4 for name in names)
            ):
                yield names


def _canonical(tree: HtmlElement, metas: dict[str, str], url: str) -> str:
    links = [
        link.get("href") or ""
        for link in tree.iter("link")
        if (link.get("rel") or "").lower() == "canonical"
    ]
    found = next((link.strip() for link in (*links, metas.get("og:url", "")) if link.strip()), "")
    try:
        found = urljoin(url, found) if found else ""
    except ValueError:
        return ""
    return found if found.startswith(("http://", "https://")) else ""


def _locale(tree: HtmlElement, metas: dict[str, str]) -> str:
    html = next(tree.iter("html"), None)
    return (
        (html.get("lang") or "" if html is not None else "")
        or metas.get("og:locale", "")
        or metas.get("content-language", "")
    )
