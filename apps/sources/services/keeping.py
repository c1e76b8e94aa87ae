"""Keeping drafts as articles, each once, a whole batch in a few statements."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import md5

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import MD5

from apps.sources.models import Article, ArticleVersion, ImportItem, ItemState
from apps.sources.services.copying import copy_in, number
from apps.sources.services.drafting import Draft
from apps.sources.services.removing import why_removed
from apps.sources.services.stages import OUTAGE, stumbled
from apps.sources.services.updating import update_text
from storytracker.analysis.story.near_duplicates import sameness, shingled

log = logging.getLogger(__name__)

# Alone, a draft can only clash with what another worker wrote between our look and our insert.
TRIES_ALONE = 2

TextKey = tuple[int | None, str]


def keep_articles(drafts: Sequence[Draft]) -> list[int]:
    """Keep drafts as articles and send their items on; those that we hold end as duplicates.

    A text of an article that we hold which says something else becomes a version of it, and goes
    on too.

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
    draft.version.number, draft.version.is_return = 1, False


def write(drafts: Sequence[Draft]) -> list[int]:
    """Write what is new, and the rest to articles that we hold; returns the items that go on."""
    held = Held.near(drafts)
    new: list[Draft] = []
    known: list[tuple[Draft, Article]] = []
    for draft in drafts:
        if same := held.find(draft):
            known.append((draft, same))
        else:
            held.add(draft)
            new.append(draft)
    insert(new)
    # In one order everywhere, as each is locked.
    known.sort(key=lambda pair: pair[1].pk)
    changed = [draft.item.pk for draft, article in known if bring_up_to_date(draft, article)]
    return [*(draft.item.pk for draft in new), *changed]


def bring_up_to_date(draft: Draft, article: Article) -> bool:
    """Take a draft as the newest text of an article; false where its item ends, with words."""
    row = ImportItem.objects.filter(pk=draft.item.pk)
    if article.is_removed:
        row.finish(ItemState.SKIPPED, why_removed(article), article=article, raw=None)
        return False
    update = update_text(article, draft, is_live=bool(draft.item.fetched_url))
    if update.version is None:
        row.finish(ItemState.DUPLICATE, update.why, article=article)
        return False
    row.pass_on(ItemState.ASSERTING, article=article, version=update.version)
    return True


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
    by_headline: dict[TextKey, list[Article]] = field(default_factory=dict)
    by_bytes: dict[int | None, Article] = field(default_factory=dict)

    @classmethod
    def near(cls, drafts: Sequence[Draft]) -> Held:
        """What the database holds near ``drafts``, in three look-ups by index."""
        keys = [draft.article.url_key for draft in drafts if draft.article.url_key]
        texts = [draft.article.content_hash for draft in drafts]
        held = cls()
        held.know(Article.objects.filter(Q(url_key__in=keys) | Q(content_hash__in=texts)))
        held.know(with_headlines_of(drafts))
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
            if article.outlet_id and article.title:
                same = self.by_headline.setdefault((article.outlet_id, article.title), [])
                same.append(article)

    def add(self, draft: Draft) -> None:
        """A draft that is about to be written: the next of its batch may be the same."""
        draft.article.current_version = draft.version
        self.know([draft.article])
        self.by_bytes.setdefault(draft.version.raw_id, draft.article)

    def find(self, draft: Draft) -> Article | None:
        """The article that a draft is the same as.

        That is: the same address, or the same outlet and content, or a text of the same outlet
        under the same headline that is mostly the same. Nobody having said anything about a
        document, the same bytes are the same article even where an editor has corrected its
        outlet since.
        """
        article = draft.article
        return (
            self.by_address.get(article.url_key or "")
            or self.by_text.get((article.outlet_id, article.content_hash))
            or (self.by_bytes.get(draft.version.raw_id) if draft.is_bare else None)
            or self.of_that_headline(draft)
        )

    def of_that_headline(self, draft: Draft) -> Article | None:
        """An article that the draft is a changed text of, by outlet, headline and words.

        A headline alone is not enough ("Weather", "Live updates"): neither may the addresses or
        the days be others, and half of the shorter text has to stand in the other.
        """
        article = draft.article
        for held in self.by_headline.get((article.outlet_id, article.title), ()):
            if can_be_one(held, article) and is_kin(held.current_version, draft.version):
                return held
        return None


def with_headlines_of(drafts: Sequence[Draft]) -> QuerySet[Article]:
    """Articles of the drafts' outlets under their headlines."""
    named = [draft.article for draft in drafts if draft.article.outlet_id and draft.article.title]
    hashes = {md5(a.title.encode(), usedforsecurity=False).hexdigest() for a in named}
    articles = Article.objects.present().alias(headline=MD5("title"))
    outlets = {a.outlet_id for a in named}
    return articles.filter(outlet__in=outlets, headline__in=hashes).select_related(
        "current_version"
    )


def can_be_one(held: Article, article: Article) -> bool:
    """False where address or day tell them apart."""
    addresses = {key for key in (held.url_key, article.url_key) if key}
    days = {day for day in (held.when_day, article.when_day) if day}
    return len(addresses) < 2 and len(days) < 2


def is_kin(held: ArticleVersion | None, version: ArticleVersion) -> bool:
    """True where half of the shorter text stands in the other."""
    return held is not None and sameness(shingled(held.text), shingled(version.text)).near_duplicate
