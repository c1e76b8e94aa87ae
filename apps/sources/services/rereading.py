"""Reading an article's bytes again, with a newer analysis; what editors decided stays."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from apps.sources.models import DATED_FIELDS, Article, ArticleDecision, ArticleVersion, ImportItem
from apps.sources.services.drafting import Draft, draft_of
from apps.sources.services.editing import correct_text, next_number
from apps.sources.services.outlets import get_outlets
from apps.sources.services.reading import names_of_outlets, nothing_to_analyse, read

# What an editor's decision of that kind keeps a new reading from writing.
DECIDED = {
    ArticleDecision.Field.OUTLET: ("outlet", "outlet_basis", "outlet_reason"),
    ArticleDecision.Field.PUBLISHED: DATED_FIELDS,
    ArticleDecision.Field.TITLE: ("title",),
    ArticleDecision.Field.BYLINES: ("bylines",),
    ArticleDecision.Field.WHOLE: ("partial",),
}
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
    draft = read_again(article)
    with transaction.atomic():
        locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if locked.is_removed:
            raise CantBeReread("The article was removed.")
        changed = write_fields(locked, draft) | write_reading(locked, draft)
        current = locked.current_version_id
        correct_text(locked)
        changed |= locked.current_version_id != current
    article.refresh_from_db()
    return changed


def read_again(article: Article) -> Draft:
    """What the article's bytes make of it now, as a draft. Raises CantBeReread."""
    item = item_of(article)
    if item is None:
        raise CantBeReread("Its bytes are not kept.")
    reading = read(item)
    problem = "The program failed on it." if reading is None else nothing_to_analyse(reading)
    if reading is None or problem:
        raise CantBeReread(problem)
    return draft_of(item, reading, get_outlets(names_of_outlets([item], {item.pk: reading})))


def item_of(article: Article) -> ImportItem | None:
    """The import item that brought the article, with its bytes."""
    items = article.import_items.select_related("raw", "batch").exclude(raw=None)
    return items.exclude(state="duplicate").order_by("pk").first()


def write_fields(article: Article, draft: Draft) -> bool:
    """Write what no editor has decided; true where that says something else than before."""
    decided = {
        name
        for field in article.decisions.values_list("field", flat=True)
        for name in DECIDED.get(ArticleDecision.Field(field), ())
    }
    fields = [name for name in REREAD if name not in decided]
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
            "Read anew it would be the same as another article that we hold."
        ) from error
    return True


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
