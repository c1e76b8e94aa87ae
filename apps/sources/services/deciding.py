"""What editors correct about an article: its outlet, date, title and bylines.

Their word is kept for good: it wins over whatever a later reading finds.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.sources.documents import one_line
from apps.sources.models import DATED_FIELDS, Article, ArticleDecision
from apps.sources.services.outlets import get_outlets
from storytracker.analysis.types import Basis, Dating, Precision


class CantBeDecided(Exception):
    """The decision can't be taken; says why, in words. Nothing was changed."""


class EditConflict(CantBeDecided):
    """Somebody decided on the article since its page was read; ``newest`` is their decision.

    ``revision`` is what the article has now: a decision that has seen it goes through.
    """

    def __init__(self, newest: ArticleDecision | None, revision: int) -> None:
        super().__init__("Somebody else changed this article while you were at it.")
        self.newest = newest
        self.revision = revision


class AlreadyHeld(CantBeDecided):
    """Another article has this outlet and this very text; ``article`` is the one."""

    def __init__(self, article: Article, outlet: str) -> None:
        super().__init__(
            f"{outlet} and this very text are held already, as article {article.pk} "
            f"(“{article.title}”). Nothing was changed."
        )
        self.article = article


def set_outlet(
    article: Article, *, name: str, reason: str, by: User, seen_revision: int | None = None
) -> ArticleDecision:
    """Say whose article it is; returns the decision, which is appended to the earlier ones.

    The article gets the outlet (basis: editor) in the same transaction. The stories that the
    article is in are behind then: the caller marks them stale, as sources know no stories.

    Raises CantBeDecided for an empty name, AlreadyHeld where that outlet's article with the
    same text is held, and EditConflict where the article is past ``seen_revision``.
    """
    name = one_line(name, 200)
    outlet = get_outlets([name]).get(name)
    if outlet is None:
        raise CantBeDecided(gettext("Name the outlet that published it. Nothing was changed."))
    try:
        with transaction.atomic():
            locked = lock(article, seen_revision)
            decision = append(
                locked, ArticleDecision.Field.OUTLET, outlet.name, outlet_name(locked), reason, by
            )
            locked.outlet, locked.outlet_basis = outlet, Basis.EDITOR
            locked.outlet_reason = said_by(by, reason)
            locked.save(update_fields=["outlet", "outlet_basis", "outlet_reason"])
    except IntegrityError as error:
        other = Article.objects.filter(outlet=outlet, content_hash=article.content_hash).first()
        if other is None:
            raise
        raise AlreadyHeld(other, outlet.name) from error
    article.refresh_from_db()
    return decision


def set_published(
    article: Article,
    *,
    day: date | None,
    reason: str,
    by: User,
    seen_revision: int | None = None,
) -> ArticleDecision:
    """Say on which day it was published, ``None`` for "that is not known"; returns the decision.

    The article gets the date (basis: editor, precise to the day) in the same transaction. The
    stories that the article is in are behind then: the caller marks them stale.

    Raises CantBeDecided for a day to come, EditConflict as ``set_outlet`` does.
    """
    if day is not None and day > timezone.now().date() + timedelta(days=1):
        raise CantBeDecided(gettext("That day is yet to come. Nothing was changed."))
    with transaction.atomic():
        locked = lock(article, seen_revision)
        was = locked.when_day.isoformat() if locked.when_day else None
        value = day.isoformat() if day else None
        decision = append(locked, ArticleDecision.Field.PUBLISHED, value, was, reason, by)
        locked.when = Dating(
            day=day,
            precision=Precision.DAY if day else Precision.UNKNOWN,
            basis=Basis.EDITOR,
            reasons=(said_by(by, reason),),
        )
        locked.save(update_fields=DATED_FIELDS)
    article.refresh_from_db()
    return decision


def set_bylines(
    article: Article,
    *,
    names: Iterable[str],
    reason: str,
    by: User,
    seen_revision: int | None = None,
) -> ArticleDecision:
    """Say who wrote it, nobody for an empty list; returns the decision.

    Raises EditConflict as ``set_outlet`` does.
    """
    bylines = list(dict.fromkeys(name for raw in names if (name := one_line(raw, 200))))
    with transaction.atomic():
        locked = lock(article, seen_revision)
        decision = append(
            locked, ArticleDecision.Field.BYLINES, bylines, locked.bylines, reason, by
        )
        locked.bylines = bylines
        locked.save(update_fields=["bylines"])
    article.refresh_from_db()
    return decision


def set_whole(
    article: Article, *, reason: str, by: User, seen_revision: int | None = None
) -> ArticleDecision:
    """Say that the text is all there is of the article, though the program took it for a part.

    Raises EditConflict as ``set_outlet`` does.
    """
    with transaction.atomic():
        locked = lock(article, seen_revision)
        decision = append(
            locked, ArticleDecision.Field.WHOLE, True, locked.partial or None, reason, by
        )
        locked.partial = ""
        locked.save(update_fields=["partial"])
    article.refresh_from_db()
    return decision


def lock(article: Article, seen_revision: int | None = None) -> Article:
    """The article as it is now, locked: two editors' decisions come one after the other.

    Raises EditConflict where it is past ``seen_revision``, CantBeDecided on a tombstone.
    """
    locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if seen_revision is not None and locked.revision != seen_revision:
        raise EditConflict(newest_decision(locked), locked.revision)
    if locked.is_removed:
        raise CantBeDecided(gettext("The article was removed meanwhile. Nothing was changed."))
    return locked


def newest_decision(article: Article) -> ArticleDecision | None:
    """The last thing that somebody decided on the article."""
    return article.decisions.select_related("by").order_by("at", "pk").last()


def append(
    article: Article, field: ArticleDecision.Field, value: Any, was: Any, reason: str, by: User
) -> ArticleDecision:
    """Write a decision beside the earlier ones; it keeps what stood there before.

    The article is saved with a higher revision.
    """
    article.revision += 1
    article.save(update_fields=["revision"])
    return ArticleDecision.objects.create(
        article=article, field=field, value={"value": value, "was": was}, reason=reason, by=by
    )


def outlet_name(article: Article) -> str | None:
    return article.outlet.name if article.outlet else None


def said_by(by: User, reason: str) -> str:
    """An editor's decision as a reason in words."""
    return f"{by.get_username()} says so: {reason}" if reason else f"{by.get_username()} says so"
