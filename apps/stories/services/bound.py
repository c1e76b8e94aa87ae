"""Which stories articles belong to, or don't, because somebody said so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from apps.accounts.models import User
from apps.sources.models import ImportItem
from apps.stories.models import Story, StoryDecision, StoryFeed


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
    said of are left out. At most five queries.
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
    return _as_they_are_now(found)


def _as_they_are_now(found: Mapping[int, Mapping[int, Bound]]) -> dict[int, list[Bound]]:
    """In the stories that others were merged into, and without those that an editor refused."""
    now = final_stories({pk for stories in found.values() for pk in stories})
    refused = refused_stories(found) if found else {}
    ties: dict[int, list[Bound]] = {}
    for article, stories in found.items():
        homes = {now[pk]: replace(bound, story_id=now[pk]) for pk, bound in stories.items()}
        left = [b for pk, b in homes.items() if pk not in refused.get(article, ())]
        if left:
            ties[article] = left
    return ties


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


def refused_stories(article_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Article id → the stories that an editor said it is not of; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    ids = set(article_ids)
    rejections = StoryDecision.objects.standing().filter(kind=StoryDecision.Kind.REJECT)
    rows = rejections.filter(articles__overlap=list(ids)).values_list("story_id", "articles")
    for story_id, articles in rows:
        for article_id in ids.intersection(articles):
            found[article_id].add(story_id)
    return {article: frozenset(stories) for article, stories in found.items()}


def final_stories(story_ids: Iterable[int]) -> dict[int, int]:
    """Where stories are now that were merged: their id → the id of the story they lead to."""
    found = {pk: pk for pk in story_ids}
    while found:
        merged = Story.objects.filter(pk__in=set(found.values()), merged_into__isnull=False)
        step = dict(merged.values_list("pk", "merged_into"))
        if not step:
            break
        found = {pk: step.get(now) or now for pk, now in found.items()}
    return found
