"""What editors decide, each word of theirs a row; and what they decided on claims."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.claims.models import Claim
from apps.sources.models import choices
from apps.stories.models.stories import Story
from apps.stories.querysets import ClaimDecisionQuerySet
from storytracker.analysis.types import Stance


class Decision(models.Model):
    """An editor's word: appended, signed, with a reason; never changed, at most undone, once.

    A trigger in the database refuses any other change.
    """

    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="%(class)s_made"
    )
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)s_undone",
    )

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.by}"  # type: ignore[attr-defined]

    @property
    def stands(self) -> bool:
        return self.undone_at is None


def said_and_undone(name: str) -> list[models.BaseConstraint]:
    """The constraints of a kind of decision called ``name``: a reason, and who undid it when."""
    return [
        models.CheckConstraint(condition=~Q(reason=""), name=f"{name}_has_a_reason"),
        models.CheckConstraint(
            condition=Q(undone_at__isnull=True, undone_by__isnull=True)
            | Q(undone_at__isnull=False, undone_by__isnull=False),
            name=f"undone_{name}_says_by_whom",
        ),
    ]


class ClaimDecision(Decision):
    """An editor's word on a claim.

    It is an input of every analysis. Assertions are named by article and exact words,
    ``[{article, words}]``, and claims by what they rested on, ``{key, rests_on}``: both outlast
    the rows of one analysis.
    """

    class Kind(models.TextChoices):
        REWORD = "reword", _("Reworded")
        MERGE = "merge", _("Merged")
        SPLIT = "split", _("Split")
        DETACH = "detach", _("Taken off")
        ATTACH = "attach", _("Added")

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
    claim_version = models.PositiveIntegerField(help_text="The claim's version that this made.")

    objects = ClaimDecisionQuerySet.as_manager()

    class Meta(Decision.Meta):
        constraints = [
            *said_and_undone("claim_decision"),
            models.CheckConstraint(
                condition=Q(other__isnull=False) | ~Q(kind__in=["merge", "split"]),
                name="merging_and_splitting_take_two_claims",
            ),
        ]
