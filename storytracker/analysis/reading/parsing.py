"""From the characters of a page to its tree, whatever was done to the mark-up."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

# libxml2 stops reading at this depth (its XML_MAX_HUGE_DEPTH): what lies below is lost.
MAX_DEPTH = 2048
# Each attribute is compared with those before it: 100,000 in one tag take minutes.
LONG_TAG = 20_000  # code points
MAX_ATTRIBUTES = 1000

_LONG_TAGS = re.compile(rf"<[A-Za-z][^<>]{{{LONG_TAG},}}")
_ATTRIBUTE = re.compile(r"\s[^\s=]+\s*=")
_BLOCK_TAG = re.compile(
    r"(?:</?(?:p|div|li|ul|ol|h[1-6]|br|tr|table|td|blockquote|section|article|hr)\b"
    r"[^<>]{0,2000}>\s*)+",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"<(script|style|template|svg)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]{0,2000}>?")


def parse(text: str) -> HtmlElement | None:
    """The tree of an HTML page; ``None`` where there is none or it isn't all of the page.

    Time is linear in the length of ``text``; ``text`` may be of any length.
    """
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        raw = _tamed(text).encode("utf-8", "replace")
        tree: HtmlElement = document_fromstring(raw, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return None if _is_cut_off(tree) else tree


def stripped(text: str) -> str:
    """The words of a page that has no tree: without tags, a blank line for each block."""
    return _TAG.sub(" ", _BLOCK_TAG.sub("\n\n", _UNSEEN.sub("\n\n", text)))


def _tamed(text: str) -> str:
    """``text`` with the attributes of monstrous tags cut."""
    half = LONG_TAG // 2  # a long tag fills one window of half its length
    for at in range(0, len(text) - half, half):
        if text.find("<", at, at + half) < 0 and text.find(">", at, at + half) < 0:
            return _LONG_TAGS.sub(_cut, text)
    return text


def _cut(tag: re.Match[str]) -> str:
    """A tag with thousands of attributes loses them all; a picture's data may be as long."""
    many = sum(1 for _ in _ATTRIBUTE.finditer(tag[0])) > MAX_ATTRIBUTES
    return re.split(r"[\s/]", tag[0], maxsplit=1)[0] if many else tag[0]


def _is_cut_off(tree: HtmlElement) -> bool:
    """True where the page's last element lies as deep as the parser goes."""
    last = tree
    depth = 0
    while len(last) and depth < MAX_DEPTH + 2:
        last, depth = last[-1], depth + 1
    return depth >= MAX_DEPTH - 8
