"""When to try again."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

# The first try and five more: about a quarter of an hour of trouble, or up to 30 hours where the
# server asks for that.
MAX_TRIES = 6
FIRST_DELAY_SECONDS = 30.0
LONGEST_DELAY_SECONDS = 6 * 3600.0


def retry_delay(failures: int, retry_after: float | None, *, rng: Random) -> float:
    """Seconds to wait after the ``failures``-th failure in a row (from 1).

    30 s × 2ⁿ with full jitter, so that what failed together doesn't come back together; at
    least what the server asked for, at most six hours.
    """
    ceiling = min(FIRST_DELAY_SECONDS * 2 ** min(max(failures - 1, 0), 20), LONGEST_DELAY_SECONDS)
    return min(max(rng.uniform(0, ceiling), retry_after or 0), LONGEST_DELAY_SECONDS)


def read_retry_after(header: str, now: datetime | None = None) -> float | None:
    """Seconds from a Retry-After header (RFC 9110: seconds or a date), 0 to six hours.

    ``None`` where it is missing or can't be read.
    """
    header = header.strip()
    if header.isascii() and header.isdigit():
        # Digits without end would be no float.
        return min(float(header[:12]), LONGEST_DELAY_SECONDS)
    try:
        date = parsedate_to_datetime(header)
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        seconds = (date - (now or datetime.now(UTC))).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_DELAY_SECONDS)
