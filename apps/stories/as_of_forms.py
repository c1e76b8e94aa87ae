"""When to look back to: one time of a story, or two to compare."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from apps.stories.services import AsOf, Clock, as_it_is_now


class MomentField(forms.CharField):
    """A day, a moment ("2023-11-02T17:41Z"), or nothing, which is now."""

    words = "Give a day such as 2023-11-02."

    def to_python(self, value: Any) -> date | datetime | None:  # type: ignore[override]
        given = super().to_python(value)
        if not given:
            return None
        try:
            found = parse_date(given) or parse_datetime(given)
        except ValueError:
            found = None
        # No clock of ours is older; and time zones have room on both sides.
        if found is None or not 1800 <= found.year <= 2200:
            raise forms.ValidationError(self.words)
        if isinstance(found, datetime) and timezone.is_naive(found):
            return timezone.make_aware(found)
        return found


CLOCKS = [
    (Clock.PUBLISHED.value, "when it was published"),
    (Clock.KNOWN.value, "when we knew it"),
]


def as_of(until: date | datetime | None, clock: Clock) -> AsOf:
    """The look back to a day or, on our clock, to a moment; to nothing: as it is now."""
    if until is None:
        return as_it_is_now(clock)
    if isinstance(until, datetime):
        at = until if clock is Clock.KNOWN else None
        return AsOf(timezone.localdate(until), clock, at)
    return AsOf(until, clock)


class AsOfForm(forms.Form):
    """A look back: until when, and whose clock counts."""

    until = MomentField(required=False)
    clock = forms.ChoiceField(label=_("By"), choices=CLOCKS, required=False)

    def clean_clock(self) -> Clock:
        return Clock(self.cleaned_data["clock"] or Clock.PUBLISHED)

    def as_of(self, name: str = "until") -> AsOf:
        """The look back; of a valid form."""
        return as_of(self.cleaned_data[name], self.cleaned_data["clock"])

    def looked_back(self) -> AsOf | None:
        """The look back, of a valid form; ``None`` where the story of now is asked for."""
        found = self.as_of()
        return None if found.is_now else found


class CompareForm(AsOfForm):
    """Two times of a story on one clock."""

    until = None  # type: ignore[assignment]
    then = MomentField(required=False)
    now = MomentField(required=False)


class BriefForm(AsOfForm):
    """What a brief is to tell: as of when, by whose clock, and changes since which day."""

    since = forms.DateField(
        label=_("What changed since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": MomentField.words},
    )
    until = MomentField(label=_("As of the end of"), required=False)
    field_order = ("since", "until", "clock")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A browser's calendar can't show a moment, as the story's page asks for one.
        if "T" not in str(self.data.get("until", "")):
            self.fields["until"].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def first_error(form: forms.Form) -> str:
    """The first thing that is wrong with a form, in words."""
    return next((str(error) for errors in form.errors.values() for error in errors), "")
