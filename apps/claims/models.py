"""What is asserted: speakers, assertions, claims, evidence, verdicts; nothing of stories."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.claims.querysets import (
    AssertionQuerySet,
    ClaimQuerySet,
    EvidenceQuerySet,
    SpeakerQuerySet,
    VerdictQuerySet,
)
from apps.sources.models import Article, ArticleVersion, choices
from apps.sources.searching import Vector
from storytracker.analysis.types import Certainty, SpeakerKind, Stance, Strength


class Speaker(models.Model):
    """A person, body or group of unnamed people; one row across articles.

    ``merged_into`` is what editors last said: it is the same as that one. ``canonical`` is
    where following that leads, empty where it stands for itself: what is said is counted there.
    """

    key = models.CharField(max_length=300, unique=True, help_text="Folded kind, name and group.")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=choices(SpeakerKind))
    role = models.CharField(max_length=200, blank=True)
    group = models.CharField(max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    canonical = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="aliases"
    )

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [GinIndex(Vector("name", "group"), name="speaker_words_idx")]

    def __str__(self) -> str:
        return self.name

    @property
    def known_as(self) -> Speaker:
        """The speaker that this one is, after all that editors merged."""
        return self.canonical or self


class SpeakerDecision(models.Model):
    """An editor's word that a speaker is the same as another, or is not after all.

    Appended, the newest wins; ``into`` is empty where they were split again.
    """

    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, related_name="decisions")
    into = models.ForeignKey(
        Speaker, null=True, blank=True, on_delete=models.PROTECT, related_name="taken_in"
    )
    was = models.ForeignKey(
        Speaker, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.speaker} is {self.into or 'nobody else'}"


class VersionAnalysis(models.Model):
    """That one article version has been read for who said what, and what else was seen there."""

    version = models.OneToOneField(
        ArticleVersion, on_delete=models.CASCADE, related_name="analysis"
    )
    names = models.JSONField(default=list)
    sentences = models.JSONField(default=list)
    analysis_version = models.CharField(max_length=16)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "version analyses"

    def __str__(self) -> str:
        return f"Analysis {self.analysis_version} of version {self.version_id}"


class EditedAssertion(models.Model):
    """An assertion that editors decided on, named by its words and what stood around them.

    So the decisions are made again on whatever a later reading finds; its rows are those that
    it is in the versions of the text. The words are blanked where the article is removed.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="edited_assertions")
    parts = models.JSONField(help_text="The exact words, part by part.")
    nth = models.PositiveIntegerField(default=0, help_text="How often they stood before it.")
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    found = models.JSONField(help_text="What was said of it before the first correction.")
    is_added = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return " … ".join(self.parts)[:80]


class AssertionDecision(models.Model):
    """One thing that an editor decided about an assertion; appended, the newest per field wins."""

    class Field(models.TextChoices):
        SPEAKER = "speaker", _("speaker")
        VIA = "via", _("way it came")
        STANCE = "stance", _("stance")
        CERTAINTY = "certainty", _("certainty")
        STRUCK = "struck", _("striking")
        ADDED = "added", _("assertion")

    about = models.ForeignKey(EditedAssertion, on_delete=models.CASCADE, related_name="decisions")
    field = models.CharField(max_length=12, choices=Field.choices)
    value = models.JSONField(help_text='{"value": …, "was": …}')
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_field_display()} of “{self.about}”"


