"""Dates on pages: always in ``<time>``, always with what they rest on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template

from apps.sources.words import BASES, basis_in_words, for_machines, when_in_words
from storytracker.analysis.types import Basis, Dating

register = template.Library()


@register.inclusion_tag("sources/_when.html")
def when(dating: Dating, basis: bool = True) -> dict[str, Any]:
    """A publication date with its precision and basis in words (without, if ``basis`` is false)."""
    return {
        "words": when_in_words(dating),
        "machine": for_machines(dating),
        "basis": basis_in_words(dating) if basis else "",
        "is_about": dating.day is not None and dating.basis is Basis.INFERRED,
    }


@register.filter
def basis_words(basis: str) -> str:
    """What a fact rests on: "stated in the text"."""
    return BASES[Basis(basis)]


@register.inclusion_tag("sources/_moment.html")
def moment(at: datetime | None) -> dict[str, Any]:
    """A moment on our own clock: "Thu 2 Nov 2023, 18:00 UTC"."""
    return {"at": at}
