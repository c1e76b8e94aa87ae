"""What editors write on the pages of stories."""

from __future__ import annotations

from typing import Any

from django import forms

from apps.claims.models import Claim, VerdictStatus


class VerdictForm(forms.Form):
    """A verdict: status and rationale, the evidence that it rests on, and the version seen."""

    status = forms.ChoiceField(
        choices=VerdictStatus.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a verdict."},
    )
    rationale = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what the verdict rests on: it is kept with your name."},
    )
    evidence = forms.TypedMultipleChoiceField(coerce=int, required=False)
    single_origin_accepted = forms.BooleanField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, claim: Claim, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"verdict-{claim.pk}-%s"
        super().__init__(*args, **kwargs)
        self.claim = claim
        self.rows = list(claim.evidence.for_table())  # type: ignore[attr-defined]
        evidence = self.fields["evidence"]
        assert isinstance(evidence, forms.TypedMultipleChoiceField)
        evidence.choices = [(row.assertion_id, row.assertion.words) for row in self.rows]

    @property
    def ticked(self) -> set[int]:
        """The assertions that are ticked, as typed."""
        return {int(value) for value in self["evidence"].value() or () if str(value).isdigit()}


class NoteForm(forms.Form):
    """A note on a passage: its exact words, and what there is to say about them."""

    quote = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Give the words that your note is about, exactly as they stand."
        },
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    body = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what you want to note."},
    )

    def __init__(self, text: str, *args: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = "note-%s"
        super().__init__(*args, **kwargs)
        self.text = text
        self.span: tuple[int, int] | None = None

    def clean(self) -> dict[str, Any]:
        """Find the quote: where it was selected, or at its only other place."""
        cleaned = super().clean() or {}
        quote = " ".join(cleaned.get("quote", "").split())
        if quote:
            self._find(quote, cleaned.get("start"))
        return cleaned

    def _find(self, quote: str, start: int | None) -> None:
        if start is not None and self.text[start : start + len(quote)] == quote:
            self.span = (start, start + len(quote))
            return
        places = self.text.count(quote)
        if places == 1:
            at = self.text.index(quote)
            self.span = (at, at + len(quote))
        elif places:
            self.add_error(
                "quote", "These words stand there more than once: give a few more of them."
            )
        else:
            self.add_error(
                "quote",
                "These words do not stand in the text: copy them exactly, within one paragraph.",
            )


class CopyForm(forms.Form):
    """An editor's word on a suggested copy."""

    decision = forms.ChoiceField(choices=[("confirm", "Confirm"), ("refuse", "Not its text")])
    outlet_name = forms.CharField(max_length=200)
    reason = forms.CharField(max_length=500, required=False)


class OutletForm(forms.Form):
    """Who published an article."""

    name = forms.CharField(
        label="Outlet",
        max_length=200,
        widget=forms.TextInput(attrs={"list": "outlets", "autocomplete": "off"}),
        error_messages={"required": "Name the outlet that published it."},
        help_text="The newspaper, broadcaster, agency or site that published this text.",
    )
    reason = forms.CharField(
        label="How you know",
        max_length=500,
        required=False,
        help_text="Kept with your name beside the decision.",
    )


class PublishedForm(forms.Form):
    """The day on which an article was published."""

    day = forms.DateField(
        label="Published on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Leave empty to say that the day is not known.",
    )
    reason = forms.CharField(
        label="How you know",
        max_length=500,
        required=False,
        help_text="Kept with your name beside the decision.",
    )