class Assertion(models.Model):
    """One source saying one thing in one article version; offsets into the version's text.

    ``speaker`` is the same row across articles; the fields beside it keep how this article
    calls them. A later analysis that no longer finds an assertion which a verdict rests on
    marks it withdrawn instead of deleting it.

    The values are those that count, editors' decisions (``edited``) made: ``decided`` names the
    fields that an editor set, ``program`` keeps what the program found (nothing where it found
    no such assertion). One that was struck stays, and nothing is counted on it.
    """

    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="assertions")
    position = models.PositiveIntegerField(help_text="Order in the version.")
    content = models.JSONField(help_text="[[start, end], …]")
    words = models.TextField(help_text="The content's exact words.")
    sentence_start = models.PositiveIntegerField()
    sentence_end = models.PositiveIntegerField()
    source_start = models.PositiveIntegerField(null=True, blank=True)
    source_end = models.PositiveIntegerField(null=True, blank=True)
    cue_start = models.PositiveIntegerField(null=True, blank=True)
    cue_end = models.PositiveIntegerField(null=True, blank=True)
    cue_lemma = models.CharField(max_length=40, blank=True)
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, related_name="assertions")
    speaker_name = models.TextField()
    speaker_role = models.TextField(blank=True)
    speaker_group = models.TextField(blank=True)
    speaker_count = models.PositiveIntegerField(null=True, blank=True)
    speaker_closeness = models.TextField(blank=True)
    via = models.JSONField(default=list, help_text="[{outlet, start, end, lineage, reason}, …]")
    direct = models.BooleanField(default=False)
    stance = models.CharField(max_length=16, choices=choices(Stance))
    certainty = models.CharField(max_length=12, choices=choices(Certainty))
    strength = models.CharField(max_length=10, choices=choices(Strength), blank=True)
    paragraph_kind = models.CharField(max_length=12)
    reasons = models.JSONField(default=list)
    analysis_version = models.CharField(max_length=16)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    edited = models.ForeignKey(
        EditedAssertion, null=True, blank=True, on_delete=models.PROTECT, related_name="rows"
    )
    decided = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    program = models.JSONField(null=True, blank=True, help_text="What the program had found.")
    is_struck = models.BooleanField(default=False)

    objects = AssertionQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position"]
        indexes = [GinIndex(Vector("speaker_name", "words"), name="assertion_words_idx")]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"],
                condition=Q(withdrawn_at__isnull=True),
                name="assertion_position_once",
            ),
            models.CheckConstraint(
                condition=Q(sentence_end__gt=models.F("sentence_start")),
                name="assertion_sentence_is_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def is_added(self) -> bool:
        """True where it stands on an editor's word alone."""
        return self.edited_id is not None and self.program is None


class VerdictStatus(models.TextChoices):
    UNVERIFIED = "unverified", _("Unverified")
    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")
    REFUTED = "refuted", _("Refuted")
    RETRACTED = "retracted", _("Retracted")


class Claim(models.Model):
    """A proposition that a story turns on, worded affirmatively.

    The counts are the program's; ``status`` repeats the newest verdict, which only an editor
    gives. ``version`` rises with every verdict: a form that saw an older one is a conflict.
    """

    text = models.TextField()
    status = models.CharField(
        max_length=12, choices=VerdictStatus.choices, default=VerdictStatus.UNVERIFIED
    )
    version = models.PositiveIntegerField(default=1)
    articles = models.PositiveIntegerField(default=0)
    newsrooms = ArrayField(models.CharField(max_length=200), default=list)
    origins = ArrayField(models.CharField(max_length=200), default=list)
    informants = ArrayField(models.CharField(max_length=200), default=list)
    denied_by = ArrayField(models.CharField(max_length=200), default=list)
    working = models.JSONField(default=list, help_text="How each number was reached, in words.")
    score = models.FloatField(default=0)
    analysis_version = models.CharField(max_length=16)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="No longer found by the program; kept for its history."
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(Vector("text"), name="claim_words_idx")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=VerdictStatus.values), name="claim_status_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_single_origin(self) -> bool:
        """True where confirming it asks for the explicit tick (rule of trust 4)."""
        return len(self.origins) < 2 or len(self.informants) == 1


class Evidence(models.Model):
    """How one assertion bears on a claim."""

    assertion = models.ForeignKey(Assertion, on_delete=models.CASCADE, related_name="evidence")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="evidence")
    stance = models.CharField(max_length=16, choices=choices(Stance))
    certainty = models.CharField(max_length=12, choices=choices(Certainty))
    strength = models.CharField(max_length=10, choices=choices(Strength), blank=True)
    origin = models.CharField(max_length=200, blank=True)
    counts = models.BooleanField()
    informant = models.CharField(max_length=200, blank=True)
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    analysis_version = models.CharField(max_length=16)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["claim", "assertion"], name="evidence_once_per_claim")
        ]

    def __str__(self) -> str:
        return f"Assertion {self.assertion_id} {self.stance} claim {self.claim_id}"


class Verdict(models.Model):
    """An editor's dated, signed, reasoned status of a claim.

    Appended, never edited: a trigger in the database refuses UPDATE and DELETE.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts")
    status = models.CharField(max_length=12, choices=VerdictStatus.choices)
    rationale = models.TextField()
    evidence = models.ManyToManyField(Assertion, blank=True, related_name="verdicts")
    single_origin_accepted = models.BooleanField(default=False)
    claim_version = models.PositiveIntegerField(help_text="The claim's version that this made.")
    standing = models.JSONField(default=dict, help_text="The counts that the editor saw.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["claim", "claim_version"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "claim_version"], name="verdict_version_once"),
            models.CheckConstraint(condition=~Q(rationale=""), name="verdict_has_a_rationale"),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} by {self.by}"
