"""Finding the story that an article belongs to, or opening one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db import connection, models, transaction
from django.utils.text import slugify

from apps.sources.models import DATED_FIELDS
from apps.stories.facts import HeldArticle, read_articles
from apps.stories.models import LinkRejection, Story, StoryArticle, StoryTerm
from apps.stories.services.bound import Bound, bound_stories, refused_stories
from apps.stories.services.candidates import (
    StoryInHand,
    find_candidates,
    open_in_hand,
    take_in_hand,
)
from apps.stories.services.touching import want_rebuild
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis.story.linking import (
    LinkDecision,
    Profile,
    Rarity,
    article_profile,
    compare,
)

LINKING_LOCK = 7_205_001
"""Any number that no other advisory lock of this database has."""

REJECTIONS_KEPT = 5
"""Per article, the nearest ones: enough to see why it is not where somebody expects it."""

TERM_CHARS = 120
SLUG_CHARS = 60
BATCH = 1000


@dataclass(frozen=True, slots=True)
class _Link:
    """Where an article went, and what else it was compared with."""

    held: HeldArticle
    profile: Profile
    home: StoryInHand
    decision: LinkDecision
    others: Sequence[tuple[LinkDecision, StoryInHand]] = ()
    is_main: bool = True


@transaction.atomic
def link_articles(article_ids: Iterable[int]) -> set[int]:
    """Link articles to the stories that they belong to; gives back the ids of those stories.

    What somebody bound to a story (its import, its feed) goes there, with that for a reason. Each
    other article is compared with the few stories that share its strongest terms and joins the
    best that ``compare`` links it to, or opens a story of its own. Every decision is kept with
    score and reasons, the nearest rejections too. The stories of the articles want a rebuild
    then; the caller sends for it. Articles that have a main story stay there, so a second run
    changes nothing. The number of queries does not depend on the number of articles.

    Until the surrounding transaction ends nobody else links: two workers with articles on one
    matter must not open two stories for it.
    """
    ids = set(article_ids)
    articles = read_articles(ids - _linked(ids).keys())
    profiles = {key: article_profile(held.facts) for key, held in articles.by_key.items()}
    wait_for_turn()
    homes = _linked(ids)
    new = [held for held in articles.by_key.values() if held.article.pk not in homes]
    links = _link_all(sorted(new, key=_oldest_first), profiles)
    _write(links)
    return {*homes.values(), *(link.home.story.pk for link in links)}


@transaction.atomic
def join_bound(article_ids: Collection[int]) -> set[int]:
    """Put articles that have a story already into those that they are bound to; the stories' ids.

    The first of them becomes their main story; they stay in the one that they were linked to.
    Articles without a main story are left to ``link_articles``. The caller sends for rebuilds.
    """
    wait_for_turn()
    homes = _linked(article_ids)
    articles = read_articles(homes.keys())
    ties = bound_stories(_texts(articles.by_key.values()))
    rows = StoryArticle.objects.filter(article__in=ties).values_list("article_id", "story_id")
    there = set(rows)
    in_hand = take_in_hand({bound.story_id for found in ties.values() for bound in found})
    links: list[_Link] = []
    for held in sorted(articles.by_key.values(), key=_oldest_first):
        found = ties.get(held.article.pk, ())
        new = [bound for bound in found if (held.article.pk, bound.story_id) not in there]
        links += _bound_links(held, article_profile(held.facts), new, in_hand, has_main=True)
    _add(links)
    _write(links)
    moved = {pk: found[0].story_id for pk, found in ties.items() if found[0].story_id != homes[pk]}
    _make_main(moved)
    return {link.home.story.pk for link in links}


def _make_main(story_of: Mapping[int, int]) -> None:
    """Make these stories the articles' main ones; each article is in its story already."""
    if story_of:
        mine = StoryArticle.objects.filter(article__in=story_of)
        mine.filter(is_main=True).update(is_main=False)
        pairs = (models.Q(article=pk, story=story) for pk, story in story_of.items())
        mine.filter(reduce(or_, pairs)).update(is_main=True)


def _linked(article_ids: Collection[int]) -> dict[int, int]:
    """Article id → the id of its main story, for those that have one."""
    main = StoryArticle.objects.filter(article_id__in=article_ids, is_main=True)
    return dict(main.values_list("article_id", "story_id"))


