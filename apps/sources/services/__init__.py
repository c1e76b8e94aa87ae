"""What can be done with sources: take documents in, read them, correct what was read."""

from apps.sources.documents import Document
from apps.sources.services.deciding import (
    AlreadyHeld,
    CantBeDecided,
    EditConflict,
    set_bylines,
    set_outlet,
    set_published,
    set_whole,
)
from apps.sources.services.drafting import content_hash
from apps.sources.services.editing import edit_paragraphs, set_title
from apps.sources.services.importing import (
    CantBeRetried,
    NothingToImport,
    accept_documents,
    retry_item,
)
from apps.sources.services.outlets import get_outlets
from apps.sources.services.reading import parse_items
from apps.sources.services.removing import allow_again, is_allowed_again, remove_article
from apps.sources.services.rereading import CantBeReread, reread_article
from apps.sources.services.stages import run_stage
from apps.sources.services.sweeping import Swept, sweep

__all__ = [
    "AlreadyHeld",
    "CantBeDecided",
    "CantBeReread",
    "CantBeRetried",
    "Document",
    "EditConflict",
    "NothingToImport",
    "Swept",
    "accept_documents",
    "allow_again",
    "content_hash",
    "edit_paragraphs",
    "get_outlets",
    "is_allowed_again",
    "parse_items",
    "remove_article",
    "reread_article",
    "retry_item",
    "run_stage",
    "set_bylines",
    "set_outlet",
    "set_published",
    "set_title",
    "set_whole",
    "sweep",
]
