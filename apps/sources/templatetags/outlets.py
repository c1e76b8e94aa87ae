"""Outlets on pages: their names lead to their pages."""

from __future__ import annotations

from typing import Any

from django import template

from apps.sources.models import Outlet

register = template.Library()


@register.inclusion_tag("sources/_outlet.html")
def outlet_link(outlet: Outlet | None, name: str = "") -> dict[str, Any]:
    """The outlet's name (or ``name``) as a link to its page; without an outlet, words that say so
    (or ``name`` alone)."""
    return {"outlet": outlet, "name": name}
