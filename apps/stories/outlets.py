"""What is held of each outlet and what it did: counted, never weighed into a score."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from apps.accounts.models import User
from apps.claims.models import Evidence
from apps.sources.models import Article, Outlet, Report
from apps.stories.models import Coverage, Development, Story
from storytracker.analysis.types import Basis, DevelopmentKind, Precision, Role, Stance

DevelopmentClaim = Development.claims.through

# What puts a claim out; a denial or a correction only answers one.
PUTS_OUT = (DevelopmentKind.REPORT, DevelopmentKind.ADDITION, DevelopmentKind.CONFIRMATION)
TAKES_BACK = (DevelopmentKind.CORRECTION, DevelopmentKind.RETRACTION)


@dataclass(slots=True)
class Figures:
    """What is held of an outlet, and what it was first with. Each article is counted once: as an
    original where it is one of any report, else as a copy, else as a relay."""

    held: int = 0
    originals: int = 0
    copies: int = 0
    relays: int = 0
    ghosts: int = 0
    firsts: int = 0
    corrections: int = 0


def figures_of(outlets: Collection[Outlet], user: User) -> dict[int, Figures]:
    """The figures of these outlets by their ids, in four queries however many they are."""
    ids = [outlet.pk for outlet in outlets]
    found = {pk: Figures() for pk in ids}
    for pk, held, originals, copies, relays in _held(ids, user):
        found[pk] = Figures(held, originals, copies, relays)
    wanted = ghosts(ids, user).order_by().values_list("outlet").annotate(n=Count("pk"))
    taken_back = _corrections(ids, user).values_list("report__outlet").annotate(n=Count("pk"))
    for name, rows in (
        ("ghosts", wanted),
        ("firsts", _firsts(ids, user)),
        ("corrections", taken_back),
    ):
        for pk, number in rows:
            setattr(found[pk], name, number)
    return found


def _held(ids: Collection[int], user: User) -> QuerySet[Any, tuple[int, ...]]:
    """(outlet, held, originals, copies, relays), for outlets that anything is held of."""
    told = Coverage.objects.visible_to(user).filter(article=OuterRef("pk"))
    is_original, is_copy, is_relay = (Exists(told.filter(role=role)) for role in Role)
    rows = Article.objects.present().filter(outlet__in=ids).order_by()
    return rows.values_list("outlet").annotate(
        held=Count("pk"),
        originals=Count("pk", filter=Q(is_original)),
        copies=Count("pk", filter=Q(is_copy) & ~Q(is_original)),
        relays=Count("pk", filter=Q(is_relay) & ~Q(is_copy) & ~Q(is_original)),
    )


def ghosts(ids: Collection[int], user: User) -> QuerySet[Report]:
    """The reports of these outlets that others cite and nobody here holds, most cited first."""
    visible = Story.objects.visible_to(user)
    told = Coverage.objects.filter(report=OuterRef("pk")).order_by().values("report")
    number = Subquery(told.annotate(n=Count("article", distinct=True)).values("n"))
    rows = Report.objects.filter(outlet__in=ids, article=None).filter(
        Exists(visible.filter(reports=OuterRef("pk")))
    )
    return rows.annotate(cited_by=number).order_by(F("cited_by").desc(nulls_last=True), "-pk")


def _corrections(ids: Collection[int], user: User) -> QuerySet[Development]:
    shown = Development.objects.visible_to(user).shown()
    return shown.filter(report__outlet__in=ids, kind__in=TAKES_BACK).order_by()


def corrections(outlet: Outlet, user: User) -> QuerySet[Development]:
    """Where it corrected or took back a report, newest first, each with its story."""
    rows = _corrections([outlet.pk], user).select_related("story")
    return rows.order_by(F("when_day").desc(nulls_last=True), "-pk")


def _first_entries(user: User) -> QuerySet[Any]:
    """Where each claim of a story was put out before everybody else put it out there."""
    rows = DevelopmentClaim.objects.filter(
        development__kind__in=PUTS_OUT, development__is_hidden=False
    )
    earlier = rows.filter(
        claim=OuterRef("claim"),
        development__story=OuterRef("development__story"),
        development__position__lt=OuterRef("development__position"),
    )
    visible = Story.objects.visible_to(user)
    return rows.filter(
        ~Exists(earlier), development__story__in=visible, claim__withdrawn_at=None
    ).order_by()


def _firsts(ids: Collection[int], user: User) -> QuerySet[Any]:
    """(outlet, number of claims that it was first with)."""
    rows = _first_entries(user).filter(development__report__outlet__in=ids)
    return rows.values_list("development__report__outlet").annotate(n=Count("claim", distinct=True))


@dataclass(frozen=True, slots=True)
class Lag:
    """How many days after the first report the outlet had what it was not first with."""

    days: float
    claims: int
    """Claims that it rests on: those whose two dates are both known to the day."""

    @property
    def words(self) -> str:
        """ "the same day", "1 day", "2.5 days"."""
        if not self.days:
            return "the same day"
        return f"{self.days:g} day{'' if self.days == 1 else 's'}"


def lag_of(outlet: Outlet, user: User) -> Lag | None:
    """The median over the claims that it carries and others put out first; ``None`` without any.

    From the day of the first report of a claim to the day of the outlet's first article that
    supports it. Inferred dates are left out: they are made from the very order that this would
    measure. So are claims whose first report bears a later date than the article.
    """
    articles = Article.objects.present().filter(_dated(), outlet=outlet)
    carried = Evidence.objects.filter(
        assertion__version__article__in=articles,
        assertion__withdrawn_at=None,
        assertion__is_struck=False,
        stance=Stance.SUPPORTS,
        claim__withdrawn_at=None,
    )
    days = dict(
        carried.order_by()
        .values_list("claim")
        .annotate(day=Min("assertion__version__article__when_day"))
    )
    first = _first_entries(user).filter(claim__in=list(days)).filter(_dated("development__"))
    rows = first.exclude(development__report__outlet=outlet).values_list(
        "claim", "development__when_day"
    )
    lags = [days[claim] - day for claim, day in rows]
    late = [lag / timedelta(days=1) for lag in lags if lag >= timedelta(0)]
    return Lag(median(late), len(late)) if late else None


def _dated(prefix: str = "") -> Q:
    """What is dated to the day, and not by inference."""
    exact = Q(**{f"{prefix}when_precision__in": [Precision.MINUTE, Precision.DAY]})
    return exact & ~Q(**{f"{prefix}when_basis": Basis.INFERRED})


def articles_of(outlet: Outlet, user: User) -> QuerySet[Article]:
    """What is held of it, newest first."""
    rows = Article.objects.visible_to(user).present().filter(outlet=outlet)
    return rows.order_by(F("when_day").desc(nulls_last=True), "-pk")


ROLE_WORDS = {Role.ORIGINAL: "original", Role.COPY: "copy", Role.RELAY: "relay"}


@dataclass(slots=True)
class Line:
    """An article in an outlet's list: how it tells what it tells, and in which stories."""

    article: Article
    role: str = ""
    stories: tuple[Story, ...] = ()


