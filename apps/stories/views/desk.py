"""What editors decide on a story and on the entries of its timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.fragments import answer, reader_of, wants_fragment
from apps.accounts.middleware import own_path
from apps.accounts.models import Role
from apps.stories.desk_forms import (
    EntryForm,
    MergeStoryForm,
    NewEntryForm,
    SortArticlesForm,
    StoryForm,
)
from apps.stories.models import Development, Story, StoryArticle, StoryDecision
from apps.stories.offering import Offer
from apps.stories.services import (
    StoryConflict,
    StoryNotDecidable,
    add_entry,
    close_story,
    decided_on,
    hide_entry,
    merge_stories,
    move_articles,
    pin_entry,
    place_entry,
    reject_articles,
    rename_story,
    retype_entry,
    reword_entry,
    undo_story_decision,
)
from apps.stories.views.asked import get_story_for

TEMPLATE = "stories/desk.html"
PER_PAGE = 50
MOST_WEIGHED = 50
"""Of so many articles of a story it is asked which other stories they are near to."""
FOLLOWS = _("The timeline follows in a moment.")


def edit_story(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:edit-story``: its title; whether more is expected."""
    found = get_story_for(reader_of(request), slug)
    first = {"seen": decided_on(found), "text": found.title, "do": "rename"}
    form = StoryForm(request.POST or None, initial=first, is_closed=found.closed_at is not None)

    def verb(*, do: str, text: str, **how: Any) -> StoryDecision:
        if do == "close":
            return close_story(found.pk, **how)
        return rename_story(found.pk, text=text, **how)

    return decide(request, found, form, verb, {"what": gettext("Edit the story")})


def edit_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:edit-entry``: its words, kind and place; pinned or hidden."""
    visible = Development.objects.visible_to(reader_of(request))
    entry = get_object_or_404(visible.select_related("story", "report"), pk=pk)
    others = Development.objects.filter(story=entry.story).exclude(pk=pk).order_by("position")
    first = {"seen": decided_on(entry.story, entry.key), "text": entry.says, "kind": entry.kind}
    form = EntryForm(others.shown(), request.POST or None, initial=first)

    def verb(*, do: str, text: str, kind: str, before: int | None, **how: Any) -> StoryDecision:
        if do == "reword":
            return reword_entry(pk, text=text, **how)
        if do == "retype":
            return retype_entry(pk, kind=kind, **how)
        if do == "place":
            return place_entry(pk, before or None, **how)
        return (pin_entry if do == "pin" else hide_entry)(pk, **how)

    known = {"what": gettext("Edit an entry of the timeline"), "entry": entry}
    return decide(request, entry.story, form, verb, known)


def new_entry(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:add-entry``: one that the program did not find."""
    found = get_story_for(reader_of(request), slug)
    rows = StoryArticle.objects.for_timeline(found)
    form = NewEntryForm(rows, request.POST or None, initial={"article": request.GET.get("article")})

    def verb(*, article: int, **how: Any) -> StoryDecision:
        return add_entry(found.pk, article_id=article, **how)

    return decide(request, found, form, verb, {"what": gettext("Add an entry to the timeline")})


