"""Finding timelines that were forgotten, and telling the workers of stories only once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from apps.sources.dispatch import INTERACTIVE, MAX_MESSAGES, REBUILD, dispatch, messages_waiting
from apps.sources.models import ImportItem, ItemState
from apps.sources.querysets import ImportItemQuerySet
from apps.stories.models import Story, StoryArticle
from apps.stories.querysets import StoryQuerySet

STORIES_PER_SWEEP = 500
# A rebuild that did not succeed is tried again after a lease's time, then after twice that, and so
# on; in the end a few times a day, so that an upgrade which mends it is noticed.
LONGEST_WAIT_SECONDS = 6 * 3600
# Articles of the stories whose timelines are made in one transaction: a few dozen stories of the
# common size, or one that is large. More cost no less per story and keep claims locked for longer.
TOGETHER = 200
# As many tries that ended without a word (each time the worker was killed, say) count as failed.
SILENT_TRIES = 3

CANT_BE_PLACED = (
    "The program failed while making the timeline of its story. The article is kept, and the "
    "timeline stays as it was. The program tries again by itself, less and less often; the log of "
    "the server says more."
)


def tell_stories(ids: Iterable[int], *, bulk: bool = False) -> int:
    """Tell the workers that stories are behind; returns how many were told.

    A story whose message is on its way is left out: whoever takes that up reads everything
    that is known by then, so a hundred articles don't make for a hundred rebuilds.
    """
    with transaction.atomic():
        untold = Story.objects.filter(pk__in=list(ids)) & unsent()
        chosen = mark(untold)
    return dispatch(REBUILD, chosen, bulk=bulk)


def sweep_stories() -> int:
    """Tell the workers of stale stories that were forgotten; returns how many were told.

    One whose rebuild fails is told of ever more rarely. Items that wait for a timeline which is
    made already, which can't be made, or which nobody would make, wait no longer.
    """
    settle()
    send_back()
    give_up_placing(Story.objects.stale().due().filter(tries__gte=SILENT_TRIES))
    waiting = messages_waiting(INTERACTIVE)
    if waiting is None or waiting >= MAX_MESSAGES:
        return 0
    with transaction.atomic():
        chosen = mark(unsent().due())
    return dispatch(REBUILD, chosen)


def unsent() -> StoryQuerySet:
    """Stale stories that no message of the last half minute asks for."""
    patience = timedelta(seconds=settings.RESEND_SECONDS)
    forgotten = Q(dispatched_at=None) | Q(dispatched_at__lt=Now() - patience)
    return Story.objects.stale().filter(forgotten)


def mark(stories: StoryQuerySet) -> list[int]:
    """Mark stories as told of, past those that somebody is at; returns their ids."""
    free = stories.order_by("pk").select_for_update(of=("self",), skip_locked=True, no_key=True)
    chosen = list(free.values_list("pk", flat=True)[:STORIES_PER_SWEEP])
    Story.objects.filter(pk__in=chosen).update(dispatched_at=Now())
    return chosen


def in_turns(story_ids: Sequence[int]) -> Iterator[list[int]]:
    """The stories in groups to be made together: until they have ``TOGETHER`` articles.

    One that was tried before without success is alone: what fails for one fails for its group,
    and where it takes the worker with it, nobody is left to say which one it was.
    """
    links = StoryArticle.objects.filter(story__in=story_ids).order_by().values_list("story_id")
    sizes = dict(links.annotate(Count("pk")))
    tried = Story.objects.stale().filter(pk__in=story_ids, tries__gt=0)
    alone = set(tried.values_list("pk", flat=True))
    yield from ([pk] for pk in story_ids if pk in alone)
    group: list[int] = []
    held = 0
    for pk in story_ids:
        if pk in alone:
            continue
        held += sizes.get(pk, 0)
        if group and held > TOGETHER:
            yield group
            group, held = [], sizes.get(pk, 0)
        group.append(pk)
    if group:
        yield group


def take_up(story_ids: Sequence[int]) -> None:
    """Somebody starts on the stories now: what changes from here on asks for a new message.

    The try is counted before it is made, as one that takes the worker with it can't be after.
    """
    stories = Story.objects.filter(pk__in=story_ids)
    in_order = stories.order_by("pk").select_for_update(no_key=True)
    with transaction.atomic():
        by_tries = defaultdict[int, list[int]](list)
        for pk, tries in in_order.values_list("pk", "tries"):
            by_tries[tries].append(pk)
        stories.update(dispatched_at=None)
        for tries, ids in by_tries.items():
            stale = stories.stale().filter(pk__in=ids)
            stale.update(tries=tries + 1, next_try_at=Now() + wait_after(tries))


def wait_after(tries: int) -> timedelta:
    """How long the sweeper leaves a story alone that has failed ``tries`` times, and now again."""
    seconds = settings.ITEM_LEASE_SECONDS * 2 ** min(tries, 16)
    return timedelta(seconds=min(seconds, LONGEST_WAIT_SECONDS))


@transaction.atomic
def give_up_placing(stories: StoryQuerySet) -> int:
    """End the items that waited for timelines which can't be made; returns how many."""
    items = placing(StoryArticle.objects.filter(story__in=stories))
    return items.at_hand().finish(ItemState.DEAD, CANT_BE_PLACED)


def finish_placed(article_ids: Iterable[int]) -> int:
    """Finish the items whose articles have their place now, those given up before among them."""
    given_up = Q(state=ItemState.DEAD, reason=CANT_BE_PLACED)
    items = ImportItem.objects.filter(Q(state=ItemState.PLACING) | given_up)
    return items.filter(article__in=list(article_ids)).finish(ItemState.DONE)


@transaction.atomic
def send_back() -> int:
    """Send items whose article is in no story (any more) to find it one; returns how many."""
    linked = StoryArticle.objects.filter(article=OuterRef("article"))
    lost = ImportItem.objects.filter(~Exists(linked), state=ItemState.PLACING)
    return lost.at_hand().update(state=ItemState.LINKING, dispatched_at=None)


@transaction.atomic
def settle(item_ids: Iterable[int] | None = None) -> int:
    """Finish items (of ``item_ids``, or any) whose story is up to date; returns how many."""
    stale = StoryArticle.objects.filter(story__in=Story.objects.stale())
    items = placing(StoryArticle.objects.all())
    if item_ids is not None:
        items = items.filter(pk__in=list(item_ids))
    settled = items.exclude(Exists(stale.filter(article=OuterRef("article"))))
    return settled.at_hand().finish(ItemState.DONE)


def placing(links: QuerySet[StoryArticle]) -> ImportItemQuerySet:
    """Items that wait for a place on a timeline, of the articles that ``links`` are about."""
    linked = links.filter(article=OuterRef("article"))
    return ImportItem.objects.filter(Exists(linked), state=ItemState.PLACING)
