"""Finding the story that an article belongs to, or opening one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_

from django.db import connection, models, transaction

from apps.stories.facts import HeldArticle, read_texts
from apps.stories.models import Story, StoryArticle
from apps.stories.services.bound import Bound, bound_stories
from apps.stories.services.candidates import Neighbourhood, gather, key_of
from apps.stories.services.copies import Copy, find_copies, post_sketches, texts_of
from apps.stories.services.link_rows import Link, LinkWriter
from storytracker.analysis.story.heap import Linked
from storytracker.analysis.story.linking import LinkDecision, Profile, article_profile

LINKING_LOCK = 7_205_001
"""Any number that no other advisory lock of this database has."""


@transaction.atomic
def link_articles(article_ids: Iterable[int]) -> set[int]:
    """Link articles to the stories that they belong to; gives back the ids of those stories.

    What somebody bound to a story (its import, its feed) goes there, with that for a reason. A copy
    of another outlet's text goes where that is. Each other article is compared with the few stories
    that its most telling terms lead to and joins the best that ``compare`` links it to, or opens a
    story of its own. What is near it may move then, and stories turn out to be one, as long as no
    person has decided anything about them.
    Every decision is kept with score and reasons, the nearest rejections too. The stories that
    changed want a rebuild then; the caller sends for it. Articles that have a main story are not
    linked again, so a second run changes nothing. The number of queries does not depend on the
    number of articles.

    Until the surrounding transaction ends nobody else links: two workers with articles on one
    matter must not open two stories for it.
    """
    ids = set(article_ids)
    articles = read_texts(ids - _linked(ids).keys())
    profiles = {key: article_profile(held.facts) for key, held in articles.by_key.items()}
    wait_for_turn()
    homes = _linked(ids)
    new = [held for held in articles.by_key.values() if held.article.pk not in homes]
    if not new:
        return set(homes.values())
    batch = _Batch.of(sorted(new, key=_oldest_first), profiles)
    batch.link()
    return {*homes.values(), *batch.write()}


@transaction.atomic
def join_bound(article_ids: Collection[int]) -> set[int]:
    """Put articles that have a story already into those that they are bound to; the stories' ids.

    The first of them becomes their main story; they stay in the one that they were linked to.
    Articles without a main story are left to ``link_articles``. The caller sends for rebuilds.
    """
    wait_for_turn()
    homes = _linked(article_ids)
    articles = read_texts(homes.keys())
    ties = bound_stories(_texts(articles.by_key.values()))
    rows = StoryArticle.objects.filter(article__in=ties).values_list("article_id", "story_id")
    there = set(rows)
    bound = [held for held in articles.by_key.values() if held.article.pk in ties]
    profiles = {held.facts.key: article_profile(held.facts) for held in bound}
    batch = _Batch.of(sorted(bound, key=_oldest_first), profiles)
    for held in batch.articles:
        new = [b for b in ties[held.article.pk] if (held.article.pk, b.story_id) not in there]
        batch.bind(held, new, has_main=True)
    touched = batch.write()
    _make_main(
        {pk: found[0].story_id for pk, found in ties.items() if found[0].story_id != homes[pk]}
    )
    return touched


def _make_main(story_of: Mapping[int, int]) -> None:
    """Make these stories the articles' main ones; each article is in its story already."""
    if story_of:
        mine = StoryArticle.objects.filter(article__in=story_of)
        mine.filter(is_main=True).update(is_main=False)
        pairs = (models.Q(article=pk, story=story) for pk, story in story_of.items())
        mine.filter(reduce(or_, pairs)).update(is_main=True)


def _linked(article_ids: Collection[int]) -> dict[int, int]:
    """Article id → the id of its main story, for those that have one."""
    main = StoryArticle.objects.filter(article_id__in=article_ids, is_main=True)
    return dict(main.values_list("article_id", "story_id"))


def wait_for_turn() -> None:
    """Nobody else links until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINKING_LOCK])


def _oldest_first(held: HeldArticle) -> tuple[date, str]:
    """So that the outcome does not hang on the order within a batch."""
    return (held.facts.published.day or date.max, held.facts.key)


def _texts(articles: Iterable[HeldArticle]) -> dict[int, str]:
    return {held.article.pk: f"{held.facts.title}\n{held.facts.text}" for held in articles}


@dataclass(slots=True)
class _Batch:
    """Articles in the order of their linking, with what is around them in the archive."""

    articles: Sequence[HeldArticle]
    profiles: Mapping[int, Profile]
    ties: Mapping[int, Sequence[Bound]]
    around: Neighbourhood
    copies: Mapping[int, Sequence[Copy]]
    links: list[Link] = field(default_factory=list)

    @classmethod
    def of(cls, articles: Sequence[HeldArticle], by_key: Mapping[str, Profile]) -> _Batch:
        """Gather what is needed, in a number of queries that does not depend on the batch."""
        profiles = {held.article.pk: by_key[held.facts.key] for held in articles}
        ties = bound_stories(_texts(articles))
        named = {bound.story_id for found in ties.values() for bound in found}
        texts = texts_of(articles)
        post_sketches(texts)
        copies = find_copies(articles, texts)
        also = {copy.article for found in copies.values() for copy in found} - profiles.keys()
        return cls(articles, profiles, ties, gather(profiles, named, also), copies)

    def link(self) -> None:
        """Decide for one article after the other; what one opens, the next may join."""
        for held, near in zip(self.articles, self.around.near, strict=True):
            if bound := self.ties.get(held.article.pk):
                self.bind(held, bound)
                continue
            pk = held.article.pk
            found = {key_of(other): weight for other, weight in near.items()}
            barred = self.around.refused.get(pk, frozenset())
            same = [(key_of(copy.article), copy.decision) for copy in self.copies.get(pk, ())]
            linked = self.around.heap.add(key_of(pk), self.profiles[pk], found, barred, same)
            if linked.decision is None:
                story = Story(title=held.facts.title, analysis_version="")
                self.around.stories[linked.story] = story
            self.links.append(self._link(held, linked))

    def bind(self, held: HeldArticle, bound: Sequence[Bound], *, has_main: bool = False) -> None:
        """Into every story that it is bound to; the first is its main one, unless it has one."""
        pk = held.article.pk
        for number, tie in enumerate(bound):
            is_main = number == 0 and not has_main
            if is_main:
                self.around.heap.put(key_of(pk), self.profiles[pk], tie.story_id)
            else:
                self.around.heap.put_beside(self.profiles[pk], tie.story_id)
            decision = LinkDecision(1.0, True, (tie.reason,))
            self.links.append(
                Link(held.article, self.profiles[pk], tie.story_id, decision, is_main=is_main)
            )

    def _link(self, held: HeldArticle, linked: Linked) -> Link:
        decision = linked.decision or self._opening(linked)
        profile = self.profiles[held.article.pk]
        return Link(held.article, profile, linked.story, decision, linked.others)

    def _opening(self, linked: Linked) -> LinkDecision:
        """The decision to open a story, as sure as the nearest one is far."""
        if not linked.others:
            return LinkDecision(1.0, True, ("opens the story: no other shares its terms",))
        nearest, number = linked.others[0]
        title = self.around.stories[number].title
        reason = f"opens the story: the nearest other, “{title}”, is not near enough"
        return LinkDecision(round(1 - nearest.score, 3), True, (reason, *nearest.reasons))

    def write(self) -> set[int]:
        """Keep everything that was decided; the ids of the stories that changed."""
        return LinkWriter(self.around, self.links).write()