def sort_articles(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:sort-articles``: which of its articles belong elsewhere; ``?article=``: these.

    Where these are all that it has, the page that merges the story says the same.
    """
    found = get_story_for(reader_of(request), slug)
    every = StoryArticle.objects.for_timeline(found)
    chosen = [row for row in every if str(row.article_id) in request.GET.getlist("article")]
    if chosen and len(chosen) == len(every):
        return redirect("stories:merge-story", slug=found.slug)
    ids = [row.article_id for row in chosen]
    first = {"seen": decided_on(found), "articles": ids, "do": "move" if ids else ""}
    offer = Offer(reader_of(request), found, ids)
    sent, first = sent_with(request, first)
    form = SortArticlesForm(chosen or every, offer, sent, initial=first, is_chosen=bool(chosen))
    if wants_fragment(request):
        return answer(request, TEMPLATE, {"form": form}, partial="found")

    def verb(
        *, do: str, articles: list[int], to: int | None, text: str, **how: Any
    ) -> StoryDecision:
        if do == "reject":
            return reject_articles(found.pk, articles, **how)
        if do == "move":
            return move_articles(found.pk, articles, to, **how)
        return move_articles(found.pk, articles, None, title=text, **how)

    known: dict[str, Any] = {"what": gettext("Sort its articles"), "moved": chosen}
    if chosen:
        known["what"] = gettext("Move to another story")
    if len(chosen) == 1:
        known["back"] = reverse("stories:article", args=ids)
    return decide(request, found, form, verb, known)


def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:merge-story``: which story this one is a part of."""
    found = get_story_for(reader_of(request), slug)
    articles = list(StoryArticle.objects.for_timeline(found)[:MOST_WEIGHED])
    offer = Offer(reader_of(request), found, [row.article_id for row in articles])
    sent, first = sent_with(request, {"seen": decided_on(found)})
    form = MergeStoryForm(offer, sent, initial=first)
    if wants_fragment(request):
        return answer(request, TEMPLATE, {"form": form}, partial="found")

    def verb(*, into: int, **how: Any) -> StoryDecision:
        return merge_stories(found.pk, into, **how)

    known: dict[str, Any] = {"what": gettext("Merge with another story")}
    if len(articles) == 1:
        known |= {"moved": articles, "is_all": True}
    return decide(request, found, form, verb, known)


def sent_with(
    request: HttpRequest, first: dict[str, Any]
) -> tuple[QueryDict | None, dict[str, Any]]:
    """What was sent to be decided, and what a form has at first.

    Who looks for another story (``search``) decides nothing yet, and finds all that they typed; a
    browser with scripts asks for the found ones alone, by GET.
    """
    given = request.POST or request.GET
    if request.method == "POST" and "search" not in request.POST:
        return request.POST, first
    typed = {name: given[name] for name in given if name not in ("article", "articles")}
    ticked = {"articles": given.getlist("articles")} if "articles" in given else {}
    return None, first | typed | ticked


def decide(
    request: HttpRequest,
    found: Story,
    form: Any,
    verb: Callable[..., StoryDecision],
    known: dict[str, Any],
) -> HttpResponse:
    """Show a decision's form; send what it says to its verb; say what came of it.

    Who has not seen the newest decision gets that beside his own (409), with all that he typed.
    """
    seen = form["seen"].value() if "seen" in form.fields else None
    context = {"story": found, "form": form, "seen": seen, **known}
    if not form.is_bound:
        return render(request, TEMPLATE, context)
    status = 422
    if form.is_valid():
        try:
            verb(by=reader_of(request), **form.cleaned_data)
            messages.success(request, gettext("Saved. %(follows)s") % {"follows": FOLLOWS})
            return redirect(known.get("back") or reverse("stories:story", args=[found.slug]))
        except StoryConflict as conflict:
            context |= {"conflict": conflict, "seen": conflict.seen}
            status = 409
        except StoryNotDecidable as problem:
            form.add_error(None, str(problem))
    return render(request, TEMPLATE, context, status=status)


def decisions(request: HttpRequest, slug: str) -> HttpResponse:
    """``stories:decisions``: what was decided on the story, the newest first, each to undo."""
    found = get_story_for(reader_of(request), slug)
    rows = StoryDecision.objects.touching(found.pk).newest_first()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"story": found, "page": page, "can_edit": reader_of(request).has_role(Role.EDITOR)}
    return render(request, "stories/decisions.html", context)


def undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """``stories:undo-story-decision``: as if it had never been decided; back to ``next``."""
    found = get_story_for(reader_of(request), slug)
    wanted = get_object_or_404(StoryDecision.objects.filter(story=found), pk=pk)
    try:
        undo_story_decision(wanted.pk, by=reader_of(request))
        messages.success(request, gettext("Undone. %(follows)s") % {"follows": FOLLOWS})
    except StoryNotDecidable as problem:
        messages.warning(request, str(problem))
    back = own_path(request, request.POST.get("next", ""))
    return redirect(back or reverse("stories:decisions", args=[found.slug]))
