"""What the stages of the analysis hand to one another: frozen dataclasses, nothing else.

Every offset counts code points of ``Reading.text`` (the cleaned text of one article
version), end exclusive. Every decision carries its reasons in words. One module per question;
all names are to be had from here.
"""

from storytracker.analysis.types.dates import (
    UNDATED,
    Basis,
    Dating,
    Precision,
)
from storytracker.analysis.types.feeds import (
    Feed,
    FeedEntry,
    FeedLink,
    OpmlFeed,
)
from storytracker.analysis.types.reading import (
    BODY_KINDS,
    OutletFinding,
    Paragraph,
    ParagraphKind,
    Reading,
    Removed,
)
from storytracker.analysis.types.spans import (
    Span,
)
from storytracker.analysis.types.speech import (
    Assertion,
    Attributions,
    Certainty,
    Citation,
    CitationRole,
    Hop,
    Lineage,
    Name,
    NameKind,
    ScheduledEvent,
    Speaker,
    SpeakerKind,
    Stance,
    Strength,
)
from storytracker.analysis.types.story import (
    ArticleFacts,
    ClaimFinding,
    ContextFinding,
    ContextKind,
    Contribution,
    CoverageFinding,
    DevelopmentFinding,
    DevelopmentKind,
    DiscrepancyFinding,
    DiscrepancyKind,
    EvidenceFinding,
    Passage,
    ReportFinding,
    ReportKind,
    Role,
    Status,
    StoryAnalysis,
)

__all__ = [
    "ArticleFacts",
    "Assertion",
    "Attributions",
    "BODY_KINDS",
    "Basis",
    "Certainty",
    "Citation",
    "CitationRole",
    "ClaimFinding",
    "ContextFinding",
    "ContextKind",
    "Contribution",
    "CoverageFinding",
    "Dating",
    "DevelopmentFinding",
    "DevelopmentKind",
    "DiscrepancyFinding",
    "DiscrepancyKind",
    "EvidenceFinding",
    "Feed",
    "FeedEntry",
    "FeedLink",
    "Hop",
    "Lineage",
    "Name",
    "NameKind",
    "OpmlFeed",
    "OutletFinding",
    "Paragraph",
    "ParagraphKind",
    "Passage",
    "Precision",
    "Reading",
    "Removed",
    "ReportFinding",
    "ReportKind",
    "Role",
    "ScheduledEvent",
    "Span",
    "Speaker",
    "SpeakerKind",
    "Stance",
    "Status",
    "StoryAnalysis",
    "Strength",
    "UNDATED",
]
