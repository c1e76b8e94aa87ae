"""What editors decide on a story and on the entries of its timeline, each with a reason.

Each is one row (``StoryDecision``), which every rebuild takes in. What readers see changes at
once as far as it is plain; the rebuild then says it exactly.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.sources.models import Article
from apps.stories.models import Development, Story, StoryDecision
from apps.stories.services import moving
from apps.stories.services.deciding_stories import StoryNotDecidable, append_decision, take_story
from apps.stories.services.overlaying import hand_key
from apps.stories.services.touching import touch_stories
from storytracker.analysis.types import DevelopmentKind

Kind = StoryDecision.Kind

TITLE_CHARS = 300


# --- the story ---------------------------------------------------------------------------------


@transaction.atomic
def rename_story(story_id: int, *, text: str, reason: str, by: User, seen: int) -> StoryDecision:
    """Give a story an editor's title; its address stays. Raises as all verbs here do:

    ``StoryNotDecidable`` in words, ``StoryConflict`` where ``seen`` (``decided_on``) is behind.
    """
    story = take_story(story_id, "", seen)
    text = " ".join(text.split())[:TITLE_CHARS]
    if not text:
        raise StoryNotDecidable(gettext("Write a title."))
    if text == story.title:
        raise StoryNotDecidable(gettext("That is its title already."))
    Story.objects.filter(pk=story_id).update(title=text)
    return append_decision(story, Kind.RENAME, reason, by, text=text, was=story.title)


@transaction.atomic
def close_story(story_id: int, *, reason: str, by: User, seen: int) -> StoryDecision:
    """Say that nothing more is expected: articles that come in find the story no longer.

    What an editor or an import puts into it still goes there. Undoing opens it again.
    """
    story = take_story(story_id, "", seen)
    if story.closed_at:
        raise StoryNotDecidable(gettext("It is closed already."))
    Story.objects.filter(pk=story_id).update(closed_at=timezone.now())
    return append_decision(story, Kind.CLOSE, reason, by)


# --- an entry ----------------------------------------------------------------------------------


@transaction.atomic
def reword_entry(
    development_id: int, *, text: str, reason: str, by: User, seen: int
) -> StoryDecision:
    """Say an entry in an editor's words."""
    entry = _take_entry(development_id, seen)
    text = " ".join(text.split())
    if not text:
        raise StoryNotDecidable(gettext("Write what it says."))
    if text == entry.says:
        raise StoryNotDecidable(gettext("That is how it is worded already."))
    Development.objects.filter(pk=entry.pk).update(says=text)
    return append_decision(
        entry.story, Kind.REWORD, reason, by, **_of(entry), text=text, was=entry.says
    )


@transaction.atomic
def retype_entry(
    development_id: int, *, kind: str, reason: str, by: User, seen: int
) -> StoryDecision:
    """Say what an entry does: reports, adds, confirms, denies, corrects, retracts.

    Raises ``ValueError`` for an unknown kind too.
    """
    kind = DevelopmentKind(kind).value
    entry = _take_entry(development_id, seen)
    if kind == entry.kind:
        raise StoryNotDecidable(gettext("That is its kind already."))
    Development.objects.filter(pk=entry.pk).update(kind=kind)
    return append_decision(
        entry.story, Kind.RETYPE, reason, by, **_of(entry), entry_kind=kind, was=entry.kind
    )


@transaction.atomic
def pin_entry(development_id: int, *, reason: str, by: User, seen: int) -> StoryDecision:
    """Put an entry above the timeline, where nobody misses it."""
    entry = _take_entry(development_id, seen)
    if entry.is_pinned:
        raise StoryNotDecidable(gettext("It is pinned already."))
    Development.objects.filter(pk=entry.pk).update(is_pinned=True)
    return append_decision(entry.story, Kind.PIN, reason, by, **_of(entry))


@transaction.atomic
def place_entry(
    development_id: int, before_id: int | None, *, reason: str, by: User, seen: int
) -> StoryDecision:
    """Put an entry before another of its story; ``None``: at the end."""
    entry = _take_entry(development_id, seen)
    others = Development.objects.filter(story=entry.story).exclude(pk=entry.pk)
    other = others.filter(pk=before_id).first() if before_id else None
    if before_id and other is None:
        raise StoryNotDecidable(gettext("The other entry stands on this timeline no longer."))
    before = other.key if other else ""
    return append_decision(entry.story, Kind.PLACE, reason, by, **_of(entry), before=before)


