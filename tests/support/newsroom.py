"""A made-up story as rows, of any size: what pages show before any analysis has run.

``make_story(3)`` has three of everything that a page lists: articles, developments, relays,
claims, statements beside the timeline, discrepancies.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from django.test import Client
from django.utils import timezone
from django.utils.text import slugify

from apps.accounts.models import Role, User
from apps.claims.models import Assertion, Claim, Evidence, Speaker
from apps.sources.models import Article, ArticleVersion, Outlet, Report, StoredBytes
from apps.stories.models import (
    ContextItem,
    Coverage,
    Development,
    Discrepancy,
    Story,
    StoryArticle,
    StoryClaim,
)

PASSWORD = "a long enough sentence"
ANALYSIS = "test"
FIRST_DAY = date(2024, 3, 4)
_number = itertools.count(1)
KINDS = ("report", "addition", "denial")


def make_user(role: str = Role.ANALYST, name: str = "") -> User:
    """Somebody who can sign in with ``PASSWORD``."""
    return User.objects.create_user(name or str(role), password=PASSWORD, role=role)


@dataclass
class Made:
    """A story and its rows, in order."""

    story: Story
    articles: list[Article] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    developments: list[Development] = field(default_factory=list)
    assertions: list[Assertion] = field(default_factory=list)


def make_article(number: int, *, outlet: str | None = "", day: date | None = FIRST_DAY) -> Article:
    """An article with one version; ``outlet=None`` leaves it unidentified."""
    title = f"Ferry line {number} is to close, board says"
    said = f"The board plans to close line {number}, two members said."
    denied = f"The operator denied that line {number} will close."
    text = f"{title}\n\n{said} {denied}"
    digest = sha256(f"{next(_number)} {text}".encode()).hexdigest()
    article = Article(title=title, content_hash=digest)
    if outlet is not None:
        name = outlet or f"Harbour Daily {number}"
        article.outlet = Outlet.objects.get_or_create(slug=slugify(name), defaults={"name": name})[
            0
        ]
    if day:
        article.when_day, article.when_precision, article.when_basis = day, "day", "text"
    article.save()
    raw = StoredBytes.objects.create(sha256=digest, content=text.encode(), size=len(text))
    start = len(title) + 2
    article.current_version = ArticleVersion.objects.create(
        article=article,
        text=text,
        content_hash=digest,
        paragraphs=[[0, len(title), "title"], [start, len(text), "paragraph"]],
        removed=[{"text": "Share this", "kind": "sharing", "reason": "asks to share"}],
        raw=raw,
        analysis_version=ANALYSIS,
    )
    article.save(update_fields=["current_version"])
    return article


def passage(article: Article, start: int, end: int) -> dict[str, object]:
    """A passage as developments and coverage keep it."""
    version = article.current_version
    assert version
    return {
        "article": article.pk,
        "version": version.pk,
        "start": start,
        "end": end,
        "words": version.text[start:end],
    }


def make_story(size: int = 3, *, title: str = "Ferry lines close", built: bool = True) -> Made:
    """A story with ``size`` of everything."""
    story = Story.objects.create(
        slug=slugify(title),
        title=title,
        built_revision=1 if built else 0,
        built_at=timezone.now(),
        changed_at=timezone.now(),
        analysis_version=ANALYSIS,
    )
    made = Made(story)
    for number in range(size):
        _add(made, number)
    return made


def _add(made: Made, number: int) -> None:
    day = FIRST_DAY + timedelta(days=number // 2)
    article = make_article(number, outlet=None if number == 1 else "", day=day)
    claim = _claim(made.story, number)
    assertions = _assertions(article, claim, number)
    report = Report.objects.create(
        key=f"outlet harbour {number}",
        kind="outlet",
        name=f"Harbour Radio {number}",
        reasons=["cited by name"],
        analysis_version=ANALYSIS,
    )
    made.story.reports.add(report)
    words = passage(article, *assertions[0].content[0])
    development = _development(made, number, report, words, day)
    development.claims.add(claim)
    StoryArticle.objects.create(
        story=made.story,
        article=article,
        score=0.8,
        reasons=["same names"],
        adds=[claim.pk],
        analysis_version=ANALYSIS,
        when_day=day,
        when_precision="day",
        when_basis="text",
    )
    _told(made.story, article, report, words, number)
    _beside(made.story, development, words, number)
    made.articles.append(article)
    made.claims.append(claim)
    made.developments.append(development)
    made.assertions += assertions


def _claim(story: Story, number: int) -> Claim:
    claim = Claim.objects.create(
        text=f"The board plans to close line {number}",
        articles=1,
        newsrooms=[f"Harbour Radio {number}"],
        origins=[f"Harbour Radio {number}"],
        informants=["board members"],
        denied_by=["the operator"],
        working=["1 article carries it"],
        analysis_version=ANALYSIS,
    )
    StoryClaim.objects.create(story=story, claim=claim, key=f"c{number}", position=number)
    return claim


def _assertions(article: Article, claim: Claim, number: int) -> list[Assertion]:
    version = article.current_version
    assert version
    paragraph = version.paragraphs[1][0]
    middle = version.text.index(" The operator", paragraph)
    made = []
    for position, (start, end, name, stance) in enumerate(
        [
            (paragraph, middle, "two board members", "supports"),
            (middle + 1, len(version.text), "the operator", "denies"),
        ]
    ):
        speaker = Speaker.objects.get_or_create(
            key=name, defaults={"name": name, "kind": "organisation"}
        )[0]
        assertion = Assertion.objects.create(
            version=version,
            position=position,
            content=[[start, end]],
            words=version.text[start:end],
            sentence_start=start,
            sentence_end=end,
            speaker=speaker,
            speaker_name=name,
            stance=stance,
            certainty="asserted",
            paragraph_kind="paragraph",
            reasons=["“said” attributes it"],
            analysis_version=ANALYSIS,
        )
        Evidence.objects.create(
            assertion=assertion,
            claim=claim,
            stance=stance,
            certainty="asserted",
            origin=f"Harbour Radio {number}" if stance == "supports" else "",
            counts=stance == "supports",
            score=0.9,
            reasons=["same words"],
            analysis_version=ANALYSIS,
        )
        made.append(assertion)
    return made


def _development(
    made: Made, number: int, report: Report, words: dict[str, object], day: date
) -> Development:
    return Development.objects.create(
        story=made.story,
        key=f"{KINDS[number % 3]} {number}",
        position=number,
        kind=KINDS[number % 3],
        report=report,
        target=made.developments[0].report if made.developments and number % 3 else None,
        says=f"line {number} is to close",
        speaker="two board members",
        passages=[words],
        score=0.7,
        reasons=["it comes first in the text"],
        analysis_version=ANALYSIS,
        when_day=day,
        when_precision="day",
        when_basis="inferred",
        when_reasons=["no later than the article"],
    )


def _told(
    story: Story, article: Article, report: Report, words: dict[str, object], number: int
) -> None:
    Coverage.objects.create(
        story=story,
        article=article,
        report=report,
        role="copy" if number % 3 == 0 else "relay",
        via="" if number % 2 else "Coast Wire",
        lineage="inferred" if number % 3 == 1 else "stated",
        status="suggested" if number % 3 == 0 else "stated",
        passages=[words],
        score=0.6,
        reasons=["shares its lead"],
        analysis_version=ANALYSIS,
    )


def _beside(story: Story, development: Development, words: dict[str, object], number: int) -> None:
    ContextItem.objects.create(
        story=story,
        key=f"k{number}",
        position=number,
        kind=("statement", "no-comment", "expected")[number % 3],
        speaker="The mayor",
        says="It is a loss",
        after=development if number else None,
        passages=[words],
        reasons=["changes no claim"],
        analysis_version=ANALYSIS,
    )
    Discrepancy.objects.create(
        story=story,
        key=f"x{number}",
        kind=("omission", "altered-quote")[number % 2],
        about=f"whether line {number} was named",
        says=[words],
        against=[words],
        likely_cause="a revised text",
        reasons=["both quote the board"],
        analysis_version=ANALYSIS,
    )


def signed_in(role: str) -> Client:
    """A client of somebody with this role, signed in."""
    client = Client()
    user = User.objects.filter(username=str(role)).first() or make_user(role)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
