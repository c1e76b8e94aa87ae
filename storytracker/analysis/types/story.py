"""What the articles of one story say together."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from storytracker.analysis.types.dates import Dating
from storytracker.analysis.types.reading import Paragraph
from storytracker.analysis.types.spans import Span
from storytracker.analysis.types.speech import Attributions, Certainty, Lineage, Stance, Strength


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """One article as the story-level stages see it.

    ``key`` is stable across databases and import orders (the content hash). ``outlet`` is
    ``None`` when unidentified. ``family`` is the publisher family's name, or the outlet's.
    ``copy_confirmed`` is an editor's word: the outlet whose text this is, or "" for "of no
    other", or ``None`` for undecided.
    """

    key: str
    title: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    published: Dating
    outlet: str | None
    attributions: Attributions
    family: str = ""
    dateline: str = ""
    copy_confirmed: str | None = None

    def __hash__(self) -> int:
        """Of its key alone: what is remembered of an article is looked for at every turn."""
        return hash(self.key)


class ReportKind(StrEnum):
    OUTLET = "outlet"
    BODY = "body"


class Role(StrEnum):
    ORIGINAL = "original"
    COPY = "copy"
    RELAY = "relay"


class Status(StrEnum):
    """Whose word a finding is: the program's suggestion or an editor's confirmation."""

    STATED = "stated"
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Passage:
    """Exact words in one article."""

    article: str
    span: Span


@dataclass(frozen=True, slots=True)
class EvidenceFinding:
    """An assertion (by index into its article's assertions) bearing on a claim.

    ``origin`` names the report that it leads back to, "" where the lineage is unknown;
    ``counts`` is false for inferred lineage and conditional support, with the reason.
    """

    article: str
    assertion: int
    stance: Stance
    certainty: Certainty
    strength: Strength | None
    score: float
    origin: str
    counts: bool
    informant: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimFinding:
    """A proposition that the story turns on, worded affirmatively.

    ``articles``, ``newsrooms`` and ``origins`` are the keys and names behind the three
    numbers; ``working`` tells in words how each was reached. ``names`` are what editors'
    decisions call it, the one that its identity goes by first; mostly there are none.
    """

    key: str
    text: str
    evidence: tuple[EvidenceFinding, ...]
    articles: tuple[str, ...]
    newsrooms: tuple[str, ...]
    origins: tuple[str, ...]
    informants: tuple[str, ...]
    denied_by: tuple[str, ...]
    first_report: str
    score: float
    working: tuple[str, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """What an outlet or body put out on this matter, held as an article or not."""

    key: str
    name: str
    kind: ReportKind
    held_by: str | None
    held_as: Role | None
    held_status: Status | None
    when: Dating
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverageFinding:
    """How an article tells a report."""

    article: str
    report: str
    role: Role
    via: str
    lineage: Lineage
    status: Status
    passages: tuple[Span, ...]
    score: float
    reasons: tuple[str, ...]


class DevelopmentKind(StrEnum):
    REPORT = "report"
    ADDITION = "addition"
    CONFIRMATION = "confirmation"
    DENIAL = "denial"
    CORRECTION = "correction"
    RETRACTION = "retraction"


@dataclass(frozen=True, slots=True)
class DevelopmentFinding:
    """One entry of the timeline: a report changes the standing of claims.

    ``target`` is the report that it adds to, confirms, denies, corrects or retracts ("" for a
    first report).
    """

    key: str
    kind: DevelopmentKind
    report: str
    claims: tuple[str, ...]
    target: str
    says: str
    speaker: str
    when: Dating
    passages: tuple[Passage, ...]
    score: float
    reasons: tuple[str, ...]


class ContextKind(StrEnum):
    STATEMENT = "statement"
    NO_COMMENT = "no-comment"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class ContextFinding:
    """What stands beside the timeline and changes no claim's standing.

    ``after`` is the key of the development that it is folded behind, "" for the top;
    ``told_in`` where an expected event is told as having happened.
    """

    key: str
    kind: ContextKind
    speaker: str
    says: str
    when: Dating
    passages: tuple[Passage, ...]
    after: str
    reasons: tuple[str, ...]
    told_in: Passage | None = None


class DiscrepancyKind(StrEnum):
    OMISSION = "omission"  # "B did not report X", but B's words (as held) have it
    ALTERED_QUOTE = "altered-quote"
    STRENGTHENED = "strengthened"  # a plan that is told as a deed, and nobody new says so


@dataclass(frozen=True, slots=True)
class DiscrepancyFinding:
    """Two articles that can't both be right about what somebody said."""

    key: str
    kind: DiscrepancyKind
    about: str
    says: tuple[Passage, ...]
    against: tuple[Passage, ...]
    likely_cause: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A claim, or the denial of one, that an article leaves out of the report that it relays.

    ``report`` names the report; ``passages`` are where it stands there, or where others have it
    from there.
    """

    claim: str
    is_denial: bool
    report: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one article does to the story's claims, by claim key.

    ``sources`` are the (claim, origin) of which it is the first to name the origin. ``echoes`` is
    the key of the article that it stands under because it adds nothing to it; ``text_of`` that of
    the article which stands for the one text that both are. "" for neither.
    """

    article: str
    adds: tuple[str, ...]
    repeats: tuple[str, ...]
    denies: tuple[str, ...]
    drops: tuple[Dropped, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    echoes: str = ""
    text_of: str = ""


@dataclass(frozen=True, slots=True)
class StoryAnalysis:
    """All that the program reads out of the articles of one story; a pure function of them."""

    title: str
    claims: tuple[ClaimFinding, ...] = ()
    reports: tuple[ReportFinding, ...] = ()
    coverage: tuple[CoverageFinding, ...] = ()
    developments: tuple[DevelopmentFinding, ...] = ()
    context: tuple[ContextFinding, ...] = ()
    discrepancies: tuple[DiscrepancyFinding, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    datings: dict[str, Dating] = field(default_factory=dict)
