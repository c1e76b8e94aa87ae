"""A job and its rows: watching it, mending what failed, ending it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from apps.accounts.fragments import answer, reader_of, wants_fragment
from apps.sources import services
from apps.sources.forms import PasteInsteadForm
from apps.sources.job import GROUPS, choices, pace, rows_of, window, with_articles
from apps.sources.models import Import, ImportItem
from apps.sources.progress import Progress

TEMPLATE = "sources/job.html"


def get_import_for(request: HttpRequest, pk: int) -> Import:
    """The import, or 404 for whoever may not know of it."""
    visible = Import.objects.visible_to(reader_of(request))
    # A name on the way up: which story it was made for, sources don't know.
    return get_object_or_404(visible.select_related("created_by", "story_import__story"), pk=pk)


def get_item_for(request: HttpRequest, pk: int, item_pk: int) -> ImportItem:
    """A row, looked up through its import."""
    rows = ImportItem.objects.filter(batch=get_import_for(request, pk))
    return get_object_or_404(with_articles(rows).select_related("batch"), pk=item_pk)


def job(request: HttpRequest, pk: int) -> HttpResponse:
    """``sources:job``: how far an import is; htmx asks for its progress every two seconds."""
    batch = get_import_for(request, pk)
    return answer(request, TEMPLATE, job_context(request, batch), partial="progress")


def job_context(request: HttpRequest, batch: Import) -> dict[str, Any]:
    group = request.GET.get("state", "")
    group = group if group in GROUPS else ""
    after, before = place(request, "after"), place(request, "before")
    progress = ImportItem.objects.progress(batch)
    here = {"state": group, "after": after, "before": before}
    return {
        "batch": batch,
        "progress": progress,
        "said": said(progress),
        "pace": pace(batch, progress, timezone.now()),
        "group": group,
        "choices": choices(progress, group),
        "window": window(rows_of(batch, group), after=after, before=before),
        "here": urlencode({k: v for k, v in here.items() if v not in ("", None)}),
    }


def place(request: HttpRequest, name: str) -> int | None:
    """A row's position out of the address; ``None`` where it is none."""
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def said(progress: Progress) -> str:
    """What a screen reader hears: milestones only, so nothing for most polls."""
    if progress.is_finished:
        failed = f", {progress.failed} failed" if progress.failed else ""
        return gettext("Import finished: %(done)s of %(total)s done%(failed)s.") % {
            "done": progress.done,
            "total": progress.total,
            "failed": failed,
        }
    half = progress.total >= 4 and progress.finished * 2 >= progress.total
    return gettext("Half of the import is done.") if half else ""


def back_to(request: HttpRequest, batch: Import, item: ImportItem | None = None) -> HttpResponse:
    """To the rows where somebody was, and to the one row that they were at."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    row = f"#i{item.pk}" if item else ""
    return redirect(f"{reverse('sources:job', args=[batch.pk])}{query}{row}")


def after_change(
    request: HttpRequest, batch: Import, *, done: str = "", problem: str = "", item: Any = None
) -> HttpResponse:
    """Tell what a button did: in the rows for htmx, else on the page that follows."""
    if wants_fragment(request):
        context = job_context(request, batch) | {"problem": problem, "done": done}
        return answer(request, TEMPLATE, context, partial="progress")
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, done)
    return back_to(request, batch, item)


def retry(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """``sources:retry``: sends a failed item on its way again."""
    item = get_item_for(request, pk, item_pk)
    try:
        services.retry_item(item, by=reader_of(request))
    except services.CantBeRetried as refusal:
        return after_change(request, item.batch, problem=str(refusal), item=item)
    done = gettext("%(label)s is on its way again.") % {"label": item.label}
    return after_change(request, item.batch, done=done, item=item)


def retry_all(request: HttpRequest, pk: int) -> HttpResponse:
    """``sources:retry-all``: sends everything that failed on its way again."""
    batch = get_import_for(request, pk)
    count = services.retry_items(batch, by=reader_of(request))
    if not count:
        problem = gettext(
            "None of them can be tried again: their bytes were not kept, and no address is."
        )
        return after_change(request, batch, problem=problem)
    done = ngettext(
        "%(count)s article is on the way again.", "%(count)s articles are on the way again.", count
    ) % {"count": f"{count:,}"}
    return after_change(request, batch, done=done)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """``sources:cancel``: asks, and ends what is still on its way."""
    batch = get_import_for(request, pk)
    progress = ImportItem.objects.progress(batch)
    if request.method != "POST" and not progress.is_finished:
        return render(request, "sources/cancel.html", {"batch": batch, "progress": progress})
    if request.method != "POST":
        messages.info(
            request, gettext("This import is finished already; there is nothing to cancel.")
        )
        return redirect("sources:job", pk=batch.pk)
    count = services.cancel_import(batch, by=reader_of(request))
    messages.success(
        request,
        gettext("Cancelled: %(count)s of %(total)s will not be read.")
        % {"count": f"{count:,}", "total": f"{progress.total:,}"},
    )
    return redirect("sources:job", pk=batch.pk)


def item(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """``sources:item``: all that is known of a row, and a place to paste its text instead."""
    found = get_item_for(request, pk, item_pk)
    if request.method != "POST":
        return item_page(request, found, PasteInsteadForm())
    form = PasteInsteadForm(request.POST)
    if form.is_valid():
        try:
            services.paste_instead(found, by=reader_of(request), **form.what())
            messages.success(
                request,
                gettext("%(label)s is on its way with the text you pasted.")
                % {"label": found.label},
            )
            return back_to(request, found.batch, found)
        except services.CantBePasted as refusal:
            form.add_error("text", str(refusal))
    return item_page(request, found, form, status=422)


def item_page(
    request: HttpRequest, found: ImportItem, form: PasteInsteadForm, *, status: int = 200
) -> HttpResponse:
    here = request.GET.urlencode()
    context = {"item": found, "batch": found.batch, "form": form, "here": here}
    return render(request, "sources/item.html", context, status=status)
