"""What the stages of the analysis hand to one another: frozen dataclasses, nothing else.

Every offset counts code points of ``Reading.text`` (the cleaned text of one article
version), end exclusive. Every decision carries its reasons in words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, ``text[start:end]``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that the span covers in ``text``."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True where the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """True where ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


# --- reading: bytes → text ------------------------------------------------------------------


class Precision(StrEnum):
    """How exactly a date is known; an undated article never gets an invented minute."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What a fact rests on."""

    METADATA = "metadata"
    FEED = "feed"
    TEXT = "text"
    INFERRED = "inferred"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Dating:
    """When something was published or happened.

    ``day`` is the first of the month for ``Precision.MONTH`` and ``None`` for ``UNKNOWN``.
    ``clock`` and ``utc_offset`` (minutes) are set for ``Precision.MINUTE`` only; an offset
    of ``None`` means that the zone is unknown. ``other_days`` holds the other readings of
    an ambiguous date ("02/11": 2 November or 11 February): not empty means "ask an editor".
    """

    day: date | None = None
    clock: time | None = None
    utc_offset: int | None = None
    precision: Precision = Precision.UNKNOWN
    basis: Basis = Basis.INFERRED
    other_days: tuple[date, ...] = ()
    reasons: tuple[str, ...] = ()


UNDATED = Dating(reasons=("no date found",))


class ParagraphKind(StrEnum):
    TITLE = "title"
    STANDFIRST = "standfirst"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTATION = "quotation"
    LIST_ITEM = "list-item"
    SOURCES = "sources"  # a closing list such as "Sources: A, B and C."


