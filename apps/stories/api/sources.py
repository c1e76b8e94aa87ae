"""Articles with what is said in them, and outlets."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from ninja import Query, Router

from apps.accounts.fragments import reader_of
from apps.claims.models import Assertion
from apps.sources.models import Outlet
from apps.stories.api.claims import Named
from apps.stories.api.paging import Page, Paging
from apps.stories.exports import schema
from apps.stories.exports.documents import Documents
from apps.stories.views.article import get_article_for
from apps.stories.views.asked import base_of

router = Router(tags=["Sources"])


@router.get("/articles/{int:pk}", response=schema.Article, url_name="article")
def get_article(request: HttpRequest, pk: int) -> schema.Article:
    """An article with its assertions, as its newest version has them."""
    article = get_article_for(reader_of(request), pk)
    version = article.current_version
    said = Assertion.objects.for_article_page(version.pk) if version else []
    standing = [row for row in said if not row.is_struck]
    versions = article.versions.count()  # type: ignore[attr-defined]
    return Documents(base_of(request)).article(article, standing, versions)


@router.get("/outlets", response=Page[schema.Outlet], url_name="outlets")
def list_outlets(
    request: HttpRequest, which: Query[Named], paging: Query[Paging]
) -> dict[str, Any]:
    """Publishers, by name."""
    rows = Outlet.objects.annotate(held=Count("articles")).order_by("name", "pk")
    if which.q:
        rows = rows.filter(name__icontains=which.q)
    return paging.of(request, rows, lambda page: map(_outlet, page))


def _outlet(row: Any) -> schema.Outlet:
    return schema.Outlet(
        id=row.pk, name=row.name, family=row.family, kind=row.kind, articles=row.held
    )
