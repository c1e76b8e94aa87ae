"""Composes the brief of a story out of what was read; asks the database nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from apps.claims.models import Claim, Verdict, VerdictStatus
from apps.sources.words import day_in_words, when_in_words
from apps.stories.exports import voices
from apps.stories.exports.brief import Brief, Point, Section, Sentence, Sources, day_in_full
from apps.stories.models import Development, Discrepancy
from apps.stories.page import VERBS
from apps.stories.services import NOT_KEPT, AsOf, Clock, StoryReading, Told
from storytracker.analysis.types import DevelopmentKind

POINTS = 6
"""Points of one section. Two minutes are some 480 words at 238 a minute, the mean of silent
reading in English (Brysbaert 2019, 190 studies); a claim takes 30 to 50."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a brief is asked for: the look back, if any, since when changes count, what the story
    is narrowed down to (in words), and where the site is (scheme and host), so that addresses hold
    on paper too."""

    base: str = ""
    as_of: AsOf | None = None
    since: date | None = None
    only: tuple[str, ...] = ()

    @property
    def clock(self) -> Clock:
        return self.as_of.clock if self.as_of else Clock.PUBLISHED


def compose(reading: StoryReading, told: Told, asked: Asked, now: datetime) -> Brief:
    """The brief, as of ``now`` unless a look back is asked for.

    ``told`` is who says what of the claims (``told_of``).
    """
    return _Composer(reading, told, asked).brief(now)


class _Composer:
    """Hands the numbered sources from section to section."""

    def __init__(self, reading: StoryReading, told: Told, asked: Asked) -> None:
        self.reading, self.told, self.asked = reading, told, asked
        self.sources = Sources(reading.articles, asked.base)
        self.claims = [row.claim for row in reading.claims]

    def brief(self, now: datetime) -> Brief:
        latest = self.entry(self.reading.entries[-1].development) if self.reading.entries else None
        return Brief(
            title=self.reading.story.title,
            address=self.asked.base + reverse("stories:story", args=[self.reading.story.slug]),
            standing=standing(self.asked, now),
            numbers=self.numbers(),
            latest=latest,
            sections=self.sections(),
            sources=self.sources.listed(),
        )

    def sections(self) -> tuple[Section, ...]:
        """In the order of reading, which is that of the sources' numbers."""
        kept = [
            self.changed() if self.asked.since else None,
            self.of_claims(
                "known", "What we know", _is_known, "Nothing yet: no editor has confirmed a claim."
            ),
            self.of_claims("corroborated", "Several independent origins, no verdict", _is_backed),
            self.of_claims(
                "disputed", "What is disputed, and by whom", _is_disputed, "Nobody denies a claim."
            ),
            self.of_claims("single", "What rests on a single origin", _is_single),
            self.of_claims("wrong", "What did not hold", _is_wrong),
            self.unknown(),
        ]
        return tuple(section for section in kept if section and (section.points or section.empty))

    def numbers(self) -> str:
        """The story's size; newsrooms are those with reporting of their own."""
        newsrooms = {name for claim in self.claims for name in claim.origins}
        informants = {name for claim in self.claims for name in claim.informants}
        return ", ".join(
            f"{count} {noun}{'' if count == 1 else 's'}"
            for count, noun in (
                (len(self.reading.articles), "article"),
                (len(newsrooms), "newsroom"),
                (len(informants), "informant"),
                (len(self.claims), "claim"),
            )
        )

    # --- what changed ---

    def changed(self) -> Section:
        """Entries and verdicts since a day: by the publishers' clock or by ours."""
        since = self.asked.since
        assert since
        entries = [
            Point(self.entry(entry.development))
            for entry in self.reading.entries
            if _is_since(entry.development, since, self.asked.clock)
        ]
        verdicts = [
            Point(Sentence(claim.text, address=self.page_of(claim)), (self.verdict(claim, given),))
            for claim in self.claims
            for given in reversed(_history(claim))
            if timezone.localdate(given.at) >= since
        ]
        title = f"What changed since {day_in_full(since)}"
        return _cut("changed", title, [*entries, *verdicts], "Nothing, as far as dates are known.")

    def entry(self, development: Development) -> Sentence:
        verb = VERBS[DevelopmentKind(development.kind)]
        when = when_in_words(development.when)
        words = f"{when}: {development.report.name} {verb}: {_sentence(development.says)}"
        return Sentence(words, self.sources.passages(development.passages))

    # --- claims ---

    def of_claims(
        self, key: str, title: str, belongs: Callable[[Claim], bool], empty: str = ""
    ) -> Section:
        found = [claim for claim in self.claims if belongs(claim)]
        shown = [self.claim(claim) for claim in found[:POINTS]]
        return Section(key, title, tuple(shown), "" if shown else empty, len(found) - len(shown))

    def claim(self, claim: Claim) -> Point:
        rows = self.told.get(claim.pk, ())
        details = [
            *(self.verdict(claim, given) for given in _history(claim)[:1]),
            *voices.sentences(rows, voices.DENYING, self.sources),
            *voices.sentences(rows, voices.SUPPORTING, self.sources),
            Sentence(voices.standing_of(claim)),
        ]
        status = claim.status if claim.status != VerdictStatus.UNVERIFIED else ""
        headline = Sentence(_sentence(claim.text), address=self.page_of(claim))
        return Point(headline, tuple(details), status)

    def verdict(self, claim: Claim, given: Verdict) -> Sentence:
        """Who gave it, when, and why."""
        day = day_in_words(timezone.localdate(given.at))
        words = f"{given.get_status_display()} by {given.by.get_username()}, {day}: "
        lost = " Words that this rests on are no longer in their article." if _lost(given) else ""
        address = reverse("stories:claim-history", args=[claim.pk])
        return Sentence(
            words + _sentence(given.rationale) + lost, address=self.asked.base + address
        )

    def page_of(self, claim: Claim) -> str:
        if claim.pk >= NOT_KEPT:
            return ""
        return self.asked.base + reverse("stories:claim", args=[claim.pk])

    # --- what is not known ---

    def unknown(self) -> Section:
        """What is said to be unclear, what nobody answers, where articles disagree, what is not
        held."""
        points = [*self.unclear(), *map(self.disagreement, self.reading.discrepancies)]
        if ghosts := self.reading.ghosts:
            names = voices.listed([report.name for report in ghosts])
            points.append(Point(Sentence(f"Cited and not held here: {names}.")))
        return _cut("unknown", "What is not known", points, "Nothing is said to be unclear.")

    def unclear(self) -> list[Point]:
        found = []
        for claim in self.claims:
            rows = self.told.get(claim.pk, ())
            doubts = (
                *voices.sentences(rows, voices.UNCLEAR, self.sources),
                *voices.sentences(rows, voices.SILENT, self.sources),
            )
            if _is_open(claim):
                doubts = (Sentence(voices.standing_of(claim)), *doubts)
            if doubts:
                whether = Sentence(f"Whether: {_sentence(claim.text)}", address=self.page_of(claim))
                found.append(Point(whether, doubts))
        return found

    def disagreement(self, row: Discrepancy) -> Point:
        refs = self.sources.passages([*row.says, *row.against])
        cause = (Sentence(f"Likely cause: {_sentence(row.likely_cause)}"),)
        return Point(
            Sentence(f"Articles disagree: {_sentence(row.about)}", refs),
            cause if row.likely_cause else (),
        )


