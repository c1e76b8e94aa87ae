"""Is a page an article at all, and all of it? Walls, stubs, missing pages, videos."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from lxml.html import HtmlElement

from storytracker.analysis.lexicons import load

LONG_ENOUGH = 2500  # code points of a body that needs no questions
STUB = 1200  # code points of a body that a publisher's "not free" makes a stub
SHORT = 800  # code points: a missing page or a video's teaser says no more
LITTLE = 400  # code points: what is left in place of an article
TEASER = 150  # code points: less beside a form to sign in is no article's beginning
NOTICE = 300  # code points of one block that may be a wall's notice
SAMPLE = 20_000  # code points of a page's words that are looked through
WORDS_MISSING = 2.5  # times as many words as were found: a stub

_NOT_FREE = re.compile(r'isAccessibleForFree\\?"\s*:\s*\\?"?false', re.IGNORECASE)
_FREE = re.compile(r'isAccessibleForFree\\?"\s*:\s*\\?"?true', re.IGNORECASE)
_WORD_COUNT = re.compile(r'"wordCount"\s*:\s*"?(\d{2,6})')
_PARTS = re.compile(r"\s*[|»·•]\s*|\s[–—-]\s|:\s")
_PASTE = "Paste the article's words instead."


@dataclass(frozen=True, slots=True)
class PageState:
    """``problem``: why there is no article; ``partial``: why it isn't all there. In words."""

    problem: str = ""
    partial: str = ""


@dataclass(frozen=True, slots=True)
class PageWords:
    """A page's words: the body, every block of the page, the title, the mark-up as it came."""

    body: Sequence[str]
    blocks: Sequence[str]
    titles: Sequence[str]
    html: str


def state_of(words: PageWords, tree: HtmlElement) -> PageState:
    """Judge a page by its length, its metadata and its notices.

    Only short pages are asked: an article about paywalls, cookies or missing pages has more
    words than such a page, and its own title.
    """
    size = sum(map(len, words.body))
    if size > LONG_ENOUGH:
        return PageState()
    metas = _metas(tree)
    page = _plain(" \n ".join(words.blocks)[:SAMPLE])
    problem = _problem(words, page, size, metas, tree)
    return PageState(problem, "" if problem else _partial(words, page, size, metas))


# --- no article ------------------------------------------------------------------------------


def _problem(
    words: PageWords, page: str, size: int, metas: dict[str, str], tree: HtmlElement
) -> str:
    dated = "article:published_time" in metas or '"datePublished"' in words.html
    if size < SHORT and not dated and _is_missing(words, page):
        return f"The page says that it was not found. Look for its new address, or {_lower()}"
    if size < LITTLE and _found("robot", page):
        return f"The site showed a check for robots or a refusal in place of the article. {_PASTE}"
    if _is_consent(words, page, size):
        return f"Only a request for consent to cookies was found, no article. {_PASTE}"
    if size < TEASER and not dated and _asks_to_sign_in(page, tree):
        return f"The page asks to sign in and shows no article. {_PASTE}"
    if size < LITTLE and not dated and _found("scripts", page + _plain(_unscripted(tree))):
        return f"The page is built by scripts and holds no article itself. {_PASTE}"
    return ""


def _lower() -> str:
    return _PASTE[0].lower() + _PASTE[1:]


def _is_missing(words: PageWords, page: str) -> bool:
    known = frozenset(load("pagestate", language="")["missing"]["titles"])
    for title in words.titles:
        plain = _plain(title).strip(" .!:")
        parts = {part.strip(" .!:") for part in _PARTS.split(plain)}
        if plain in known or parts & known:
            return True
    return _found("missing", page)


def _is_consent(words: PageWords, page: str, size: int) -> bool:
    """True where the words that are left, or all that the page has, ask for consent."""
    lists = load("pagestate", language="")["consent"]
    body = _plain(" \n ".join(words.body))
    least = int(lists["least"])
    if size <= lists["longest"] and _count("consent", body) > least:
        asking = sum(len(block) for block in words.body if _count("consent", _plain(block)))
        return asking > 0.5 * size
    return size < NOTICE and len(page) < 4 * SHORT and _count("consent", page) >= least


def _asks_to_sign_in(page: str, tree: HtmlElement) -> bool:
    password = any(each.get("type") == "password" for each in tree.iter("input"))
    return _found("login", page) or (password and len(page) < 4 * SHORT)


def _unscripted(tree: HtmlElement) -> str:
    return " ".join(each.text_content() for each in tree.iter("noscript"))[:SAMPLE]


# --- a part of one ---------------------------------------------------------------------------


def _partial(words: PageWords, page: str, size: int, metas: dict[str, str]) -> str:
    tiers = load("pagestate", language="")["paywall"]["tiers"]
    closed = bool(_NOT_FREE.search(words.html)) or metas.get("article:content_tier") in tiers
    walled = _found("paywall", page) and _is_walled(words)
    signs_in = size < LITTLE and _found("login", page)
    if (closed and (walled or size < STUB)) or walled or signs_in:
        return (
            "Only the beginning is free to read; the rest is for subscribers or members. Paste the "
            "whole text if you have it."
        )
    if size < SHORT and _is_video(words, metas):
        return "A video page: only its teaser is text. Paste a transcript if you have one."
    found = len(re.findall(r"\w+", " ".join(words.body)))
    stated = max(map(int, _WORD_COUNT.findall(words.html)), default=0)
    counts_characters = 0.85 * size < stated < 1.2 * size  # as some sites do
    if found and stated > max(WORDS_MISSING * found, found + 150) and not counts_characters:
        return (
            f"The page counts {stated} words, but only {found} were found in it. Paste the whole "
            "text if you have it."
        )
    return ""


def _is_walled(words: PageWords) -> bool:
    """True where a notice of its own, not a sentence of the article, sends on to subscribers."""
    if _FREE.search(words.html) and not _NOT_FREE.search(words.html):
        return False
    last = words.body[-1] if words.body else ""
    inside = set(words.body) - {last}
    return any(
        len(block) <= NOTICE and block not in inside and _found("paywall", _plain(block))
        for block in words.blocks
    )


def _is_video(words: PageWords, metas: dict[str, str]) -> bool:
    if metas.get("og:type", "").startswith("video"):
        return True
    return '"VideoObject"' in words.html and not re.search(
        r'"@type"\s*:\s*\[?\s*"\w*(?:Article|Posting|Report)"', words.html
    )


# --- words -----------------------------------------------------------------------------------


def _metas(tree: HtmlElement) -> dict[str, str]:
    return {
        (each.get("property") or each.get("name") or "").lower(): (each.get("content") or "")
        .strip()
        .lower()
        for each in tree.iter("meta")
    }


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _found(table: str, text: str) -> bool:
    return any(phrase in text for phrase in _phrases(table))


def _count(table: str, text: str) -> int:
    return sum(phrase in text for phrase in _phrases(table))


@cache
def _phrases(table: str) -> tuple[str, ...]:
    return tuple(map(_plain, load("pagestate", language="")[table]["phrases"]))
