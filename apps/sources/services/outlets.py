"""Outlets as rows, by the names that people and pages give them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from django.utils.text import slugify

from apps.sources.documents import one_line
from apps.sources.models import Outlet
from storytracker.analysis import outlets as lexicon


def get_outlets(names: Iterable[str]) -> dict[str, Outlet]:
    """The outlet rows for ``names``, made where there was none; keyed by the names as given.

    Spellings of one outlet share a row ("WSJ", "The Wall Street Journal"). The publisher
    family comes from the lexicon; an outlet that it does not list is its own family.
    """
    by_name = {name: make_outlet(name) for name in names if one_line(name, 200)}
    # By name first: one that was renamed keeps the slug of its first name.
    named = outlets_called(made.name for made in by_name.values())
    # The first spelling names a new outlet.
    new = {made.slug: made for made in reversed(by_name.values()) if made.name not in named}
    rows = make_outlets(new)
    return {name: named.get(made.name) or rows[made.slug] for name, made in by_name.items()}


def outlets_called(names: Iterable[str]) -> dict[str, Outlet]:
    """The outlets of exactly these names that there are."""
    found = Outlet.objects.filter(name__in=set(names)).order_by("-pk")
    return {row.name: row for row in found}


def make_outlets(new: dict[str, Outlet]) -> dict[str, Outlet]:
    """Save what is not there yet; the rows by their slugs."""
    if not new:
        return {}
    # In one order everywhere: two batches don't wait for each other in a ring.
    Outlet.objects.bulk_create([new[slug] for slug in sorted(new)], ignore_conflicts=True)
    return {row.slug: row for row in Outlet.objects.filter(slug__in=new)}


def make_outlet(name: str) -> Outlet:
    """The row of an outlet, not saved: canonical name, slug, family and kind."""
    listed = lexicon.outlet(name)
    canonical = listed.name if listed else one_line(name, 200)
    return Outlet(
        slug=slug_of(canonical),
        name=canonical,
        family=listed.family if listed else canonical,
        kind=listed.kind if listed else "",
    )


def slug_of(name: str) -> str:
    """The slug that tells outlets apart, whatever script the name is in.

    Where letters are lost on the way to plain ones, a piece of the name's hash is added:
    two names in another script must not end as one.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = slugify(plain).removeprefix("the-")[:200]
    folded = unicodedata.normalize("NFKD", name).casefold()
    if all(c.isascii() or not c.isalnum() for c in folded) and slug:
        return slug
    digest = sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug}-{digest}".lstrip("-")
