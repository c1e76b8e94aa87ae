"""Which kinds of content are read: pages, feeds, text and PDF."""

from __future__ import annotations

import re

from apps.sources.fetching.failures import PASTE, FailureKind, FetchFailed

READ = frozenset(
    {
        "application/json",
        "application/pdf",
        "application/x-pdf",
        "application/xhtml+xml",
        "application/xml",
    }
)
# "text/" says that somebody may read it; these are for programs.
UNREADABLE_TEXT = frozenset({"text/css", "text/javascript", "text/ecmascript", "text/calendar"})
# Servers' words for "I don't know".
UNKNOWN = frozenset(
    {
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/unknown",
        "unknown/unknown",
    }
)
# As much of the content as is looked at to tell its kind (WHATWG MIME sniffing: 1,445 bytes).
SNIFFED_BYTES = 1445

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
# Bytes that no text holds (WHATWG MIME sniffing, "binary data byte").
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def media_type(header: str) -> str:
    """The type of a Content-Type header, lower-case; "" where it says nothing usable."""
    found = header.partition(";")[0].strip().lower()
    return found if _TYPE.fullmatch(found) else ""


def check_declared(kind: str) -> None:
    """Raises FetchFailed (wrong_type) for a media type that isn't read and isn't unknown."""
    readable = kind in READ or kind in UNKNOWN or kind.endswith(("+xml", "+json"))
    if kind == "image/svg+xml" or kind in UNREADABLE_TEXT:
        readable = False
    elif kind.startswith("text/"):
        readable = True
    if not readable:
        raise wrong_type(kind)


def sniff(start: bytes) -> str:
    """The media type of content that nobody named. Raises FetchFailed (wrong_type)."""
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if _BINARY.search(start) and not start.startswith(_WIDE_MARKS):
        raise wrong_type("")
    begins = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if begins.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf")):
        return "application/xml"
    if begins.startswith(b"<"):
        return "text/html"
    if begins.startswith((b"{", b"[")):
        return "application/json"
    return "text/plain"


def wrong_type(kind: str) -> FetchFailed:
    what = f"something else ({kind})" if kind else "something that isn't text"
    words = f"The address leads to {what}, not to a page, a feed, text or a PDF. {PASTE}"
    return FetchFailed(words, FailureKind.WRONG_TYPE)
