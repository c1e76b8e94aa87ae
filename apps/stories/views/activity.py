"""``stories:activity``: who did what, to look through and to take along as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from apps.accounts.fragments import answer, reader_of
from apps.accounts.models import User
from apps.stories.activity.log import COLUMNS, KINDS, Wanted, log_of, read
from apps.stories.exports.tables import to_file
from apps.stories.search.limits import stories_called

TEMPLATE = "stories/activity.html"
PER_PAGE = 50
MOST_ROWS = 10_000
"""Lines of a table; narrower filters give the others."""
NAMES = ("by", "kind", "story", "from", "to")


@dataclass(slots=True)
class Asked:
    """The filters as they were typed, what they mean, and what is wrong with them."""

    typed: dict[str, str]
    wanted: Wanted = field(default_factory=Wanted)
    problems: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """The filters as a person would say them; empty where there are none."""
        named = {
            "by": gettext("by %(value)s"),
            "kind": "%(value)s",
            "story": gettext("in “%(value)s”"),
            "from": gettext("from %(value)s"),
            "to": gettext("to %(value)s"),
        }
        kind = self.typed.get("kind", "")
        shown = self.typed | ({"kind": KINDS.get(kind, kind)} if kind else {})
        return [named[name] % {"value": value} for name, value in shown.items()]


def activity(request: HttpRequest) -> HttpResponse:
    """``?by=`` name, ``?kind=``, ``?story=`` address or words of a title, ``?from= ?to=`` days."""
    asked = ask(request)
    page = Paginator(log_of(asked.wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "page": page,
        "acts": [(act, KINDS[act.kind]) for act in read(page.object_list)],
        "kinds": KINDS,
        "people": User.objects.order_by("username").values_list("username", flat=True),
        "filters": urlencode(asked.typed),
        "most": MOST_ROWS,
    }
    return answer(request, TEMPLATE, context, partial="acts")


def table(request: HttpRequest) -> HttpResponse:
    """``stories:activity-csv``: the same as CSV, the newest ``MOST_ROWS`` lines."""
    rows = log_of(ask(request).wanted)[:MOST_ROWS]
    return HttpResponse(
        to_file([COLUMNS, *(act.row() for act in read(rows))]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="activity.csv"'},
    )


def ask(request: HttpRequest) -> Asked:
    """Read the filters; what can't be meant is told and left out."""
    given = {name: request.GET.get(name, "").replace("\x00", "").strip()[:200] for name in NAMES}
    asked = Asked({name: value for name, value in given.items() if value})
    meant: dict[str, Any] = {}
    if name := given["by"]:
        person = User.objects.filter(username__iexact=name).values_list("pk", flat=True).first()
        meant["by"] = person or 0
        if person is None:
            asked.problems.append(
                gettext("There is nobody called “%(name)s” here.") % {"name": name}
            )
    if kind := given["kind"]:
        if kind in KINDS:
            meant["kind"] = kind
        else:
            asked.problems.append(
                gettext("“%(kind)s” is no kind of act; it was left out.") % {"kind": kind}
            )
    if story := given["story"]:
        meant["stories"] = list(stories_called(story, reader_of(request)))
        if not meant["stories"]:
            asked.problems.append(gettext("There is no story “%(story)s” here.") % {"story": story})
    for name, field_name in (("from", "first"), ("to", "last")):
        if given[name]:
            meant[field_name] = day_of(given[name], asked)
    asked.wanted = Wanted(**meant)
    return asked


def day_of(value: str, asked: Asked) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        asked.problems.append(
            gettext("“%(value)s” is no day: write it as 2023-11-01. It was left out.")
            % {"value": value}
        )
        return None
