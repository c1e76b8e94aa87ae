"""What a page says of its article outside the text: title, dates, authors, site, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import host_of
from storytracker.analysis.reading.dates import DateSource
from storytracker.analysis.reading.headmarks import HeadMarks, Mark, gather, json_scripts
from storytracker.analysis.reading.jsonld import Node, article_node, read_nodes, text_of
from storytracker.analysis.reading.pageauthors import find_authors
from storytracker.analysis.reading.pagedates import changed_dates, published_dates
from storytracker.analysis.reading.pagetitle import Titles, settle_title

LONGEST_TITLE = 600  # code points; a longer "title" is a text in the wrong place
NAME_WORDS = 6  # a site's name has so many words or fewer; more are a motto
STANDFIRST_LETTERS = 30  # code points; shorter words below a heading are labels
SECTION_LIMIT = 60  # code points


@dataclass(slots=True)
class PageHead:
    """The findings; the dates most trusted first, "" for what the page does not say."""

    title: str = ""
    dates: list[DateSource] = field(default_factory=list)
    changes: list[DateSource] = field(default_factory=list)
    bylines: tuple[str, ...] = ()
    site_name: str = ""
    publisher: str = ""
    canonical_url: str = ""
    amp_url: str = ""
    section: str = ""
    locale: str = ""
    description: str = ""
    standfirst: str = ""


def read_head(tree: HtmlElement, url: str) -> PageHead:
    """Read what the page's metadata and the elements around its heading say."""
    marks = gather(tree)
    nodes = read_nodes(json_scripts(tree))
    headings = [mark.text for mark in marks.headings if mark.text]
    shared = _short(marks.meta("og:title"))
    node = article_node(nodes, shared or _short(marks.title) or " ".join(headings[:1]))
    site, publisher = _site_name(marks), _name(text_of(node, "publisher", "sourceOrganization"))
    names = [*_names_of_site(marks, node, url), site, publisher]
    section = _section(marks, node)
    titles = Titles(
        headings=tuple(headings),
        headline=_short(text_of(node, "headline")),
        shared=shared,
        tweeted=_short(marks.meta("twitter:title")),
        tab=_short(marks.title),
    )
    title = settle_title(titles, names, [section] if section else [])
    heading = _heading(marks, title)
    canonical = _canonical(marks, url)
    return PageHead(
        title=title,
        dates=published_dates(tree, marks, node, url, heading),
        changes=changed_dates(marks, node, heading),
        bylines=find_authors(tree, marks, node, nodes, names, heading),
        site_name=site,
        publisher=publisher,
        canonical_url=canonical,
        amp_url=_amp(marks, url),
        section=section,
        locale=marks.language or marks.meta("og:locale", "content-language", "inlanguage"),
        standfirst=_standfirst(marks, heading),
        description=marks.meta(*load("head", language="")["metas"]["standfirst"]),
    )


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else ""


def _heading(marks: HeadMarks, title: str) -> Mark | None:
    """The heading that is the title, else the first one."""
    at = marks.heading_at(title)
    places = (*marks.headings, *marks.subheadings)
    found = next((mark for mark in places if mark.at == at), None)
    return found or (marks.headings[0] if marks.headings else None)


def _standfirst(marks: HeadMarks, heading: Mark | None) -> str:
    """The words of the first element behind the heading that is marked as a standfirst."""
    at = heading.at if heading is not None else -1
    for mark in marks.standfirsts:
        if mark.at > at and len(mark.text) >= STANDFIRST_LETTERS and "<aside>" not in mark.around:
            return mark.text
    return ""


# --- site, section, addresses -----------------------------------------------------------------


def _names_of_site(marks: HeadMarks, node: Node, url: str) -> list[str]:
    """Every name that the page gives its site, its publisher and its host."""
    metas = load("head", language="")["metas"]["site"]
    names = [value for key in metas for value in marks.metas.get(key, ())[:2]]
    names.append(text_of(node, "publisher"))
    host = host_of(url) or host_of(_canonical(marks, url))
    names += [host, host.split(".")[-2] if host.count(".") else ""]
    return [name for name in names if 1 < len(name) <= SECTION_LIMIT]


def _site_name(marks: HeadMarks) -> str:
    metas = load("head", language="")["metas"]["site"]
    return next((name for key in metas if (name := _name(marks.meta(key)))), "")


def _name(words: str) -> str:
    """``words`` where they can be an outlet's name; the name alone of "Name – a motto"."""
    if words.startswith(("http", "@", "/")):
        return ""
    first = re.split(r"\s+[|–—•·:-]\s+|\s*\|\s*|:\s", words)[0].strip()
    return first if 0 < len(first.split()) <= NAME_WORDS and len(first) <= SECTION_LIMIT else ""


def _section(marks: HeadMarks, node: Node) -> str:
    """The publisher's own section: JSON-LD, metadata; an address or a list is none."""
    stated = [text_of(node, "articleSection")]
    stated += [marks.meta(key) for key in load("head", language="")["metas"]["section"]]
    for words in stated:
        first = re.split(r"\s*[;|>]\s*|,\s", words)[0].strip()
        if first and len(first) <= SECTION_LIMIT and not first.startswith(("http", "/")):
            return first
    return ""


def _canonical(marks: HeadMarks, url: str) -> str:
    """The page's address as it states it; the site's front page is none of an article."""
    stated = [href for rel, href in marks.links if rel == "canonical"]
    for href in (*stated, marks.meta("og:url")):
        found = _absolute(url, href)
        if found and not (_is_front(found) and url and not _is_front(url)):
            return found
    return ""


def _amp(marks: HeadMarks, url: str) -> str:
    """The address of the page's AMP form; its own where the page is that form itself."""
    if marks.is_amp:
        return url
    links: Iterable[str] = (href for rel, href in marks.links if rel == "amphtml")
    return next((found for href in links if (found := _absolute(url, href))), "")


def _absolute(url: str, href: str) -> str:
    href = href.strip()
    try:
        found = urljoin(url, href) if href else ""
    except ValueError:
        return ""
    return found if found.startswith(("http://", "https://")) and len(found) <= 2000 else ""


def _is_front(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query
