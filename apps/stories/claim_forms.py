"""What editors write and tick to decide on a claim."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.claims.models import Assertion, Claim
from storytracker.analysis.types import Stance

STANCES = (
    ("", "As it was read"),
    (Stance.SUPPORTS.value, "Supports it"),
    (Stance.DENIES.value, "Denies it"),
    (Stance.DENIES_IN_PART.value, "Denies it in part"),
    (Stance.OBSERVES.value, "Observes: unclear, unconfirmed"),
    (Stance.NO_COMMENT.value, "No comment"),
)


class DecisionForm(forms.Form):
    """What every decision on a claim asks for; ``version`` is the claim's that was seen."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why: it is kept with your name.")},
        help_text=_("Kept with your name in the claim's history."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    field_order: list[str] | None = None
    ticks: Iterable[Assertion] = ()

    def what(self) -> dict[str, Any]:
        """The decision itself, as its verb takes it."""
        values = dict(self.cleaned_data)
        return values | {"seen_version": values.pop("version")}

    @property
    def ticked(self) -> set[int]:
        """The assertions that are ticked, as typed."""
        values = self["assertions"].value() or () if "assertions" in self.fields else ()
        return {int(value) for value in values if str(value).isdecimal()}


class RewordForm(DecisionForm):
    """A claim's wording."""

    text = forms.CharField(
        label=_("Wording"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the claim in words.")},
        help_text=_("One sentence that affirms it, so that others can support or deny it."),
    )
    field_order = ["text", "reason"]


class MergeForm(DecisionForm):
    """Which claim is the same as this one, and which of the two goes on."""

    other = forms.TypedChoiceField(
        label=_("It is the same as"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the claim that is the same."),
            "invalid_choice": _("That claim stands in this story no longer."),
        },
    )
    keep = forms.ChoiceField(
        label=_("Keep the page, the wording and the verdict of"),
        choices=[("this", _("this claim")), ("other", _("the other claim"))],
        widget=forms.RadioSelect,
        initial="this",
        help_text=_(
            "The verdicts of both stay in the history; the verdict of the claim that you "
            "keep is the one that stands."
        ),
    )
    field_order = ["other", "keep", "reason"]

    def __init__(self, others: Iterable[Claim], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(c.pk, f"{c.text} ({c.get_status_display()})") for c in others]

    def what(self) -> dict[str, Any]:
        values = super().what()
        return values | {
            "other_id": values.pop("other"),
            "keep_other": values.pop("keep") != "this",
        }


class TickForm(DecisionForm):
    """Which assertions a decision is about."""

    assertions = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": _("Tick at least one assertion."),
            "invalid_choice": _(
                "Some of the assertions that you ticked are no longer among these."
            ),
        },
    )

    def __init__(self, assertions: Iterable[Assertion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticks = list(assertions)
        field = self.fields["assertions"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(each.pk, each.words) for each in self.ticks]

    def what(self) -> dict[str, Any]:
        values = super().what()
        return values | {"assertion_ids": values.pop("assertions")}


class SortForm(TickForm):
    """What becomes of a claim's own assertions: a claim of their own, off it, to another one."""

    do = forms.ChoiceField(
        label=_("What is to become of them"),
        choices=[
            ("split", _("Make these a claim of their own")),
            ("detach", _("Not about this claim")),
            ("move", _("About another claim")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is to become of them.")},
    )
    text = forms.CharField(
        label=_("Wording of the new claim"),
        max_length=500,
        required=False,
        help_text=_("For a claim of their own; left empty, the program words it."),
    )
    to = forms.TypedChoiceField(
        label=_("The other claim"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("For assertions about another claim."),
        error_messages={"invalid_choice": _("That claim stands in this story no longer.")},
    )
    field_order = ["assertions", "do", "text", "to", "reason"]

    def __init__(self, others: Iterable[Claim], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "–"), *((c.pk, c.text) for c in others)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("do") == "move" and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", gettext("Choose the claim that they are about."))
        return cleaned


class AddForm(TickForm):
    """Which of the story's other assertions are about a claim, and how they bear on it."""

    stance = forms.ChoiceField(
        label=_("How they bear on it"),
        choices=STANCES,
        required=False,
        help_text=_("Left as it was read, a denial stays a denial."),
    )
    field_order = ["assertions", "stance", "reason"]
