"""The stock admin pages on stories: a look behind the timeline, read-only.

Timelines come from the analysis and decisions from the pages; here nothing is written.
"""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from apps.accounts.looking import ReadOnly
from apps.sources.admin import Searched
from apps.stories.models import (
    ClaimDecision,
    ContextItem,
    CopyDecision,
    Coverage,
    Development,
    Discrepancy,
    LinkRejection,
    Note,
    NoteEvent,
    Story,
    StoryArticle,
    StoryDecision,
    StoryFeed,
    StoryFeedAct,
)


@admin.register(Story)
class StoryAdmin(Searched, ReadOnly, admin.ModelAdmin):
    list_display = ["title", "wanted_revision", "built_revision", "tries", "built_at", "changed_at"]
    list_filter = ["changed_at", ("closed_at", admin.EmptyFieldListFilter), "analysis_version"]
    search_fields = indexed = ("title",)
    exclude = ["claims", "reports"]
    # Its articles are looked at in their own list: there may be thousands.
    readonly_fields = ["places"]

    @admin.display(description="articles")
    def places(self, story: Story) -> str:
        address = reverse("admin:stories_storyarticle_changelist")
        return format_html('<a href="{}?story__id__exact={}">Its articles</a>', address, story.pk)

    def view_on_site(self, story: Story) -> str:
        return reverse("stories:story", args=[story.slug])


@admin.register(StoryArticle)
class StoryArticleAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["article", "story", "is_main", "score", "when_day", "when_basis", "linked_at"]
    list_filter = ["is_main", "linked_at", "when_basis"]
    list_select_related = ["article", "story"]
    search_fields = ["article__title", "story__title"]
    exclude = ["terms"]


@admin.register(StoryDecision)
class StoryDecisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["story", "kind", "about", "by", "at", "reason", "undone_at"]
    list_filter = ["kind", "at"]
    list_select_related = ["story", "by"]
    search_fields = ["story__title", "text", "reason", "by__username"]


@admin.register(ContextItem)
class ContextItemAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["says", "kind", "speaker", "story", "when_day"]
    list_filter = ["kind"]
    list_select_related = ["story"]
    search_fields = ["says", "speaker", "story__title"]


@admin.register(StoryFeed)
class StoryFeedAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["story", "feed", "words", "created_by", "created_at"]
    list_select_related = ["story", "feed", "created_by"]
    search_fields = ["story__title", "feed__title", "words"]


@admin.register(StoryFeedAct)
class StoryFeedActAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["kind", "story", "about", "by", "at"]
    list_filter = ["kind", "at"]
    list_select_related = ["story", "by"]
    search_fields = ["story__title", "about", "by__username"]


@admin.register(Development)
class DevelopmentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["says", "kind", "report", "story", "when_day", "score"]
    list_filter = ["kind", "is_pinned", "is_hidden"]
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
    list_display = ["body", "story", "by", "at", "resolved_at", "withdrawn_at"]
    list_filter = [
        "at",
        ("resolved_at", admin.EmptyFieldListFilter),
        ("withdrawn_at", admin.EmptyFieldListFilter),
        ("answers", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["story", "by"]
    search_fields = ["body", "quote", "story__title", "by__username"]

    def view_on_site(self, note: Note) -> str:
        return reverse("stories:note", args=[note.pk])


@admin.register(NoteEvent)
class NoteEventAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["note", "kind", "by", "at"]
    list_filter = ["kind", "at"]
    list_select_related = ["note", "by"]
    search_fields = ["note__body", "by__username"]
