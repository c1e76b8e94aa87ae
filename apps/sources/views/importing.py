"""``sources:import``: the four ways in, each with its form.

The page of a story's own imports is the same with another ``Desk``: sources know no stories.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from apps.accounts.fragments import reader_of
from apps.sources import services
from apps.sources.forms import AddFeedForm, ImportForm, PasteForm, UploadForm, UrlForm
from apps.sources.models import Channel, Feed, Import, Outlet

TEMPLATE = "sources/import.html"
FORMS: Mapping[str, type[forms.Form]] = {
    Channel.URL: UrlForm,
    Channel.FEED: AddFeedForm,
    Channel.UPLOAD: UploadForm,
    Channel.PASTE: PasteForm,
}
RECENT = 8
OUTLETS_OFFERED = 500
REFUSALS_TOLD = 5
# More documents than this travel behind what somebody waits for.
BULK_FROM = 50


@dataclass(frozen=True, slots=True)
class Desk:
    """Where documents are handed in: the page's address, and what is done with them.

    ``accept`` takes what ``services.accept_documents`` does. ``settle`` is told of feeds that
    were added, with the words that were asked for.
    """

    address: str
    accept: Callable[..., Import]
    settle: Callable[[list[Feed], str], None] | None = None
    feeds_address: str = ""
    shown: Mapping[str, Any] = field(default_factory=dict)


def new_import(request: HttpRequest) -> HttpResponse:
    """``sources:import``: articles that find their stories by themselves."""
    feeds = reverse("sources:feeds")
    return hand_in(
        request, Desk(reverse("sources:import"), services.accept_documents, feeds_address=feeds)
    )


def load_sample(request: HttpRequest) -> HttpResponse:
    """``sources:load-sample``: the sample story; its import shows how it comes along."""
    try:
        batch = services.import_sample(by=reader_of(request))
    except services.NoSample as problem:
        said = gettext("The sample story was not loaded: %(problem)s")
        messages.error(request, said % {"problem": problem})
        return redirect("sources:import")
    return redirect("sources:job", pk=batch.pk)


def hand_in(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The tabs of a desk, and what is sent with their forms."""
    asked = request.POST.get("channel") or request.GET.get("tab", "")
    channel = asked if asked in FORMS else Channel.URL.value
    make = FORMS[channel]
    if request.method != "POST":
        form = make(initial=known(request, channel))
        if isinstance(form, UrlForm) and form.initial:
            form.ask_for_one()
        return page(request, desk, channel, form)
    form = make(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, desk, channel, form, status=422)
    if isinstance(form, AddFeedForm):
        return take_feeds(request, desk, channel, form)
    assert isinstance(form, ImportForm)
    return take_documents(request, desk, channel, form)


def known(request: HttpRequest, channel: str) -> dict[str, str]:
    """What the address of the page fills in: the bookmarklet's ``?url=``."""
    address = request.GET.get("url", "").strip()
    name = {Channel.URL: "urls", Channel.FEED: "address", Channel.PASTE: "url"}.get(
        Channel(channel)
    )
    return {name: address} if name and address else {}


def take_documents(
    request: HttpRequest, desk: Desk, channel: str, form: ImportForm
) -> HttpResponse:
    """Hand a valid form's documents in, and lead to where they can be watched."""
    try:
        batch = desk.accept(
            by=reader_of(request),
            channel=channel,
            documents=form.documents(),
            submit_token=form.cleaned_data["submit_token"],
            bulk=form.count > BULK_FROM,
        )
    except services.NothingToImport as problem:
        form.add_error(None, str(problem))
        return page(request, desk, channel, form, status=422)
    return redirect("sources:job", pk=batch.pk)


def take_feeds(request: HttpRequest, desk: Desk, channel: str, form: AddFeedForm) -> HttpResponse:
    """Add a valid form's feeds, and lead to their list."""
    try:
        feeds = add_list(request, form) if form.cleaned_data["opml"] else [add_one(request, form)]
    except services.CantBeAdded as problem:
        if not (desk.settle and problem.feed):
            form.add_error("opml" if form.cleaned_data["opml"] else "address", str(problem))
            return page(request, desk, channel, form, status=422)
        # Followed already: what is new is that it brings what belongs to the story.
        feeds = [problem.feed]
    if desk.settle:
        desk.settle(feeds, form.cleaned_data["words"])
    return redirect(desk.feeds_address)


def add_one(request: HttpRequest, form: AddFeedForm) -> Feed:
    """The feed of the form's address."""
    given = form.cleaned_data
    feed = services.add_feed(
        url=given["address"],
        by=reader_of(request),
        outlet=given["outlet"],
        words=given["words"],
    )
    messages.success(request, gettext("The feed is followed; it is asked for the first time now."))
    return feed


def add_list(request: HttpRequest, form: AddFeedForm) -> list[Feed]:
    """The feeds of the form's OPML file, those that were followed before among them."""
    given, by = form.cleaned_data, reader_of(request)
    added = services.add_feeds(given["opml"].read(), by=by)
    if given["outlet"] or given["words"]:
        for feed in added.new:
            services.change_feed(feed, outlet=given["outlet"], words=given["words"], by=by)
    messages.success(request, added_in_words(len(added.new), len(added.known)))
    for words in [*added.refused[:REFUSALS_TOLD], *([added.notice] if added.notice else [])]:
        messages.warning(request, words)
    return [*added.new, *added.known]


def added_in_words(new: int, known: int) -> str:
    """ "12 feeds added; 3 were followed before."."""
    words = ngettext("%(new)s feed added", "%(new)s feeds added", new) % {"new": new}
    if not known:
        return f"{words}."
    before = ngettext("%(known)s was followed before", "%(known)s were followed before", known)
    return f"{words}; {before % {'known': known}}."


def page(
    request: HttpRequest, desk: Desk, channel: str, form: forms.Form, *, status: int = 200
) -> HttpResponse:
    recent = Import.objects.visible_to(reader_of(request)).select_related("created_by")
    context = {
        "desk": desk,
        "channel": channel,
        "form": form,
        "is_sent_here": isinstance(form, UrlForm) and bool(form.initial),
        "bookmarklet": bookmarklet(request.build_absolute_uri(desk.address)),
        "outlets": Outlet.objects.order_by("name").values_list("name", flat=True)[:OUTLETS_OFFERED],
        "recent": recent.with_sizes().order_by("-created_at")[:RECENT],
    }
    return render(request, TEMPLATE, context | dict(desk.shown), status=status)


def bookmarklet(address: str) -> str:
    """What a browser's bookmark runs to bring the page that it is on here."""
    return f"javascript:location.href='{address}?url='+encodeURIComponent(location.href)"
