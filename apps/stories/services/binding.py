"""Saying what belongs to a story before it is read: an import, a feed, a search of feeds.

Linking asks for these first. The order in which things happen makes no difference to an
import: bound before or after its articles were linked, they are in the story, and it is their
main one. What differs is that an article which was linked before stays in the story that it was
linked to as well. A feed is bound from now on: what was linked before it was bound stays where it
is, as years of a feed can't be put into a story by a slip of the hand and got out again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.sources.documents import Document, one_line
from apps.sources.models import Feed, Import, ImportItem, ItemState
from apps.sources.services import accept_documents
from apps.stories.models import Story, StoryArticle, StoryFeed, StoryFeedAct, StoryImport
from apps.stories.services.linking import join_bound
from apps.stories.sweeping import tell_stories

# A duplicate's article is put into the story within seconds; what an editor decides on it a day
# later is not undone.
JOINS_WITHIN = timedelta(hours=1)
JOINED_AT_ONCE = 500


class CantBeBound(Exception):
    """It can't be bound to the story; says why, in words. Nothing was changed."""


@transaction.atomic
def import_into_story(
    story: Story,
    *,
    by: User | None,
    channel: str,
    documents: Iterable[Document],
    submit_token: UUID,
    bulk: bool = False,
) -> Import:
    """``accept_documents``, and everything in the import belongs to ``story``; both or neither.

    Takes, gives back and raises what ``apps.sources.services.accept_documents`` does. The same
    form sent twice is one import and one binding.
    """
    batch = accept_documents(
        by=by, channel=channel, documents=documents, submit_token=submit_token, bulk=bulk
    )
    bind_import(story, batch)
    return batch


@transaction.atomic
def bind_import(story: Story, batch: Import) -> StoryImport:
    """Everything in ``batch`` belongs to ``story``: what is in it, and what is still on its way.

    Articles that were linked already join the story in the same transaction, and it becomes
    their main one. Bound twice is bound once.

    Raises CantBeBound where the import was made for another story.
    """
    tie, is_new = StoryImport.objects.get_or_create(batch=batch, defaults={"story": story})
    if tie.story_id != story.pk:
        raise CantBeBound(
            gettext("This import was made for “%(title)s” already. Nothing was changed.")
            % {"title": tie.story.title}
        )
    if is_new:
        held = batch.items.exclude(article=None).values_list("article", flat=True)
        join(held)
    return tie


def bind_feed(story: Story, feed: Feed | None, words: str, by: User) -> StoryFeed:
    """What comes through ``feed`` from now on, and has all of ``words``, belongs to ``story``.

    No feed: through any feed; then there have to be words, or all would belong to it.

    Raises CantBeBound for neither feed nor words, and where the same is bound already.
    """
    words = one_line(words, 300)
    if feed is None and not words:
        raise CantBeBound(gettext("Choose a feed, or give words to look for in all of them."))
    try:
        with transaction.atomic():
            binding = StoryFeed.objects.create(story=story, feed=feed, words=words, created_by=by)
            _keep_act(StoryFeedAct.Kind.BOUND, binding, by)
            return binding
    except IntegrityError as error:
        raise CantBeBound(
            gettext("This is bound to the story already. Nothing was changed.")
        ) from error


def unbind_feed(binding: StoryFeed, by: User) -> None:
    """What comes from now on finds its story by itself; what is in the story stays there."""
    with transaction.atomic():
        _keep_act(StoryFeedAct.Kind.UNBOUND, binding, by)
        binding.delete()


def _keep_act(kind: StoryFeedAct.Kind, binding: StoryFeed, by: User) -> None:
    StoryFeedAct.objects.create(kind=kind, story=binding.story, about=str(binding), by=by)


def join_forgotten() -> int:
    """Put articles into the stories that an import was made for, where linking never saw them.

    These are its duplicates: their article is held, so nothing was linked. For the sweeper;
    returns how many were put into a story.
    """
    there = StoryArticle.objects.filter(
        article=OuterRef("article"), story=OuterRef("batch__story_import__story")
    )
    linked = StoryArticle.objects.filter(article=OuterRef("article"), is_main=True)
    rows = ImportItem.objects.filter(
        ~Exists(there),
        Exists(linked),
        batch__story_import__isnull=False,
        state=ItemState.DUPLICATE,
        finished_at__gt=Now() - JOINS_WITHIN,
    )
    return join(rows.order_by("pk").values_list("article", flat=True)[:JOINED_AT_ONCE])


def join(article_ids: Iterable[int | None]) -> int:
    """Put linked articles where they are bound to, and ask for those stories' rebuild."""
    ids = {pk for pk in article_ids if pk is not None}
    if not ids:
        return 0
    with transaction.atomic():
        stories = join_bound(ids)
        transaction.on_commit(lambda: tell_stories(stories))
    return len(ids) if stories else 0