def wait_for_turn() -> None:
    """Nobody else links until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LINKING_LOCK])


def _oldest_first(held: HeldArticle) -> tuple[date, str]:
    """So that the outcome does not hang on the order within a batch."""
    return (held.facts.published.day or date.max, held.facts.key)


# --- deciding -------------------------------------------------------------------------------


def _link_all(articles: Sequence[HeldArticle], profiles: dict[str, Profile]) -> list[_Link]:
    """Decide for one article after the other; what one opens, the next may join."""
    ties = bound_stories(_texts(articles))
    candidates = find_candidates([profiles[held.facts.key] for held in articles])
    named = {bound.story_id for found in ties.values() for bound in found}
    in_hand = take_in_hand(named.union(*candidates))
    refused = refused_stories(held.article.pk for held in articles)
    changed: list[StoryInHand] = []
    links: list[_Link] = []
    for held, found in zip(articles, candidates, strict=True):
        profile = profiles[held.facts.key]
        if bound := ties.get(held.article.pk):
            new = _bound_links(held, profile, bound, in_hand)
        else:
            near = [in_hand[pk] for pk in found if not in_hand[pk].is_changed] + changed
            barred = refused.get(held.article.pk, frozenset())
            new = [_link(held, profile, [home for home in near if home.is_open(barred)])]
        changed += [link.home for link in new if not link.home.is_changed]
        _add(new)
        links += new
    return links


def _add(links: Iterable[_Link]) -> None:
    """What is linked next is compared with the stories as they are with these."""
    for link in links:
        link.home.add(link.held.article.pk, link.profile)


def _bound_links(
    held: HeldArticle,
    profile: Profile,
    bound: Sequence[Bound],
    in_hand: Mapping[int, StoryInHand],
    *,
    has_main: bool = False,
) -> list[_Link]:
    """Into every story that it is bound to; the first is its main one, unless it has one."""
    return [
        _Link(
            held,
            profile,
            in_hand[tie.story_id],
            LinkDecision(1.0, True, (tie.reason,)),
            is_main=number == 0 and not has_main,
        )
        for number, tie in enumerate(bound)
    ]


def _texts(articles: Iterable[HeldArticle]) -> dict[int, str]:
    return {held.article.pk: f"{held.facts.title}\n{held.facts.text}" for held in articles}


def _link(held: HeldArticle, profile: Profile, candidates: Sequence[StoryInHand]) -> _Link:
    rarity = Rarity()
    compared = [
        (compare(profile, near.profile, list(near.members.values()), rarity), near)
        for near in candidates
    ]
    compared.sort(key=lambda pair: -pair[0].score)
    for number, (decision, near) in enumerate(compared):
        if decision.linked:
            return _Link(held, profile, near, decision, compared[:number] + compared[number + 1 :])
    home = open_in_hand(Story(title=held.facts.title, analysis_version=""))
    return _Link(held, profile, home, _opening(compared), compared)


def _opening(compared: Sequence[tuple[LinkDecision, StoryInHand]]) -> LinkDecision:
    """The decision to open a story, as sure as the nearest one is far."""
    if not compared:
        return LinkDecision(1.0, True, ("opens the story: no other shares its terms",))
    nearest, near = compared[0]
    reason = f"opens the story: the nearest other, “{near.story.title}”, is not near enough"
    return LinkDecision(round(1 - nearest.score, 3), True, (reason, *nearest.reasons))


# --- writing --------------------------------------------------------------------------------


def _write(links: Sequence[_Link]) -> None:
    homes = list({id(link.home): link.home for link in links}.values())
    _save_stories(homes)
    StoryArticle.objects.bulk_create([_article_row(link) for link in links], batch_size=BATCH)
    LinkRejection.objects.bulk_create(
        [row for link in links for row in _rejection_rows(link)],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["article", "story"],
        update_fields=["score", "reasons", "analysis_version"],
    )
    save_terms(homes)
    want_rebuild(home.story.pk for home in homes)


def _article_row(link: _Link) -> StoryArticle:
    dated = {name: getattr(link.held.article, name) for name in DATED_FIELDS}
    return StoryArticle(
        story=link.home.story,
        article=link.held.article,
        is_main=link.is_main,
        score=link.decision.score,
        reasons=list(link.decision.reasons),
        terms=dict(link.profile.terms),
        analysis_version=ANALYSIS_VERSION,
        **dated,
    )


def _rejection_rows(link: _Link) -> list[LinkRejection]:
    return [
        LinkRejection(
            article=link.held.article,
            story=other.story,
            score=decision.score,
            reasons=list(decision.reasons),
            analysis_version=ANALYSIS_VERSION,
        )
        for decision, other in link.others[:REJECTIONS_KEPT]
    ]


def _save_stories(homes: Sequence[StoryInHand]) -> None:
    """Insert the new ones with a slug of their own; keep the days of all in step."""
    for home in homes:
        home.story.first_day, home.story.last_day = home.profile.first_day, home.profile.last_day
    new = [home.story for home in homes if home.story.pk is None]
    if new:
        give_slugs(new)
        Story.objects.bulk_create(new, batch_size=BATCH)
    old = [home.story for home in homes if home.story not in new]
    Story.objects.bulk_update(old, ["first_day", "last_day"], batch_size=BATCH)


def give_slugs(stories: Sequence[Story]) -> None:
    """Slugs from the titles, numbered where one is taken; nobody else links meanwhile."""
    wanted = {id(story): _short_slug(story.title) for story in stories}
    alike = "^(" + "|".join(sorted(set(wanted.values()))) + ")(-[0-9]+)?$"
    taken = set(Story.objects.filter(slug__regex=alike).values_list("slug", flat=True))
    for story in stories:
        base = slug = wanted[id(story)]
        number = 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        taken.add(slug)
        story.slug = slug


def _short_slug(title: str) -> str:
    """As many whole words of the title as an address can bear."""
    words = slugify(title)[: SLUG_CHARS + 1]
    short = words if len(words) <= SLUG_CHARS else words.rpartition("-")[0] or words[:SLUG_CHARS]
    return short.strip("-_") or "story"


def save_terms(homes: Sequence[StoryInHand]) -> None:
    """Make the index say what the stories are about now: two statements for all of them."""
    rows = [
        StoryTerm(story=home.story, term=term, weight=weight, last_day=home.profile.last_day)
        for home in homes
        for term, weight in sorted(home.profile.terms.items())
        if len(term) <= TERM_CHARS
    ]
    kept = StoryTerm.objects.bulk_create(
        rows,
        batch_size=BATCH * 5,
        update_conflicts=True,
        unique_fields=["story", "term"],
        update_fields=["weight", "last_day"],
    )
    stories = StoryTerm.objects.filter(story__in=[home.story for home in homes])
    stories.exclude(pk__in=[row.pk for row in kept]).delete()
