"""How a story develops, and what is bound to it from the start."""

from apps.stories.models.bindings import StoryFeed, StoryImport
from apps.stories.models.stories import (
    ContextItem,
    CopyDecision,
    Coverage,
    Development,
    Discrepancy,
    LinkRejection,
    Note,
    Story,
    StoryArticle,
    StoryClaim,
    StoryTerm,
    Visit,
)

__all__ = [
    "ContextItem",
    "CopyDecision",
    "Coverage",
    "Development",
    "Discrepancy",
    "LinkRejection",
    "Note",
    "Story",
    "StoryArticle",
    "StoryClaim",
    "StoryFeed",
    "StoryImport",
    "StoryTerm",
    "Visit",
]
