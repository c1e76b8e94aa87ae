"""Articles as addresses, as files, as pasted text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from apps.sources.archives import documents_in
from apps.sources.documents import Document
from apps.sources.forms.addresses import BadLine, problem_with, read_addresses, with_scheme
from storytracker.analysis.reading.formats import kind_of
from storytracker.analysis.reading.formats.kinds import FIRST_BYTES

# One form's worth: more go by the command line, where nobody waits for a page.
MOST_ADDRESSES = 5_000
LINES_NAMED = 10
# About what a saved page takes in an archive.
PACKED_BYTES = 20_000

# Mark-up in what was pasted: it begins with an element, and elements are closed in it.
STARTS_WITH_ELEMENT = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\b|[a-z][a-z0-9]*[\s/>])", re.I)
CLOSED_ELEMENT = re.compile(r"</[a-z][a-z0-9]*\s*>", re.I)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; an empty one is let in, so that its row can say what is wrong."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        one = super().clean
        return [one(file, initial) for file in files or [None]]


class ImportForm(forms.Form):
    """What every channel asks for; sent twice, the token makes it one import."""

    outlet = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "outlets", "autocomplete": "off"}),
        help_text=_("Leave empty to have it read from the article."),
    )
    published = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty to have it read from the article."),
    )
    submit_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_published(self) -> date | None:
        day: date | None = self.cleaned_data["published"]
        if day and day > timezone.now().date() + timedelta(days=1):
            raise forms.ValidationError(gettext("That day is yet to come. Check the year."))
        return day

    @property
    def count(self) -> int:
        """How many documents a valid form holds, as far as that is known before reading them."""
        return 1

    def documents(self) -> Iterator[Document]:
        """The documents of a valid form, one at a time."""
        raise NotImplementedError

    def document(self, content: bytes | None, **known: Any) -> Document:
        """A document with what the person said about all of them."""
        return self.said_of(Document(content=content, **known))

    def said_of(self, document: Document) -> Document:
        """``document`` with what the person said about all of them."""
        outlet, day = self.cleaned_data["outlet"], self.cleaned_data["published"]
        return replace(document, given_outlet=outlet, given_day=day)


class UrlForm(ImportForm):
    """Articles by their addresses."""

    urls = forms.CharField(
        label=_("Addresses"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "off"}),
        error_messages={"required": _("Give at least one address.")},
        help_text=_(
            "One per line, one or hundreds. Each page is fetched politely: one at a time "
            "from each site."
        ),
    )
    leave_out = forms.BooleanField(required=False, widget=forms.HiddenInput)

    field_order = ["urls", "outlet", "published"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.good: list[str] = []
        self.bad: list[BadLine] = []

    def ask_for_one(self) -> None:
        """Show the field as for the one address that is filled in already."""
        self.fields["urls"].help_text = ""
        self.fields["urls"].widget.attrs["rows"] = 2

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.good, self.bad = read_addresses(cleaned.get("urls", ""))
        if len(self.good) > MOST_ADDRESSES:
            self.add_error("urls", too_many(len(self.good)))
        if self.bad and not (cleaned.get("leave_out") and self.good):
            for problem in told(self.bad):
                self.add_error("urls", problem)
        return cleaned

    @property
    def can_leave_out(self) -> bool:
        """True where some lines are addresses and others are what is wrong with the form."""
        return bool(self.good) and bool(self.bad) and len(self.good) <= MOST_ADDRESSES

    @property
    def count(self) -> int:
        return len(self.good)

    def documents(self) -> Iterator[Document]:
        """An address each, to be fetched."""
        for address in self.good:
            yield self.document(None, url=address)


class UploadForm(ImportForm):
    """Articles as files, alone or many to an archive."""

    files = FilesField(  # type: ignore[assignment]
        allow_empty_file=True,
        max_length=500,
        error_messages={"required": _("Choose at least one file.")},
        help_text=_(
            "Saved web pages, plain text, Markdown, PDF with text, e-mail (.eml), and ZIP "
            "archives of those; up to 10 MB each."
        ),
    )

    field_order = ["files", "outlet", "published"]

    def clean_files(self) -> list[UploadedFile]:
        files: list[UploadedFile] = self.cleaned_data["files"]
        limit = settings.UPLOAD_REQUEST_LIMIT_BYTES
        if sum(file.size or 0 for file in files) > limit:
            raise forms.ValidationError(
                gettext(
                    "These files are more than %(limit)s MB together. Nothing was imported. "
                    "Send them in smaller lots."
                )
                % {"limit": limit // 1_000_000}
            )
        return files

    @property
    def count(self) -> int:
        """The files, and as many as an archive of its size may hold."""
        files: list[UploadedFile] = self.cleaned_data["files"]
        return sum(
            max(1, (file.size or 0) // PACKED_BYTES if is_zip(file) else 1) for file in files
        )

    def documents(self) -> Iterator[Document]:
        """Each file, read when it is its turn; of one that is too large no more than shows it.

        Of a kind that can't be read, only the words why; of an archive, all that is in it.
        """
        for file in self.cleaned_data["files"]:
            kind = kind_of(file.name or "", file.content_type or "", first_bytes(file))
            if kind.name == "zip":
                yield from map(self.said_of, documents_in(file, file.name or ""))
            elif kind.refusal:
                yield self.document(None, file_name=file.name or "", refusal=kind.refusal)
            else:
                content = file.read(settings.UPLOAD_FILE_LIMIT_BYTES + 1)
                name, media = file.name or "", file_type(file)
                yield self.document(content, file_name=name, content_type=media)


class PasteForm(ImportForm):
    """An article as text or as mark-up from the clipboard."""

    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 16}),
        strip=False,
        error_messages={"required": _("Paste the article's text.")},
        help_text=_(
            "The whole article, with its headline and date. Mark-up (HTML) is read as such."
        ),
    )
    url = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=2000,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        help_text=_("Where it was published, if you know it."),
    )

    field_order = ["text", "url", "outlet", "published"]

    def clean_url(self) -> str:
        words = str(self.cleaned_data["url"])
        address = with_scheme(words) if words else ""
        if address and (problem := problem_with(address, words)):
            raise forms.ValidationError(f"{problem[0].upper()}{problem[1:]}.")
        return address

    def documents(self) -> Iterator[Document]:
        """The one document that was pasted."""
        text = self.cleaned_data["text"]
        yield self.document(
            text.encode("utf-8", "replace"),
            content_type=pasted_type(text),
            url=self.cleaned_data["url"],
        )


class PasteInsteadForm(forms.Form):
    """The text of an article whose address or file could not be read."""

    text = forms.CharField(
        label=_("The article's text"),
        widget=forms.Textarea(attrs={"rows": 14}),
        strip=False,
        error_messages={"required": _("Paste the article's text.")},
        help_text=_(
            "The whole article, with its headline and date. Its address, outlet and day "
            "stay as they were given."
        ),
    )

    def what(self) -> dict[str, str]:
        """The text, and whether it is mark-up, as ``paste_instead`` takes them."""
        text = self.cleaned_data["text"]
        return {"text": text, "content_type": pasted_type(text)}


def too_many(count: int) -> str:
    return (
        f"These are {count:,} addresses; one form takes {MOST_ADDRESSES:,}. Send them in smaller "
        "lots, or use the command line."
    )


def told(lines: list[BadLine]) -> list[str]:
    """What is wrong with the first lines, and how many more there are."""
    words = [f"{line}." for line in lines[:LINES_NAMED]]
    more = len(lines) - LINES_NAMED
    if more > 0:
        rest = ngettext(
            "And %(more)s more line like these.", "And %(more)s more lines like these.", more
        )
        words.append(rest % {"more": more})
    return words


def pasted_type(text: str) -> str:
    """What was pasted: mark-up where it begins with an element and closes some."""
    is_markup = STARTS_WITH_ELEMENT.match(text) and CLOSED_ELEMENT.search(text)
    return f"text/{'html' if is_markup else 'plain'}; charset=utf-8"


def first_bytes(file: UploadedFile) -> bytes:
    """What tells a file's kind; the file is where it was."""
    start = bytes(file.read(FIRST_BYTES))
    file.seek(0)
    return start


def is_zip(file: UploadedFile) -> bool:
    return kind_of(file.name or "", file.content_type or "", first_bytes(file)).name == "zip"


def file_type(file: UploadedFile) -> str:
    """The type that the browser named for a file, with its charset where it named one."""
    charset = f"; charset={file.charset}" if file.charset else ""
    return f"{file.content_type or ''}{charset}"
