"""Loading beforehand all that reading opens files for: a process that is shut in can open none."""

from __future__ import annotations

import email
import encodings
import sys
from functools import cache
from importlib import import_module
from importlib.resources import files
from pkgutil import walk_packages
from types import ModuleType

import pypdf

from storytracker import analysis
from storytracker.analysis import lexicons
from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.speech.words import lemma_of

# What the standard library itself imports at the first use of ``strptime`` and of names in Unicode.
_IMPORTED_LATE = ("_strptime", "stringprep", "unicodedata")

_PAGE = """<!doctype html><html lang="en"><head><title>A page - An Example</title>
<meta property="og:site_name" content="An Example"><meta name="date" content="2020-05-03">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A page"}</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>A page</h1><p>By Jane Doe</p>
<time datetime="2020-05-03T10:00:00Z">3 May 2020</time>
<p>The ministry said on Monday that the bridges were being repaired, “which takes time”.</p>
<p>Officials denied that, according to the Example Post.</p></article></body></html>"""
_DUMP = """A page\n\nBy Jane Doe\n\n3 May 2020\n\nThe ministry said on Monday that the bridges were
being repaired, “which takes time”.\n\nOfficials denied that, according to the Example Post.\n"""


@cache
def load_everything() -> None:
    """Import every module of the analysis and every character set, read every word list.

    What only shows in use (a library that loads its own tables at the first call) is used once,
    on two small pages of ours. Takes about half a second; a second call does nothing.
    """
    for module in walk_packages(analysis.__path__, f"{analysis.__name__}."):
        import_module(module.name)
    for name in _IMPORTED_LATE:
        _import_if_possible(name)
    for package in (encodings, email, pypdf):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            _import_if_possible(module.name)
    _load_lexicons(lexicons)
    lemma_of("bridges")  # the first look-up loads a dictionary
    for raw, content_type in (
        (_PAGE.encode(), "text/html; charset=utf-8"),
        (_PAGE.encode("utf-16"), "text/html"),
        (_DUMP.replace("“", "«").encode("latin-1", "replace"), ""),
    ):
        reading = read_article(raw, content_type=content_type, url="https://example.org/2020/05/a")
        attribute(reading.text, reading.paragraphs, outlet="Example")


def _import_if_possible(name: str) -> None:
    try:
        import_module(name)
    except ImportError:
        # Another system's character set, or a package's optional part: who asks for it is told so
        # without a look at the disk.
        sys.modules[name] = None  # type: ignore[assignment]


def _load_lexicons(package: ModuleType) -> None:
    for entry in files(package).iterdir():
        if entry.is_dir():
            for name in _lists_in([each.name for each in entry.iterdir()]):
                _load_lexicon(name, entry.name)
    for name in _lists_in([each.name for each in files(package).iterdir()]):
        _load_lexicon(name, "")


def _load_lexicon(name: str, language: str) -> None:
    """In every way of asking for it: the cache tells them apart."""
    lexicons.load(name, language)
    lexicons.load(name, language=language)
    if language == "en":
        lexicons.load(name)


def _lists_in(names: list[str]) -> list[str]:
    return [name.removesuffix(".toml") for name in names if name.endswith(".toml")]
