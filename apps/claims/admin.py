"""The stock admin pages on claims: verdicts can be read there, never written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.claims.models import Assertion, Claim, Evidence, Speaker, Verdict
from apps.sources.admin import ReadOnly


@admin.register(Speaker)
class SpeakerAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "kind", "role", "group"]
    list_filter = ["kind"]
    search_fields = ["name", "group"]


@admin.register(Assertion)
class AssertionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["id", "speaker", "stance", "certainty", "cue_lemma", "words"]
    list_filter = ["stance", "certainty", "direct", "analysis_version"]
    list_select_related = ["speaker"]
    search_fields = ["words", "speaker__name"]
    raw_id_fields = ["version", "speaker"]


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
