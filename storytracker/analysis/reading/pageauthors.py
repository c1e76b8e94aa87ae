"""Who wrote the article, by the page's metadata, its marked elements and its visible byline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import outlet
from storytracker.analysis.reading.bylines import (
    NAMES_LIMIT,
    are_names,
    is_job,
    names_in_byline,
    split_names,
)
from storytracker.analysis.reading.headmarks import HeadMarks, Mark, letters_of, texts_behind_labels
from storytracker.analysis.reading.jsonld import Node, account_names, authors_of

MOST_NAMES = 12
BYLINE_LIMIT = 160  # code points of a text that is a byline and nothing else
LOOKED_AT = 24  # marked elements that are read for names
FIRST_PIECES = 30  # texts behind the heading among which a byline without a mark may stand

_ADDRESS = re.compile(r"^(?:https?:|www\.|@)|\w@\w|/\w+/|^\w+\.(?:com|org|net)/", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;:|/·•&–—-]*|and|und|et|y|e|og|och|en|i", re.IGNORECASE)


def find_authors(
    tree: HtmlElement,
    marks: HeadMarks,
    node: Node,
    nodes: list[Node],
    site: Iterable[str],
    heading: Mark | None,
) -> tuple[str, ...]:
    """The authors' names: people that the metadata name, people that the page shows, a body.

    ``site`` are the names of the site and its publisher: they count as authors only where
    the page names nobody else.
    """
    own = {letters_of(name) for name in (*site, *account_names(nodes)) if name}
    people, bodies = authors_of(node, nodes)
    stated = [people, *_metas(marks)]
    for names in stated:
        found = tuple(name for name in names if _is_person(name, own))
        if any(outlet(name) is None for name in found):
            return found[:MOST_NAMES]
    shown = _marked_names(marks, heading, own) or _names_near(heading, own) or _labelled_names(tree)
    rest = [name for names in (bodies, *stated) for name in names if not _ADDRESS.search(name)]
    return (shown or tuple(name for name in rest if not _is_account(name))[:1])[:MOST_NAMES]


def _metas(marks: HeadMarks) -> Iterator[tuple[str, ...]]:
    """The names in each of the meta elements that name authors; addresses are no names."""
    for key in load("head", language="")["metas"]["author"]:
        stated = marks.metas.get(key, ())[:MOST_NAMES]
        values = [v for v in stated if len(v) <= NAMES_LIMIT and not _ADDRESS.search(v)]
        yield tuple(dict.fromkeys(name for value in values for name in split_names(value)))
        yield tuple(v for v in values if len(v) <= BYLINE_LIMIT and not split_names(v))
    labels = load("head", language="")["authors"]["labels"]
    for key, value in (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")):
        if marks.meta(key).casefold() in labels:
            yield split_names(marks.meta(value))
    for label in labels[:1]:
        yield split_names(marks.meta(f"twitter:misc:{label}"))


def _is_person(name: str, own: set[str]) -> bool:
    """False for the site itself, an account, a log-in name ("j.doe"), an address."""
    letters = letters_of(name)
    if not letters or _ADDRESS.search(name) or _is_account(name):
        return False
    words = name.split()
    if words[-1].casefold() in load("head", language="")["authors"]["desks"]:
        return False
    if len(words) == 1 and name.isascii() and (name.islower() or re.search(r"\w[._\d]\w", name)):
        return False
    # "Example News Staff", "Example Online": the site and what it calls its desks.
    begins = {letters_of(" ".join(words[:count])) for count in range(1, len(words) + 1)}
    return letters not in own and not any(len(each) > 2 and each in own for each in begins)


def _is_account(name: str) -> bool:
    """True for what a system's account is called: "admin", "jdoe_77"."""
    accounts = load("head", language="")["authors"]["accounts"]
    words = name.casefold().split()
    if len(words) == 1 and name.islower() and re.search(r"[\d_]", name):
        return True
    return not words or words[0] in accounts or words[-1] in accounts


# --- what the page shows ----------------------------------------------------------------------


def _marked_names(marks: HeadMarks, heading: Mark | None, own: set[str]) -> tuple[str, ...]:
    """Names in elements that say that they hold authors; all elements of the first kind found."""
    found: list[str] = []
    kind: tuple[str, str, str] | None = None
    for mark in _author_marks(marks, heading):
        if kind is not None and kind != (mark.tag, mark.names, mark.prop):
            continue
        names = names_of_parts(list(mark.parts())) if mark.spaced else ()
        names = tuple(name for name in names if _is_person(name, own))
        if not names and "author" in mark.prop.split() and len(mark.spaced) <= 60:
            names = tuple(n for n in split_names(mark.spaced) if letters_of(n) not in own)
        if names:
            kind = kind or (mark.tag, mark.names, mark.prop)
            found.extend(names)
    return tuple(dict.fromkeys(found))


