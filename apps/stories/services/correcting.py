"""What editors put right about an article, with the stories that it stands in following.

Each verb takes, gives back and raises what the one of ``apps.sources.services`` does; in the
same transaction the article's stories are told to make their timelines anew, which reads a
changed text for who says what first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.claims.models import Assertion
from apps.claims.services import forget_words
from apps.sources import services as sources
from apps.sources.models import Article, ArticleDecision, Outlet, OutletDecision
from apps.stories.models import LinkRejection, Note, Story, StoryArticle
from apps.stories.services.anchoring import anchor_again
from apps.stories.services.copies import forget_sketch
from apps.stories.services.indexing import forget_article, index_stories
from apps.stories.services.touching import touch_stories, touch_stories_of_article


@transaction.atomic
def correct_outlet(
    article: Article, *, name: str, reason: str, by: User, **seen: Any
) -> ArticleDecision:
    """``sources.set_outlet``: who published it."""
    decision = sources.set_outlet(article, name=name, reason=reason, by=by, **seen)
    touch_stories_of_article(article.pk)
    return decision


@transaction.atomic
def describe_outlet(outlet: Outlet, *, by: User, **said: Any) -> list[OutletDecision]:
    """``sources.describe_outlet``: what it is called, whose it is, how far to rely on it.

    The letter counts nowhere, so it changes no timeline.
    """
    decisions = sources.describe_outlet(outlet, by=by, **said)
    if {each.field for each in decisions} - {OutletDecision.Field.RELIABILITY}:
        touch_stories(Story.objects.filter(articles__outlet=outlet).values_list("pk", flat=True))
    return decisions


@transaction.atomic
def correct_published(
    article: Article, *, day: date | None, reason: str, by: User, **seen: Any
) -> ArticleDecision:
    """``sources.set_published``: the day it was published."""
    decision = sources.set_published(article, day=day, reason=reason, by=by, **seen)
    touch_stories_of_article(article.pk)
    return decision


@transaction.atomic
def correct_bylines(
    article: Article, *, names: Iterable[str], reason: str, by: User, **seen: Any
) -> ArticleDecision:
    """``sources.set_bylines``: who wrote it. No timeline depends on that."""
    return sources.set_bylines(article, names=names, reason=reason, by=by, **seen)


@transaction.atomic
def correct_title(
    article: Article, *, title: str, reason: str, by: User, **seen: Any
) -> ArticleDecision:
    """``sources.set_title``: its headline, in the text too."""
    decision = sources.set_title(article, title=title, reason=reason, by=by, **seen)
    follow_text(article)
    return decision


@transaction.atomic
def correct_paragraphs(
    article: Article,
    *,
    cut: Iterable[tuple[str, int]],
    back: Iterable[tuple[str, int]],
    reason: str,
    by: User,
    **seen: Any,
) -> ArticleDecision:
    """``sources.edit_paragraphs``: what belongs to its text and what doesn't."""
    decision = sources.edit_paragraphs(article, cut=cut, back=back, reason=reason, by=by, **seen)
    follow_text(article)
    return decision


@transaction.atomic
def complete_text(
    article: Article, *, text: str, reason: str, by: User, **seen: Any
) -> ArticleDecision:
    """``sources.replace_text``: the whole text of an article that came in part."""
    decision = sources.replace_text(article, text=text, reason=reason, by=by, **seen)
    follow_text(article)
    return decision


@transaction.atomic
def read_article_again(article: Article) -> bool:
    """``sources.reread_article``: from its bytes, with the analysis of today."""
    if changed := sources.reread_article(article):
        follow_text(article)
    return changed


def follow_text(article: Article) -> set[int]:
    """After another version became the current one: notes move along, timelines follow.

    Gives back the ids of the stories that are behind now.
    """
    anchor_again(article)
    return touch_stories_of_article(article.pk)


@transaction.atomic
def follow_new_text(article_id: int) -> set[int]:
    """``follow_text`` for an article that a later fetch or import brought another text of."""
    return follow_text(Article.objects.select_related("current_version").get(pk=article_id))


@transaction.atomic
def take_out(
    article: Article, *, reason: str, by: User, seen_revision: int | None = None
) -> ArticleDecision:
    """``sources.remove_article``: its words go, and every timeline is made without it.

    An assertion that a verdict cites stays as the verdict's record, marked withdrawn; the
    others go. Notes keep their words and the quotation they were about.
    """
    decision = sources.remove_article(article, reason=reason, by=by, seen_revision=seen_revision)
    forget_words(article)
    said = Assertion.objects.filter(version__article=article)
    said.filter(verdicts=None).delete()
    said.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    Note.objects.filter(version__article=article).update(version=None, start=None, end=None)
    LinkRejection.objects.filter(article=article).delete()
    stories = list(Story.objects.filter(articles=article).values_list("pk", flat=True))
    StoryArticle.objects.filter(article=article).delete()
    forget_article(article.pk)
    forget_sketch(article.pk)
    index_stories(stories)
    touch_stories(stories)
    return decision
