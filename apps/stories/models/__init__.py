"""How a story develops, and what is bound to it from the start."""

from apps.stories.models.addresses import FormerAddress
from apps.stories.models.bindings import StoryFeed, StoryFeedAct, StoryImport
from apps.stories.models.decisions import ClaimDecision
from apps.stories.models.desk import StoryDecision
from apps.stories.models.following import Follow
from apps.stories.models.linking import ArticleSketch, ArticleTerm, StoryTotal, TermCount
from apps.stories.models.notes import Note, NoteEvent
from apps.stories.models.stories import (
    ContextItem,
    CopyDecision,
    Coverage,
    Development,
    Discrepancy,
    LinkRejection,
    Story,
    StoryArticle,
    StoryClaim,
    Visit,
)

__all__ = [
    "ArticleSketch",
    "ArticleTerm",
    "ClaimDecision",
    "ContextItem",
    "CopyDecision",
    "Coverage",
    "Development",
    "Discrepancy",
    "Follow",
    "FormerAddress",
    "LinkRejection",
    "Note",
    "NoteEvent",
    "Story",
    "StoryArticle",
    "StoryClaim",
    "StoryDecision",
    "StoryFeed",
    "StoryFeedAct",
    "StoryImport",
    "StoryTotal",
    "TermCount",
    "Visit",
]
