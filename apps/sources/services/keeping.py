"""Keeping drafts as articles, each once, a whole batch in a few statements."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from apps.sources.models import Article, ArticleVersion, ImportItem, ItemState
from apps.sources.services.copying import copy_in, number
from apps.sources.services.drafting import Draft
from apps.sources.services.removing import why_removed
from apps.sources.services.stages import OUTAGE, stumbled

log = logging.getLogger(__name__)

# Alone, a draft can only clash with what another worker wrote between our look and our insert.
TRIES_ALONE = 2

TextKey = tuple[int | None, str]


def keep_articles(drafts: Sequence[Draft]) -> list[int]:
    """Keep drafts as articles and send their items on; those that we hold end as duplicates.

    All at once in a savepoint. Where the database refuses (another worker was quicker by a
    moment, or a value fits no column), each alone, so that one harms no other. Returns the ids
    of the items that go on.
    """
    if len(drafts) > 1:
        try:
            with transaction.atomic():
                return write(drafts)
        except OUTAGE:
            raise
        except DatabaseError:
            log.info("A batch of %s articles is kept one by one", len(drafts))
    return [pk for draft in drafts for pk in keep_alone(draft)]


def keep_alone(draft: Draft) -> list[int]:
    """The same for one draft; it ends as failed, with words, where it can't be kept."""
    for _ in range(TRIES_ALONE):
        forget_rows(draft)
        try:
            with transaction.atomic():
                return write([draft])
        except OUTAGE:
            raise
        except DatabaseError as error:
            refusal = error
    log.error("Import item %s can't be kept", draft.item.pk, exc_info=refusal)
    row = ImportItem.objects.filter(pk=draft.item.pk)
    row.finish(ItemState.DEAD, stumbled(draft.item))
    return []


def forget_rows(draft: Draft) -> None:
    """Make a draft unsaved again, after the transaction that saved it was taken back."""
    draft.article.pk = draft.version.pk = draft.article.current_version = None


def write(drafts: Sequence[Draft]) -> list[int]:
    """Write what is new and point the rest to what we hold; returns the new ones' items."""
    held = Held.near(drafts)
    new: list[Draft] = []
    duplicates: list[tuple[Draft, Article]] = []
    for draft in drafts:
        if same := held.find(draft):
            duplicates.append((draft, same))
        else:
            held.add(draft)
            new.append(draft)
    insert(new)
    for draft, article in duplicates:
        row = ImportItem.objects.filter(pk=draft.item.pk)
        if article.is_removed:
            row.finish(ItemState.SKIPPED, why_removed(article), article=article, raw=None)
        else:
            row.finish(ItemState.DUPLICATE, why_the_same(article, draft.article), article=article)
    return [draft.item.pk for draft in new]


def insert(drafts: Sequence[Draft]) -> None:
    """Write articles with their versions, and send their items on."""
    articles = [draft.article for draft in drafts]
    versions = [draft.version for draft in drafts]
    # Keys first: an article is written with the version that is written after it.
    number(articles)
    number(versions)
    for draft in drafts:
        draft.version.article = draft.article
        draft.article.current_version = draft.version
        draft.item.article = draft.article
    copy_in(articles)
    copy_in(versions)
    tie({draft.item.pk: draft.article.pk for draft in drafts})


def tie(articles: Mapping[int, int]) -> None:
    """Send items on, each with its article."""
    items = ImportItem.objects.filter(pk__in=articles)
    article = RawSQL(
        "SELECT kept.article FROM unnest(%s::bigint[], %s::bigint[]) AS kept(item, article) "
        "WHERE kept.item = sources_importitem.id",
        [list(articles), list(articles.values())],
    )
    items.pass_on(ItemState.ASSERTING, article=article)


@dataclass(slots=True)
class Held:
    """The articles that some drafts may be the same as, by what makes articles the same."""

    by_address: dict[str, Article] = field(default_factory=dict)
    by_text: dict[TextKey, Article] = field(default_factory=dict)
    by_bytes: dict[int | None, Article] = field(default_factory=dict)

    @classmethod
    def near(cls, drafts: Sequence[Draft]) -> Held:
        """What the database holds near ``drafts``, in two look-ups by index."""
        keys = [draft.article.url_key for draft in drafts if draft.article.url_key]
        texts = [draft.article.content_hash for draft in drafts]
        held = cls()
        held.know(Article.objects.filter(Q(url_key__in=keys) | Q(content_hash__in=texts)))
        raw = [draft.item.raw_id for draft in drafts if draft.is_bare]
        same_bytes = ArticleVersion.objects.filter(raw__in=raw).select_related("article")
        for version in same_bytes.order_by("article"):
            held.by_bytes.setdefault(version.raw_id, version.article)
        return held

    def know(self, articles: Iterable[Article]) -> None:
        for article in articles:
            if article.url_key:
                self.by_address.setdefault(article.url_key, article)
            self.by_text.setdefault((article.outlet_id, article.content_hash), article)

    def add(self, draft: Draft) -> None:
        """A draft that is about to be written: the next of its batch may be the same."""
        self.know([draft.article])
        self.by_bytes.setdefault(draft.version.raw_id, draft.article)

    def find(self, draft: Draft) -> Article | None:
        """The article that a draft is the same as.

        That is: the same address, or the same outlet and content. Nobody having said anything
        about a document, the same bytes are the same article even where an editor has
        corrected its outlet since.
        """
        article = draft.article
        return (
            self.by_address.get(article.url_key or "")
            or self.by_text.get((article.outlet_id, article.content_hash))
            or (self.by_bytes.get(draft.version.raw_id) if draft.is_bare else None)
        )


def why_the_same(held: Article, article: Article) -> str:
    """In words: why ``article`` was not kept beside ``held``."""
    if held.content_hash == article.content_hash:
        return "We hold this article already, word for word."
    if held.url_key == article.url_key:
        return (
            "We hold an article from this address already. This text differs from it; the "
            "document is kept with this import."
        )
    return "We hold this very document already."
