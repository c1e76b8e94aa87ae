"""Icons from the lucide package: their drawings stand in a page once, and are used from there."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

register = template.Library()

# Every icon of the program: a fragment may bring one that its page did not show before.
NAMES = (
    "bookmark",
    "check",
    "circle-check",
    "circle-dashed",
    "circle-question-mark",
    "circle-slash",
    "circle-x",
    "clipboard-paste",
    "clock",
    "copy",
    "download",
    "link",
    "loader",
    "log-out",
    "newspaper",
    "pause",
    "play",
    "refresh-cw",
    "rotate-ccw",
    "rss",
    "scale",
    "sticky-note",
    "triangle-alert",
    "undo-2",
    "upload",
    "x",
)


STROKES = (
    'fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round"'
)


@register.simple_tag
@lru_cache(maxsize=len(NAMES))
def icon(name: str) -> SafeString:
    """The icon called ``name``, hidden from screen readers: a word always stands beside it.

    Raises ValueError for one that is not in ``NAMES``.
    """
    if name not in NAMES:
        raise ValueError(f"{name!r} is not in {__name__}.NAMES")
    return format_html('<svg class="icon" aria-hidden="true"><use href="#icon-{}"/></svg>', name)


@register.simple_tag
@lru_cache(maxsize=1)
def icon_sheet() -> SafeString:
    """The drawings of all icons, for ``icon`` to use; once in a page."""
    symbols = format_html_join("", "{}", ((symbol(name),) for name in NAMES))
    return format_html(
        '<svg class="visually-hidden" width="0" height="0" aria-hidden="true">{}</svg>', symbols
    )


def symbol(name: str) -> SafeString:
    """One of the package's drawings as an SVG symbol."""
    drawn = lucide(name, size=None)
    inside = drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")]
    shape = f'<symbol id="icon-{name}" viewBox="0 0 24 24" {STROKES}>{inside}</symbol>'
    return mark_safe("".join(line.strip() for line in shape.splitlines()))  # noqa: S308
