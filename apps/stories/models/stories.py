"""How a story develops: stories, timeline, coverage, discrepancies, notes, visits."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.claims.models import Claim
from apps.sources.models import Article, ArticleVersion, Dated, Report, choices
from apps.sources.searching import Vector
from apps.stories.querysets import (
    DORMANT_AFTER,
    ContextItemQuerySet,
    CoverageQuerySet,
    DevelopmentQuerySet,
    DiscrepancyQuerySet,
    StoryArticleQuerySet,
    StoryClaimQuerySet,
    StoryQuerySet,
)
from storytracker.analysis.types import (
    ContextKind,
    DevelopmentKind,
    DiscrepancyKind,
    Lineage,
    Role,
    Status,
)


class Story(models.Model):
    """The container: articles, claims, timeline.

    The timeline is rebuilt as a whole from the story's articles and decisions: whatever
    changes them raises ``wanted_revision``; a rebuild writes ``built_revision``.
    """

    slug = models.SlugField(max_length=120, unique=True)
    title = models.TextField()
    wanted_revision = models.PositiveIntegerField(default=1)
    built_revision = models.PositiveIntegerField(default=0)
    built_at = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(
        default=0, help_text="Rebuilds begun since one last succeeded."
    )
    next_try_at = models.DateTimeField(
        null=True, blank=True, help_text="The sweeper asks for no rebuild before this."
    )
    analysis_version = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(
        null=True, blank=True, help_text="When its timeline last said something new."
    )
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="An editor closed it: articles find it no longer."
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="merged",
        help_text="Its articles are there; its address leads there.",
    )
    articles = models.ManyToManyField(
        Article,
        through="StoryArticle",
        through_fields=("story", "article"),
        related_name="stories",
    )
    claims = models.ManyToManyField(Claim, through="StoryClaim", related_name="stories")
    reports = models.ManyToManyField(Report, related_name="stories")

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stories"
        ordering = [models.F("changed_at").desc(nulls_last=True), "-id"]
        indexes = [
            models.Index(
                fields=["dispatched_at"],
                name="story_stale_idx",
                condition=Q(wanted_revision__gt=models.F("built_revision")),
            ),
            GinIndex(Vector("title"), name="story_title_words_idx"),
            # The list of stories reads its first page and no others.
            models.Index(
                models.F("changed_at").desc(nulls_last=True),
                models.F("id").desc(),
                name="story_newest_idx",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> str:
        """As ``StoryQuerySet.in_state`` has it."""
        if self.closed_at:
            return "closed"
        is_quiet = self.last_day and self.last_day < timezone.localdate() - DORMANT_AFTER
        return "dormant" if is_quiet else "open"


class StoryArticle(Dated):
    """An article belongs to a story, with the reasons; what it adds there, and when it is from.

    ``echoes`` is the article that it stands under because it adds nothing to it, ``text_of`` the
    one that stands for the text which both are.
    ``analysis_version``, ``score`` and ``reasons`` are of the decision to link it.
    The date is the article's own or, where it has none, the one that the story infers.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="story_articles")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="story_articles")
    is_main = models.BooleanField(default=True, help_text="An article has one main story.")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    terms = models.JSONField(
        default=dict, help_text="What the article is about (term → weight), as it is found by."
    )
    version = models.ForeignKey(
        ArticleVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Whose terms these are.",
    )  # fmt: skip
    adds = ArrayField(models.BigIntegerField(), default=list, help_text="Claim ids.")
    repeats = ArrayField(models.BigIntegerField(), default=list)
    denies = ArrayField(models.BigIntegerField(), default=list)
    drops = models.JSONField(default=list, help_text="[{claim, is_denial, report, passages}]")
    sources = models.JSONField(default=list, help_text="[{claim, origin}] named here first.")
    echoes = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text_of = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    analysis_version = models.CharField(max_length=16)
    linked_at = models.DateTimeField(auto_now_add=True)

    objects = StoryArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "article"], name="article_once_per_story"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(is_main=True), name="article_has_one_main_story"
            ),
        ]

    def __str__(self) -> str:
        return f"Article {self.article_id} in story {self.story_id}"


class LinkRejection(models.Model):
    """A story that an article was compared with and not linked to."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="link_rejections")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="link_rejections")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    analysis_version = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "story"], name="rejection_once")]

    def __str__(self) -> str:
        return f"Article {self.article_id} not in story {self.story_id}"


class StoryClaim(models.Model):
    """A claim that the story turns on, in the order in which it came up."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="story_claims")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="story_claims")
    key = models.CharField(max_length=120)
    position = models.PositiveIntegerField()

    objects = StoryClaimQuerySet.as_manager()

    class Meta:
        ordering = ["story", "position"]
        constraints = [
            models.UniqueConstraint(fields=["story", "claim"], name="claim_once_per_story")
        ]

    def __str__(self) -> str:
        return f"Claim {self.claim_id} of story {self.story_id}"


