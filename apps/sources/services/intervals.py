"""How often a feed is asked: more often while it brings something, ever more rarely if not."""

from __future__ import annotations

# A newsroom's feed changes within minutes when there is news; asking more often than that is no
# quicker for a reader and a burden for the site.
SHORTEST_SECONDS = 5 * 60
LONGEST_SECONDS = 6 * 3600
FIRST_SECONDS = 15 * 60
QUICKER, SLOWER = 0.5, 1.5


def next_interval(seconds: float, *, new: int, fresh_for: float = 0) -> int:
    """Seconds until a feed is asked again, which was last asked after ``seconds``.

    Half as many where the poll brought ``new`` entries, else half as many more; between five
    minutes and six hours. ``fresh_for`` is how long the publisher says that it stays as it is
    (ttl, max-age): never sooner than that, but for who asks for more than six hours.
    """
    changed = seconds * (QUICKER if new else SLOWER)
    wished = max(changed, fresh_for, SHORTEST_SECONDS)
    return int(min(wished, LONGEST_SECONDS))
