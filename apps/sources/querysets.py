"""Reads on sources, in the domain's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from apps.sources.models import Article, ImportItem, Outlet


class OutletQuerySet(models.QuerySet["Outlet"]):
    pass


class ArticleQuerySet(models.QuerySet["Article"]):
    pass


class ImportItemQuerySet(models.QuerySet["ImportItem"]):
    pass
