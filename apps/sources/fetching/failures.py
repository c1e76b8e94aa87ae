"""What a fetch fails on, in words: what failed and what to do next."""

from __future__ import annotations

from enum import StrEnum

PASTE = "Paste the article's text instead."
LATER = "Try again later, or paste the article's text instead."

# Worth another try beside all of 5xx: request timeout, too early, too many requests (RFC 9110).
PASSING_STATUSES = frozenset({408, 425, 429})
REFUSALS = frozenset({401, 402, 403, 407, 451})
ABSENCES = frozenset({404, 410})


class FailureKind(StrEnum):
    DNS = "dns"
    CONNECT = "connect"  # no connection, or one that broke off or made no sense
    TIMEOUT = "timeout"
    TLS = "tls"
    STATUS = "status"
    REFUSED_ADDRESS = "refused_address"  # not public, and not opened by the operator
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    BAD_URL = "bad_url"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BAD_ENCODING = "bad_encoding"


PASSING_KINDS = frozenset({FailureKind.DNS, FailureKind.CONNECT, FailureKind.TIMEOUT})


class FetchFailed(Exception):
    """A fetch brought nothing. ``reason`` is a sentence or two for whoever asked for the page.

    ``retry_after``: seconds that the server asked for, where it answered 429 or 503.
    """

    def __init__(
        self,
        reason: str,
        kind: FailureKind,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason, kind, status, retry_after)
        self.reason = reason
        self.kind = kind
        self.status = status
        self.retry_after = retry_after

    def __str__(self) -> str:
        return self.reason

    @property
    def is_passing(self) -> bool:
        """Whether the same may go well later, without anybody doing anything."""
        if self.kind == FailureKind.STATUS:
            return is_passing_status(self.status or 0)
        return self.kind in PASSING_KINDS


def is_passing_status(status: int) -> bool:
    return status in PASSING_STATUSES or 500 <= status <= 599


def bad_url(problem: str) -> FetchFailed:
    """``problem`` completes "This address …"."""
    words = f"This address {problem}. Check it, or paste the article's text instead."
    return FetchFailed(words, FailureKind.BAD_URL)


def refused_status(status: int, retry_after: float | None = None) -> FetchFailed:
    """The failure for an HTTP status that brings no page."""
    return FetchFailed(_status_words(status), FailureKind.STATUS, status, retry_after)


def _status_words(status: int) -> str:
    if status in REFUSALS:
        return f"The site refused ({status}). {PASTE}"
    if status in ABSENCES:
        return f"There is no such page ({status}). Check the address, or paste the text instead."
    if status == 429:
        return f"The site was asked too often ({status}). {LATER}"
    if is_passing_status(status):
        return f"The site has trouble ({status}). {LATER}"
    return f"The site answered with {status} instead of a page. {PASTE}"
