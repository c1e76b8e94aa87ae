"""Bringing articles in, and watching them arrive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from apps.accounts.fragments import answer, reader_of, wants_fragment
from apps.sources.forms import ImportForm, PasteForm, UploadForm
from apps.sources.models import Article, Channel, Import, ImportItem
from apps.sources.progress import Progress
from apps.sources.services import CantBeRetried, NothingToImport, accept_documents, retry_item

FORMS: dict[str, type[ImportForm]] = {Channel.UPLOAD: UploadForm, Channel.PASTE: PasteForm}
RECENT = 8
ROWS_PER_PAGE = 100
JOB_TEMPLATE = "sources/job.html"
# More files than this travel behind what somebody waits for.
BULK_FROM = 50


def new_import(request: HttpRequest) -> HttpResponse:
    """``sources:import``: the tabs, and what is sent with their forms."""
    chosen = request.POST.get("channel") or request.GET.get("tab", "")
    channel = chosen if chosen in FORMS else Channel.UPLOAD.value
    if request.method != "POST":
        return import_page(request, channel, FORMS[channel]())
    form = FORMS[channel](request.POST, request.FILES)
    if not form.is_valid():
        return import_page(request, channel, form, status=422)
    try:
        batch = accept_documents(
            by=reader_of(request),
            channel=channel,
            documents=form.documents(),
            submit_token=form.cleaned_data["submit_token"],
            bulk=len(request.FILES.getlist("files")) > BULK_FROM,
        )
    except NothingToImport as problem:
        form.add_error(None, str(problem))
        return import_page(request, channel, form, status=422)
    return redirect("sources:job", pk=batch.pk)


def import_page(
    request: HttpRequest, channel: str, form: ImportForm, *, status: int = 200
) -> HttpResponse:
    recent = Import.objects.visible_to(reader_of(request)).select_related("created_by")
    context = {
        "channel": channel,
        "form": form,
        "recent": recent.prefetch_related("items").order_by("-created_at")[:RECENT],
    }
    return render(request, "sources/import.html", context, status=status)


def job(request: HttpRequest, pk: int) -> HttpResponse:
    """``sources:job``: how far an import is; htmx asks for its progress every two seconds."""
    batch = get_object_or_404(
        Import.objects.visible_to(reader_of(request)).select_related("created_by"), pk=pk
    )
    return answer(request, JOB_TEMPLATE, job_context(request, batch), partial="progress")


def job_context(request: HttpRequest, batch: Import) -> dict[str, Any]:
    # The way up to stories is a name in a prefetch: what an article belongs to, sources don't know.
    articles = Article.objects.select_related("outlet").prefetch_related("stories")
    rows = (
        ImportItem.objects.filter(batch=batch)
        .prefetch_related(Prefetch("article", articles))
        .order_by("position")
    )
    progress = ImportItem.objects.progress(batch)
    return {
        "batch": batch,
        "progress": progress,
        "said": said(progress),
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
    }


def said(progress: Progress) -> str:
    """What a screen reader hears: milestones only, so nothing for most polls."""
    if progress.is_finished:
        failed = f", {progress.failed} failed" if progress.failed else ""
        return f"Import finished: {progress.done} of {progress.total} done{failed}."
    half = progress.total >= 4 and progress.finished * 2 >= progress.total
    return "Half of the import is done." if half else ""


def retry(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """``sources:retry``: sends a failed item on its way again."""
    batch = get_object_or_404(Import.objects.visible_to(reader_of(request)), pk=pk)
    item = get_object_or_404(ImportItem.objects.filter(batch=batch), pk=item_pk)
    problem = ""
    try:
        retry_item(item, by=reader_of(request))
    except CantBeRetried as refusal:
        problem = str(refusal)
    if wants_fragment(request):
        context = job_context(request, batch) | {"problem": problem}
        return answer(request, JOB_TEMPLATE, context, partial="progress")
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, f"{item.label} is on its way again.")
    return redirect("sources:job", pk=batch.pk)
