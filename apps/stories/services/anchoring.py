"""Finding the passages of notes again in a text that has changed."""

from __future__ import annotations

import re

from apps.sources.models import Article
from apps.stories.models import Note


def anchor_again(article: Article) -> int:
    """Move the article's notes to its current version; returns how many found their words.

    A note is found by its exact quotation; where that stands there more than once, the place
    with the most of the old surroundings. One whose words are gone stays with the version
    that it was made on, and its page says so.
    """
    version = article.current_version
    if version is None:
        return 0
    elsewhere = Note.objects.filter(version__article=article).exclude(version=version)
    found = 0
    for note in elsewhere.exclude(quote=""):
        start = place_of(note.quote, note.prefix, note.suffix, version.text)
        if start is not None:
            note.version, note.start, note.end = version, start, start + len(note.quote)
            note.save(update_fields=["version", "start", "end"])
            found += 1
    return found


def place_of(quote: str, prefix: str, suffix: str, text: str) -> int | None:
    """The offset in ``text`` (code points) at which ``quote`` stands; ``None`` for nowhere.

    Among several the one whose surroundings agree longest with ``prefix`` and ``suffix``.
    """
    places = [match.start() for match in re.finditer(re.escape(quote), text)]
    if not places:
        return None

    def agreement(start: int) -> int:
        before, after = text[:start], text[start + len(quote) :]
        return same_start(prefix[::-1], before[::-1]) + same_start(suffix, after)

    return max(places, key=agreement)


def same_start(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))
