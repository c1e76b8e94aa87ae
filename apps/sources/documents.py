"""A document on its way in, and the words for one that can't be taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Document:
    """One document as a channel hands it in: the bytes, and what somebody said about them.

    ``given_outlet`` and ``given_day`` are a person's word and win over what the document says.
    """

    content: bytes
    file_name: str = ""
    content_type: str = ""
    url: str = ""
    given_outlet: str = ""
    given_day: date | None = None

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()

    @property
    def refusal(self) -> str:
        """Why it can't be taken at all, in words; empty when it can."""
        limit = settings.UPLOAD_FILE_LIMIT_BYTES
        if len(self.content) <= limit:
            return ""
        return (
            f"This document is larger than {limit // 1_000_000} MB, which is more than an article "
            "can be. Its bytes were not kept. Save the article's text alone and import that, or "
            "paste it."
        )


def one_line(words: str, longest: int) -> str:
    """Words from outside as a database column takes them: printable, on one line, not too long."""
    printable = "".join(c if c.isprintable() else " " for c in words)
    return " ".join(printable.split())[:longest]
