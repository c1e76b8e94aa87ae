"""Sources in Django's admin site: outlets to correct, everything else to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from apps.accounts.looking import ReadOnly
from apps.sources.models import (
    Article,
    ArticleDecision,
    ArticleVersion,
    Citation,
    Feed,
    FeedEntry,
    Host,
    Import,
    ImportItem,
    Outlet,
    OutletDecision,
    Report,
    SourceAct,
    Watch,
)
from apps.sources.searching import Vector, phrase


class Searched:
    """Finds rows by whole words, stemmed, along the index that the search page uses.

    ``indexed`` are the fields of that index, in its order. Looking through each text for some
    letters would read the whole table.
    """

    indexed: tuple[str, ...] = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        rows = queryset.alias(searched=Vector(*self.indexed))
        for word in search_term.replace("\x00", "").split():
            rows = rows.filter(searched=phrase(word))
        return rows, False


@admin.register(Outlet)
class OutletAdmin(ReadOnly, admin.ModelAdmin):
    """Outlets come with their articles; editors name and rate them on their own pages."""

    list_display = ["name", "family", "kind", "reliability", "created_at"]
    list_filter = ["kind", "reliability"]
    search_fields = ["name", "family"]

    def view_on_site(self, outlet: Outlet) -> str:
        return reverse("stories:outlet", args=[outlet.slug])


@admin.register(OutletDecision)
class OutletDecisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["outlet", "field", "value", "was", "by", "at", "reason"]
    list_filter = ["field", "at"]
    list_select_related = ["outlet", "by"]
    search_fields = ["outlet__name", "by__username", "reason"]


@admin.register(SourceAct)
class SourceActAdmin(ReadOnly, admin.ModelAdmin):
    """What people did to feeds and imports."""

    list_display = ["kind", "about", "batch", "by", "at", "words"]
    list_filter = ["kind", "at"]
    list_select_related = ["batch", "by"]
    search_fields = ["about", "by__username", "words"]


@admin.register(Import)
class ImportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "channel", "created_by", "feed", "created_at", "bulk"]
    list_filter = ["channel", "bulk"]
    list_select_related = ["created_by", "feed"]
    search_fields = ["created_by__username", "feed__title", "feed__url"]
    date_hierarchy = "created_at"
    # Its items are looked at in their own list: there may be a hundred thousand.
    readonly_fields = ["items"]

    @admin.display(description="items")
    def items(self, batch: Import) -> str:
        address = reverse("admin:sources_importitem_changelist")
        return format_html(
            '<a href="{}?batch__id__exact={}">All of its items</a>', address, batch.pk
        )


@admin.register(ImportItem)
class ImportItemAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["label", "batch", "state", "reason", "article", "attempts", "created_at"]
    list_filter = ["state", "batch__channel"]
    list_select_related = ["batch", "article"]
    search_fields = ["file_name", "url", "reason", "article__title"]
    # The bytes themselves are no reading matter, and may be large.
    exclude = ["raw", "lease_token"]


@admin.register(Feed)
class FeedAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        "__str__",
        "url",
        "outlet",
        "last_polled_at",
        "next_poll_at",
        "failures",
        "entries_taken",
        "paused_at",
    ]
    list_filter = [("paused_at", admin.EmptyFieldListFilter), "folder"]
    list_select_related = ["outlet"]
    search_fields = ["title", "url", "folder", "outlet__name", "last_error"]
    exclude = ["lease_token"]
    date_hierarchy = "last_polled_at"


@admin.register(FeedEntry)
class FeedEntryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["feed", "key", "taken", "seen_at"]
    list_filter = ["taken"]
    list_select_related = ["feed"]
    search_fields = ["feed__title", "feed__url"]


@admin.register(Host)
class HostAdmin(ReadOnly, admin.ModelAdmin):
    """When each site may be asked again, and what its robots.txt says."""

    list_display = ["name", "free_at", "robots_status", "robots_at"]
    list_filter = ["robots_status"]
    search_fields = ["name"]
    exclude = ["lease_token"]


class VersionInline(ReadOnly, admin.TabularInline):
    model = ArticleVersion
    # Read-only by name too: a form has no field for what is set by itself, as times are.
    fields = ("number", "content_hash", "analysis_version", "fetched_at")
    readonly_fields = fields
    show_change_link = True


class DecisionInline(ReadOnly, admin.TabularInline):
    model = ArticleDecision
    fields = ("field", "value", "reason", "by", "at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleDecision]:
        return super().get_queryset(request).select_related("by")


@admin.register(Article)
class ArticleAdmin(Searched, ReadOnly, admin.ModelAdmin):
    list_display = ["title", "outlet", "when_day", "when_basis", "needs_words", "first_seen_at"]
    list_filter = ["first_seen_at", "when_precision", "when_basis", "outlet_basis"]
    list_select_related = ["outlet"]
    search_fields = indexed = ("title",)
    inlines = [VersionInline, DecisionInline]

    @admin.display(description="needs you")
    def needs_words(self, article: Article) -> str:
        return ", ".join(article.needs)

    def view_on_site(self, article: Article) -> str:
        return reverse("stories:article", args=[article.pk])


@admin.register(ArticleVersion)
class ArticleVersionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "title", "analysis_version", "fetched_at"]
    list_select_related = ["article"]
    search_fields = ["article__title"]
    exclude = ["raw"]

    @admin.display(ordering="article__title")
    def title(self, version: ArticleVersion) -> str:
        return version.article.title


@admin.register(ArticleDecision)
class ArticleDecisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["article", "field", "new_value", "reason", "by", "at"]
    list_filter = ["field"]
    list_select_related = ["article", "by"]
    search_fields = ["article__title", "by__username", "reason"]
    date_hierarchy = "at"

    @admin.display(description="value")
    def new_value(self, decision: ArticleDecision) -> str:
        return str(decision.value.get("value") or "not known")


@admin.register(Report)
class ReportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "kind", "held", "held_status", "when_day", "when_basis"]
    list_filter = ["kind", "held_as", "held_status"]
    list_select_related = ["article"]
    search_fields = ["name", "article__title"]

    @admin.display(description="held as")
    def held(self, report: Report) -> str:
        return report.get_held_as_display() or "not held"


@admin.register(Citation)
class CitationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["outlet_name", "role", "article", "reason"]
    list_filter = ["role"]
    search_fields = ["outlet_name", "version__article__title"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Citation]:
        return super().get_queryset(request).select_related("version__article")

    @admin.display(ordering="version__article__title")
    def article(self, citation: Citation) -> str:
        return format_html(
            '<a href="/a/{}/">{}</a>', citation.version.article_id, citation.version.article
        )


@admin.register(Watch)
class WatchAdmin(ReadOnly, admin.ModelAdmin):
    """Articles that are looked at again, and what came of it."""

    list_display = ["article", "next_at", "checked_at", "changed_at", "failures", "problem"]
    list_filter = ["next_at", ("asked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["article"]
    search_fields = ["problem"]
    exclude = ["lease_token"]
