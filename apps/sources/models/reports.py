"""What articles say of other reports: the reports, held or not, and where they are cited."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.sources.models.articles import Article, ArticleVersion
from apps.sources.models.dating import Dated, choices
from apps.sources.models.outlets import Outlet
from storytracker.analysis.types import CitationRole, ReportKind, Role, Status


class Report(Dated):
    """What an outlet or a body put out on one matter, held as an article or not (a ghost)."""

    key = models.CharField(max_length=220, help_text="Kind and name: one report per story and key.")
    kind = models.CharField(max_length=8, choices=choices(ReportKind))
    name = models.CharField(max_length=200)
    outlet = models.ForeignKey(Outlet, null=True, blank=True, on_delete=models.PROTECT)
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    held_as = models.CharField(max_length=8, choices=choices(Role), blank=True)
    held_status = models.CharField(max_length=10, choices=choices(Status), blank=True)
    reasons = models.JSONField(default=list)
    analysis_version = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=True) | ~Q(held_as=""), name="held_report_says_how"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ghost(self) -> bool:
        """True where the report is known only because others cite it."""
        return self.article_id is None


class Citation(models.Model):
    """An article version speaks of an outlet's report, in these words."""

    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="citations")
    outlet_name = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=choices(CitationRole))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    sentence_start = models.PositiveIntegerField()
    sentence_end = models.PositiveIntegerField()
    silent_on = models.JSONField(default=list, help_text="[[start, end], …]")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["version", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "start", "end", "role"], name="citation_once_per_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outlet_name} ({self.get_role_display()})"
