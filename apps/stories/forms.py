"""What editors write on the pages of stories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.claims.models import Claim, VerdictStatus
from apps.sources.models import Feed, Reliability
from apps.sources.services import TextPart


class VerdictForm(forms.Form):
    """A verdict: status and rationale, the evidence that it rests on, and the version seen."""

    status = forms.ChoiceField(
        choices=VerdictStatus.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a verdict.")},
    )
    rationale = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what the verdict rests on: it is kept with your name.")},
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
        return {int(value) for value in self["evidence"].value() or () if str(value).isdecimal()}


class NoteForm(forms.Form):
    """A note on a passage: its exact words, and what there is to say about them."""

    quote = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Give the words that your note is about, exactly as they stand.")
        },
    )
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    body = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to note.")},
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
            try:
                self.span = place_of_words(self.text, quote, cleaned.get("start"))
            except forms.ValidationError as error:
                self.add_error("quote", error)
        return cleaned


class BodyForm(forms.Form):
    """A note on what is not a text, or a reply."""

    body = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to say.")},
    )


def place_of_words(text: str, words: str, start: int | None) -> tuple[int, int]:
    """Where words stand in a text: where they were selected, or at their only other place.

    Raises ValidationError where they stand nowhere or more than once.
    """
    if start is not None and text[start : start + len(words)] == words:
        return start, start + len(words)
    places = text.count(words)
    if places == 1:
        at = text.index(words)
        return at, at + len(words)
    if places:
        raise forms.ValidationError(
            gettext("These words stand there more than once: give a few more of them.")
        )
    raise forms.ValidationError(
        gettext("These words do not stand in the text: copy them exactly, within one paragraph.")
    )


class CopyForm(forms.Form):
    """An editor's word on a suggested copy."""

    decision = forms.ChoiceField(choices=[("confirm", _("Confirm")), ("refuse", _("Not its text"))])
    outlet_name = forms.CharField(max_length=200)
    reason = forms.CharField(max_length=500, required=False)


class CorrectionForm(forms.Form):
    """What every correction of an article asks for; ``revision`` is the one that was seen."""

    reason = forms.CharField(
        label=_("How you know"),
        max_length=500,
        required=False,
        help_text=_("Kept with your name beside the decision."),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    field_order: list[str] | None = None

    def what(self) -> dict[str, Any]:
        """The correction itself, as its verb takes it."""
        values = dict(self.cleaned_data)
        return values | {"seen_revision": values.pop("revision")}


class OutletForm(CorrectionForm):
    """Who published an article."""

    name = forms.CharField(
        label=_("Outlet"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "outlets", "autocomplete": "off"}),
        error_messages={"required": _("Name the outlet that published it.")},
        help_text=_("The newspaper, broadcaster, agency or site that published this text."),
    )
    field_order = ["name", "reason"]


class DescribeForm(CorrectionForm):
    """What an editor says of an outlet itself."""

    name = forms.CharField(
        max_length=200,
        error_messages={"required": _("Give the outlet a name.")},
        help_text=_("As other articles cite it: by its name their “as … reported” leads here."),
    )
    family = forms.CharField(
        label=_("Publisher family"),
        max_length=200,
        required=False,
        help_text=_(
            "Whoever owns it. Agreement inside a family is no corroboration. Empty: nobody else’s."
        ),
    )
    reliability = forms.ChoiceField(
        choices=[
            ("", _("No letter given")),
            *((letter.value, f"{letter.value}: {letter.label}") for letter in Reliability),
        ],
        required=False,
        help_text=_(
            "A letter of the Admiralty code, by your own judgement. It is shown beside the"
            " name and counted nowhere."
        ),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: it is kept with your name.")},
        help_text=_("Kept with your name in the outlet’s history and in the activity log."),
    )
    field_order = ["name", "family", "reliability", "reason"]


class PublishedForm(CorrectionForm):
    """The day on which an article was published."""

    day = forms.DateField(
        label=_("Published on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty to say that the day is not known."),
    )
    field_order = ["day", "reason"]


class TitleForm(CorrectionForm):
    """An article's headline."""

    title = forms.CharField(
        label=_("Headline"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the headline.")},
        help_text=_("As the outlet printed it, without the outlet's own name."),
    )
    field_order = ["title", "reason"]


class BylinesForm(CorrectionForm):
    """Who wrote an article."""

    names = forms.CharField(
        label=_("Written by"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One name per line; leave empty where nobody is named."),
    )
    field_order = ["names", "reason"]

    def clean_names(self) -> list[str]:
        return str(self.cleaned_data["names"]).splitlines()


class TextForm(CorrectionForm):
    """Which paragraphs don't belong to an article, and which removed parts do."""

    cut = forms.TypedMultipleChoiceField(coerce=int, required=False)
    back = forms.TypedMultipleChoiceField(coerce=int, required=False)
    field_order = ["cut", "back", "reason"]

    def __init__(self, parts: Sequence[TextPart], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        for name, is_kept in (("cut", True), ("back", False)):
            field = self.fields[name]
            assert isinstance(field, forms.TypedMultipleChoiceField)
            field.choices = [(i, i) for i, part in enumerate(parts) if part.is_kept is is_kept]

    @property
    def rows(self) -> list[tuple[int, TextPart, bool]]:
        """Each part with its number and whether it is ticked, as typed."""
        values = [str(v) for name in ("cut", "back") for v in self[name].value() or ()]
        ticked = {int(value) for value in values if value.isdecimal()}
        return [(i, part, i in ticked) for i, part in enumerate(self.parts)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned["cut"] and not cleaned["back"]:
            raise forms.ValidationError(gettext("Tick what to cut or to put back."))
        return cleaned

    def what(self) -> dict[str, Any]:
        values = super().what()
        for name in ("cut", "back"):
            values[name] = [(self.parts[i].words, self.parts[i].nth) for i in values[name]]
        return values


class WholeTextForm(CorrectionForm):
    """The whole text of an article that came in part."""

    text = forms.CharField(
        label=_("The whole text"),
        strip=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={"required": _("Paste the article's text.")},
        help_text=_("With its headline; what does not belong to it is left out as in an import."),
    )
    field_order = ["text", "reason"]


class RemovalForm(CorrectionForm):
    """Why an article is removed, or may come in again."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: it is kept with your name on the tombstone.")},
        help_text=_("Kept with your name. It is shown to everybody in place of the text."),
    )


class BindFeedForm(forms.Form):
    """Which feed brings what belongs to a story, and which words tell it."""

    feed = forms.ModelChoiceField(
        Feed.objects.none(),
        required=False,
        empty_label="Every feed",
    )
    words = forms.CharField(
        label=_("With these words"),
        max_length=300,
        required=False,
        help_text=_(
            "Headline or text must have all of them. Empty: everything that the feed brings."
        ),
    )

    def __init__(self, feeds: QuerySet[Feed], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["feed"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = feeds.order_by("title", "url")
