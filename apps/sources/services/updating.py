"""A text of an article that we hold: another version of it, or nothing new.

The newest text counts from then on; those before it stay as they were. The article keeps the hash
of its first text, which tells it apart from others in what editors decided about its story.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from apps.sources.models import DATED_FIELDS, Article, ArticleDecision, ArticleVersion
from apps.sources.services.drafting import Draft
from apps.sources.services.editing import correct_text, next_number, version_as_read
from apps.sources.services.removing import why_removed
from storytracker.analysis.reading.changes import changes_between

# What an editor's decision of that kind keeps a new reading from writing.
DECIDED = {
    ArticleDecision.Field.OUTLET: ("outlet", "outlet_basis", "outlet_reason"),
    ArticleDecision.Field.PUBLISHED: DATED_FIELDS,
    ArticleDecision.Field.TITLE: ("title",),
    ArticleDecision.Field.BYLINES: ("bylines",),
    ArticleDecision.Field.WHOLE: ("partial",),
}
# What a later text says anew of its article. Not the day: an outlet that changes a text may move
# it, and the article was put out when it was put out.
SAID_ANEW = ("title", "bylines", "section", "modified", "language", "partial")

SAME = "We hold this article already, word for word."
TRIFLES = (
    "We hold this article already. This text differs from it only in spaces, a time stamp or a "
    "counter."
)
IN_PART = (
    "We hold this article already. What came is not all of it, so the text that we hold stays; the "
    "document is kept."
)
OLDER = (
    "We hold this article already, in a text that its outlet changed later than this one. The "
    "document is kept."
)


@dataclass(frozen=True, slots=True)
class Update:
    """What became of another text: a new version, or why there is none, in words."""

    version: ArticleVersion | None
    why: str = ""


def update_text(article: Article, draft: Draft, *, is_live: bool) -> Update:
    """Make ``draft`` the newest version of ``article``, unless it says nothing new.

    ``is_live``: it is what the outlet shows now, so a text that was there before has been put
    back. Else the draft may be an old copy. Headline, names and the like follow, but for what
    editors decided; their cuts are made in the new text too. In the caller's transaction.
    """
    locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if locked.is_removed:
        return Update(None, why_removed(locked))
    if why := why_not(locked, draft, is_live=is_live):
        return Update(None, why)
    version = draft.version
    version.article, version.number = locked, next_number(locked)
    version.is_return = locked.versions.filter(content_hash=version.content_hash).exists()
    version.save()
    follow(locked, draft.article)
    correct_text(locked)
    return Update(version)


def why_not(article: Article, draft: Draft, *, is_live: bool) -> str:
    """Why a text makes no version, in words; empty where it makes one."""
    base, new = version_as_read(article), draft.version
    if new.content_hash == base.content_hash:
        return SAME
    before = article.versions.filter(content_hash=new.content_hash).order_by("number").last()
    if before and not is_live:
        return f"We hold this text already, as version {before.number} of the article."
    if draft.article.partial and not article.partial:
        return IN_PART
    if not is_live and is_older(draft.article.modified, article.modified):
        return OLDER
    if all(change.is_trifle for change in changes_between(base.text, new.text)):
        return TRIFLES
    return ""


def is_older(one: str, other: str) -> bool:
    """True where both moments (ISO 8601; without an offset: UTC) are known, ``one`` before."""
    try:
        a, b = datetime.fromisoformat(one), datetime.fromisoformat(other)
    except ValueError:
        return False
    return (a if a.tzinfo else a.replace(tzinfo=UTC)) < (b if b.tzinfo else b.replace(tzinfo=UTC))


def follow(article: Article, new: Article) -> None:
    """Write what the newer text says of its article and no editor has decided."""
    wanted = [*SAID_ANEW, *(DATED_FIELDS if article.when_day is None else ())]
    fields = undecided(article, wanted)
    for name in fields:
        setattr(article, name, getattr(new, name))
    article.save(update_fields=fields)


def undecided(article: Article, names: Iterable[str]) -> list[str]:
    """Those of an article's fields on which no editor has decided."""
    decided = {
        name
        for field in article.decisions.values_list("field", flat=True)
        for name in DECIDED.get(ArticleDecision.Field(field), ())
    }
    return [name for name in names if name not in decided]