def _author_marks(marks: HeadMarks, heading: Mark | None) -> list[Mark]:
    """The elements that hold authors: stated by property first, then in the page's order."""
    lists = load("head", language="")["authors"]
    at = heading.at if heading is not None else -1
    stated, named = [], []
    for mark in marks.marks:
        if re.search(r"\b(?:author|creator)\b", mark.prop):
            stated.append(mark)
        elif any(part in mark.names for part in lists["marks"]) and not any(
            part in mark.names for part in lists["others"]
        ):
            named.append(mark)
    near = [m for m in (*stated, *named)[: 4 * LOOKED_AT] if not _is_elsewhere(m)]
    return sorted(near, key=lambda m: (m in named, m.at < at))[:LOOKED_AT]


def _is_elsewhere(mark: Mark) -> bool:
    """True for an element of comments, teasers and the like."""
    around = f"{mark.names} {mark.around}"
    return any(part in around for part in load("head", language="")["dates"]["others"])


def names_of_parts(parts: list[str]) -> tuple[str, ...]:
    """The names that ``parts`` (the texts of an element's parts) hold beside nothing but roles.

    ``("By", "Jane Doe", "and", "John Roe", "Political editor")`` gives the two names; any
    other words among them make it no byline: then the answer is empty.
    """
    starts = load("head", language="")["authors"]["starts"]
    names: list[str] = []
    for part in parts:
        lowered = part.casefold().strip(" :,")
        if lowered in starts or _BETWEEN.fullmatch(lowered) or is_job(part) or _is_title(part):
            continue
        if re.search(r"\d", part) and names:
            break  # the date behind the byline
        found = _names_in(part)
        if not found:
            return ()
        names.extend(found)
    return tuple(dict.fromkeys(names)) if len(names) <= MOST_NAMES else ()


def _alone(text: str) -> tuple[str, ...]:
    """The names of a text that holds nothing but names in full."""
    return tuple(split_names(text)) if are_names(text) else ()


def _names_in(part: str) -> tuple[str, ...]:
    """The names of a text such as "Von Jane Doe, Paris", "Jane Doe and John Roe"; else none."""
    if len(part) > BYLINE_LIMIT:
        return ()
    names = split_names(_without_start(part))
    full = tuple(name for name in names if are_names(name))
    places = [name for name in names if name not in full]
    # A place may stand behind the names; anything else makes it no byline.
    fits = full and all(len(place.split()) == 1 and place[0].isupper() for place in places)
    return full if fits and names[0] == full[0] else ()


def _without_start(text: str) -> str:
    lowered = text.casefold()
    for start in load("head", language="")["authors"]["starts"]:
        if lowered.startswith(start) and lowered[len(start) :][:1] in (" ", ":", "\xa0"):
            return text[len(start) :].lstrip(" :\xa0")
    return text


def _is_title(part: str) -> bool:
    titles = load("head", language="")["authors"]["titles"]
    return part.casefold().strip(" ,.:()") in titles


def _names_near(heading: Mark | None, own: set[str]) -> tuple[str, ...]:
    """Names behind "By" in the texts right below the heading, or alone on a line of their own."""
    if heading is None:
        return ()
    starts = load("head", language="")["authors"]["starts"]
    texts = heading.texts_behind[:FIRST_PIECES]
    for at, (text, prose) in enumerate(texts):
        if prose or len(text) > BYLINE_LIMIT:
            continue
        following = texts[at + 1][0] if at + 1 < len(texts) else ""
        if text.casefold().strip(" :") in starts:
            names = _names_in(following)
        elif _without_start(text) != text:
            names = names_in_byline(text) or _names_in(text) or _initials(_without_start(text))
        else:
            names = ()
        names = tuple(name for name in names if _is_person(name, own))
        if names:
            return names
    return heading.bold_names(_alone)


def _initials(text: str) -> tuple[str, ...]:
    """An agency's or an outlet's initials behind "By" ("By ENA,")."""
    word = text.strip(" ,.|")
    return (word,) if re.fullmatch(r"[A-Z]{2,6}", word) else ()


def _labelled_names(tree: HtmlElement) -> tuple[str, ...]:
    """Names behind a label that stands alone ("Author", "Autorin/Autor:"), anywhere."""
    labels = [s for s in load("head", language="")["authors"]["starts"] if s.startswith("aut")]
    behind = texts_behind_labels(tree, labels)
    return next((names for text in behind if (names := _names_in(text))), ())
