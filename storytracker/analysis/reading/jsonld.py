"""The article node of a page's JSON-LD: headline, dates, authors, publisher."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from storytracker.analysis.reading.bylines import split_names
from storytracker.analysis.reading.cleaning import plain, words_of
from storytracker.analysis.reading.headmarks import letters_of

MAX_NODES = 5000  # a page's JSON-LD has tens; more is an attack or a catalogue
MAX_AUTHORS = 200  # of one node, each looked up among all
MAX_SCRIPT = 2_000_000  # code points of one script; more is no article's description
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Posting|Report|Review|Story|LiveBlog\w*)$")
_PAGE = {"WebPage", "ItemPage", "VideoObject", "AudioObject", "PodcastEpisode", "CreativeWork"}
# Fields worth saving out of a script that is no JSON (a stray quotation mark, a line feed).
_SAVED = ("headline", "datePublished", "dateCreated", "dateModified", "articleSection")
_FIELD = re.compile(rf'"({"|".join(_SAVED)})"\s*:\s*"((?:[^"\\\n]|\\.){{1,300}})"')

Node = dict[str, Any]


def read_nodes(scripts: Iterable[str]) -> list[Node]:
    """Every object in the page's JSON-LD scripts; broken ones give the fields that stand whole."""
    return [node for script in scripts for node in _nodes(script[:MAX_SCRIPT])]


def article_node(nodes: list[Node], title: str) -> Node:
    """The node that describes the article of the page; empty when there is none.

    Of several (lists of related articles) the one whose headline shares most words with
    ``title`` wins, the first among equals, and what it lacks is taken from nodes of the same
    headline; a page's or video's node stands in for none. Several articles of which none
    shares a word with ``title`` are about other pages.
    """
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _types(node))]
    words = words_of(title)

    def shared(node: Node) -> int:
        return len(words_of(text_of(node, "headline", "name")) & words)

    best = max(articles, key=shared, default=None)
    if best is not None and len(articles) > 1 and words and not shared(best):
        best = next((node for node in articles if not text_of(node, "headline", "name")), None)
    if best is None:
        return max((node for node in nodes if _PAGE & set(_types(node))), key=shared, default={})
    same = [node for node in articles if _same_article(node, best)]
    return {**{key: value for node in reversed(same) for key, value in node.items()}, **best}


def text_of(node: Node, *keys: str) -> str:
    """The first text among the values of ``keys``, or of the "name" of such a value."""
    for key in keys:
        for value in _listed(node.get(key)):
            if isinstance(value, dict):
                value = value.get("name") or value.get("@value")
                value = next(iter(value), "") if isinstance(value, list) else value
            if isinstance(value, str) and value.strip():
                return plain(html.unescape(html.unescape(value)))
    return ""


def authors_of(node: Node, nodes: list[Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the node's people and of its bodies, looked up by "@id" among ``nodes``."""
    people: list[str] = []
    bodies: list[str] = []
    for author in _flat(node.get("author") or node.get("creator"))[:MAX_AUTHORS]:
        if isinstance(author, dict):
            author = _looked_up(author, nodes)
            if _is_account(author):
                continue
        name = _name_of(author)
        if isinstance(author, dict) and "Organization" in " ".join(_types(author)):
            bodies.append(name)
        else:
            people.extend(split_names(name))
    return tuple(dict.fromkeys(filter(None, people))), tuple(dict.fromkeys(filter(None, bodies)))


def account_names(nodes: list[Node]) -> list[str]:
    """The names of the accounts that the site's system came with: no people's names."""
    return [name for node in nodes if _is_account(node) and (name := _name_of(node))]


def _name_of(author: Any) -> str:
    if isinstance(author, str):
        return plain(html.unescape(author))
    parts = " ".join(filter(None, (text_of(author, "givenName"), text_of(author, "familyName"))))
    return text_of(author, "name") or parts or text_of(author, "legalName")


def _looked_up(author: Node, nodes: list[Node]) -> Node:
    """The node that a bare reference ("@id") stands for."""
    key = author.get("@id")
    if not isinstance(key, str) or author.get("name"):
        return author
    return next((node for node in nodes if node.get("@id") == key and _name_of(node)), author)


def _is_account(author: Node) -> bool:
    """True for the account that a content system comes with (".../author/admin/")."""
    address = author.get("url") or author.get("@id")
    return isinstance(address, str) and bool(re.search(r"/author/admin/?$", address))


def _same_article(node: Node, best: Node) -> bool:
    mine = letters_of(text_of(node, "headline", "name"))
    return bool(mine) and mine == letters_of(text_of(best, "headline", "name"))


def _nodes(script: str) -> Iterator[Node]:
    loaded = _loaded(script)
    if loaded is None:
        saved = {match[1]: match[2] for match in reversed(list(_FIELD.finditer(script)))}
        if saved:
            yield {"@type": "Article", **saved}
        return
    waiting, seen = [loaded], 0
    while waiting and seen < MAX_NODES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, list):
            waiting.extend(reversed(value[:MAX_NODES]))
        elif isinstance(value, dict):
            yield value
            waiting.extend(v for v in reversed(value.values()) if isinstance(v, (dict, list)))


def _loaded(script: str) -> Any:
    """The script's value, mended where it is wrapped in comments or has commas too many."""
    bare = script.strip().removeprefix("<!--").removesuffix("-->")
    bare = bare.replace("//<![CDATA[", "").replace("//]]>", "").strip().rstrip(";")
    for text in (bare, re.sub(r",(\s{0,200}[}\]])", r"\1", bare)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _types(node: Node) -> list[str]:
    return [kind for kind in _listed(node.get("@type")) if isinstance(kind, str)]


def _flat(value: Any) -> list[Any]:
    """The values of nested lists, in order; two levels at most, as content systems nest them."""
    return [inner for outer in _listed(value) for inner in _listed(outer)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
