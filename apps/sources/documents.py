"""A document on its way in, and the words for one that can't be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.conf import settings

from apps.sources.fetching import FetchFailed, host_key

# Longer ones are nobody's page; browsers and servers end at about as many.
LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True)
class Document:
    """One document as a channel hands it in: the bytes, and what somebody said about them.

    Without bytes (``content`` is ``None``) it is to be fetched from ``url``.
    ``given_outlet`` and ``given_day`` are a person's word and win over what the document says;
    ``hints`` are a feed's (title, published, authors) and fill in what the document lacks.
    ``refusal`` is why the channel itself can't hand it in, in words.
    """

    content: bytes | None = None
    file_name: str = ""
    content_type: str = ""
    url: str = ""
    given_outlet: str = ""
    given_day: date | None = None
    hints: Mapping[str, Any] = field(default_factory=dict)
    refusal: str = ""

    @property
    def sha256(self) -> str:
        """The hash of its bytes. Only for a document that brought some."""
        assert self.content is not None
        return sha256(self.content).hexdigest()

    @property
    def problem(self) -> str:
        """Why it can't be taken at all, in words; empty when it can."""
        if self.refusal:
            return self.refusal
        return bad_address(self.url) if self.content is None else too_large(self.content)


def too_large(content: bytes) -> str:
    """In words: why these bytes are too many; empty when they aren't."""
    limit = settings.UPLOAD_FILE_LIMIT_BYTES
    if len(content) <= limit:
        return ""
    return (
        f"This document is larger than {limit // 1_000_000} MB, which is more than an article "
        "can be. Its bytes were not kept. Save the article's text alone and import that, or "
        "paste it."
    )


def bad_address(address: str) -> str:
    """In words: why nothing can be fetched from ``address``; empty when it can be tried."""
    if not address.strip():
        return "There is neither a document nor an address. Import it again with one of them."
    if len(address) > LONGEST_ADDRESS:
        return (
            f"This address is longer than {LONGEST_ADDRESS:,} characters. Copy the article's own "
            "address, or paste its text."
        )
    try:
        host_key(address)
    except FetchFailed as failed:
        return failed.reason
    return ""


def one_line(words: str, longest: int) -> str:
    """Words from outside as a database column takes them: printable, on one line, not too long."""
    printable = "".join(c if c.isprintable() else " " for c in words)
    return " ".join(printable.split())[:longest]
