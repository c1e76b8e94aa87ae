"""The versions of an article's text beside each other: what was changed, and when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from apps.accounts.fragments import reader_of
from apps.sources.models import ArticleVersion
from apps.stories.views.article import get_article_for
from storytracker.analysis.reading.changes import changes_between

LONGEST = 1_000_000
"""Characters; longer texts are not compared while somebody waits for the page."""


def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """``stories:versions``: what changed last."""
    found = get_article_for(reader_of(request), pk)
    numbers = list(found.versions.order_by("number").values_list("number", flat=True))
    if len(numbers) < 2:
        return redirect("stories:article", pk=pk)
    return redirect("stories:compare-versions", pk=pk, old=numbers[-2], new=numbers[-1])


def compare(request: HttpRequest, pk: int, old: int, new: int) -> HttpResponse:
    """``stories:compare-versions``: two versions, paragraph by paragraph."""
    found = get_article_for(reader_of(request), pk)
    rows = found.versions
    before, after = (get_object_or_404(rows, number=number) for number in (old, new))
    is_too_long = max(len(before.text), len(after.text)) > LONGEST
    changes = () if is_too_long else changes_between(before.text, after.text)
    context = {
        "article": found,
        "versions": pairs(list(rows.order_by("number").defer("text", "paragraphs", "removed"))),
        "before": before,
        "after": after,
        "is_too_long": is_too_long,
        "changes": [change for change in changes if not change.is_trifle],
        "trifles": sum(change.is_trifle for change in changes),
    }
    return render(request, "stories/versions.html", context)


def pairs(rows: list[ArticleVersion]) -> list[tuple[ArticleVersion, ArticleVersion | None]]:
    """Each version with the one before it, the newest first."""
    return list(zip(reversed(rows), [*reversed(rows[:-1]), None], strict=True))
