"""What can be done with sources: take documents in, read them, correct what was read."""

from apps.sources.documents import Document
from apps.sources.services.deciding import (
    AlreadyHeld,
    CantBeDecided,
    set_outlet,
    set_published,
)
from apps.sources.services.drafting import content_hash
from apps.sources.services.importing import (
    CantBeRetried,
    NothingToImport,
    accept_documents,
    retry_item,
)
from apps.sources.services.outlets import get_outlets
from apps.sources.services.reading import parse_items
from apps.sources.services.stages import run_stage
from apps.sources.services.sweeping import Swept, sweep

__all__ = [
    "AlreadyHeld",
    "CantBeDecided",
    "CantBeRetried",
    "Document",
    "NothingToImport",
    "Swept",
    "accept_documents",
    "content_hash",
    "get_outlets",
    "parse_items",
    "retry_item",
    "run_stage",
    "set_outlet",
    "set_published",
    "sweep",
]
