"""Who publishes, and what editors decided about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.sources.querysets import OutletQuerySet


class Reliability(models.TextChoices):
    """How far a source is to be relied on: the letters of the Admiralty code.

    As in NATO's AJP-2.1 (there "source reliability"). A person gives one; none is computed.
    """

    A = "A", _("completely reliable")
    B = "B", _("usually reliable")
    C = "C", _("fairly reliable")
    D = "D", _("not usually reliable")
    E = "E", _("unreliable")
    F = "F", _("reliability cannot be judged")


class Outlet(models.Model):
    """A publisher: newspaper, broadcaster, wire, site or official press service.

    The slug is its address: it is made once, of the first name, and outlives every rename.
    """

    slug = models.SlugField(max_length=220, unique=True)
    name = models.CharField(max_length=200, db_index=True)
    family = models.CharField(
        max_length=200, blank=True, help_text="Publisher family; agreement inside it is no proof."
    )
    kind = models.CharField(max_length=20, blank=True)
    reliability = models.CharField(max_length=1, blank=True, choices=Reliability.choices)
    revision = models.PositiveIntegerField(
        default=1, help_text="Rises with each decision: who decided on an older one is told."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OutletQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reliability__in=["", *Reliability.values]),
                name="outlet_reliability_is_a_letter",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OutletDecision(models.Model):
    """An editor's word on an outlet; appended, the newest per field wins."""

    class Field(models.TextChoices):
        NAME = "name", _("name")
        FAMILY = "family", _("publisher family")
        RELIABILITY = "reliability", _("reliability")

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="decisions")
    field = models.CharField(max_length=12, choices=Field.choices)
    value = models.CharField(max_length=200, blank=True)
    was = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="outlet_decision_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()} of {self.outlet}"
