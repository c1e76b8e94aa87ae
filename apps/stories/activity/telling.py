"""An act in words: what was done, to what, and where it can be seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils.translation import gettext

from apps.accounts.models import AccountEvent
from apps.claims.models import AssertionDecision, SpeakerDecision, Verdict
from apps.sources.models import (
    Article,
    ArticleDecision,
    Import,
    OutletDecision,
    SourceAct,
)
from apps.stories.models import (
    ClaimDecision,
    CopyDecision,
    Note,
    NoteEvent,
    Story,
    StoryDecision,
    StoryFeedAct,
)


@dataclass(frozen=True, slots=True)
class Told:
    """``about`` is what it was done to, ``more`` what was said of it, ``reason`` why."""

    what: str
    about: str = ""
    address: str = ""
    more: str = ""
    reason: str = ""


def story_decision(row: StoryDecision) -> Told:
    changed = f"“{row.text}”, was “{row.was}”" if row.was and row.text else row.text or row.about
    if row.other:
        changed = gettext("%(number)s articles into “%(title)s”") % {
            "number": len(row.articles),
            "title": row.other.title,
        }
    what = row.get_kind_display()
    return _of_story(
        what if what.startswith("Entry") else (gettext("Story: %(what)s") % {"what": what}),
        row.story,
        changed,
        row,
    )


def _of_story(what: str, story: Story, more: str, row: StoryDecision | ClaimDecision) -> Told:
    address = reverse("stories:decisions", args=[story.slug])
    return Told(what, story.title, address, more, row.reason)


def claim_decision(row: ClaimDecision) -> Told:
    more = f"“{row.text}”, was “{row.was}”" if row.text else ""
    if row.other:
        more = f"with “{row.other.text}”"
    address = reverse("stories:claim-history", args=[row.claim.pk])
    return Told(
        gettext("Claim: %(kind)s") % {"kind": row.get_kind_display()},
        row.claim.text,
        address,
        more,
        row.reason,
    )


def verdict(row: Verdict) -> Told:
    address = reverse("stories:claim-history", args=[row.claim.pk])
    return Told(
        gettext("Verdict: %(status)s") % {"status": row.get_status_display()},
        row.claim.text,
        address,
        "",
        row.rationale,
    )


def article_decision(row: ArticleDecision) -> Told:
    if row.field == ArticleDecision.Field.REMOVAL:
        is_gone = row.value.get("value") == "removed"
        what = gettext("Article removed") if is_gone else gettext("Article allowed again")
        return _of_article(what, row.article, "", row.reason)
    value = row.value.get("value")
    if row.field == ArticleDecision.Field.TEXT:
        more = (
            (gettext("%(number)s parts cut or put back") % {"number": len(value)})
            if isinstance(value, list)
            else ""
        )
    elif isinstance(value, list):
        more = ", ".join(map(str, value)) or "nobody"
    else:
        more = "" if isinstance(value, (bool, dict)) else str(value or "not known")
    what = gettext("Article corrected: %(field)s") % {"field": row.get_field_display()}
    return _of_article(what, row.article, more, row.reason)


def _of_article(what: str, article: Article, more: str, reason: str) -> Told:
    title = article.title or (gettext("Article %(pk)s") % {"pk": article.pk})
    return Told(what, title, reverse("stories:article", args=[article.pk]), more, reason)


def outlet_decision(row: OutletDecision) -> Told:
    address = reverse("stories:outlet", args=[row.outlet.slug])
    more = gettext("%(value)s, was %(was)s") % {
        "value": row.value or gettext("none"),
        "was": row.was or gettext("none"),
    }
    what = gettext("Outlet: %(field)s") % {"field": row.get_field_display()}
    return Told(what, row.outlet.name, address, more, row.reason)


def assertion_decision(row: AssertionDecision) -> Told:
    words = " … ".join(row.about.parts)
    what = gettext("Assertion corrected: %(field)s") % {"field": row.get_field_display()}
    return _of_article(what, row.about.article, f"“{words}”" if words else "", row.reason)


def speaker_decision(row: SpeakerDecision) -> Told:
    address = reverse("stories:speaker", args=[row.speaker.pk])
    name = row.speaker.name or "the article itself"
    if row.into:
        return Told(gettext("Speaker merged"), name, address, f"into {row.into}", row.reason)
    return Told(gettext("Speaker split off"), name, address, "", row.reason)


def copy_decision(row: CopyDecision) -> Told:
    more = f"the text of {row.outlet_name}" if row.outlet_name else "nobody else’s text"
    return _of_article(gettext("Article: whose text it is"), row.article, more, row.reason)


def note(row: Note) -> Told:
    return _of_note(gettext("Reply to a note") if row.answers_id else gettext("Note written"), row)


def _of_note(what: str, row: Note) -> Told:
    about = row.version.article.title if row.version else row.story.title
    return Told(what, about, reverse("stories:note", args=[row.pk]), row.body)


def note_event(row: NoteEvent) -> Told:
    return _of_note(gettext("Note %(done)s") % {"done": row.get_kind_display()}, row.note)


def imported(row: Import) -> Told:
    return _of_import(gettext("Import"), row.pk, row.get_channel_display())


def import_act(row: SourceAct) -> Told:
    return _of_import(row.get_kind_display(), row.batch_id or 0, row.words)


def _of_import(what: str, pk: int, more: str) -> Told:
    address = reverse("sources:job", args=[pk])
    return Told(what, gettext("Import %(pk)s") % {"pk": pk}, address, more)


def feed_act(row: SourceAct) -> Told:
    """A feed that was removed leads to all of them, under the name that it had."""
    what, feed = row.get_kind_display(), row.feed
    if feed is None:
        return Told(what, row.about, reverse("sources:feeds"), row.words)
    more = row.words or (feed.url if feed.title else "")
    return Told(what, str(feed), reverse("sources:feed", args=[feed.pk]), more)


def story_feed_act(row: StoryFeedAct) -> Told:
    address = reverse("stories:feeds", args=[row.story.slug])
    return Told(row.get_kind_display(), row.story.title, address, row.about)


def account(row: AccountEvent) -> Told:
    whom = row.person.get_username() if row.person else row.words
    more = row.words if row.person else ""
    person = row.person
    address = reverse("accounts:person", args=[person.pk]) if person else ""
    return Told(
        gettext("Account: %(kind)s") % {"kind": row.get_kind_display()},
        whom or gettext("somebody"),
        address or reverse("accounts:people"),
        more,
    )


def admin_site(row: LogEntry) -> Told:
    words = {1: "added", 2: "changed", 3: "deleted"}[row.action_flag]
    return Told(
        gettext("Admin site: %(words)s") % {"words": words},
        row.object_repr,
        "",
        row.get_change_message(),
    )
