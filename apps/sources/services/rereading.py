"""Reading an article's bytes again, with a newer analysis; what editors decided stays."""

from __future__ import annotations

from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.sources.models import (
    DATED_FIELDS,
    Article,
    ArticleDecision,
    ArticleVersion,
    ImportItem,
    ItemState,
    StoredBytes,
)
from apps.sources.services.deciding import CantBeDecided, append, lock
from apps.sources.services.drafting import Draft, content_hash, draft_of, removed_json
from apps.sources.services.editing import correct_text, next_number
from apps.sources.services.outlets import get_outlets
from apps.sources.services.reading import names_of_outlets, nothing_to_analyse, read
from apps.sources.services.updating import SAID_ANEW, undecided
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.types import Reading

PASTED = "text/plain; charset=utf-8"

# What a reading says of the article as a whole, where no editor has decided on it.
REREAD = (
    "title",
    "bylines",
    "dateline",
    "language",
    "section",
    "modified",
    "amp_url",
    "partial",
    "outlet",
    "outlet_basis",
    "outlet_reason",
    "content_hash",
    *DATED_FIELDS,
)


class CantBeReread(Exception):
    """Its bytes give no article now, or are gone; says why. Nothing was changed."""


def reread_article(article: Article) -> bool:
    """Read the article's kept bytes again; true where anything about it changed.

    A text that reads differently becomes a new version, with the cuts of earlier decisions made
    in it again; fields that an editor decided are left alone. Whose text changed waits to be
    analysed: the caller marks the article's stories stale.

    Raises CantBeReread where the bytes are gone or no article is found in them now.
    """
    item = item_of(article)
    draft = read_again(item)
    with transaction.atomic():
        locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if locked.is_removed:
            raise CantBeReread(gettext("The article was removed."))
        # A text that somebody pasted later says nothing of headline, date and outlet.
        changed = item.pk is not None and write_fields(locked, draft)
        changed |= write_reading(locked, draft)
        current = locked.current_version_id
        correct_text(locked)
        changed |= locked.current_version_id != current
    article.refresh_from_db()
    return changed


def replace_text(
    article: Article, *, text: str, reason: str, by: User, seen_revision: int | None = None
) -> ArticleDecision:
    """Give an article that came in part the whole text that somebody pasted; returns the decision.

    The text is read as an import's is and becomes a version beside the others; what editors
    cut before is cut in it too. Headline, date and the rest stay as they are.

    Raises CantBeDecided where no article is found in it, EditConflict where the article is past
    ``seen_revision``.
    """
    raw = text.encode("utf-8", "replace")
    reading = read_article(raw, url=article.url, content_type=PASTED)
    if problem := nothing_to_analyse(reading):
        raise CantBeDecided(problem)
    with transaction.atomic():
        locked = lock(article, seen_revision)
        kept = keep_bytes(raw)
        decision = append(locked, ArticleDecision.Field.WHOLE, kept.sha256, None, reason, by)
        version = version_from(locked, reading, kept)
        if not locked.versions.filter(content_hash=version.content_hash).exists():
            version.save()
        locked.partial = ""
        locked.save(update_fields=["partial"])
        correct_text(locked)
    article.refresh_from_db()
    return decision


def keep_bytes(raw: bytes) -> StoredBytes:
    digest = sha256(raw).hexdigest()
    row, _ = StoredBytes.objects.get_or_create(
        sha256=digest, defaults={"content": raw, "size": len(raw)}
    )
    return row


def version_from(article: Article, reading: Reading, raw: StoredBytes) -> ArticleVersion:
    """The next version of an article, not saved."""
    return ArticleVersion(
        article=article,
        number=next_number(article),
        text=reading.text,
        content_hash=content_hash(reading.text),
        paragraphs=[[p.span.start, p.span.end, p.kind] for p in reading.paragraphs],
        removed=[removed_json(part) for part in reading.removed],
        reasons=list(reading.reasons),
        raw=raw,
        analysis_version=ANALYSIS_VERSION,
    )


def read_again(item: ImportItem) -> Draft:
    """What an item's bytes make of it now, as a draft. Raises CantBeReread."""
    reading = read(item)
    if not isinstance(reading, Reading):
        raise CantBeReread(gettext("The program failed on it; what was read before stays."))
    if problem := nothing_to_analyse(reading):
        raise CantBeReread(problem)
    return draft_of(item, reading, get_outlets(names_of_outlets([item], {item.pk: reading})))


def item_of(article: Article) -> ImportItem:
    """The import item that brought the bytes of the newest text, or a made-up one.

    Made up it is for a text that an editor pasted, and for one that a check of the address brought.

    Raises CantBeReread where the bytes are gone.
    """
    base = article.versions.filter(is_edited=False).exclude(raw=None).order_by("-number").first()
    if base is None or base.raw is None:
        raise CantBeReread(gettext("Its bytes are not kept."))
    items = article.import_items.select_related("raw", "batch").filter(raw=base.raw)
    brought = items.exclude(state=ItemState.DUPLICATE).order_by("pk").first()
    # What a later check of its address brought is told by its bytes.
    whole = article.decisions.filter(field=ArticleDecision.Field.WHOLE)
    is_pasted = whole.filter(value__value=base.raw.sha256).exists()
    kind = PASTED if is_pasted else ""
    return brought or ImportItem(raw=base.raw, url=article.url, content_type=kind)


def write_fields(article: Article, draft: Draft) -> bool:
    """Write what no editor has decided; true where that says something else than before."""
    fields = undecided(article, REREAD if is_first(article, draft) else SAID_ANEW)
    before = [getattr(article, name) for name in fields]
    for name in fields:
        setattr(article, name, getattr(draft.article, name))
    if before == [getattr(article, name) for name in fields]:
        return False
    try:
        with transaction.atomic():
            article.save(update_fields=fields)
    except IntegrityError as error:
        raise CantBeReread(
            gettext("Read anew it would be the same as another article that we hold.")
        ) from error
    return True


def is_first(article: Article, draft: Draft) -> bool:
    """True where these bytes are those that the article came with, and no later state of it."""
    first = article.versions.exclude(raw=None).order_by("number").first()
    return first is None or first.raw_id == draft.version.raw_id


def write_reading(article: Article, draft: Draft) -> bool:
    """Keep the text as it reads now beside the earlier ones; true where it differs."""
    same = article.versions.filter(content_hash=draft.version.content_hash).first()
    if same is None:
        draft.version.article, draft.version.number = article, next_number(article)
        draft.version.save()
        return True
    if same.text != draft.version.text:
        return False  # other spaces: offsets into the version that notes hang on stay good
    return bool(
        ArticleVersion.objects.filter(pk=same.pk)
        .exclude(paragraphs=draft.version.paragraphs, removed=draft.version.removed)
        .update(
            paragraphs=draft.version.paragraphs,
            removed=draft.version.removed,
            reasons=draft.version.reasons,
            analysis_version=draft.version.analysis_version,
        )
    )
