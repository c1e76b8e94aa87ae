"""What was published and how it came in. Nothing here knows of claims or stories."""

from apps.sources.models.acts import SourceAct
from apps.sources.models.articles import (
    Article,
    ArticleDecision,
    ArticleVersion,
    StoredBytes,
)
from apps.sources.models.dating import DATED_FIELDS, Dated, choices
from apps.sources.models.feeds import Feed, FeedEntry, Host
from apps.sources.models.importing import (
    RETRYABLE_STATES,
    TERMINAL_STATES,
    Channel,
    Import,
    ImportItem,
    ItemState,
)
from apps.sources.models.outlets import Outlet, OutletDecision, Reliability
from apps.sources.models.reports import Citation, Report
from apps.sources.models.searching import GatheredWords, SearchedVersion, Word
from apps.sources.models.watching import Watch

__all__ = [
    "DATED_FIELDS",
    "RETRYABLE_STATES",
    "TERMINAL_STATES",
    "Article",
    "ArticleDecision",
    "ArticleVersion",
    "Channel",
    "Citation",
    "Dated",
    "Feed",
    "FeedEntry",
    "GatheredWords",
    "Host",
    "Import",
    "ImportItem",
    "ItemState",
    "Outlet",
    "OutletDecision",
    "Reliability",
    "Report",
    "SearchedVersion",
    "SourceAct",
    "StoredBytes",
    "Watch",
    "Word",
    "choices",
]
