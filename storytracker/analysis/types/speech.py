"""Who said what in one article."""

from __future__ import annotations

from enum import StrEnum

from storytracker.analysis.types.dates import Dating
from storytracker.analysis.types.reading import ParagraphKind
from storytracker.analysis.types.records import record
from storytracker.analysis.types.spans import Span


class SpeakerKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    BODY = "body"  # a government, ministry, army, court, agency, spokesman's office
    UNNAMED = "unnamed"  # "two people familiar with the matter", "officials", "sources"
    OUTLET = "outlet"  # the outlet itself says it, in its own voice


@record()
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


@record()
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


@record()
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


@record()
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


@record()
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


@record()
class ScheduledEvent:
    """Something the article says is to come ("is expected to speak on Friday")."""

    words: Span
    actor: str
    when: Dating
    reason: str


@record()
class Attributions:
    """All that one article version says about who said what.

    ``partial`` says in words why only the beginning of the text was analysed; else it is empty.
    """

    assertions: tuple[Assertion, ...] = ()
    citations: tuple[Citation, ...] = ()
    names: tuple[Name, ...] = ()
    sentences: tuple[Span, ...] = ()
    partial: str = ""
