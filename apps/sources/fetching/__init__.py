"""Fetching from strangers' servers, safely: HTTP and addresses, no models and no settings.

Whoever calls passes the settings in; several fetches may run in threads of one process.
"""

from apps.sources.fetching.client import fetch
from apps.sources.fetching.failures import FailureKind, FetchFailed
from apps.sources.fetching.networks import Network
from apps.sources.fetching.resolving import system_resolve
from apps.sources.fetching.results import DEFAULT, DEFAULT_USER_AGENT, Fetched, Limits
from apps.sources.fetching.retrying import MAX_TRIES, retry_delay
from apps.sources.fetching.robots import (
    ROBOTS_AGENT,
    Robots,
    fetch_robots,
    parse_robots,
)
from apps.sources.fetching.targets import host_key, robots_url

__all__ = [
    "DEFAULT",
    "DEFAULT_USER_AGENT",
    "MAX_TRIES",
    "ROBOTS_AGENT",
    "FailureKind",
    "FetchFailed",
    "Fetched",
    "Limits",
    "Network",
    "Robots",
    "fetch",
    "fetch_robots",
    "host_key",
    "parse_robots",
    "retry_delay",
    "robots_url",
    "system_resolve",
]
