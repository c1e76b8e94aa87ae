"""What people fill in to bring articles in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from apps.sources.documents import Document


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
        help_text="Leave empty to have it read from the article.",
    )
    published = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave empty to have it read from the article.",
    )
    submit_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_published(self) -> date | None:
        day: date | None = self.cleaned_data["published"]
        if day and day > timezone.now().date() + timedelta(days=1):
            raise forms.ValidationError("That day is yet to come. Check the year.")
        return day

    def documents(self) -> Iterator[Document]:
        """The documents of a valid form, one at a time."""
        raise NotImplementedError

    def document(self, content: bytes, **known: str) -> Document:
        """A document with what the person said about all of them."""
        return Document(
            content=content,
            given_outlet=self.cleaned_data["outlet"],
            given_day=self.cleaned_data["published"],
            **known,
        )


class UploadForm(ImportForm):
    """Articles as files: plain text or saved web pages."""

    files = FilesField(  # type: ignore[assignment]
        allow_empty_file=True,
        max_length=500,
        error_messages={"required": "Choose at least one file."},
        help_text="Plain text or saved web pages, up to 10 MB each.",
    )

    field_order = ["files", "outlet", "published"]

    def clean_files(self) -> list[UploadedFile]:
        files: list[UploadedFile] = self.cleaned_data["files"]
        limit = settings.UPLOAD_REQUEST_LIMIT_BYTES
        if sum(file.size or 0 for file in files) > limit:
            raise forms.ValidationError(
                f"These files are more than {limit // 1_000_000} MB together. Nothing was "
                "imported. Send them in smaller lots."
            )
        return files

    def documents(self) -> Iterator[Document]:
        """Each file, read when it is its turn; of one that is too large no more than shows it."""
        for file in self.cleaned_data["files"]:
            yield self.document(
                file.read(settings.UPLOAD_FILE_LIMIT_BYTES + 1),
                file_name=file.name or "",
                content_type=file_type(file),
            )


class PasteForm(ImportForm):
    """An article as text from the clipboard."""

    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 16}),
        strip=False,
        error_messages={"required": "Paste the article's text."},
        help_text="The whole article, with its headline and date.",
    )
    url = forms.URLField(
        label="Address",
        required=False,
        assume_scheme="https",
        max_length=2000,
        help_text="Where it was published, if you know it.",
    )

    field_order = ["text", "url", "outlet", "published"]

    def documents(self) -> Iterator[Document]:
        """The one document that was pasted."""
        yield self.document(
            self.cleaned_data["text"].encode("utf-8", "replace"),
            content_type="text/plain; charset=utf-8",
            url=self.cleaned_data["url"],
        )


def file_type(file: UploadedFile) -> str:
    """The type that the browser named for a file, with its charset where it named one."""
    charset = f"; charset={file.charset}" if file.charset else ""
    return f"{file.content_type or ''}{charset}"
