"""What a fetch may take, and what it brings."""

from __future__ import annotations

from dataclasses import dataclass

# What sites read in their logs when nobody says otherwise; FETCH_USER_AGENT says it better.
DEFAULT_USER_AGENT = "Storytracker"


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a fetch ends. The figures are those of the settings FETCH_….

    ``total_seconds`` counts from the first look-up to the last byte, redirects included;
    ``connect_seconds`` for the connection to each host alone. ``content_bytes`` are those of
    the page as it is after unpacking. More than 99 header lines are always too many, the
    standard library sees to that.
    """

    total_seconds: float = 20
    connect_seconds: float = 5
    content_bytes: int = 10_000_000
    header_bytes: int = 64_000
    redirects: int = 5


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came.

    ``url`` is the final address, ``hops`` those that redirected on the way to it, in order;
    both as they were asked, without fragment. ``content`` is unpacked. ``content_type`` is the
    header as it came, charset included; the media type alone where only the content told it.
    ``etag`` and ``last_modified`` are to be kept for the next time. ``not_modified``: nothing
    new since those, and no content. ``moved`` is where the address itself moved for good (301,
    308 from the first hop on), or empty; ``fresh_seconds`` how long the server says that the
    answer stays as it is (Cache-Control: max-age).
    """

    status: int
    url: str
    content: bytes
    content_type: str
    etag: str
    last_modified: str
    not_modified: bool
    hops: tuple[str, ...]
    seconds: float
    moved: str = ""
    fresh_seconds: float = 0