def lines_of(articles: Collection[Article], user: User) -> list[Line]:
    """The articles with their roles and stories, in two queries more."""
    told: dict[int, set[str]] = {}
    ids = [article.pk for article in articles]
    rows = Coverage.objects.visible_to(user).filter(article__in=ids).order_by()
    for pk, role in rows.values_list("article", "role"):
        told.setdefault(pk, set()).add(role)
    of: dict[int, list[Story]] = {}
    for story in (
        Story.objects.visible_to(user).filter(articles__in=ids).annotate(held=F("articles"))
    ):
        of.setdefault(story.held, []).append(story)  # type: ignore[attr-defined]
    return [
        Line(each, _role(told.get(each.pk, set())), tuple(of.get(each.pk, ()))) for each in articles
    ]


def _role(roles: Collection[str]) -> str:
    """The weightiest of an article's roles, as ``Figures`` counts it."""
    return next((words for role, words in ROLE_WORDS.items() if role in roles), "")


def stories_of(outlet: Outlet, user: User) -> QuerySet[Story]:
    """The stories that it has an article in, or that cite a report of it, newest change first."""
    held = Q(Exists(Article.objects.filter(outlet=outlet, stories=OuterRef("pk"))))
    cited = Q(Exists(Report.objects.filter(outlet=outlet, stories=OuterRef("pk"))))
    return Story.objects.visible_to(user).filter(held | cited)


SORTS = {
    "name": "Name",
    "held": "Most held",
    "cited": "Most cited and not held",
    "newest": "Newest article",
}


def listed(words: str, sort: str) -> QuerySet[Outlet]:
    """The outlets whose name or family has each of ``words``, sorted as ``sort``, one of SORTS.

    Only what is sorted by is counted for all of them.
    """
    rows = Outlet.objects.all()
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(family__icontains=word))
    if sort != "name":
        rows = rows.annotate(by=Subquery(_by(sort).values("n")))
        return rows.order_by(F("by").desc(nulls_last=True), "name", "pk")
    return rows.order_by("name", "pk")


def _by(sort: str) -> QuerySet[Any]:
    """What one outlet is sorted by."""
    if sort == "cited":
        rows: QuerySet[Any] = Report.objects.filter(article=None, stories__isnull=False)
        counted: Any = Count("pk", distinct=True)
    else:
        rows = Article.objects.present()
        counted = Count("pk") if sort == "held" else Max("first_seen_at")
    return rows.filter(outlet=OuterRef("pk")).order_by().values("outlet").annotate(n=counted)
