"""Addresses as people paste them: one per line, with a bullet before or brackets around."""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.sources.documents import LONGEST_ADDRESS
from apps.sources.fetching import FetchFailed, host_key

BULLETS = "-*•·–"
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no address: its number from 1, what it says, and what is wrong with it."""

    number: int
    words: str
    problem: str

    def __str__(self) -> str:
        shown = self.words if len(self.words) <= SHOWN_CHARS else self.words[:SHOWN_CHARS] + "…"
        return f"Line {self.number}, “{shown}”: {self.problem}"


def read_addresses(text: str) -> tuple[list[str], list[BadLine]]:
    """The addresses in ``text``, in order, and the lines that are none; empty lines are neither.

    Where the scheme is missing, https is meant.
    """
    good: list[str] = []
    bad: list[BadLine] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip().lstrip(BULLETS).strip().removeprefix("<").removesuffix(">")
        if words:
            address = with_scheme(words)
            problem = problem_with(address, words)
            if problem:
                bad.append(BadLine(number, words, problem))
            else:
                good.append(address)
    return good, bad


def with_scheme(words: str) -> str:
    """An address as typed, "example.org/a", with https where it names no scheme."""
    return words if SCHEME.match(words) else f"https://{words}"


def problem_with(address: str, words: str) -> str:
    """What is wrong with an address, in words; empty where it can be asked."""
    if re.search(r"\s", words):
        return "an address has no spaces in it"
    if len(address) > LONGEST_ADDRESS:
        return f"an address is no longer than {LONGEST_ADDRESS:,} characters"
    parts = SCHEME.match(address)
    if parts and parts[0].lower() not in ("http:", "https:"):
        return "only http and https can be asked"
    try:
        host = host_key(address)
    except FetchFailed:
        return "this is no web address"
    # A name without a dot is a computer nearby: meant only where somebody wrote the scheme.
    if words != address and "." not in host and not host.startswith(("localhost", "[")):
        return "this is no web address"
    return ""