@transaction.atomic
def hide_entry(development_id: int, *, reason: str, by: User, seen: int) -> StoryDecision:
    """Take an entry off the timeline. What it says about claims stays as it is."""
    entry = _take_entry(development_id, seen)
    if entry.is_hidden:
        raise StoryNotDecidable(gettext("It is hidden already."))
    Development.objects.filter(pk=entry.pk).update(is_hidden=True)
    return append_decision(entry.story, Kind.HIDE, reason, by, **_of(entry))


@transaction.atomic
def add_entry(
    story_id: int, *, kind: str, text: str, article_id: int, words: str, reason: str, by: User
) -> StoryDecision:
    """Add an entry by hand, which rests on exact words of one of the story's articles.

    Raises ``ValueError`` for an unknown kind too.
    """
    kind = DevelopmentKind(kind).value
    story = Story.objects.select_for_update(no_key=True).get(pk=story_id)
    text = " ".join(text.split())
    article = Article.objects.filter(stories=story, pk=article_id).first()
    if article is None or article.current_version is None:
        raise StoryNotDecidable(gettext("That article is not one of this story."))
    if not text:
        raise StoryNotDecidable(gettext("Write what it says."))
    words = words.strip()
    if not words or words not in article.current_version.text:
        raise StoryNotDecidable(
            gettext("These words do not stand in the article: copy them from it.")
        )
    what = {"entry_kind": kind, "text": text, "article": article, "words": words, "about": text}
    return append_decision(story, Kind.ADD, reason, by, **what)


@transaction.atomic
def undo_story_decision(decision_id: int, *, by: User) -> StoryDecision:
    """Take a decision back: story and timeline are again as they would be without it.

    Raises ``StoryDecision.DoesNotExist``, and ``StoryNotDecidable`` where it was undone before.
    """
    decision = StoryDecision.objects.select_related("story").get(pk=decision_id)
    now = timezone.now()
    standing = StoryDecision.objects.standing().filter(pk=decision_id)
    if not standing.update(undone_at=now, undone_by=by):
        raise StoryNotDecidable(gettext("It was undone already."))
    _show_again(decision)
    touch_stories([decision.story_id])
    decision.refresh_from_db()
    return decision


def _show_again(decision: StoryDecision) -> None:
    """What readers see until the rebuild, which then says it exactly."""
    earlier = StoryDecision.objects.standing().filter(story=decision.story_id, entry=decision.entry)
    same = earlier.filter(kind=decision.kind).order_by("pk").last()
    story = Story.objects.filter(pk=decision.story_id)
    entry = Development.objects.filter(story=decision.story_id, key=decision.entry)
    if decision.kind == Kind.RENAME:
        story.update(title=same.text if same else _first_of(decision).was)
    elif decision.kind == Kind.CLOSE:
        story.update(closed_at=None)
    elif decision.kind == Kind.HIDE:
        entry.update(is_hidden=same is not None)
    elif decision.kind == Kind.PIN:
        entry.update(is_pinned=same is not None)
    elif decision.kind == Kind.REWORD:
        entry.update(says=same.text if same else _first_of(decision).was)
    elif decision.kind == Kind.RETYPE:
        entry.update(kind=same.entry_kind if same else _first_of(decision).was)
    elif decision.kind in (Kind.MOVE, Kind.REJECT, Kind.MERGE):
        moving.take_back(decision)
    elif decision.kind == Kind.ADD:
        key = hand_key(decision.pk)
        Development.objects.filter(story=decision.story_id, key=key).update(is_hidden=True)


def _first_of(decision: StoryDecision) -> StoryDecision:
    """The first decision of this kind on the same thing: before it, it was as it was found."""
    alike = StoryDecision.objects.filter(
        story=decision.story_id, entry=decision.entry, kind=decision.kind
    )
    return alike.order_by("pk").first() or decision


def _take_entry(development_id: int, seen: int) -> Development:
    entry = Development.objects.select_related("story").get(pk=development_id)
    entry.story = take_story(entry.story_id, entry.key, seen)
    return entry


def _of(entry: Development) -> dict[str, str]:
    return {"entry": entry.key, "about": entry.says}
