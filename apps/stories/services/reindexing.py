"""What linking reads of an article, where another text or another day came after its linking."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Q

from apps.claims.services import record_assertions
from apps.sources.models import DATED_FIELDS, ArticleVersion
from apps.sources.services.copying import update_in
from apps.stories.facts import HeldArticle, read_texts
from apps.stories.models import ArticleSketch, ArticleTerm, StoryArticle
from apps.stories.services.copies import post_sketches, texts_of
from apps.stories.services.indexing import index_stories, post_articles, rarity_of
from apps.stories.services.linking import wait_for_turn
from storytracker.analysis.story.linking import Profile, article_profile
from storytracker.analysis.types import Basis


def index_changes(story_ids: Collection[int]) -> set[int]:
    """Let the articles of stories be found by what they say by now, and on the day that counts.

    Gives back the ids of the articles whose text or day is another one than when they were put
    into the index; one query where there are none. They stay in the story that they are in.
    Raises what ``record_assertions`` raises where a new text can't be read.
    """
    behind = _behind(story_ids)
    if behind:
        # Before the turn: while others wait to link, nothing is read that takes long.
        current = ArticleVersion.objects.filter(
            article__in=behind, article__current_version=F("pk")
        )
        record_assertions(current.values_list("pk", flat=True))
        _index_anew(story_ids)
    return behind


def _behind(story_ids: Collection[int]) -> set[int]:
    """Articles in stories with the terms of another text, or another day, than they have.

    A day that the story has inferred for an article without one is no other day.
    """
    both = Q(version__isnull=False, article__current_version__isnull=False)
    another_text = both & ~Q(version=F("article__current_version"))
    another_day = Q(article__when_day__isnull=False) & ~Q(when_day=F("article__when_day"))
    no_day = Q(article__when_day=None, when_day__isnull=False) & ~Q(when_basis=Basis.INFERRED)
    rows = StoryArticle.objects.filter(another_text | another_day | no_day, story__in=story_ids)
    return set(rows.values_list("article_id", flat=True))


@transaction.atomic
def _index_anew(story_ids: Collection[int]) -> None:
    wait_for_turn()
    held = {each.article.pk: each for each in read_texts(_behind(story_ids)).by_key.values()}
    profiles = {pk: article_profile(each.facts) for pk, each in held.items()}
    rows = list(StoryArticle.objects.filter(article__in=held).order_by("pk"))
    for row in rows:
        _tell(row, held[row.article_id], profiles[row.article_id])
    update_in(rows, ["version", "terms", *DATED_FIELDS])
    index_stories({row.story_id for row in rows})
    ArticleTerm.objects.filter(article__in=held).delete()
    post_articles(profiles, rarity_of({t for each in profiles.values() for t in each.terms}))
    ArticleSketch.objects.filter(article__in=held).delete()
    post_sketches(texts_of(list(held.values())))


def _tell(row: StoryArticle, held: HeldArticle, profile: Profile) -> None:
    """Let an article's place in a story say what the article is about, and when it is from."""
    row.version, row.terms = held.version, dict(profile.terms)
    for name in DATED_FIELDS:
        setattr(row, name, getattr(held.article, name))
