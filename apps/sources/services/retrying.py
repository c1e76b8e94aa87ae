"""Another try: items that failed or were set aside go on from where they got to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.db.models import Case, CharField, DateTimeField, Q, Value, When
from django.utils.translation import gettext, ngettext

from apps.accounts.models import User
from apps.sources.dispatch import ASSERT, MAX_MESSAGES, PARSE, batch_size, dispatch
from apps.sources.models import RETRYABLE_STATES, Import, ImportItem, ItemState, SourceAct
from apps.sources.querysets import ImportItemQuerySet
from apps.sources.services.acting import keep_import_act
from apps.sources.services.importing import digest, store
from apps.sources.services.scheduling import tell_fetchers

PLAIN_TEXT = "text/plain; charset=utf-8"


# There is an address to ask, and either no bytes came from it or nothing was found in them.
TO_FETCH = Q(article=None) & ~Q(host="") & (Q(raw=None) | Q(state=ItemState.NEEDS_REVIEW))


class CantBeRetried(Exception):
    """The item isn't in a state from which another try makes sense; says why, in words."""


class CantBePasted(Exception):
    """The text can't take the place of the item's document; says why, in words."""


def retry_item(item: ImportItem, *, by: User) -> ImportItem:
    """Send an item that failed or was set aside on its way again, from where it got to.

    An address whose page was no article is asked again, as it may be one by now.

    Raises CantBeRetried where its bytes were not kept and it has no address, or where it is on
    its way already or done (somebody else may have been quicker).
    """
    if item.raw_id is None and not item.host:
        raise CantBeRetried(
            gettext("Its bytes were not kept. Import the document again, or paste its text.")
        )
    with transaction.atomic():
        if not send_again(item.batch, ImportItem.objects.filter(pk=item.pk), bulk=False):
            raise CantBeRetried(gettext("It is on its way already, or done. Nothing was changed."))
        keep_import_act(SourceAct.Kind.RETRIED, item.batch, by, item.label)
    item.refresh_from_db()
    return item


def retry_items(batch: Import, *, by: User, states: Sequence[str] = (ItemState.DEAD,)) -> int:
    """Send all of an import's items that ended in one of ``states`` on their way again.

    Those with neither bytes nor an address stay as they are. Returns how many go on.
    """
    with transaction.atomic():
        items = ImportItem.objects.filter(batch=batch, state__in=[str(state) for state in states])
        count = send_again(batch, items, bulk=batch.bulk)
        if count:
            words = ngettext("%(n)s document", "%(n)s documents", count) % {"n": f"{count:,}"}
            keep_import_act(SourceAct.Kind.RETRIED, batch, by, words)
    return count


def send_again(batch: Import, items: ImportItemQuerySet, *, bulk: bool) -> int:
    """Pass retryable items to the stage that they are at; returns how many.

    A cancelled import goes on with them; else nobody would take them up.
    """
    # Locked in one order, so that two who ask at once are one after the other.
    possible = items.filter(state__in=RETRYABLE_STATES).filter(TO_FETCH | Q(raw__isnull=False))
    locked = possible.order_by("pk").select_for_update(of=("self",))
    again = ImportItem.objects.filter(pk__in=locked.values("pk"))
    count = again.pass_on(stage_again(), dispatched_at=told_at(), failures=0, next_try_at=None)
    if count:
        Import.objects.filter(pk=batch.pk).exclude(cancelled_at=None).update(cancelled_at=None)
        for stage, state in ((ASSERT, ItemState.ASSERTING), (PARSE, ItemState.FETCHED)):
            sent = ImportItem.objects.filter(
                batch=batch, state=state, dispatched_at=TransactionNow()
            )
            most = MAX_MESSAGES * batch_size(bulk)
            ids = list(sent.order_by("pk").values_list("pk", flat=True)[:most])
            transaction.on_commit(partial(dispatch, stage, ids, bulk=bulk))
        transaction.on_commit(tell_fetchers)
    return count


def stage_again() -> Case:
    """The state that a retryable item goes on from."""
    return Case(
        When(TO_FETCH, then=Value(ItemState.QUEUED)),
        When(article=None, then=Value(ItemState.FETCHED)),
        default=Value(ItemState.ASSERTING),
        output_field=CharField(),
    )


def told_at() -> Case:
    """When the workers are told of it: with this transaction's end, or when its host's turn is."""
    return Case(When(TO_FETCH, then=None), default=TransactionNow(), output_field=DateTimeField())


def paste_instead(
    item: ImportItem, *, text: str, by: User, content_type: str = PLAIN_TEXT
) -> ImportItem:
    """Take an article's text from somebody who has it before him, in place of the document.

    Address, outlet and date stay as they were given. ``content_type`` says where it is mark-up.
    Raises CantBePasted for no text, for too
    much of it, and where the item is on its way or has its article.
    """
    content = text.encode("utf-8", "replace")
    if not text.strip():
        raise CantBePasted(gettext("Paste the article's text. Nothing was changed."))
    if len(content) > settings.UPLOAD_FILE_LIMIT_BYTES:
        limit = settings.UPLOAD_FILE_LIMIT_BYTES // 1_000_000
        raise CantBePasted(
            gettext("This text is larger than %(limit)s MB. Nothing was changed.")
            % {"limit": limit}
        )
    states = [*RETRYABLE_STATES, ItemState.SKIPPED]
    with transaction.atomic():
        raw = store([content])[digest(content)]
        waiting = ImportItem.objects.filter(pk=item.pk, state__in=states, article=None)
        pasted = {"raw_id": raw, "content_type": content_type, "file_name": "", "host": ""}
        if not waiting.pass_on(ItemState.FETCHED, **pasted, next_try_at=None):
            raise CantBePasted(gettext("It is on its way already, or done. Nothing was changed."))
        Import.objects.filter(pk=item.batch_id).update(cancelled_at=None)
        keep_import_act(SourceAct.Kind.PASTED, item.batch, by, item.label)
        transaction.on_commit(partial(dispatch, PARSE, [item.pk], bulk=False))
    item.refresh_from_db()
    return item
