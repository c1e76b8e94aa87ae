"""Adding feeds, and changing what is said of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.sources.forms.addresses import problem_with, with_scheme
from storytracker.analysis.reading.opml import MAX_OPML_BYTES


class FeedForm(forms.Form):
    """What is said of a feed: whose articles, and which of them."""

    outlet = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "outlets", "autocomplete": "off"}),
        help_text=_("Leave empty where each article tells whose it is."),
    )
    words = forms.CharField(
        label=_("Only with these words"),
        max_length=300,
        required=False,
        help_text=_("Entries that lack one of them are left out."),
    )


class AddFeedForm(FeedForm):
    """One feed by its address, or many by an OPML file."""

    address = forms.CharField(
        label=_("Address"),
        max_length=2000,
        required=False,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Or of a page that names its feed."),
    )
    opml = forms.FileField(
        label=_("OPML file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".opml,.xml,text/x-opml,application/xml,text/xml"}),
        help_text=_("A list of feeds, as feed readers export it."),
    )

    field_order = ["address", "opml", "outlet", "words"]

    def clean_address(self) -> str:
        words = str(self.cleaned_data["address"])
        address = with_scheme(words) if words else ""
        if address and (problem := problem_with(address, words)):
            raise forms.ValidationError(f"{problem[0].upper()}{problem[1:]}.")
        return address

    def clean_opml(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["opml"]
        if file and (file.size or 0) > MAX_OPML_BYTES:
            raise forms.ValidationError(
                gettext(
                    "This file is larger than %(max_opml_bytes)s MB, which is more than a "
                    "list of feeds can be."
                )
                % {"max_opml_bytes": MAX_OPML_BYTES // 1_000_000}
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("address") and not cleaned.get("opml"):
            self.add_error(
                "address", gettext("Give the address of a feed, or choose an OPML file.")
            )
        if cleaned.get("address") and cleaned.get("opml"):
            self.add_error("opml", gettext("Give an address or an OPML file, not both."))
        return cleaned
