"""By what the hits can be narrowed down, and how many would be left."""

from __future__ import annotations

from calendar import isleap, monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from apps.accounts.models import User
from apps.claims.models import Assertion, Claim, VerdictStatus
from apps.claims.templatetags.standing import STANCE_WORDS
from apps.sources.models import Article
from apps.stories.models import StoryArticle
from apps.stories.search.asking import Asked
from apps.stories.search.finding import MOST, Found

OPTIONS = 8
"""The most frequent ones of each facet."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to narrow down: the query that does, and how many hits it leaves."""

    label: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Facet:
    title: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Said:
    """Whatever of a hit facets count: an article, or a passage of one."""

    article: int
    outlet: str | None
    day: date | None


def facets(asked: Asked, found: Found, kinds: Iterable[str], user: User) -> list[Facet]:
    """Facets of the hits of some kinds; without those that would narrow nothing down."""
    shown = set(kinds)
    said: list[Said] = []
    made: list[Facet] = []
    if "passages" in shown:
        here, stances, origins = passages(found.passages[:MOST])
        said += here
        made.append(named(asked, gettext("Origin"), "origin", origins, {}))
        made.append(named(asked, gettext("Stance"), "stance", stances, STANCES))
    if "claims" in shown:
        made.append(
            named(asked, gettext("Verdict"), "verdict", verdicts(found.claims[:MOST]), VERDICTS)
        )
    if "articles" in shown:
        said += articles(found.articles[:MOST])
    outlets = Counter(each.outlet for each in said if each.outlet)
    made.insert(0, named(asked, gettext("Outlet"), "outlet", outlets, {}))
    made.append(stories(asked, said, user))
    made.append(times(asked, Counter(each.day for each in said if each.day)))
    return [facet for facet in made if len(facet.options) > 1]


STANCES: Mapping[str, str] = {stance.value: words for stance, words in STANCE_WORDS.items()}
VERDICTS: Mapping[str, str] = {value: str(words) for value, words in VerdictStatus.choices}


def named(
    asked: Asked, title: str, name: str, counts: Counter[str], labels: Mapping[str, str]
) -> Facet:
    """A facet of a filter; none where the query has that filter."""
    if asked.named(name):
        return Facet(title, [])
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:OPTIONS]
    return Facet(
        title,
        [Option(labels.get(k, k), count, asked.with_filter(name, k)) for k, count in ordered],
    )


def passages(ids: list[int]) -> tuple[list[Said], Counter[str], Counter[str]]:
    """Whose and when they are; how many take each stance, by itself or towards a claim; how many
    each origin put out."""
    article = "version__article__"
    wanted = ["stance", "evidence__stance", "evidence__origin"]
    wanted += [f"{article}pk", f"{article}outlet__name", f"{article}when_day"]
    said: dict[int, Said] = {}
    stances: set[tuple[int, str]] = set()
    origins: set[tuple[int, str]] = set()
    rows = Assertion.objects.filter(pk__in=ids).order_by().values_list("pk", *wanted)
    for pk, own, towards, origin, article_id, outlet, day in rows:
        said[pk] = Said(article_id, outlet, day)
        stances |= {(pk, stance) for stance in (own, towards) if stance}
        origins |= {(pk, origin)} if origin else set()
    return (
        list(said.values()),
        Counter(stance for _, stance in stances),
        Counter(origin for _, origin in origins),
    )


def articles(ids: list[int]) -> list[Said]:
    rows = Article.objects.filter(pk__in=ids).values_list("pk", "outlet__name", "when_day")
    return [Said(*row) for row in rows.order_by()]


def verdicts(ids: list[int]) -> Counter[str]:
    rows = Claim.objects.filter(pk__in=ids).values_list("status", flat=True)
    return Counter(rows.order_by())


def stories(asked: Asked, said: list[Said], user: User) -> Facet:
    """In which stories the articles are."""
    if asked.named("story"):
        return Facet(gettext("Story"), [])
    links = StoryArticle.objects.visible_to(user).filter(article__in={s.article for s in said})
    titles: dict[str, str] = {}
    of: dict[int, list[str]] = {}
    for article, slug, title in links.values_list("article", "story__slug", "story__title"):
        titles[slug] = title
        of.setdefault(article, []).append(slug)
    counts = Counter(slug for each in said for slug in of.get(each.article, ()))
    return named(asked, gettext("Story"), "story", counts, titles)


def times(asked: Asked, days: Counter[date]) -> Facet:
    """Years, months or days, whichever is fine enough; none where the query has days."""
    if not days or asked.named("after") or asked.named("before"):
        return Facet(gettext("Time"), [])
    for length in (4, 7, 10):
        counts: Counter[str] = Counter()
        for day, count in days.items():
            counts[day.isoformat()[:length]] += count
        if len(counts) > 1:
            break
    newest = sorted(counts.items(), reverse=True)[:OPTIONS]
    return Facet(gettext("Time"), [_within(asked, label, count) for label, count in newest])


def _within(asked: Asked, label: str, count: int) -> Option:
    """One year, month or day ("2023", "2023-11", "2023-11-02")."""
    year, month, day = (int(part) for part in (f"{label}-01-01"[:10]).split("-"))
    start = date(year, month, day)
    words = start.strftime({4: "%Y", 7: "%B %Y"}.get(len(label), "%-d %b %Y"))
    if len(label) == 4:
        days = 366 if isleap(year) else 365
    else:
        days = monthrange(year, month)[1] if len(label) == 7 else 1
    try:
        until = f" before:{start + timedelta(days)}"
    except OverflowError:  # the last days that there are
        until = ""
    return Option(words, count, f"{asked.text} after:{start}{until}".strip())
