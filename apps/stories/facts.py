"""Articles as the story-level stages of the analysis see them, with the rows behind them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import F, QuerySet

from apps.claims import readings
from apps.claims.readings import Said
from apps.sources.models import DATED_FIELDS, Article, ArticleVersion
from apps.stories.models import CopyDecision, StoryArticle
from storytracker.analysis.types import ArticleFacts, Passage, Span

TOLD = (
    "text",
    *(
        f"article__{name}"
        for name in ("content_hash", "title", "dateline", *DATED_FIELDS, "current_version",
                     "outlet__name", "outlet__family", "outlet__slug")
    ),
)  # fmt: skip
"""Of a version, its article and its outlet: what a timeline is made from."""


@dataclass(frozen=True, slots=True)
class HeldArticle:
    """An article with its current version: as rows and as the analysis sees it.

    ``assertions[i]`` is what stays of the row of ``facts.attributions.assertions[i]``.
    """

    facts: ArticleFacts
    article: Article
    version: ArticleVersion
    assertions: Sequence[Said]

    def passage(self, span: Span) -> dict[str, int | str]:
        """Exact words as the timeline's rows keep them."""
        return {
            "article": self.article.pk,
            "version": self.version.pk,
            "start": span.start,
            "end": span.end,
            "words": span.of(self.version.text),
        }


@dataclass(frozen=True, slots=True)
class Holdings:
    """The articles of one story or one batch by their key."""

    by_key: dict[str, HeldArticle]

    @property
    def facts(self) -> list[ArticleFacts]:
        return [held.facts for held in self.by_key.values()]

    @property
    def article_ids(self) -> list[int]:
        return [held.article.pk for held in self.by_key.values()]

    def passages(self, found: Sequence[Passage]) -> list[dict[str, int | str]]:
        return [self.by_key[passage.article].passage(passage.span) for passage in found]


def read_articles(article_ids: Collection[int]) -> Holdings:
    """These articles with all that was read out of their current versions; two queries.

    Keys are content hashes; where two outlets have the very same text, the outlet is added,
    so that keys stay the same across databases and import orders. Articles without a text
    are left out.
    """
    current = ArticleVersion.objects.filter(
        article_id__in=article_ids, article__current_version=F("pk")
    )
    return read_versions(current, article_ids)


def read_texts(article_ids: Collection[int]) -> Holdings:
    """``read_articles`` without who says what, as linking needs it; two queries.

    Its rows have the columns of ``TOLD`` and no others.
    """
    current = ArticleVersion.objects.filter(
        article_id__in=article_ids, article__current_version=F("pk")
    ).only(*TOLD)
    return _keyed(_read(readings.without_assertions(current), article_ids))


def read_stories(story_ids: Collection[int]) -> dict[int, Holdings]:
    """What each of these stories holds, by its id; three queries for any number of them.

    Its rows have the columns of ``TOLD`` and no others.
    """
    homes = defaultdict[int, list[int]](list)
    pairs = StoryArticle.objects.filter(story__in=story_ids)
    for article_id, story_id in pairs.values_list("article_id", "story_id"):
        homes[article_id].append(story_id)
    current = ArticleVersion.objects.filter(
        article_id__in=homes.keys(), article__current_version=F("pk")
    ).only(*TOLD)
    holding: dict[int, list[HeldArticle]] = {pk: [] for pk in story_ids}
    for held in _read(readings.with_attributions(current), homes.keys()):
        for story_id in homes[held.article.pk]:
            holding[story_id].append(held)
    return {pk: _keyed(articles) for pk, articles in holding.items()}


def read_versions(chosen: QuerySet[ArticleVersion], article_ids: Collection[int]) -> Holdings:
    """``read_articles`` with these versions of the articles, one of each at most."""
    return _keyed(_read(readings.with_attributions(chosen), article_ids))


def _read(chosen: QuerySet[ArticleVersion], article_ids: Collection[int]) -> list[HeldArticle]:
    """The versions in the order of their texts, each under its content's hash."""
    versions = chosen.select_related("article__outlet").order_by(
        "article__content_hash", "article__outlet__slug", "pk"
    )
    decided = _copy_decisions(article_ids)
    return [_held(version, decided.get(version.article_id)) for version in versions]


def _keyed(articles: Sequence[HeldArticle]) -> Holdings:
    shared = Counter(held.facts.key for held in articles)
    return Holdings(
        {each.facts.key: each for held in articles for each in [_told_apart(held, shared)]}
    )


def _told_apart(held: HeldArticle, shared: Mapping[str, int]) -> HeldArticle:
    """Under a key of its own, where another outlet has the very same text."""
    if shared[held.facts.key] == 1:
        return held
    outlet = held.article.outlet
    key = f"{held.facts.key}@{outlet.slug if outlet else ''}"
    return replace(held, facts=replace(held.facts, key=key))


def _copy_decisions(article_ids: Collection[int]) -> dict[int, str]:
    """The newest decision per article on whose text it is."""
    decisions = CopyDecision.objects.filter(article_id__in=article_ids).order_by("at", "pk")
    return dict(decisions.values_list("article_id", "outlet_name"))


def _held(version: ArticleVersion, copy_of: str | None) -> HeldArticle:
    article = version.article
    outlet, read = article.outlet, readings.read_of(version)
    facts = ArticleFacts(
        key=article.content_hash,
        title=article.title,
        text=version.text,
        paragraphs=read.paragraphs,
        published=article.when,
        outlet=outlet.name if outlet else None,
        attributions=read.attributions,
        family=(outlet.family or outlet.name) if outlet else "",
        dateline=article.dateline,
        copy_confirmed=copy_of,
    )
    return HeldArticle(facts, article, version, read.said)
