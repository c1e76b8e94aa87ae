"""``stories:search``: claims, passages, articles, speakers and stories that have some words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from psycopg.errors import QueryCanceled

from apps.accounts.fragments import answer, reader_of
from apps.accounts.models import User
from apps.stories.search.asking import KINDS, LONGEST
from apps.stories.search.finding import MOST
from apps.stories.search.results import PER_PAGE, Results
from apps.stories.search.results import search as search_for

TEMPLATE = "stories/search.html"
TIMEOUT_MS = 5_000
"""Of one statement; ordinary ones take some hundredths of that."""
# For this transaction alone. The planner takes reading all texts for cheap, since it does not count
# what unpacking them costs; the indexes are there.
BOUNDED = (
    "SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', 'off', true), "
    "set_config('jit', 'off', true)"
)
TOO_LONG = gettext_lazy(
    "That takes too long: its words are in too many texts. Add a rarer word, an outlet or a date."
)
NAMES = {
    "claims": gettext_lazy("Claims"),
    "passages": gettext_lazy("Passages"),
    "articles": gettext_lazy("Articles"),
    "speakers": gettext_lazy("Speakers"),
    "stories": gettext_lazy("Stories"),
}


def search(request: HttpRequest) -> HttpResponse:
    """``?q=`` what is looked for, ``?kind=`` of which kind alone, ``?page=``."""
    query, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    context: dict[str, Any] = {
        "query": query,
        "kind": kind if kind in KINDS else "",
        "longest": LONGEST,
    }
    try:
        with bounded():
            context |= found(query, context["kind"], request.GET.get("page"), reader_of(request))
    except TakesTooLong as error:
        context["too_long"] = str(error)
    return answer(request, TEMPLATE, context, partial="results")


class TakesTooLong(Exception):
    """A search that was stopped; ``str()`` says what would make it quicker."""


@contextmanager
def bounded() -> Iterator[None]:
    """Within it no statement takes longer than ``TIMEOUT_MS``. Raises TakesTooLong."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(BOUNDED, [str(TIMEOUT_MS)])
            yield
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise TakesTooLong(str(TOO_LONG)) from error


def found(query: str, kind: str, number: str | None, user: User) -> dict[str, Any]:
    """What the template shows of the hits."""
    results = search_for(query, user)
    known: dict[str, Any] = {"results": results, "active": active(results, kind)}
    known["tabs"] = [
        {
            "name": NAMES[each] if each else gettext_lazy("All"),
            "count": results.count(each) if each else "",
            "is_on": each == kind,
            "address": address(query, each),
        }
        for each in ("", *results.kinds)
    ]
    if kind and results.ids(kind):
        page = page_of(results, kind, number)
        groups = [group(results, kind, results.page(kind, part_of(page)))]
        known |= {"page": page, "filters": urlencode({"q": query, "kind": kind})}
    elif kind:
        groups = []
    else:
        groups = [group(results, each, hits) for each, hits in results.sample().items()]
        for each in groups:
            each["more"] = address(query, each["kind"])
    facets = results.facets(user, [kind] if kind else KINDS) if results.found else []
    known["facets"] = [
        {
            "title": facet.title,
            "options": [{"option": o, "address": address(o.query, kind)} for o in facet.options],
        }
        for facet in facets
    ]
    known["suggestions"] = [(text, address(text, kind)) for text in results.suggestions]
    return known | {"groups": groups, "elsewhere": results.total if kind and not groups else 0}


def active(results: Results, kind: str) -> list[tuple[str, str]]:
    """The filters of the query, each with the address without it."""
    asked = results.asked
    return [(str(each), address(asked.without(each), kind)) for each in asked.filters]


def page_of(results: Results, kind: str, number: str | None) -> Page:
    return Paginator(results.ids(kind)[:MOST], PER_PAGE).get_page(number)


def part_of(page: Page) -> slice:
    first = (page.number - 1) * PER_PAGE
    return slice(first, min(first + PER_PAGE, page.paginator.count))


def group(results: Results, kind: str, hits: list[Any]) -> dict[str, Any]:
    return {"kind": kind, "name": NAMES[kind], "count": results.count(kind), "hits": hits}


def address(query: str, kind: str) -> str:
    """The address of a search, without what is empty."""
    known = {name: value for name, value in (("q", query), ("kind", kind)) if value}
    return f"?{urlencode(known)}" if known else "?"
