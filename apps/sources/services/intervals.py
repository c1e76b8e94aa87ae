"""How often feeds and articles are asked: more often while they bring something, else ever less."""

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


# An article that changes does so within hours, most often in the first; asked from an hour after
# it came in, one that stays the same is asked some twelve times in a week.
FIRST_CHECK_SECONDS = 3600
SHORTEST_CHECK_SECONDS = 30 * 60
LONGEST_CHECK_SECONDS = 24 * 3600


def next_check(seconds: float, *, changed: bool) -> int:
    """Seconds until an article's address is asked again, after it was asked in ``seconds``.

    Half as many where its text had changed, else half as many more; between half an hour and a
    day.
    """
    wished = seconds * (QUICKER if changed else SLOWER)
    return int(min(max(wished, SHORTEST_CHECK_SECONDS), LONGEST_CHECK_SECONDS))