def standing(asked: Asked, now: datetime) -> str:
    """As of when, by whose clock, and of what."""
    narrowed = f"; only what is {', '.join(asked.only)}" if asked.only else ""
    return as_of_when(asked, now) + narrowed


def as_of_when(asked: Asked, now: datetime) -> str:
    """ "As published by the end of 2 November 2023"."""
    if asked.as_of is None:
        moment = timezone.localtime(now)
        return f"As of {day_in_full(moment.date())}, {moment:%H:%M %Z}"
    how = "published" if asked.as_of.clock is Clock.PUBLISHED else "known here"
    if asked.as_of.at:
        return f"As {how} by {asked.as_of.words}"
    return f"As {how} by the end of {day_in_full(asked.as_of.day)}"


def _is_known(claim: Claim) -> bool:
    return claim.status == VerdictStatus.CONFIRMED


def _is_wrong(claim: Claim) -> bool:
    return claim.status in (VerdictStatus.REFUTED, VerdictStatus.RETRACTED)


def _is_disputed(claim: Claim) -> bool:
    denied = claim.status == VerdictStatus.UNVERIFIED and bool(claim.denied_by)
    return denied or claim.status == VerdictStatus.DISPUTED


def _is_unjudged(claim: Claim) -> bool:
    return claim.status == VerdictStatus.UNVERIFIED and not claim.denied_by


def _is_open(claim: Claim) -> bool:
    """Nobody is known who stands for it."""
    return _is_unjudged(claim) and not claim.origins


def _is_backed(claim: Claim) -> bool:
    return _is_unjudged(claim) and not claim.is_single_origin


def _is_single(claim: Claim) -> bool:
    return _is_unjudged(claim) and bool(claim.origins) and claim.is_single_origin


def _is_since(development: Development, since: date, clock: Clock) -> bool:
    if clock is Clock.KNOWN:
        return timezone.localdate(development.first_shown_at) >= since
    return development.when_day is not None and development.when_day >= since


def _history(claim: Claim) -> Sequence[Verdict]:
    """The claim's verdicts, the newest first, as far back as was asked for."""
    return claim.history  # type: ignore[attr-defined]


def _lost(verdict: Verdict) -> bool:
    return bool(getattr(verdict, "has_lost_evidence", False))


def _cut(key: str, title: str, points: Sequence[Point], empty: str) -> Section:
    more = max(0, len(points) - POINTS)
    return Section(key, title, tuple(points[:POINTS]), "" if points else empty, more)


def _sentence(text: str) -> str:
    """The text on one line, with a full stop if it has no end of its own."""
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?", "…", ".”", ".’")) else f"{text}."
