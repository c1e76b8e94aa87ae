"""The article node of a page's JSON-LD: headline, dates, authors, publisher."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from storytracker.analysis.reading.bylines import split_names
from storytracker.analysis.reading.cleaning import plain, words_of

MAX_NODES = 5000  # a page's JSON-LD has tens; more is an attack or a catalogue
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Posting|Report|Review|Story)$")
_PAGE = {"WebPage", "ItemPage", "VideoObject", "AudioObject", "PodcastEpisode"}

Node = dict[str, Any]


def article_node(scripts: Iterable[str], title: str) -> Node:
    """The node that describes the article of the page; empty when there is none.

    Of several (lists of related articles) the one whose headline shares most words with
    ``title`` wins, the first among equals; a page's or video's node stands in for none.
    """
    nodes = [node for script in scripts for node in _nodes(script)]
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _types(node))]
    articles = articles or [node for node in nodes if _PAGE & set(_types(node))]
    words = words_of(title)
    best = max(
        articles,
        key=lambda node: len(words_of(text_of(node, "headline", "name")) & words),
        default=None,
    )
    return best or {}


def text_of(node: Node, *keys: str) -> str:
    """The first text among the values of ``keys``, or of the "name" of such a value."""
    for key in keys:
        for value in _listed(node.get(key)):
            if isinstance(value, dict):
                value = value.get("name") or value.get("@value")
            if isinstance(value, str) and value.strip():
                return plain(value)
    return ""


def authors_of(node: Node) -> tuple[str, ...]:
    """The names of the node's authors, people before bodies."""
    people: list[str] = []
    bodies: list[str] = []
    for author in _listed(node.get("author") or node.get("creator")):
        name = text_of({"author": author}, "author") if isinstance(author, (dict, str)) else ""
        body = isinstance(author, dict) and "Organization" in " ".join(_types(author))
        (bodies if body else people).extend([plain(name)] if body else split_names(name))
    return tuple(dict.fromkeys(name for name in people or bodies if name))


def _nodes(script: str) -> Iterator[Node]:
    try:
        loaded = json.loads(script.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return
    waiting, seen = [loaded], 0
    while waiting and seen < MAX_NODES:
        value = waiting.pop(0)
        seen += 1
        if isinstance(value, list):
            waiting[:0] = value
        elif isinstance(value, dict):
            yield value
            waiting += [v for v in value.values() if isinstance(v, (dict, list))]


def _types(node: Node) -> list[str]:
    return [kind for kind in _listed(node.get("@type")) if isinstance(kind, str)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
