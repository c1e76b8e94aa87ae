"""The stock admin pages on claims: verdicts can be read there, never written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.claims.models import (
    Assertion,
    AssertionDecision,
    Claim,
    Evidence,
    Speaker,
    SpeakerDecision,
    Verdict,
)
from apps.sources.admin import ReadOnly


@admin.register(Speaker)
class SpeakerAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "kind", "role", "group", "canonical"]
    list_filter = ["kind"]
    list_select_related = ["canonical"]
    search_fields = ["name", "group"]


@admin.register(Assertion)
class AssertionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["id", "speaker", "stance", "certainty", "cue_lemma", "is_struck", "words"]
    list_filter = ["stance", "certainty", "direct", "is_struck", "analysis_version"]
    list_select_related = ["speaker"]
    search_fields = ["words", "speaker__name"]
    raw_id_fields = ["version", "speaker"]


@admin.register(AssertionDecision)
class AssertionDecisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["about", "field", "by", "at", "reason"]
    list_filter = ["field", "by"]
    list_select_related = ["about", "by"]
    search_fields = ["reason"]
    date_hierarchy = "at"


@admin.register(SpeakerDecision)
class SpeakerDecisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["speaker", "into", "was", "by", "at", "reason"]
    list_filter = ["by"]
    list_select_related = ["speaker", "into", "was", "by"]
    search_fields = ["speaker__name", "into__name", "reason"]
    date_hierarchy = "at"


class EvidenceInline(ReadOnly, admin.TabularInline):
    model = Evidence
    fields = ("assertion", "stance", "certainty", "origin", "counts", "informant", "score")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("assertion")


class VerdictInline(ReadOnly, admin.TabularInline):
    model = Verdict
    fields = ("claim_version", "status", "rationale", "single_origin_accepted", "by", "at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by")


@admin.register(Claim)
class ClaimAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["text", "status", "articles", "origins", "denied_by", "withdrawn_at"]
    list_filter = ["status", "analysis_version"]
    search_fields = ["text"]
    inlines = [VerdictInline, EvidenceInline]


@admin.register(Verdict)
class VerdictAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["claim", "status", "by", "at", "single_origin_accepted"]
    list_filter = ["status", "by"]
    list_select_related = ["claim", "by"]
    search_fields = ["rationale", "claim__text"]
    date_hierarchy = "at"
