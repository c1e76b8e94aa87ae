"""Correcting an article's text: its title, paragraphs cut, removed parts put back.

What was read stays as its own version; the corrected text is a version beside it. Decisions are
kept by the words they are about, so that they are made again on whatever a later reading finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.sources.documents import one_line
from apps.sources.models import Article, ArticleDecision, ArticleVersion
from apps.sources.services.deciding import CantBeDecided, append, lock, said_by
from apps.sources.services.drafting import content_hash, removed_json
from storytracker.analysis.reading.editing import EditedText, EditKind, TextEdit, edit_text
from storytracker.analysis.types import Paragraph, ParagraphKind, Removed, Span

LONGEST_TITLE = 1000
"""Code points of a title that an editor writes; the longest headlines have some 200."""


def set_title(
    article: Article, *, title: str, reason: str, by: User, seen_revision: int | None = None
) -> ArticleDecision:
    """Say what its headline is; returns the decision.

    The article gets a version of its text under that headline, which waits to be analysed:
    the caller marks the article's stories stale. Raises CantBeDecided for an empty title, and
    EditConflict where the article is past ``seen_revision``.
    """
    title = one_line(title, LONGEST_TITLE)
    if not title:
        raise CantBeDecided(gettext("Write the headline. Nothing was changed."))
    with transaction.atomic():
        locked = lock(article, seen_revision)
        decision = append(
            locked, ArticleDecision.Field.TITLE, title, locked.title or None, reason, by
        )
        locked.title = title
        locked.save(update_fields=["title"])
        correct_text(locked)
    article.refresh_from_db()
    return decision


def edit_paragraphs(
    article: Article,
    *,
    cut: Iterable[tuple[str, int]] = (),
    back: Iterable[tuple[str, int]] = (),
    reason: str,
    by: User,
    seen_revision: int | None = None,
) -> ArticleDecision:
    """Cut paragraphs and put removed parts back; returns the decision.

    Each part is named by its exact words and how many before it in the text as read have the
    same (from 0). As with ``set_title``, the caller marks the stories stale.

    Raises CantBeDecided where nothing was named, where a part is not in the text, or where no
    paragraph would be left; EditConflict where the article is past ``seen_revision``.
    """
    edits = [as_json(EditKind.CUT, *part) for part in cut]
    edits += [as_json(EditKind.PUT_BACK, *part) for part in back]
    if not edits:
        raise CantBeDecided(gettext("Choose what to cut or to put back. Nothing was changed."))
    with transaction.atomic():
        locked = lock(article, seen_revision)
        decision = append(locked, ArticleDecision.Field.TEXT, edits, None, reason, by)
        edited = correct_text(locked)
        refuse_unfit(edited, {(edit["words"], edit["nth"]) for edit in edits})
    article.refresh_from_db()
    return decision


def as_json(kind: EditKind, words: str, nth: int) -> dict[str, Any]:
    return {"kind": kind.value, "words": words, "nth": nth}


def refuse_unfit(edited: EditedText, asked: set[tuple[str, int]]) -> None:
    """Raise CantBeDecided where an edit of now found nothing, or left nothing."""
    if any((edit.words, edit.nth) in asked for edit in edited.missed):
        raise CantBeDecided(
            gettext("One of these parts is no longer in the text. Nothing was changed.")
        )
    if all(p.kind is ParagraphKind.TITLE for p in edited.paragraphs):
        raise CantBeDecided(
            gettext(
                "That would leave no paragraph. Nothing was changed. An admin can remove "
                "the article."
            )
        )


def correct_text(article: Article) -> EditedText:
    """Give the article the text that its newest reading and all decisions on it make.

    Where there is a version with these very words it becomes the current one again, else a new
    one is written. In the caller's transaction, which holds the article's lock.
    """
    base = version_as_read(article)
    edited = edit_text(
        base.text,
        paragraphs_of(base),
        removed_of(base),
        edits_of(article),
        title=decided_title(article),
    )
    same = article.versions.filter(content_hash=content_hash(edited.text)).order_by("number")
    article.current_version = same.last() or write_version(article, base, edited)
    article.save(update_fields=["current_version"])
    return edited


def version_as_read(article: Article) -> ArticleVersion:
    """The newest version that no editor has touched."""
    return article.versions.filter(is_edited=False).order_by("-number")[0]


def write_version(article: Article, base: ArticleVersion, edited: EditedText) -> ArticleVersion:
    """A new version with the edited text, read from the same bytes as ``base``."""
    return ArticleVersion.objects.create(
        article=article,
        number=next_number(article),
        text=edited.text,
        content_hash=content_hash(edited.text),
        paragraphs=[[p.span.start, p.span.end, p.kind] for p in edited.paragraphs],
        removed=[removed_json(part) for part in edited.removed],
        reasons=[*base.reasons, *(f"not found any more: “{e.words[:80]}”" for e in edited.missed)],
        raw_id=base.raw_id,
        analysis_version=base.analysis_version,
        is_edited=True,
    )


def next_number(article: Article) -> int:
    return (article.versions.aggregate(Max("number"))["number__max"] or 0) + 1


def edits_of(article: Article) -> list[TextEdit]:
    """Every decision on the text's parts, oldest first."""
    decisions = article.decisions.filter(field=ArticleDecision.Field.TEXT).select_related("by")
    return [
        TextEdit(
            EditKind(edit["kind"]),
            edit["words"],
            edit["nth"],
            f"cut: {said_by(decision.by, decision.reason)}",
        )
        for decision in decisions.order_by("at", "pk")
        for edit in decision.value["value"]
    ]


def decided_title(article: Article) -> str:
    """The headline that an editor gave it; empty where none did."""
    newest = article.decisions.filter(field=ArticleDecision.Field.TITLE).order_by("at", "pk").last()
    return str(newest.value["value"]) if newest else ""


def paragraphs_of(version: ArticleVersion) -> Sequence[Paragraph]:
    return [
        Paragraph(Span(start, end), ParagraphKind(kind)) for start, end, kind in version.paragraphs
    ]


def removed_of(version: ArticleVersion) -> Sequence[Removed]:
    return [
        Removed(part["text"], part["kind"], part["reason"], part.get("after"))
        for part in version.removed
    ]
