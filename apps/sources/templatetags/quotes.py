"""Exact words on pages."""

from __future__ import annotations

from django import template

register = template.Library()

OPENING = '“"«„'


@register.filter
def quoted(words: str) -> str:
    """Words in quotation marks, unless they bring their own."""
    return words if words[:1] in OPENING and words else f"“{words}”"
