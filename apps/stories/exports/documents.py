"""Rows as the documents of ``schema``; asks the database nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from apps.claims import models as rows
from apps.sources import models as sources
from apps.sources.words import when_in_words
from apps.stories import models
from apps.stories.exports import schema
from apps.stories.page import sentence_of
from apps.stories.services import NOT_KEPT, AsOf, StoryReading, Told
from storytracker.analysis.types import Dating


class Documents:
    """Makes documents whose addresses begin with ``base`` (scheme and host)."""

    def __init__(self, base: str) -> None:
        self.base = base

    def url(self, name: str, *args: Any) -> str:
        return self.base + reverse(f"stories:{name}", args=args)

    # --- stories ---

    def story(self, row: models.Story) -> schema.StoryLine:
        return schema.StoryLine(**self._story(row))

    def card(self, row: models.Story) -> schema.StoryCard:
        """A story of ``StoryQuerySet.for_index``."""
        return schema.StoryCard(
            **self._story(row),
            articles=row.article_count,  # type: ignore[attr-defined]
            claims=row.claim_count,  # type: ignore[attr-defined]
            contested=row.contested_count,  # type: ignore[attr-defined]
        )

    def _story(self, row: models.Story) -> dict[str, Any]:
        return {
            "id": row.pk,
            "slug": row.slug,
            "url": self.url("story", row.slug),
            "title": row.title,
            "state": row.state,
            "changed_at": row.changed_at,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "merged_into": row.merged_into.slug if row.merged_into else "",
        }

    def whole(
        self, reading: StoryReading, told: Told, as_of: AsOf | None, only: Sequence[str] = ()
    ) -> schema.StoryDocument:
        """All of a story, as it was read; ``only`` says what it was narrowed down to."""
        return schema.StoryDocument(
            format="storytracker.story",
            format_version=schema.FORMAT_VERSION,
            until=as_of.day if as_of else None,
            clock=as_of.clock if as_of else "",
            only=list(only),
            story=self.story(reading.story),
            articles=[self.article_line(row.article, row.when) for row in reading.articles],
            developments=self.developments(reading),
            claims=self.claims(reading, told),
            context=[self.context(row) for row in context_of(reading)],
            discrepancies=[self.discrepancy(row) for row in reading.discrepancies],
            not_held=[report.name for report in reading.ghosts],
        )

    # --- the timeline ---

    def developments(self, reading: StoryReading) -> list[schema.Development]:
        """The entries that stand on the timeline, in its order."""
        return [
            self.development(entry.development, entry.number, bool(entry.held))
            for entry in reading.entries
        ]

    def development(
        self, row: models.Development, position: int, is_held: bool
    ) -> schema.Development:
        known = row.pk < NOT_KEPT
        return schema.Development(
            id=row.pk if known else None,
            url=self.url("development", row.pk) if known else "",
            position=position,
            kind=row.kind,
            origin=row.report.name,
            is_held=is_held,
            target=row.target.name if row.target else "",
            says=row.says,
            sentence=sentence_of(row),
            speaker=row.speaker,
            when=when(row.when),
            first_shown_at=row.first_shown_at,
            is_pinned=row.is_pinned,
            passages=self.passages(row.passages),
            reasons=list(row.reasons),
        )

    def context(self, row: models.ContextItem) -> schema.Context:
        return schema.Context(
            kind=row.kind,
            speaker=row.speaker,
            says=row.says,
            when=when(row.when),
            passages=self.passages(row.passages),
        )

    def discrepancy(self, row: models.Discrepancy) -> schema.Discrepancy:
        return schema.Discrepancy(
            kind=row.kind,
            about=row.about,
            says=self.passages(row.says),
            against=self.passages(row.against),
            likely_cause=row.likely_cause,
        )

    def passages(self, found: Iterable[Mapping]) -> list[schema.Passage]:
        return [self.passage(p["article"], p["start"], p["end"], p["words"]) for p in found]

    def passage(self, article_id: int, start: int, end: int, words: str) -> schema.Passage:
        url = f"{self.url('article', article_id)}#c{start}-{end}"
        return schema.Passage(article=article_id, start=start, end=end, words=words, url=url)

    # --- claims ---

    def claims(self, reading: StoryReading, told: Told) -> list[schema.Claim]:
        return [self.claim(row.claim, told.get(row.claim_id, ())) for row in reading.claims]

    def claim(self, row: rows.Claim, told: Sequence[rows.Evidence]) -> schema.Claim:
        """A claim with its verdicts (``with_verdicts``) and its evidence (``for_table``)."""
        known = row.pk < NOT_KEPT
        return schema.Claim(
            id=row.pk if known else None,
            url=self.url("claim", row.pk) if known else "",
            text=row.text,
            status=row.status,
            version=row.version,
            numbers=numbers(row),
            verdicts=[verdict(each) for each in row.history],  # type: ignore[attr-defined]
            evidence=[self.evidence(each) for each in told],
        )

    def evidence(self, row: rows.Evidence) -> schema.Evidence:
        article = row.assertion.version.article
        return schema.Evidence(
            stance=row.stance,
            certainty=row.certainty,
            counts=row.counts,
            origin=row.origin,
            informant=row.informant,
            speaker=self.speaker(row.assertion.speaker.known_as),
            outlet=article.outlet.name if article.outlet else "",
            passage=self.said(row.assertion, article.pk),
            reasons=list(row.reasons),
        )

    def said(self, row: rows.Assertion, article_id: int) -> schema.Passage:
        """An assertion's words; where they stand in parts, from the first to the last."""
        start, end = row.content[0][0], row.content[-1][1]
        return self.passage(article_id, start, end, row.words)

    def speaker(self, row: rows.Speaker) -> schema.Speaker:
        return schema.Speaker(
            id=row.pk,
            name=row.name,
            kind=row.kind,
            role=row.role,
            group=row.group,
            url=self.url("speaker", row.pk),
        )

    # --- articles ---

    def article_line(self, row: sources.Article, dating: Dating) -> schema.ArticleLine:
        """``dating`` is the article's own or the story's, which may have inferred it."""
        return schema.ArticleLine(**self._article(row, dating))

    def _article(self, row: sources.Article, dating: Dating) -> dict[str, Any]:
        return {
            "id": row.pk,
            "url": self.url("article", row.pk),
            "title": row.title,
            "outlet": row.outlet.name if row.outlet else "",
            "web": row.url,
            "language": row.language,
            "when": when(dating),
            "first_seen_at": row.first_seen_at,
            "is_removed": row.is_removed,
        }

    def article(
        self, row: sources.Article, said: Iterable[rows.Assertion], versions: int
    ) -> schema.Article:
        """An article with its assertions (``for_article_page``)."""
        return schema.Article(
            **self._article(row, row.when),
            bylines=list(row.bylines),
            section=row.section,
            versions=versions,
            content_hash=row.content_hash,
            assertions=[self.assertion(each, row.pk) for each in said],
        )

    def assertion(self, row: rows.Assertion, article_id: int) -> schema.Assertion:
        return schema.Assertion(
            id=row.pk,
            speaker=self.speaker(row.speaker.known_as),
            called=row.speaker_name,
            cue=row.cue_lemma,
            stance=row.stance,
            certainty=row.certainty,
            is_direct=row.direct,
            via=[schema.Via(outlet=hop["outlet"], lineage=hop["lineage"]) for hop in row.via],
            passage=self.said(row, article_id),
            claims=[each.claim_id for each in row.evidence.all()],  # type: ignore[attr-defined]
            reasons=list(row.reasons),
        )


def context_of(reading: StoryReading) -> list[models.ContextItem]:
    """All that stands beside the timeline, in its order."""
    return [*reading.opening, *(item for entry in reading.entries for item in entry.context)]


def numbers(row: rows.Claim) -> schema.Numbers:
    return schema.Numbers(
        articles=row.articles,
        newsrooms=list(row.newsrooms),
        origins=list(row.origins),
        informants=list(row.informants),
        denied_by=list(row.denied_by),
        is_single_origin=row.is_single_origin,
        working=list(row.working),
    )


def verdict(row: rows.Verdict) -> schema.Verdict:
    return schema.Verdict(
        status=row.status, rationale=row.rationale, by=row.by.get_username(), at=row.at
    )


def when(dating: Dating) -> schema.When:
    return schema.When(
        day=dating.day,
        time=f"{dating.clock:%H:%M}" if dating.clock else "",
        utc_offset_minutes=dating.utc_offset,
        precision=dating.precision,
        basis=dating.basis,
        display=when_in_words(dating),
    )
