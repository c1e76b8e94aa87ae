"""What an element's mark-up says of it: a caption, a share bar, not shown, an embedded post."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lxml.html import HtmlElement

from storytracker.analysis.lexicons import load

Reason = tuple[str, str]

KEPT: Reason = ("", "a post from elsewhere, quoted here")
_FRAME = frozenset({"body", "html", "main", "article"})
_BY_TAG: dict[str, Reason] = {
    "nav": ("navigation", "a menu"),
    "aside": ("navigation", "beside the article"),
    "footer": ("navigation", "the foot of the page"),
    "figcaption": ("caption", "a picture's caption"),
    "form": ("navigation", "a form"),
}
_HIDDEN = re.compile(
    # Not shown at all, or shoved off the screen, as link spam is.
    r"display\s*:\s*none|visibility\s*:\s*hidden"
    r"|(?:left|right|top|text-indent|margin-left)\s*:\s*-\d{4}",
    re.IGNORECASE,
)
_NOT_SHOWN: Reason = ("other", "not shown on the page")
_BETWEEN = re.compile(r"[\s_-]+")
_NONE: tuple[int, Reason | None] = (1_000, None)
MAX_NAMES = 400  # code points; hundreds of names say no more than the first dozens


def names_of(element: HtmlElement) -> str:
    """The element's class, id and role names."""
    names = element.get("class") or ""
    for more in (element.get("id"), element.get("role")):
        if more:
            names = f"{names} {more}" if names else more
    return names


def reason_of(element: HtmlElement, names: str) -> Reason | None:
    """Why an element by its tag, names or style holds no prose; ``KEPT`` for an embedded post."""
    tag = element.tag
    if tag in _FRAME:
        return None
    if tag in _BY_TAG:
        return _BY_TAG[tag]
    style = element.get("style")
    if (
        (style and _HIDDEN.search(style))
        or element.get("aria-hidden") == "true"
        or element.get("hidden") is not None
    ):
        return _NOT_SHOWN
    return _by_names(names) if names else None


@lru_cache(maxsize=8192)
def _by_names(names: str) -> Reason | None:
    """The first row of the lexicon that holds one of the names, or up to three of them joined."""
    words = _BETWEEN.split(names[:MAX_NAMES].lower())
    known = _known_names()
    best = min((known[word] for word in words if word in known), default=_NONE)
    for size in (2, 3):
        for at in range(len(words) - size + 1):
            joined = "-".join(words[at : at + size])
            if joined in known:
                best = min(best, known[joined])
    return best[1]


@cache
def _known_names() -> dict[str, tuple[int, Reason | None]]:
    """Each name of the lexicon, its words joined by hyphens, with its row's rank and reason."""
    page = load("page", language="")
    rows = [(page["embeds"]["names"], KEPT)]
    rows += [(row["names"], (row["kind"], row["reason"])) for row in page["dropped"]]
    known: dict[str, tuple[int, Reason | None]] = {}
    for rank, (names, reason) in enumerate(rows):
        for name in names:
            known.setdefault(name.replace("_", "-"), (rank, reason))
    return known
