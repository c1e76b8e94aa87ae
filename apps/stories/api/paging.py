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
        start = (self.page - 1) * self.size
        end = start + self.size
        return {
            "items": list(make(list(rows[start:end]))),
            "count": count,
            "next": self._address(request) if end < count else "",
        }

    def _address(self, request: HttpRequest) -> str:
        asked = request.GET.copy()
        asked["page"] = str(self.page + 1)
        return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")