class Development(Dated):
    """One entry of the timeline: a report changed the standing of claims."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="developments")
    key = models.CharField(max_length=300)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=choices(DevelopmentKind))
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="developments")
    target = models.ForeignKey(
        Report, null=True, blank=True, on_delete=models.PROTECT, related_name="targeted_by"
    )
    claims = models.ManyToManyField(Claim, related_name="developments")
    says = models.TextField()
    speaker = models.CharField(max_length=300, blank=True)
    passages = models.JSONField(default=list, help_text="[{article, version, start, end, words}]")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    analysis_version = models.CharField(max_length=16)
    is_pinned = models.BooleanField(default=False, help_text="An editor put it above the others.")
    is_hidden = models.BooleanField(default=False, help_text="An editor took it off.")
    first_shown_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DevelopmentQuerySet.as_manager()

    class Meta:
        ordering = ["story", "position"]
        constraints = [
            models.UniqueConstraint(fields=["story", "key"], name="development_once_per_story")
        ]

    def __str__(self) -> str:
        return self.says


class Coverage(models.Model):
    """How an article tells a report: original, copy or relay, through whom, in which words."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="coverage")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="coverage")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="coverage")
    role = models.CharField(max_length=8, choices=choices(Role))
    via = models.CharField(max_length=200, blank=True)
    lineage = models.CharField(max_length=10, choices=choices(Lineage))
    status = models.CharField(max_length=10, choices=choices(Status))
    passages = models.JSONField(default=list, help_text="[{article, version, start, end, words}]")
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    analysis_version = models.CharField(max_length=16)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "coverage"
        constraints = [
            models.UniqueConstraint(
                fields=["story", "article", "report"], name="coverage_once_per_report"
            )
        ]

    def __str__(self) -> str:
        return f"Article {self.article_id}: {self.role} of report {self.report_id}"


class ContextItem(Dated):
    """A statement, a no-comment or an expected event: it stands beside the timeline."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="context")
    key = models.CharField(max_length=300)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=choices(ContextKind))
    speaker = models.CharField(max_length=300)
    says = models.TextField()
    after = models.ForeignKey(Development, null=True, blank=True, on_delete=models.SET_NULL)
    passages = models.JSONField(default=list, help_text="[{article, version, start, end, words}]")
    told_in = models.JSONField(
        default=list, help_text="The passage that tells that it happened, in a list; or empty."
    )
    reasons = models.JSONField(default=list)
    analysis_version = models.CharField(max_length=16)

    objects = ContextItemQuerySet.as_manager()

    class Meta:
        ordering = ["story", "position"]
        constraints = [
            models.UniqueConstraint(fields=["story", "key"], name="context_once_per_story")
        ]

    def __str__(self) -> str:
        return self.says


class Discrepancy(models.Model):
    """Two articles that can't both be right about what somebody said: shown, never smoothed.

    Or one that tells as done, with no new source, what the other put out as planned.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="discrepancies")
    key = models.CharField(max_length=300)
    kind = models.CharField(max_length=14, choices=choices(DiscrepancyKind))
    about = models.TextField()
    says = models.JSONField(help_text="[{article, version, start, end, words}]")
    against = models.JSONField(help_text="[{article, version, start, end, words}]")
    likely_cause = models.TextField(blank=True)
    reasons = models.JSONField(default=list)
    analysis_version = models.CharField(max_length=16)

    objects = DiscrepancyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "discrepancies"
        constraints = [
            models.UniqueConstraint(fields=["story", "key"], name="discrepancy_once_per_story")
        ]

    def __str__(self) -> str:
        return self.about


class CopyDecision(models.Model):
    """An editor's word on whose text an article is; appended, the newest wins."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="copy_decisions")
    outlet_name = models.CharField(
        max_length=200, blank=True, help_text="Empty: it is nobody else's text."
    )
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        whose = self.outlet_name or "nobody else"
        return f"Article {self.article_id}: the text of {whose}"


class Visit(models.Model):
    """What somebody has seen of a story; moves on *Mark read*, or after 30 idle minutes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="visits")
    read_until = models.DateTimeField(help_text="Everything shown before this is not new.")
    seen_at = models.DateTimeField(help_text="When the story's page was last asked for.")
    active_at = models.DateTimeField(
        null=True, help_text="When something of the story was last read beside its page."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "story"], name="visit_once")]

    def __str__(self) -> str:
        return f"User {self.user_id} in story {self.story_id}"
