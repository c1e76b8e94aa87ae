"""Lists in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Schema

MOST = 100
"""Items of one page."""

T = TypeVar("T")


class Page(Schema, Generic[T]):
    items: list[T]
    count: int = Field(description="Of all pages together.")
    next: str = Field(description="The address of the next page; empty on the last.")


class Paging(Schema):
    """Which page, and how long pages are."""

    page: int = Query(1, ge=1, le=1_000_000, description="The first is 1.")
    size: int = Query(50, ge=1, le=MOST, description="Items to a page.")

    def of(
        self,
        request: HttpRequest,
        rows: QuerySet[Any] | Sequence[Any],
        make: Callable[[list[Any]], Iterable[Any]],
    ) -> dict[str, Any]:
        """The page of ``rows``, which ``make`` makes documents of; a query set is asked twice."""
        count = rows.count() if isinstance(rows, QuerySet) else len(rows)
        return self.told(request, make(list(rows[self.part])), count)

    @property
    def part(self) -> slice:
        """Which of all items are on the page."""
        start = (self.page - 1) * self.size
        return slice(start, start + self.size)

    def told(self, request: HttpRequest, items: Iterable[Any], count: int) -> dict[str, Any]:
        """A page with these items, of ``count`` in all."""
        more = self.part.stop < count
        return {
            "items": list(items),
            "count": count,
            "next": self._address(request) if more else "",
        }

    def _address(self, request: HttpRequest) -> str:
        asked = request.GET.copy()
        asked["page"] = str(self.page + 1)
        return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")
