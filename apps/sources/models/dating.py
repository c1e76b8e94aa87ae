"""Dates as rows keep them, and enums of the analysis as choices."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from storytracker.analysis.types import Basis, Dating, Precision


def choices(enum):  # type: ignore[no-untyped-def]
    """A StrEnum of the analysis as Django choices."""
    return [(member.value, member.value.replace("-", " ")) for member in enum]


class Dated(models.Model):
    """When something was published, with how exactly and on what basis that is known."""

    when_day = models.DateField(null=True, blank=True)
    when_clock = models.TimeField(null=True, blank=True)
    when_offset = models.SmallIntegerField(null=True, blank=True, help_text="minutes from UTC")
    when_precision = models.CharField(
        max_length=8, choices=choices(Precision), default=Precision.UNKNOWN
    )
    when_basis = models.CharField(max_length=8, choices=choices(Basis), default=Basis.INFERRED)
    when_other_days = ArrayField(models.DateField(), default=list, blank=True)
    when_reasons = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def when(self) -> Dating:
        """The same facts as the analysis hands them around."""
        return Dating(
            day=self.when_day,
            clock=self.when_clock,
            utc_offset=self.when_offset,
            precision=Precision(self.when_precision),
            basis=Basis(self.when_basis),
            other_days=tuple(self.when_other_days),
            reasons=tuple(self.when_reasons),
        )

    @when.setter
    def when(self, dating: Dating) -> None:
        self.when_day = dating.day
        self.when_clock = dating.clock
        self.when_offset = dating.utc_offset
        self.when_precision = dating.precision
        self.when_basis = dating.basis
        self.when_other_days = list(dating.other_days)
        self.when_reasons = list(dating.reasons)


DATED_FIELDS = (
    "when_day",
    "when_clock",
    "when_offset",
    "when_precision",
    "when_basis",
    "when_other_days",
    "when_reasons",
)
