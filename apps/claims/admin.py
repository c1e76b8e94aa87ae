"""The stock admin pages on claims: verdicts can be read there, never written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from apps.accounts.looking import ReadOnly
from apps.claims.models import (
    Assertion,
    AssertionDecision,
    Claim,
    Evidence,
    Speaker,
    SpeakerDecision,
    Verdict,
)
from apps.sources.admin import Searched


@admin.register(Speaker)
class SpeakerAdmin(Searched, ReadOnly, admin.ModelAdmin):
    list_display = ["name", "kind", "role", "group", "canonical"]
    list_filter = ["kind"]
    list_select_related = ["canonical"]
    search_fields = indexed = ("name", "group")

    def view_on_site(self, speaker: Speaker) -> str:
        return reverse("stories:speaker", args=[speaker.pk])


@admin.register(Assertion)
class AssertionAdmin(Searched, ReadOnly, admin.ModelAdmin):
    list_display = ["id", "speaker", "stance", "certainty", "cue_lemma", "is_struck", "words"]
    list_filter = ["stance", "certainty", "direct", "is_struck"]
    list_select_related = ["speaker"]
    search_fields = indexed = ("speaker_name", "words")


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


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["claim", "assertion", "stance", "certainty", "origin", "counts", "score"]
    list_filter = ["stance", "counts"]
    list_select_related = ["claim", "assertion"]
    search_fields = ["origin", "informant"]


class VerdictInline(ReadOnly, admin.TabularInline):
    model = Verdict
    fields = ("claim_version", "status", "rationale", "single_origin_accepted", "by", "at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by")


@admin.register(Claim)
class ClaimAdmin(Searched, ReadOnly, admin.ModelAdmin):
    list_display = ["text", "status", "articles", "origins", "denied_by", "withdrawn_at"]
    list_filter = ["status", ("withdrawn_at", admin.EmptyFieldListFilter)]
    search_fields = indexed = ("text",)
    inlines = [VerdictInline]
    # What bears on it is looked at in its own list: there may be thousands.
    readonly_fields = ["bears_on_it"]

    @admin.display(description="evidence")
    def bears_on_it(self, claim: Claim) -> str:
        address = reverse("admin:claims_evidence_changelist")
        return format_html(
            '<a href="{}?claim__id__exact={}">What bears on it</a>', address, claim.pk
        )

    def view_on_site(self, claim: Claim) -> str:
        return reverse("stories:claim", args=[claim.pk])


@admin.register(Verdict)
class VerdictAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["claim", "status", "by", "at", "single_origin_accepted"]
    list_filter = ["status", "by"]
    list_select_related = ["claim", "by"]
    search_fields = ["rationale", "claim__text"]
    date_hierarchy = "at"
