"""Which stories articles belong to because somebody said so of their import or their feed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from apps.accounts.models import User
from apps.sources.models import ImportItem
from apps.stories.models import StoryFeed


@dataclass(frozen=True, slots=True)
class Bound:
    """A story that an article is bound to, and why, in words."""

    story_id: int
    reason: str


def bound_stories(texts: Mapping[int, str]) -> dict[int, list[Bound]]:
    """The stories that articles are bound to, the main one first; each story once.

    ``texts``: article id → headline and text, in which a binding's words are looked for. The
    import that somebody made for a story comes before feeds, the first import before later
    ones, a binding with words before one without, then the older one. Articles that nothing is
    said of are left out. At most two queries.
    """
    items = _items(texts)
    feeds = _feed_bindings({item.batch.feed_id for item in items if item.batch.feed_id})
    found: dict[int, dict[int, Bound]] = defaultdict(dict)
    for item in items:
        if (tie := getattr(item.batch, "story_import", None)) and item.article_id:
            reason = f"imported into this story{_by(item.batch.created_by)}"
            found[item.article_id].setdefault(tie.story_id, Bound(tie.story_id, reason))
    for item in items:
        for bound in _through_feed(item, feeds, texts):
            found[item.article_id or 0].setdefault(bound.story_id, bound)
    return {article: list(stories.values()) for article, stories in found.items()}


def _items(texts: Mapping[int, str]) -> list[ImportItem]:
    """How these articles came in, where that was by a feed or by an import made for a story."""
    tied = Q(batch__feed__isnull=False) | Q(batch__story_import__isnull=False)
    rows = ImportItem.objects.filter(tied, article__in=list(texts)).order_by("pk")
    return list(rows.select_related("batch__feed", "batch__created_by", "batch__story_import"))


def _feed_bindings(feed_ids: Collection[int]) -> Sequence[StoryFeed]:
    if not feed_ids:
        return ()
    rows = StoryFeed.objects.filter(Q(feed__in=feed_ids) | Q(feed=None))
    return sorted(rows.select_related("created_by"), key=lambda row: (not row.words, row.pk))


def _through_feed(
    item: ImportItem, bindings: Sequence[StoryFeed], texts: Mapping[int, str]
) -> Iterator[Bound]:
    feed = item.batch.feed
    if feed is None or item.article_id is None:
        return
    for binding in bindings:
        fits = binding.feed_id in (None, feed.pk)
        if fits and has_words(binding.words, texts[item.article_id]):
            yield Bound(binding.story_id, _why(binding, str(feed)))


def _why(binding: StoryFeed, feed: str) -> str:
    has = f" and has the words “{binding.words}”" if binding.words else ""
    return f"came through the feed “{feed}”{has}, bound to this story{_by(binding.created_by)}"


def _by(user: User | None) -> str:
    return f" by {user.get_username()}" if user else ""


def has_words(words: str, text: str) -> bool:
    """True where ``text`` has all of ``words``, each as a whole word, in any order and case."""
    folded = text.casefold()
    return all(
        re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded) for word in words.casefold().split()
    )
