"""What can be done with sources: take documents in, read them, correct what was read."""

from apps.sources.documents import Document
from apps.sources.services.cancelling import cancel_import
from apps.sources.services.checking import check_articles
from apps.sources.services.deciding import (
    AlreadyHeld,
    CantBeDecided,
    EditConflict,
    set_bylines,
    set_outlet,
    set_published,
    set_whole,
)
from apps.sources.services.describing import OutletConflict, describe_outlet
from apps.sources.services.downloading import fetch_items
from apps.sources.services.drafting import content_hash
from apps.sources.services.editing import edit_paragraphs, set_title
from apps.sources.services.gathering import gather_words, nearest_word, words_beginning
from apps.sources.services.importing import NothingToImport, accept_documents
from apps.sources.services.outlets import get_outlets, outlets_called
from apps.sources.services.parts import TextPart, text_parts
from apps.sources.services.polling import poll_feeds
from apps.sources.services.reading import parse_items
from apps.sources.services.removing import allow_again, is_allowed_again, remove_article
from apps.sources.services.rereading import CantBeReread, replace_text, reread_article
from apps.sources.services.retrying import (
    CantBePasted,
    CantBeRetried,
    paste_instead,
    retry_item,
    retry_items,
)
from apps.sources.services.sampling import NoSample, import_sample
from apps.sources.services.scheduling import tell_checkers, tell_fetchers, tell_pollers
from apps.sources.services.stages import run_stage
from apps.sources.services.subscribing import (
    Added,
    CantBeAdded,
    CantBePolled,
    add_feed,
    add_feeds,
    change_feed,
    pause_feed,
    poll_now,
    remove_feed,
    resume_feed,
)
from apps.sources.services.sweeping import Swept, sweep
from apps.sources.services.watching import CantBeFetched, fetch_again, watch_articles

__all__ = [
    "Added",
    "AlreadyHeld",
    "CantBeAdded",
    "CantBeDecided",
    "CantBeFetched",
    "CantBePasted",
    "CantBePolled",
    "CantBeReread",
    "CantBeRetried",
    "Document",
    "EditConflict",
    "NoSample",
    "NothingToImport",
    "OutletConflict",
    "Swept",
    "TextPart",
    "accept_documents",
    "add_feed",
    "add_feeds",
    "allow_again",
    "cancel_import",
    "check_articles",
    "change_feed",
    "content_hash",
    "describe_outlet",
    "edit_paragraphs",
    "fetch_again",
    "fetch_items",
    "gather_words",
    "get_outlets",
    "import_sample",
    "is_allowed_again",
    "nearest_word",
    "outlets_called",
    "parse_items",
    "paste_instead",
    "pause_feed",
    "poll_feeds",
    "poll_now",
    "remove_article",
    "remove_feed",
    "replace_text",
    "reread_article",
    "resume_feed",
    "retry_item",
    "retry_items",
    "run_stage",
    "set_bylines",
    "set_outlet",
    "set_published",
    "set_title",
    "set_whole",
    "sweep",
    "tell_checkers",
    "tell_fetchers",
    "tell_pollers",
    "text_parts",
    "watch_articles",
    "words_beginning",
]
