"""What a story's page is asked for beside a time: the filters, as addresses and forms have them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.claims.templatetags.standing import STANCE_WORDS
from apps.sources.words import day_in_words
from apps.stories.as_of_forms import MomentField
from apps.stories.models import StoryClaim
from apps.stories.narrowing import Filters, Publishers
from apps.stories.services import NOT_KEPT, StoryReading
from storytracker.analysis.types import Stance

FILTERS = ("outlet", "claim", "stance", "from", "to", "new")
"""The parameters of the filters, in the order of the page."""
TIMES = ("clock", "until")
LONGEST = 220
"""Characters of a value that are looked at: outlets' slugs are no longer."""


def query_with(given: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The parameters called ``names`` as a query, in their order, without those that are empty."""
    return urlencode({name: value for name, value in given.items() if name in names and value})


class DayField(MomentField):
    """A day, or nothing."""

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]
        found = super().to_python(value)
        return timezone.localdate(found) if isinstance(found, datetime) else found


class FilterForm(forms.Form):
    """The filters of one story, of which ``reading`` is the whole at the time that is shown.

    What a look back does not have yet can be asked for all the same: nothing is found then.
    """

    outlet = forms.CharField(required=False)
    claim = forms.CharField(required=False)
    stance = forms.ChoiceField(
        choices=[("", _("any")), *((s.value, STANCE_WORDS[s]) for s in Stance)],
        required=False,
        error_messages={
            "invalid_choice": _("“%(value)s” is no stance: choose one of the list."),
        },
    )
    new = forms.ChoiceField(
        choices=[("", ""), ("1", _("only new"))],
        required=False,
        error_messages={"invalid_choice": _("“Only new” is 1 or nothing, not “%(value)s”.")},
    )

    def __init__(self, given: Any, reading: StoryReading, *, is_look_back: bool = False) -> None:
        super().__init__({n: given.get(n, "").replace("\x00", "")[:LONGEST] for n in FILTERS})
        self.reading, self.is_look_back = reading, is_look_back
        self.outlets = Publishers(reading).named
        self.claims = {
            str(row.claim_id): row.claim.text
            for row in (*reading.claims, *reading.withdrawn)
            if row.claim_id < NOT_KEPT
        }
        for name in ("from", "to"):
            self.fields[name] = DayField(required=False)

    def clean_outlet(self) -> str:
        value: str = self.cleaned_data["outlet"]
        if value and value not in self.outlets:
            if not self.is_look_back:
                raise forms.ValidationError(
                    gettext("This story has nothing by an outlet “%(value)s”.") % {"value": value}
                )
            self.outlets[value] = value
        return value

    def clean_claim(self) -> int | None:
        value: str = self.cleaned_data["claim"]
        if value and value not in self.claims:
            self.claims |= self._claim_of_now(value) if self.is_look_back else {}
        if value and value not in self.claims:
            raise forms.ValidationError(
                gettext("This story has no claim “%(value)s”.") % {"value": value}
            )
        return int(value) if value else None

    def _claim_of_now(self, value: str) -> dict[str, str]:
        if not value.isdecimal():
            return {}
        rows = StoryClaim.objects.filter(story=self.reading.story, claim=int(value[:18]))
        return {str(row.claim_id): row.claim.text for row in rows.select_related("claim")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last < first:
            words = f"The last day, {day_in_words(last)}, comes before the first."
            self.add_error("to", words)
        return cleaned

    def filters(self) -> Filters:
        """What a valid form asks for."""
        found = self.cleaned_data
        return Filters(
            outlet=found["outlet"],
            claim=found["claim"],
            stance=Stance(found["stance"]) if found["stance"] else None,
            first=found["from"],
            last=found["to"],
            is_new=bool(found["new"]),
        )

    # --- what the page shows ---

    @property
    def typed(self) -> dict[str, str]:
        """What was asked for, name → value."""
        return {name: self.data[name] for name in FILTERS if self.data[name]}

    @property
    def words(self) -> list[str]:
        """What a valid form asks for, filter by filter."""
        asked = self.filters()
        found = (
            (asked.outlet, f"by or through {self.outlets.get(asked.outlet, '')}"),
            (asked.claim, f"about “{self.claims.get(str(asked.claim), '')}”"),
            (
                asked.stance,
                f"with the stance “{STANCE_WORDS[asked.stance] if asked.stance else ''}”",
            ),
            (asked.first, f"from {day_in_words(asked.first) if asked.first else ''}"),
            (asked.last, f"to {day_in_words(asked.last) if asked.last else ''}"),
            (asked.is_new, "new to you"),
        )
        return [words for is_on, words in found if is_on]

    @property
    def stances(self) -> list[tuple[str, str]]:
        """The choices, with "any" before them."""
        return [("", "any"), *((s.value, STANCE_WORDS[s]) for s in Stance)]

    @property
    def days(self) -> list[tuple[str, str, str, bool]]:
        """The two days: name, label, what was typed, whether that can't be meant."""
        labels = (("from", "From"), ("to", "To"))
        return [(n, label, self.data[n], n in self.errors) for n, label in labels]

    @property
    def wrong(self) -> dict[str, str]:
        """What was typed and can't be meant, by field; selects show it beside their choices."""
        return {name: self.data[name] for name in self.errors if name in self.data}
