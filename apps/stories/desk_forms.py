"""What editors write to decide on a story and on an entry of its timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.sources.models import choices
from apps.sources.words import day_in_words
from apps.stories.models import Development, Story, StoryArticle
from apps.stories.offering import Offer
from storytracker.analysis.types import DevelopmentKind

LAST = 0
"""Stands for no entry to stand before: the end of the timeline."""


class ReasonedForm(forms.Form):
    """What every decision asks for; ``seen`` says which decisions whoever decides has seen."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why: it is kept with your name.")},
        help_text=_("Kept with your name in the story’s decisions, where it can be undone."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    needs: dict[str, tuple[str, Any]] = {}
    """What is to be done → the field that it needs, and what to say where that is empty."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name, words = self.needs.get(cleaned.get("do", ""), ("", ""))
        if name and cleaned.get(name) in ("", None) and name not in self.errors:
            self.add_error(name, words)
        return cleaned


class StoryForm(ReasonedForm):
    """A story's title, or that nothing more is expected."""

    do = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            ("rename", _("Give it another title")),
            ("close", _("Close it: what comes in from now on finds it no longer")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do.")},
    )
    text = forms.CharField(
        label=_("Title"),
        max_length=300,
        required=False,
        help_text=_("Its address stays the same, so that links go on leading here."),
    )
    field_order = ["do", "text", "reason"]
    needs = {"rename": ("text", "Write a title.")}

    def __init__(self, *args: Any, is_closed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_closed:
            field = self.fields["do"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("rename", "Give it another title")]


class EntryForm(ReasonedForm):
    """What becomes of an entry: other words, another kind, another place, pinned, hidden."""

    do = forms.ChoiceField(
        label=_("What to do"),
        choices=[
            ("reword", _("Say it in other words")),
            ("retype", _("Give it another kind")),
            ("place", _("Put it somewhere else")),
            ("pin", _("Pin it above the timeline")),
            ("hide", _("Take it off the timeline")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do.")},
    )
    text = forms.CharField(
        label=_("Other words"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=choices(DevelopmentKind), required=False)
    before = forms.TypedChoiceField(
        label=_("Before"),
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": _("That entry stands on this timeline no longer.")},
    )
    field_order = ["do", "text", "kind", "before", "reason"]
    needs = {
        "reword": ("text", "Write what it says."),
        "place": ("before", "Choose where it stands."),
    }

    def __init__(self, others: Iterable[Development], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["before"]
        assert isinstance(field, forms.TypedChoiceField)
        entries = [(each.pk, each.says) for each in others]
        field.choices = [("", "–"), *entries, (LAST, "(nothing: at the end)")]


class NewEntryForm(ReasonedForm):
    """An entry that the program did not find, and the words of an article that it rests on."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices(DevelopmentKind))
    text = forms.CharField(
        label=_("What it says"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Write what it says.")},
    )
    article = forms.TypedChoiceField(
        label=_("Article"),
        coerce=int,
        error_messages={
            "required": _("Choose the article that it rests on."),
            "invalid_choice": _("That article is not one of this story."),
        },
    )
    words = forms.CharField(
        label=_("Its words there"),
        max_length=2000,
        strip=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Copy the words that it rests on from the article.")},
        help_text=_("Exactly as they stand in the article, so that the entry leads to them."),
    )
    field_order = ["kind", "text", "article", "words", "reason"]

    def __init__(self, rows: Iterable[StoryArticle], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["seen"]
        field = self.fields["article"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "–"), *((row.article_id, named(row)) for row in rows)]


def named(row: StoryArticle) -> str:
    """ "CNN: Assad agreed", so that articles of one headline can be told apart."""
    outlet = row.article.outlet.name if row.article.outlet else "Unidentified outlet"
    return f"{outlet}: {row.article.title}"


class OtherStoryForm(ReasonedForm):
    """What is decided with another story: ``q`` finds it, the field ``other`` chooses it."""

    q = forms.CharField(
        label=_("Find a story"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
        help_text=_("By words of its title or of its claims."),
    )

    other = ""

    def __init__(self, offer: Offer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words, chosen = (str(self[name].value() or "") for name in ("q", self.other))
        field = self.fields[self.other]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(story.pk, with_day(story)) for story in offer(words[:200], chosen)]

    @property
    def stories(self) -> forms.BoundField:
        """The stories to choose from, as their field."""
        return self[self.other]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned.pop("q", None)  # found what was looked for, and is no part of the decision
        return cleaned


def with_day(story: Story) -> str:
    """ "Ferry lines close (to 3 Nov 2023)", so that stories of one title can be told apart."""
    return f"{story.title} (to {day_in_words(story.last_day)})" if story.last_day else story.title


class SortArticlesForm(OtherStoryForm):
    """What becomes of a story's articles: another story, a new one, whichever they find."""

    articles = forms.TypedMultipleChoiceField(
        label=_("Articles"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one article."),
            "invalid_choice": _(
                "Some of the articles that you ticked are no longer in this story."
            ),
        },
    )
    do = forms.ChoiceField(
        label=_("What is to become of them"),
        choices=[
            ("move", _("They belong to another story")),
            ("split", _("They are a story of their own")),
            ("reject", _("They are not of this story: let the program find where they belong")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is to become of them.")},
    )
    to = forms.TypedChoiceField(
        label=_("The other story"),
        coerce=int,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("That story is there no longer.")},
    )
    text = forms.CharField(
        label=_("Title of the new story"),
        max_length=300,
        required=False,
        help_text=_("Left empty, it has the oldest headline until the program words it."),
    )
    other = "to"
    field_order = ["articles", "do", "q", "to", "text", "reason"]
    needs = {"move": ("to", _("Choose the story that they belong to."))}

    def __init__(
        self, rows: Iterable[StoryArticle], *args: Any, is_chosen: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        articles = self.fields["articles"]
        assert isinstance(articles, forms.TypedMultipleChoiceField)
        articles.choices = [(row.article_id, named(row)) for row in rows]
        if is_chosen:
            articles.widget = forms.MultipleHiddenInput()
        if is_chosen and len(articles.choices) == 1:
            self._speak_of_one()

    def _speak_of_one(self) -> None:
        do = self.fields["do"]
        assert isinstance(do, forms.ChoiceField)
        do.label = _("What is to become of it")
        do.choices = [
            ("move", _("It belongs to another story")),
            ("split", _("It is a story of its own")),
            ("reject", _("It is not of this story: let the program find where it belongs")),
        ]


class MergeStoryForm(OtherStoryForm):
    """Which story this one is a part of."""

    into = forms.TypedChoiceField(
        label=_("It is a part of"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_(
            "Its articles go there, its claims with verdicts and notes; links to it lead there."
        ),
        error_messages={
            "required": _("Choose the story that it is a part of."),
            "invalid_choice": _("That story is there no longer."),
        },
    )
    other = "into"
    field_order = ["q", "into", "reason"]
