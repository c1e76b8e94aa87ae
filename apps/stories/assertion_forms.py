"""What editors write to put an assertion or a speaker right."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.claims.models import Assertion, Speaker
from apps.claims.services import Said
from apps.claims.templatetags.standing import STANCE_WORDS
from apps.stories.forms import CorrectionForm, place_of_words
from storytracker.analysis import types as analysis
from storytracker.analysis.types import Certainty, SpeakerKind, Stance

KIND_WORDS = {
    SpeakerKind.PERSON: "a person",
    SpeakerKind.ORGANISATION: "an organisation",
    SpeakerKind.BODY: "a government, ministry, agency or other body",
    SpeakerKind.UNNAMED: "people without a name",
    SpeakerKind.OUTLET: "the article or an outlet itself",
}
WHO = {"name", "kind", "role", "group"}


class AssertionForm(CorrectionForm):
    """Who says it, through whom, how it stands, how certain.

    The values that were seen are sent along, so that only what was changed is a decision.
    """

    name = forms.CharField(
        label=_("Who says it"),
        max_length=200,
        required=False,
        show_hidden_initial=True,
        help_text=_("As the article calls them. Empty where the article says it itself."),
        widget=forms.TextInput(attrs={"list": "speakers", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Who that is"),
        choices=[(kind.value, words) for kind, words in KIND_WORDS.items()],
        show_hidden_initial=True,
    )
    role = forms.CharField(
        label=_("Role"), max_length=200, required=False, show_hidden_initial=True
    )
    group = forms.CharField(
        label=_("Speaks for, or belongs to"),
        max_length=200,
        required=False,
        show_hidden_initial=True,
        help_text=_("The body behind them: unnamed people of one body are one informant."),
    )
    via = forms.CharField(
        label=_("Through which outlets"),
        max_length=2000,
        required=False,
        show_hidden_initial=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One per line, the nearest first. Empty where the article has it of its own."),
    )
    stance = forms.ChoiceField(
        label=_("Stance"),
        choices=[(stance.value, words) for stance, words in STANCE_WORDS.items()],
        show_hidden_initial=True,
        help_text=_("Towards what the words say, put affirmatively."),
    )
    certainty = forms.ChoiceField(
        label=_("Certainty"),
        choices=[(each.value, each.value) for each in Certainty],
        show_hidden_initial=True,
    )
    field_order = ["words", "name", "kind", "role", "group", "via", "stance", "certainty", "reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("name") and cleaned.get("kind") not in (None, SpeakerKind.OUTLET):
            self.add_error("name", gettext("Say who says it."))
        return cleaned

    def what(self) -> dict[str, Any]:
        changed = set(self.changed_data)
        values = super().what()
        said = Said(
            speaker=self._speaker() if changed & WHO else None,
            via=values["via"].splitlines() if "via" in changed else None,
            stance=Stance(values["stance"]) if "stance" in changed else None,
            certainty=Certainty(values["certainty"]) if "certainty" in changed else None,
        )
        return {"said": said, "reason": values["reason"], "seen_revision": values["seen_revision"]}

    def _speaker(self) -> analysis.Speaker:
        values = self.cleaned_data
        return analysis.Speaker(
            values["name"], SpeakerKind(values["kind"]), values["role"], values["group"]
        )

    def over(self, assertion: Assertion) -> AssertionForm:
        """What was typed, over what the assertion says by now: for saving after a conflict."""
        data = cast(QueryDict, self.data).copy()
        for name, value in values_shown(assertion).items():
            bound = self[name]
            data[bound.html_initial_name] = value
            if name not in self.changed_data:
                data[bound.html_name] = value
        return AssertionForm(data)


class AddAssertionForm(AssertionForm):
    """An assertion that the program missed: its exact words, and all that is said of it."""

    words = forms.CharField(
        label=_("The words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "quote"}),
        error_messages={"required": _("Give the words that somebody says, exactly as they stand.")},
        help_text=_("Exactly as they stand in the text, without the words that say who says it."),
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, text: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        self.span = (0, 0)
        for name in self.fields:
            self.fields[name].show_hidden_initial = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        words = " ".join(cleaned.get("words", "").split())
        if words:
            try:
                self.span = place_of_words(self.text, words, cleaned.get("start"))
            except forms.ValidationError as error:
                self.add_error("words", error)
        return cleaned

    def what(self) -> dict[str, Any]:
        values = self.cleaned_data
        said = Said(
            self._speaker(),
            values["via"].splitlines(),
            Stance(values["stance"]),
            Certainty(values["certainty"]),
        )
        start, end = self.span
        return {"start": start, "end": end, "said": said, "reason": values["reason"]}


class StrikeForm(CorrectionForm):
    """Why an assertion is struck, or brought back."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with your name beside the decision."),
    )


class MergeForm(CorrectionForm):
    """Who a speaker is, by another name."""

    into = forms.ModelChoiceField(
        Speaker.objects.standing(),
        error_messages={
            "required": _("Choose who it is."),
            "invalid_choice": _("That speaker is merged into another by now: search again."),
        },
    )
    field_order = ["into", "reason"]


def values_shown(assertion: Assertion) -> dict[str, str]:
    """An assertion as its form shows it."""
    return {
        "name": assertion.speaker_name,
        "kind": assertion.speaker.kind,
        "role": assertion.speaker_role,
        "group": assertion.speaker_group,
        "via": "\n".join(hop["outlet"] for hop in assertion.via),
        "stance": assertion.stance,
        "certainty": assertion.certainty,
    }
