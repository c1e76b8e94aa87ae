"""Every word that a template shows is marked for Django's i18n, and what is marked can be gathered.

The template is read by Django's own lexer: what is marked and what comes from elsewhere falls out,
and what then stays is read as HTML. Names of formats and of the program are the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Comment, Doctype, NavigableString
from django.template.base import Lexer, Token, TokenType, filter_re
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
SHOWN = ("title", "aria-label", "placeholder", "alt", "data-announce", "data-position", "label")
NOT_WORDS = ("script", "style", "code", "kbd")
NAMES = {"Storytracker", "CSV", "JSON", "PDF", "API", "Atom", "JSON Feed", "TimelineJS"}
NAMES |= {"Markdown", "SHA-256", "HTTP"}
SHOWING = ("default", "default_if_none", "yesno")
"""Filters that show a word they are given."""
HOLE = "\ufffc"
"""Stands for what a variable shows."""


def unmarked(source: str) -> list[str]:
    """The words of a template that are shown and not marked."""
    tokens = list(Lexer(source).tokenize())
    return [words for words in (*in_text(tokens), *in_tags(tokens)) if is_a_word(words)]


def is_a_word(words: str) -> bool:
    """Whether there is a letter in it that is no name's."""
    bare = words.replace(HOLE, " ").strip(" \n\t.,:;()·–?")
    return bare not in NAMES and any(sign.isalpha() for sign in bare)


def in_text(tokens: list[Token]) -> Iterator[str]:
    """What stands between the elements of the page, and in those attributes that are shown."""
    soup = BeautifulSoup(skeleton(tokens), "html.parser")
    for text in soup.find_all(string=True):
        hidden = isinstance(text, Comment | Doctype) or text.find_parent(NOT_WORDS)
        if isinstance(text, NavigableString) and not hidden:
            yield from str(text).replace(" – Storytracker", "").split("\n")
    for element in soup.find_all():
        yield from (str(element[name]) for name in SHOWN if element.has_attr(name))


def skeleton(tokens: list[Token]) -> str:
    """The template's own text, without what stands inside a translated block."""
    parts: list[str] = []
    until = ""
    for token in tokens:
        name = token.contents.split(" ")[0]
        if token.token_type == TokenType.BLOCK:
            if name in ("blocktranslate", "comment"):
                until = f"end{name}"
            elif name == until:
                until = ""
        elif not until:
            if token.token_type == TokenType.TEXT:
                parts.append(token.contents)
            elif token.token_type == TokenType.VAR:
                parts.append(HOLE)
    return "".join(parts)


def in_tags(tokens: list[Token]) -> Iterator[str]:
    """Words handed to filters and to included templates unmarked, and plurals glued together."""
    for token in tokens:
        if token.token_type == TokenType.VAR:
            yield from in_filters(token.contents)
        elif token.token_type == TokenType.BLOCK:
            name, *bits = token.split_contents()
            values = [bit.partition("=")[2] for bit in bits if "=" in bit]
            for value in values if name in ("include", "blocktranslate", "with") else []:
                yield from in_filters(value)
                if value[:1] in "\"'" and (" " in value or value[1:2].isupper()):
                    yield value


def in_filters(expression: str) -> Iterator[str]:
    for found in filter_re.finditer(expression):
        if found["filter_name"] == "pluralize":
            yield expression
        elif found["filter_name"] in SHOWING and (found["constant_arg"] or "_(")[:2] != "_(":
            yield found["constant_arg"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_word_shown_is_marked(path: Path) -> None:
    source = path.read_text()
    assert unmarked(source) == []
    assert isinstance(templatize(source, origin=path.name), str)


@pytest.mark.parametrize(
    "source",
    [
        "<p>Words</p>",
        "{% if a %}Yes{% endif %}",
        "<p>by {{ name }}</p>",
        '<a title="Words">–</a>',
        '<a aria-label="{{ n }} of them">–</a>',
        "{{ n }} {% blocktranslate %}of{% endblocktranslate %} them",
        "{{ n|pluralize }}",
        '{{ a|default:"nobody"|truncatechars:9 }}',
        '{% include "a.html" with title="Nothing was saved" %}',
        "{% comment %}no{% endcomment %}yes",
    ],
)
def test_a_word_that_is_not_is_found(source: str) -> None:
    assert len(unmarked(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        '{% translate "Words" %} – Storytracker',
        '<a class="big" title="{% translate "Words" %}" href="/x">{{ name }}: {{ words }}</a>',
        "{% blocktranslate count n=a|length %}one{% plural %}{{ n }}{% endblocktranslate %}",
        '{{ a|default:_("nobody") }} · {{ b|date:"j M Y" }} {{ c|default:"–" }}',
        '{% include "a.html" with title=_("Nothing was saved") field="until" %}',
        "<code>manage.py</code> <abbr>PDF</abbr><!-- made by hand -->{# and so on #}",
    ],
)
def test_what_is_marked_or_no_word_is_let_through(source: str) -> None:
    assert unmarked(source) == []
