"""What editors decided on a story's claims."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.claims.models import Claim
from apps.sources.models import choices
from apps.stories.models.stories import Story
from apps.stories.querysets import ClaimDecisionQuerySet
from storytracker.analysis.types import Stance


class ClaimDecision(models.Model):
    """An editor's word on a claim: appended, never changed, at most undone.

    It is an input of every analysis. Assertions are named by article and exact words,
    ``[{article, words}]``, and claims by what they rested on, ``{key, rests_on}``: both outlast
    the rows of one analysis. A trigger in the database refuses any change but the undoing.
    """

    class Kind(models.TextChoices):
        REWORD = "reword", "Reworded"
        MERGE = "merge", "Merged"
        SPLIT = "split", "Split"
        DETACH = "detach", "Taken off"
        ATTACH = "attach", "Added"

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="claim_decisions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    other = models.ForeignKey(
        Claim,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions_as_other",
        help_text="The claim that was merged into this one, or split off it.",
    )
    about = models.JSONField(default=dict, help_text="The claim as it stood: {key, rests_on}.")
    other_about = models.JSONField(default=dict, help_text="The other one, where it was merged.")
    said = models.JSONField(default=list, help_text="[{article, words}] moved, taken off, added.")
    text = models.TextField(blank=True, help_text="The wording that an editor gave.")
    was = models.TextField(blank=True, help_text="The claim's wording before.")
    stance = models.CharField(max_length=16, blank=True, choices=choices(Stance))
    reason = models.TextField()
    claim_version = models.PositiveIntegerField(help_text="The claim's version that this made.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claim_decisions"
    )
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="undone_claim_decisions",
    )

    objects = ClaimDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="claim_decision_has_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="undone_claim_decision_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=False) | ~Q(kind__in=["merge", "split"]),
                name="merging_and_splitting_take_two_claims",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.by}"

    @property
    def stands(self) -> bool:
        return self.undone_at is None
