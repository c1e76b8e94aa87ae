"""Addresses of entries and claims that are no more."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from apps.accounts.fragments import reader_of, wants_fragment
from apps.stories.services.addresses import leads_to


def lead_on(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """To where it would stand now, or else to its story, saying so. Raises Http404 where nothing
    ever had the address; a fragment has nowhere to lead to."""
    found = None if wants_fragment(request) else leads_to(kind, number, reader_of(request))
    if found is None:
        raise Http404
    story, entry = found
    if entry is not None:
        return redirect("stories:development", pk=entry.pk)
    messages.info(
        request, gettext("What stood there is no part of this story any more; the story is here.")
    )
    return redirect("stories:story", slug=story.slug)
