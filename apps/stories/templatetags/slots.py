"""Places in a kept part of a page that are filled for one person."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, pk: int | str = "") -> Any:
    """The slot called ``name`` (with a row's id behind it), where a part is drawn to be kept.

    Nothing anywhere else: such pages mark nothing.
    """
    make = context.get("slot")
    return make(f"{name}{pk}") if make else ""
