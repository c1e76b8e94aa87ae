"""Icons from the lucide package, drawn as SVG in the page."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str) -> SafeString:
    """The icon called ``name``, hidden from screen readers: a word always stands beside it."""
    drawn = lucide(name, size=16, **{"class": "icon", "aria-hidden": "true"})
    return mark_safe(drawn)  # noqa: S308 - the package's own drawing
