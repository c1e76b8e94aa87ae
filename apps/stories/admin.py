"""The stock admin pages on stories: a look behind the timeline, read-only.

Timelines come from the analysis and decisions from the pages; here nothing is written.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.sources.admin import ReadOnly
from apps.stories.models import (
    ClaimDecision,
    CopyDecision,
    Coverage,
    Development,
    Discrepancy,
    LinkRejection,
    Note,
    Story,
    StoryArticle,
)


class StoryArticleInline(ReadOnly, admin.TabularInline):
    model = StoryArticle
    fields = ("article", "is_main", "score", "reasons", "when_day", "when_basis", "linked_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("article")


@admin.register(Story)
class StoryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["title", "wanted_revision", "built_revision", "tries", "built_at", "changed_at"]
    list_filter = ["analysis_version"]
    search_fields = ["title", "slug"]
    date_hierarchy = "changed_at"
    inlines = [StoryArticleInline]
    exclude = ["claims", "reports"]


@admin.register(Development)
class DevelopmentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["says", "kind", "report", "story", "when_day", "score"]
    list_filter = ["kind", "analysis_version"]
    list_select_related = ["report", "story"]
    search_fields = ["says", "speaker", "story__title"]


@admin.register(Coverage)
class CoverageAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["article", "role", "report", "via", "lineage", "status", "story"]
    list_filter = ["role", "lineage", "status"]
    list_select_related = ["article", "report", "story"]
    search_fields = ["article__title", "report__name", "via"]


@admin.register(Discrepancy)
class DiscrepancyAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["about", "kind", "story", "likely_cause"]
    list_filter = ["kind"]
    list_select_related = ["story"]
    search_fields = ["about", "story__title"]


@admin.register(LinkRejection)
class LinkRejectionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["article", "story", "score", "reasons"]
    list_select_related = ["article", "story"]
    search_fields = ["article__title", "story__title"]


@admin.register(CopyDecision)
class CopyDecisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["article", "outlet_name", "by", "at", "reason"]
    list_filter = ["by"]
    list_select_related = ["article", "by"]
    search_fields = ["article__title", "outlet_name", "reason"]
    date_hierarchy = "at"


@admin.register(ClaimDecision)
class ClaimDecisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["claim", "kind", "other", "by", "at", "reason", "undone_at"]
    list_filter = ["kind", "by"]
    list_select_related = ["claim", "other", "by"]
    search_fields = ["claim__text", "text", "reason"]
    date_hierarchy = "at"


@admin.register(Note)
class NoteAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["body", "story", "by", "at", "withdrawn_at", "withdrawn_by"]
    list_filter = ["by", "withdrawn_at"]
    list_select_related = ["story", "by", "withdrawn_by"]
    search_fields = ["body", "quote", "story__title"]
    date_hierarchy = "at"