BODY_KINDS = frozenset(
    {
        ParagraphKind.HEADING,
        ParagraphKind.PARAGRAPH,
        ParagraphKind.QUOTATION,
        ParagraphKind.LIST_ITEM,
    }
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of ``Reading.text``; blocks are separated by one blank line."""

    span: Span
    kind: ParagraphKind


@dataclass(frozen=True, slots=True)
class Removed:
    """Words cut from the source: kept aside, openable on the page, with the reason.

    ``kind`` is "caption", "credit", "tracker", "comments", "navigation", "sharing",
    "newsletter", "consent", "self-description", "disclaimer", "repeated title", "address" or
    "other". ``after`` says where it stood: the index into ``Reading.paragraphs`` of the last
    one kept before it, -1 for above them all, ``None`` where that isn't known.
    """

    text: str
    kind: str
    reason: str
    after: int | None = None


@dataclass(frozen=True, slots=True)
class OutletFinding:
    """The outlet that published the document, as far as the document tells."""

    name: str
    basis: Basis
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read: what is analysed and what was set aside.

    ``text`` holds title, standfirst and body in this order, separated by blank lines and
    cleaned (drop caps joined, every run of spaces one plain space, no-break spaces plain).
    ``paragraphs`` cover it without overlap, in order. ``problem`` says in words why there
    is nothing to analyse (empty, binary, almost no text, a consent wall, a page that says
    "not found"); it is empty when all is well. ``partial`` says in words why the text, though
    worth analysing, is not the whole article (a paywall's stub, a video's teaser); empty
    otherwise. ``modified`` is when the publisher says that it was last changed. ``section`` is
    the publisher's own ("World"); ``amp_url`` the same article's AMP page.
    """

    title: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    published: Dating = UNDATED
    outlet: OutletFinding | None = None
    bylines: tuple[str, ...] = ()
    dateline: str = ""
    language: str = "en"
    canonical_url: str = ""
    amp_url: str = ""
    section: str = ""
    modified: Dating = UNDATED
    removed: tuple[Removed, ...] = ()
    problem: str = ""
    partial: str = ""
    reasons: tuple[str, ...] = ()

    def body(self) -> str:
        """The text without title, standfirst and source list, one line feed between blocks."""
        return "\n".join(p.span.of(self.text) for p in self.paragraphs if p.kind in BODY_KINDS)


# --- who said what --------------------------------------------------------------------------


class SpeakerKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    BODY = "body"  # a government, ministry, army, court, agency, spokesman's office
    UNNAMED = "unnamed"  # "two people familiar with the matter", "officials", "sources"
    OUTLET = "outlet"  # the outlet itself says it, in its own voice


@dataclass(frozen=True, slots=True)
class Speaker:
    """The person, body or unnamed people to whom the article attributes words.

    ``name`` is the fullest form in this article ("Jane Roe", "Treasury", "U.S.
    officials"); ``group`` the body that they speak for or belong to where the text says so
    ("National Security Council", "United States"), which is what makes two unnamed sources
    the same informant. ``count`` is set for "two people"; ``closeness`` keeps "familiar with
    the intelligence".
    """

    name: str
    kind: SpeakerKind
    role: str = ""
    group: str = ""
    count: int | None = None
    closeness: str = ""


class Lineage(StrEnum):
    """How we know that words came through an outlet."""

    STATED = "stated"  # the sentence says so
    CARRIED = "carried"  # "the sources", "the report": refers back to an outlet named before
    INFERRED = "inferred"  # nothing says so; shown with "?" and counted as no origin


@dataclass(frozen=True, slots=True)
class Hop:
    """One outlet on the way of the words, nearest to this article first."""

    outlet: str
    span: Span | None
    lineage: Lineage
    reason: str


class Stance(StrEnum):
    SUPPORTS = "supports"
    DENIES = "denies"
    DENIES_IN_PART = "denies-in-part"
    OBSERVES = "observes"  # unclear, unconfirmed
    NO_COMMENT = "no-comment"  # declined to comment, did not respond, has not commented


class Certainty(StrEnum):
    ASSERTED = "asserted"
    LIKELY = "likely"
    POSSIBLE = "possible"
    CONDITIONAL = "conditional"


class Strength(StrEnum):
    """The ladder that a claim climbs: a plan is never counted as a deed."""

    PLANNED = "planned"
    AGREED = "agreed"
    UNDER_WAY = "under-way"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Assertion:
    """One source saying one thing in one article version.

    ``content`` may have several parts (a quotation split by its cue); ``source`` and ``cue``
    are ``None`` where the words carry no attribution of their own: then the outlet itself
    says it (``speaker.kind`` OUTLET) or a speaker was carried over (see ``reasons``).
    ``stance`` is the utterance's towards its own content worded affirmatively: "denied that
    X", "X has yet to happen" and "did not X" deny X; "unclear whether X" observes X.
    ``via`` lists the outlets through which the article has it, nearest first; empty: the
    article has it of its own.
    ``sentence`` spans the whole sentence (or the sentences that a quotation runs over).
    ``decided`` names the fields that an editor has set: they are taken as they are.
    """

    content: tuple[Span, ...]
    sentence: Span
    speaker: Speaker
    source: Span | None = None
    cue: Span | None = None
    cue_lemma: str = ""
    via: tuple[Hop, ...] = ()
    direct: bool = False
    stance: Stance = Stance.SUPPORTS
    certainty: Certainty = Certainty.ASSERTED
    strength: Strength | None = None
    paragraph: ParagraphKind = ParagraphKind.PARAGRAPH
    reasons: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()

    def words(self, text: str) -> str:
        """The content's exact words, parts joined by " … "."""
        return " … ".join(part.of(text) for part in self.content)


class CitationRole(StrEnum):
    RELAYED = "relayed"  # what the article tells comes from it
    EARLIER = "earlier"  # an earlier report on the same matter
    OTHER = "other"  # a report on something else ("…, as reported by X in late September")
    LISTED = "listed"  # only in a closing list of sources
    MENTIONED = "mentioned"  # spoken of inside a quotation, or in passing


@dataclass(frozen=True, slots=True)
class Citation:
    """An outlet whose report the article speaks of.

    ``silent_on`` holds the span of what the article says that report left out ("but X's role
    was not reported", "made no mention of X"), which the citation check compares.
    """

    outlet: str
    span: Span
    role: CitationRole
    sentence: Span
    silent_on: tuple[Span, ...] = ()
    reason: str = ""


class NameKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    OUTLET = "outlet"
    OTHER = "other"  # a product, a weapon, an event


@dataclass(frozen=True, slots=True)
class Name:
    """One entity of an article: its fullest form, all its mentions, what it is said to be.

    ``related`` holds places and bodies that stand beside it in the text ("the Dutch chip
    maker X" → "Netherlands").
    """

    canonical: str
    kind: NameKind
    mentions: tuple[Span, ...]
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduledEvent:
    """Something the article says is to come ("is expected to speak on Friday")."""

    words: Span
    actor: str
    when: Dating
    reason: str


@dataclass(frozen=True, slots=True)
class Attributions:
    """All that one article version says about who said what.

    ``partial`` says in words why only the beginning of the text was analysed; else it is empty.
    """

    assertions: tuple[Assertion, ...] = ()
    citations: tuple[Citation, ...] = ()
    names: tuple[Name, ...] = ()
    sentences: tuple[Span, ...] = ()
    partial: str = ""


# --- a story --------------------------------------------------------------------------------


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

    ``after`` is the key of the development that it is folded behind, "" for the top.
    """

    key: str
    kind: ContextKind
    speaker: str
    says: str
    when: Dating
    passages: tuple[Passage, ...]
    after: str
    reasons: tuple[str, ...]


class DiscrepancyKind(StrEnum):
    OMISSION = "omission"  # "B did not report X", but B's words (as held) have it
    ALTERED_QUOTE = "altered-quote"


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
class Contribution:
    """What one article does to the story's claims, by claim key."""

    article: str
    adds: tuple[str, ...]
    repeats: tuple[str, ...]
    denies: tuple[str, ...]


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


# --- feeds ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed.

    ``key`` names it for good: its id, else its address, else a hash of title and date; unique
    within one feed wherever id, address or title differ. ``url`` is absolute (http or https) or
    empty. ``title`` and ``summary`` are plain text on one line. ``content_html`` is the full
    text as mark-up, raw (nothing cleaned out of it), where the feed holds it.
    """

    key: str
    url: str
    title: str
    published: Dating = UNDATED
    updated: Dating = UNDATED
    authors: tuple[str, ...] = ()
    summary: str = ""
    content_html: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read, its entries in the feed's own order.

    ``ttl_minutes`` is how long the publisher says that it stays fresh. ``problem`` says in words
    why nothing could be read; ``notice`` says what was left out of a feed that could be read
    in part. Both are empty when all is well; a feed without entries is well.
    """

    title: str = ""
    home_url: str = ""
    self_url: str = ""
    language: str = ""
    entries: tuple[FeedEntry, ...] = ()
    ttl_minutes: int | None = None
    problem: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names: its absolute address, and the title that the page gives it."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """One subscription of an OPML list; ``folder`` is its path of outlines, "News/World"."""

    url: str
    title: str = ""
    home_url: str = ""
    folder: str = ""
