"""Does a bare line of the front matter name the outlet?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import host_of, outlet

MASTHEAD_LIMIT = 60  # code points
_SPLIT = re.compile(r"[^\w’'&.-]+")


def masthead(line: str, addresses: Iterable[str]) -> str:
    """Why ``line`` names the outlet; "" when nothing says so.

    A known outlet's name does, a name that stands in an address of the front matter does
    ("Example Media Group" beside images.examplemediagroup.com), and so does a capitalised
    line with a word such as "Times" or "News".
    """
    words = [word for word in _SPLIT.split(line) if word]
    if (
        not words
        or len(words) > 7
        or len(line) > MASTHEAD_LIMIT
        or line.endswith((".", "!", "?", ":"))
    ):
        return ""
    if outlet(line) is not None:
        return "a line of the front matter is a known outlet's name"
    if in_address(line, addresses):
        return "a line of the front matter stands in the page's addresses too"
    capitals = all(word[0].isupper() or word in ("of", "the", "and", "&", "for") for word in words)
    mastheads = load("layout")["masthead_words"]
    if len(words) > 1 and capitals and any(word.casefold() in mastheads for word in words):
        return "a bare line of the front matter with a word of newspapers' names"
    return ""


def in_address(name: str, addresses: Iterable[str]) -> bool:
    """True where the letters of ``name``, run together, are a part of a host name."""
    letters = "".join(c for c in name.casefold() if c.isalnum())
    hosts = [re.sub(r"[^a-z0-9.]", "", host_of(address)) for address in addresses]
    return len(letters) >= 4 and any(
        letters in label for host in hosts for label in host.split(".")
    )
