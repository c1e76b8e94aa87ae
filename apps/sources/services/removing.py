"""Removing an article for good: its words go, a tombstone stays and says why."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.sources.models import Article, ArticleDecision, ArticleVersion, ImportItem, StoredBytes
from apps.sources.services.deciding import CantBeDecided, append, lock


def remove_article(
    article: Article, *, reason: str, by: User, seen_revision: int | None = None
) -> ArticleDecision:
    """Take an article's words out of the database; returns the decision.

    Its bytes go (unless another article came as the same bytes), and the text of each of its
    versions. What stays is a tombstone: headline, outlet, date, address, the decisions, and a
    hash by which the same article is known when somebody imports it again. What rests on the
    words is the caller's to take back (assertions, timelines), in the same transaction.

    Raises CantBeDecided without a reason or on a tombstone, EditConflict where the article is
    past ``seen_revision``.
    """
    reason = reason.strip()
    if not reason:
        raise CantBeDecided(
            gettext("Say why it is removed: the tombstone tells. Nothing was changed.")
        )
    with transaction.atomic():
        locked = lock(article, seen_revision)
        decision = append(locked, ArticleDecision.Field.REMOVAL, "removed", None, reason, by)
        forget_edits(locked)
        locked.removed_at, locked.removed_by = timezone.now(), by
        locked.removal_reason, locked.current_version = reason, None
        locked.save(update_fields=["removed_at", "removed_by", "removal_reason", "current_version"])
        forget_words(locked)
    article.refresh_from_db()
    return decision


def forget_edits(article: Article) -> None:
    """Decisions on the text hold its words; that they were made stays, the words go."""
    for decision in article.decisions.filter(field=ArticleDecision.Field.TEXT):
        edits = [{**edit, "words": ""} for edit in decision.value["value"]]
        decision.value = {**decision.value, "value": edits}
        decision.save(update_fields=["value"])


def forget_words(article: Article) -> None:
    """Blank the text of every version, and delete bytes that nobody else came as."""
    raw = set(article.versions.exclude(raw=None).values_list("raw", flat=True))
    article.versions.update(text="", paragraphs=[], removed=[], reasons=[], raw=None)
    ImportItem.objects.filter(article=article).update(raw=None)
    shared = set(ArticleVersion.objects.filter(raw__in=raw).values_list("raw", flat=True))
    shared |= set(ImportItem.objects.filter(raw__in=raw).values_list("raw", flat=True))
    StoredBytes.objects.filter(pk__in=raw - shared).delete()


def allow_again(article: Article, *, reason: str, by: User) -> ArticleDecision:
    """Let a removed article be imported again; the tombstone stays. Returns the decision.

    Raises CantBeDecided where it was not removed, or is allowed already.
    """
    with transaction.atomic():
        locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if not locked.is_removed or is_allowed_again(locked):
            raise CantBeDecided(gettext("It can be imported already. Nothing was changed."))
        locked.url_key, locked.content_hash = None, tombstone_hash(locked)
        locked.save(update_fields=["url_key", "content_hash"])
        decision = append(
            locked, ArticleDecision.Field.REMOVAL, "allowed again", "removed", reason, by
        )
    article.refresh_from_db()
    return decision


def is_allowed_again(article: Article) -> bool:
    """True for a tombstone that no import is compared with any more."""
    return article.content_hash == tombstone_hash(article)


def tombstone_hash(article: Article) -> str:
    """A hash that no text has."""
    return f"removed-{article.pk}"


def why_removed(article: Article) -> str:
    """In words, for an import that brings a removed article again."""
    assert article.removed_at is not None
    who = f" by {article.removed_by.get_username()}" if article.removed_by else ""
    return (
        f"An article like this one was removed{who} on {article.removed_at:%-d %b %Y}: "
        f"{article.removal_reason} It was not taken in again. An admin can allow it on its page."
    )
