"""The stock admin pages on claims: verdicts can be read there, never written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.claims.models import Assertion, Claim, Evidence, Speaker, Verdict


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Findings come from the analysis and decisions from the pages: here they are looked at."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Speaker)
class SpeakerAdmin(ReadOnly):
    list_display = ["name", "kind", "role", "group"]
    list_filter = ["kind"]
    search_fields = ["name", "group"]


@admin.register(Assertion)
class AssertionAdmin(ReadOnly):
    list_display = ["id", "speaker", "stance", "certainty", "cue_lemma", "words"]
    list_filter = ["stance", "certainty", "direct", "analysis_version"]
    list_select_related = ["speaker"]
    search_fields = ["words", "speaker__name"]
    raw_id_fields = ["version", "speaker"]


class EvidenceInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Evidence
    fields = ("assertion", "stance", "certainty", "origin", "counts", "informant", "score")
    readonly_fields = fields
    extra = 0
    can_delete = False


class VerdictInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Verdict
    fields = ("claim_version", "status", "rationale", "single_origin_accepted", "by", "at")
    readonly_fields = fields
    extra = 0
    can_delete = False


@admin.register(Claim)
class ClaimAdmin(ReadOnly):
    list_display = ["text", "status", "articles", "origins", "denied_by", "withdrawn_at"]
    list_filter = ["status", "analysis_version"]
    search_fields = ["text"]
    inlines = [VerdictInline, EvidenceInline]


@admin.register(Verdict)
class VerdictAdmin(ReadOnly):
    list_display = ["claim", "status", "by", "at", "single_origin_accepted"]
    list_filter = ["status", "by"]
    list_select_related = ["claim", "by"]
    search_fields = ["rationale", "claim__text"]
    date_hierarchy = "at"
