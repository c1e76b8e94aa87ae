"""Which articles are in which story, where an editor says so: moved, refused, merged, split.

An article that was moved stays where it was put, as linking leaves alone what has a main story.
What is undone goes back as far as it is still there. Claims whose every word goes along go along
themselves, with verdicts and notes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.claims.models import Evidence
from apps.sources.models import DATED_FIELDS
from apps.stories.models import LinkRejection, Story, StoryArticle, StoryClaim, StoryDecision
from apps.stories.services.deciding_stories import (
    StoryNotDecidable,
    append_decision,
    take_story,
)
from apps.stories.services.indexing import index_stories
from apps.stories.services.linking import link_articles, wait_for_turn
from apps.stories.services.slugs import give_slugs
from apps.stories.services.touching import touch_stories
from storytracker.analysis import ANALYSIS_VERSION

Kind = StoryDecision.Kind


@transaction.atomic
def move_articles(
    story_id: int,
    article_ids: Collection[int],
    to_id: int | None,
    *,
    reason: str,
    by: User,
    seen: int,
    title: str = "",
) -> StoryDecision:
    """Put articles into another story; ``to_id`` ``None``: into a new one, called ``title``.

    At least one article of a story that is split has to stay behind: who wants to move all of
    them merges. Raises ``StoryNotDecidable`` in words, ``StoryConflict`` where ``seen`` is behind.
    """
    wait_for_turn()
    story = take_story(story_id, "", seen)
    chosen = _articles_of(story, article_ids)
    if len(chosen) == story.story_articles.count():
        raise StoryNotDecidable(
            gettext("These are all of its articles: merge the stories instead.")
        )
    target = _target(story, to_id) if to_id else _new_story(chosen, title)
    decision = append_decision(
        story, Kind.MOVE, reason, by, other=target, articles=chosen, text=target.title
    )
    _carry(story, target, chosen, f"moved here by {by.get_username()}: {decision.reason}")
    return decision


@transaction.atomic
def reject_articles(
    story_id: int, article_ids: Collection[int], *, reason: str, by: User, seen: int
) -> StoryDecision:
    """Say that articles are not of this story: they find another, or open one, and never this."""
    wait_for_turn()
    story = take_story(story_id, "", seen)
    chosen = _articles_of(story, article_ids)
    decision = append_decision(story, Kind.REJECT, reason, by, articles=chosen)
    StoryArticle.objects.filter(story=story, article__in=chosen).delete()
    _find_another_main(chosen)
    _refuse(story, chosen, f"not of this story, says {by.get_username()}: {decision.reason}")
    touched = link_articles(chosen)
    index_stories({story.pk})
    touch_stories({story.pk, *touched})
    return decision


@transaction.atomic
def merge_stories(
    story_id: int, into_id: int, *, reason: str, by: User, seen: int
) -> StoryDecision:
    """Make a story part of another: its articles and claims go there, its address leads there."""
    wait_for_turn()
    story = take_story(story_id, "", seen)
    target = _target(story, into_id)
    chosen = _all_of(story)
    decision = append_decision(
        story, Kind.MERGE, reason, by, other=target, articles=chosen, text=target.title
    )
    _carry(story, target, chosen, f"merged here by {by.get_username()}: {decision.reason}")
    Story.objects.filter(pk=story.pk).update(merged_into=target)
    return decision


def take_back(decision: StoryDecision) -> None:
    """Put back what a decision moved, as far as it is where the decision put it.

    For ``undo_story_decision``, in its transaction.
    """
    wait_for_turn()
    story = Story.objects.get(pk=decision.story_id)
    if decision.kind == Kind.REJECT:
        back = [(row.article_id, row.story_id) for row in _main_rows(decision.articles)]
        for home in sorted({home for _, home in back}):
            ids = [article for article, where in back if where == home]
            if home != story.pk:
                _carry(Story.objects.get(pk=home), story, ids, "taken back by an editor")
        return
    other = decision.other
    assert other is not None
    there = StoryArticle.objects.filter(story=other, article__in=decision.articles)
    ids = list(there.values_list("article_id", flat=True))
    if decision.kind == Kind.MERGE:
        Story.objects.filter(pk=story.pk).update(merged_into=None)
    _carry(other, story, ids, "put back by an editor")


# --- inside ------------------------------------------------------------------------------------


def _find_another_main(article_ids: Collection[int]) -> None:
    """Articles that left their main story, and are in others, have the first of these for it."""
    homeless = set(article_ids) - {row.article_id for row in _main_rows(article_ids)}
    left = StoryArticle.objects.filter(article__in=homeless).order_by("article_id", "pk")
    firsts = left.distinct("article_id").values_list("pk", flat=True)
    StoryArticle.objects.filter(pk__in=list(firsts)).update(is_main=True)


def _main_rows(article_ids: Collection[int]) -> QuerySet[StoryArticle]:
    return StoryArticle.objects.filter(article__in=article_ids, is_main=True)


def _articles_of(story: Story, article_ids: Collection[int]) -> list[int]:
    rows = StoryArticle.objects.filter(story=story, article__in=set(article_ids))
    found = sorted(rows.values_list("article_id", flat=True))
    if not found:
        raise StoryNotDecidable(gettext("Tick at least one article."))
    if len(found) != len(set(article_ids)):
        raise StoryNotDecidable(gettext("Some of these articles are no longer in this story."))
    return found


def _all_of(story: Story) -> list[int]:
    rows = StoryArticle.objects.filter(story=story).order_by("article_id")
    return list(rows.values_list("article_id", flat=True))


def _target(story: Story, to_id: int) -> Story:
    target = Story.objects.filter(pk=to_id, merged_into=None).first()
    if target is None or target.pk == story.pk:
        raise StoryNotDecidable(gettext("Choose another story than this one."))
    return target


def _new_story(article_ids: Sequence[int], title: str) -> Story:
    """A story for these articles; ``title``, or the headline of the oldest."""
    rows = StoryArticle.objects.filter(article__in=article_ids).select_related("article")
    oldest = rows.order_by("when_day", "article_id").first()
    assert oldest is not None
    made = Story(title=" ".join(title.split()) or oldest.article.title, analysis_version="")
    give_slugs([made])
    made.save()
    return made


def _carry(story: Story, target: Story, article_ids: Collection[int], why: str) -> None:
    """Take articles, and the claims that rest on nothing else, from one story to another."""
    claims = _claims_of(story, article_ids)
    rows = list(StoryArticle.objects.filter(story=story, article__in=article_ids))
    known = set(
        StoryArticle.objects.filter(story=target, article__in=article_ids).values_list(
            "article_id", flat=True
        )
    )
    StoryArticle.objects.filter(pk__in=[row.pk for row in rows]).delete()
    StoryArticle.objects.bulk_create(
        [_moved(row, target, why) for row in rows if row.article_id not in known]
    )
    mains = [row.article_id for row in rows if row.is_main and row.article_id in known]
    StoryArticle.objects.filter(story=target, article__in=mains).update(is_main=True)
    LinkRejection.objects.filter(story=target, article__in=article_ids).delete()
    _refuse(story, [row.article_id for row in rows], why)
    known_claims = StoryClaim.objects.filter(story=target).values("claim_id")
    going = StoryClaim.objects.filter(story=story, claim__in=claims)
    going.filter(claim__in=known_claims).delete()
    going.update(story=target)
    index_stories({story.pk, target.pk})
    touch_stories({story.pk, target.pk})


def _moved(row: StoryArticle, target: Story, why: str) -> StoryArticle:
    dated = {name: getattr(row, name) for name in DATED_FIELDS}
    return StoryArticle(
        story=target,
        article_id=row.article_id,
        is_main=row.is_main,
        score=1.0,
        reasons=[why],
        terms=row.terms,
        version_id=row.version_id,
        analysis_version=ANALYSIS_VERSION,
        **dated,
    )


def _claims_of(story: Story, article_ids: Collection[int]) -> list[int]:
    """The story's claims that rest on these articles alone, withdrawn ones too."""
    mine = Evidence.objects.filter(claim=OuterRef("claim_id"))
    inside = Q(assertion__version__article__in=list(article_ids))
    rows = StoryClaim.objects.filter(story=story).filter(
        Exists(mine.filter(inside)), ~Exists(mine.exclude(inside))
    )
    return list(rows.values_list("claim_id", flat=True))


def _refuse(story: Story, article_ids: Iterable[int], why: str) -> None:
    """Keep on record that the articles were in this story, and are not."""
    LinkRejection.objects.bulk_create(
        [
            LinkRejection(
                article_id=pk, story=story, score=0.0, reasons=[why],
                analysis_version=ANALYSIS_VERSION,
            )
            for pk in article_ids
        ],
        update_conflicts=True,
        unique_fields=["article", "story"],
        update_fields=["score", "reasons", "analysis_version"],
    )  # fmt: skip
