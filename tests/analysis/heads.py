"""Small pages for the tests of the head: what is put in, and the head that is read."""

from __future__ import annotations

import json
from typing import Any

from storytracker.analysis.reading.pagehead import PageHead, read_head
from storytracker.analysis.reading.parsing import parse

URL = "https://www.example.org/world/a-bridge-is-built"
PROSE = (
    "The council of Example Town has agreed to build a bridge over the river, officials said, "
    "after a debate that lasted until late in the evening. It would cost nine million and open "
    "in three years, according to the plan, which was shown to residents at a meeting."
)


def page(head: str = "", body: str = "", *, lang: str = "en") -> str:
    """A page of the given parts with some prose below them."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{head}</head>'
        f"<body>{body}<div><p>{PROSE}</p><p>{PROSE}</p></div></body></html>"
    )


def head_of(html: str, url: str = URL) -> PageHead:
    """The head of a page given as characters."""
    tree = parse(html)
    assert tree is not None
    return read_head(tree, url)


def meta(name: str, content: str) -> str:
    """A meta element by property."""
    return f'<meta property="{name}" content="{content}">'


def json_ld(**fields: Any) -> str:
    """A script that describes a news article."""
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return script(node)


def script(value: Any) -> str:
    """A JSON-LD script of any shape."""
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'
