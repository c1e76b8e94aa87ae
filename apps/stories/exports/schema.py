"""What leaves the house as JSON: the export of a story and the answers of the API.

Fields are only ever added. Whatever takes one away, or changes what it means, raises
``FORMAT_VERSION`` and the ``v1`` in the API's addresses.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

FORMAT_VERSION = 1


class When(Schema):
    """A publication date, no more exact than it is known."""

    day: date | None = Field(description="Empty where no day is known.")
    time: str = Field(description="HH:MM as the outlet gave it, or empty.")
    utc_offset_minutes: int | None = Field(description="Empty where the zone is not known.")
    precision: str = Field(description="minute, day, month or unknown")
    basis: str = Field(description="metadata, feed, text, inferred or editor")
    display: str = Field(description="The same in words, such as “≈ 2 Nov 2023”.")


class Passage(Schema):
    """Exact words in an article."""

    article: int
    start: int = Field(description="Code points from the start of the version's text.")
    end: int
    words: str
    url: str = Field(description="The highlighted words on their page.")


class Outlet(Schema):
    id: int
    name: str
    family: str = Field(description="Publisher family; agreement inside it is no proof.")
    kind: str
    articles: int = Field(description="How many of its articles are held.")


class Numbers(Schema):
    """What a claim rests on: articles are not corroboration, origins are (an upper bound)."""

    articles: int
    newsrooms: list[str]
    origins: list[str]
    informants: list[str]
    denied_by: list[str]
    is_single_origin: bool = Field(description="One origin, or one informant behind them all.")
    working: list[str] = Field(description="How each number was reached, in words.")


class Verdict(Schema):
    """An editor's word; appended, never changed."""

    status: str
    rationale: str
    by: str
    at: datetime


class Speaker(Schema):
    """``id`` is that of the speaker whom editors merged this name into, if they did."""

    id: int
    name: str = Field(description="Empty: the article says it in its own words.")
    kind: str
    role: str
    group: str
    url: str


class Evidence(Schema):
    """One source saying one thing that bears on a claim."""

    stance: str = Field(description="supports, denies, denies-in-part, observes or no-comment")
    certainty: str = Field(description="asserted, likely, possible or conditional")
    counts: bool = Field(description="Whether it counts for the claim's origins.")
    origin: str = Field(description="Who put it out first; empty where that is not known.")
    informant: str
    speaker: Speaker
    outlet: str = Field(description="Whose article has it; empty where that is not known.")
    passage: Passage
    reasons: list[str]


class Claim(Schema):
    id: int | None = Field(description="Empty where it was found only in a look back.")
    url: str
    text: str
    status: str = Field(description="unverified, confirmed, disputed, refuted or retracted")
    version: int
    numbers: Numbers
    verdicts: list[Verdict] = Field(description="The newest first.")
    evidence: list[Evidence]


class Development(Schema):
    """One entry of the timeline: a report changed the standing of claims."""

    id: int | None = Field(description="Empty where it was found only in a look back.")
    url: str
    position: int
    kind: str = Field(
        description="report, addition, confirmation, denial, correction or retraction"
    )
    origin: str = Field(description="Who put it out.")
    is_held: bool = Field(description="Whether the origin's own text is held.")
    target: str = Field(description="Whose report it adds to, confirms, denies … or empty.")
    says: str
    sentence: str
    speaker: str
    when: When
    first_shown_at: datetime = Field(description="When it came up here.")
    is_pinned: bool
    passages: list[Passage]
    reasons: list[str]


class Context(Schema):
    """A statement, a no-comment or an expected event; it changes no claim's standing."""

    kind: str
    speaker: str
    says: str
    when: When
    passages: list[Passage]


class Discrepancy(Schema):
    """Two articles that can't both be right about what somebody said."""

    kind: str
    about: str
    says: list[Passage]
    against: list[Passage]
    likely_cause: str


class ArticleLine(Schema):
    """An article as lists have it."""

    id: int
    url: str
    title: str
    outlet: str
    web: str = Field(description="The publisher's address, or empty.")
    language: str
    when: When
    first_seen_at: datetime
    is_removed: bool


class Via(Schema):
    """An outlet through which an article has something."""

    outlet: str
    lineage: str


class Assertion(Schema):
    """One source saying one thing in one article."""

    id: int
    speaker: Speaker
    called: str = Field(description="How this article calls the speaker.")
    cue: str
    stance: str
    certainty: str
    is_direct: bool
    via: list[Via]
    passage: Passage
    claims: list[int] = Field(description="The claims that it bears on.")
    reasons: list[str]


class Article(ArticleLine):
    bylines: list[str]
    section: str
    versions: int
    content_hash: str
    assertions: list[Assertion]


class StoryLine(Schema):
    """A story as lists have it."""

    id: int
    slug: str
    url: str
    title: str
    state: str = Field(description="open, dormant or closed")
    changed_at: datetime | None
    first_day: date | None
    last_day: date | None
    merged_into: str = Field(description="The slug of the story that has its articles, or empty.")


class StoryCard(StoryLine):
    """A story with its counts."""

    articles: int
    claims: int
    contested: int = Field(description="Claims that somebody denies.")


class SearchHit(Schema):
    """Something that has the words of a search."""

    kind: str = Field(description="claims, passages, articles, speakers or stories")
    id: int
    text: str = Field(description="A claim, exact words, a headline, a name or a title.")
    snippet: str = Field(description="The best place of an article's text; else empty.")
    url: str


class StoryDocument(Schema):
    """A whole story: what “Export, JSON” gives."""

    format: Literal["storytracker.story"]
    format_version: int = Field(description="Raised where something would be read wrongly.")
    until: date | None = Field(description="The end of this day, in a look back.")
    clock: str = Field(description="published or known, in a look back; else empty.")
    only: list[str] = Field(
        [], description="What developments, claims and context are narrowed down to, in words."
    )
    story: StoryLine
    articles: list[ArticleLine]
    developments: list[Development]
    claims: list[Claim]
    context: list[Context]
    discrepancies: list[Discrepancy]
    not_held: list[str] = Field(description="Who is cited with a report that nobody here holds.")
