"""One fetch: every hop looked up, checked and connected to on its own, within one limit of time."""

from __future__ import annotations

import http.client
import re
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import urllib3.exceptions
from urllib3.response import HTTPResponse

from apps.sources.fetching.connecting import Budget, Clock, connection_to, dial
from apps.sources.fetching.failures import LATER, PASTE, FailureKind, FetchFailed, refused_status
from apps.sources.fetching.media import (
    SNIFFED_BYTES,
    UNKNOWN,
    check_declared,
    media_type,
    sniff,
)
from apps.sources.fetching.networks import Network
from apps.sources.fetching.resolving import Place, Resolve, find, system_resolve
from apps.sources.fetching.results import DEFAULT, DEFAULT_USER_AGENT, Fetched, Limits
from apps.sources.fetching.retrying import read_retry_after
from apps.sources.fetching.targets import Target, parse
from apps.sources.fetching.unpacking import ACCEPT_ENCODING, PIECE_BYTES, Unpacker

ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, "
    "application/feed+json, application/xml;q=0.9, application/pdf;q=0.8, text/*;q=0.8, */*;q=0.1"
)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
FOR_GOOD = frozenset({301, 308})
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=\"?([0-9]{1,9})\b", re.IGNORECASE)
ASK_LATER = frozenset({429, 503})
# What a reader takes in ahead of the header's end.
AHEAD_BYTES = 8_192
# Bytes on the wire for each of content, at most: chunk sizes add a few in a hundred.
WIRE_SHARE = 1.25
# Longer ones are nobody's; they are kept in rows.
LONGEST_VALIDATOR_CHARACTERS = 1_000
LONGEST_CONTENT_TYPE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Errand:
    """What is the same on every hop of a fetch."""

    headers: dict[str, str]
    limits: Limits
    allowed: Sequence[Network]
    resolve: Resolve
    tls: ssl.SSLContext | None
    clock: Clock
    hops: list[str] = field(default_factory=list)
    # Where the address moved for good, as far as the hops say so without a break.
    moved: list[str] = field(default_factory=list)


def fetch(
    url: str,
    *,
    etag: str = "",
    last_modified: str = "",
    accept: str = ACCEPT,
    limits: Limits = DEFAULT,
    allowed_networks: Sequence[Network] = (),
    user_agent: str = DEFAULT_USER_AGENT,
    resolve: Resolve = system_resolve,
    tls: ssl.SSLContext | None = None,
    before_redirect: Callable[[str, Sequence[Network]], None] = lambda url, allowed: None,
) -> Fetched:
    """Get a page, a feed, text or a PDF from a public address.

    ``etag`` and ``last_modified`` as the last fetch brought them: the answer may be
    ``not_modified``. ``allowed_networks`` may be fetched from although they aren't public, on
    any port; no redirect leads into them from outside. ``resolve`` and ``tls`` (whom to trust)
    are the system's unless a test says otherwise. ``before_redirect`` is told each address that
    a redirect leads to, once it may be followed, and the networks that count as allowed there;
    what it raises ends the fetch.

    No proxies, cookies, credentials or referrers. A redirect from https to http is followed,
    since nothing secret travels and shorteners do it; ``hops`` shows it.

    Raises FetchFailed, and nothing else of its own.
    """
    clock = Clock(limits.total_seconds)
    headers = _headers(etag, last_modified, accept, user_agent)
    errand = Errand(headers, limits, allowed_networks, resolve, tls, clock)
    target, came_from_outside = parse(url), False
    while True:
        with _in_words(target, errand):
            place = find(target, resolve, allowed_networks, clock.left())
            if came_from_outside and place.inside:
                raise _led_inside(target)
            came_from_outside |= not place.inside
        if errand.hops:
            before_redirect(target.url, () if came_from_outside else allowed_networks)
        with _in_words(target, errand):
            result = _ask(errand, target, place)
        if isinstance(result, Fetched):
            return result
        errand.hops.append(target.url)
        if len(errand.hops) > limits.redirects:
            raise _circling()
        target = result


def _headers(etag: str, last_modified: str, accept: str, user_agent: str) -> dict[str, str]:
    headers = {
        "User-Agent": user_agent,
        "Accept": accept,
        "Accept-Encoding": ACCEPT_ENCODING,
        "Connection": "close",
    }
    if _usable(etag):
        headers["If-None-Match"] = etag
    if _usable(last_modified):
        headers["If-Modified-Since"] = last_modified
    return headers


def _usable(validator: str) -> str:
    """The validator, or "" where it couldn't be kept or sent back."""
    fits = len(validator) <= LONGEST_VALIDATOR_CHARACTERS and validator.isprintable()
    return validator if fits and all(ord(character) < 256 for character in validator) else ""


def _ask(errand: Errand, target: Target, place: Place) -> Fetched | Target:
    """One request: what it brings, or where it redirects to."""
    limits, clock = errand.limits, errand.clock
    words = f"The site's answer has too many headers. {PASTE}"
    budget = Budget(limits.header_bytes + AHEAD_BYTES, words)
    to_place = partial(dial, target, place, clock, limits.connect_seconds)
    connection = connection_to(target, to_place, clock, budget, errand.tls)
    try:
        connection.request("GET", target.path, headers=errand.headers, preload_content=False)
        response = connection.getresponse()
        try:
            if budget.ended:  # a whole header is read without ever coming to the end
                raise ConnectionResetError
            on_the_wire = int(WIRE_SHARE * limits.content_bytes) + AHEAD_BYTES
            budget.allow(on_the_wire, _too_large(limits).reason)
            if response.status in REDIRECTS and (location := response.headers.get("Location")):
                following = target.follow(location)
                if response.status in FOR_GOOD and len(errand.moved) == len(errand.hops):
                    errand.moved.append(following.url)
                return following
            return _take(errand, target, response)
        finally:
            response.close()
    finally:
        connection.close()


def _take(errand: Errand, target: Target, response: HTTPResponse) -> Fetched:
    """The answer of a host that doesn't redirect."""
    headers = response.headers
    asked_for_changes = errand.headers.keys() & {"If-None-Match", "If-Modified-Since"}
    not_modified = response.status == 304 and bool(asked_for_changes)
    if not not_modified and not 200 <= response.status <= 299:
        wait = headers.get("Retry-After", "") if response.status in ASK_LATER else ""
        raise refused_status(response.status, read_retry_after(wait))
    content, content_type = (b"", "") if not_modified else _read(errand, response)
    return Fetched(
        status=response.status,
        url=target.url,
        content=content,
        content_type=content_type,
        etag=_usable(headers.get("ETag", "")),
        last_modified=_usable(headers.get("Last-Modified", "")),
        not_modified=not_modified,
        hops=tuple(errand.hops),
        seconds=errand.clock.spent,
        moved=errand.moved[-1] if errand.moved else "",
        fresh_seconds=_max_age(headers.get("Cache-Control", "")),
    )


def _max_age(header: str) -> float:
    """Seconds that a Cache-Control header lets an answer be kept (RFC 9111); 0 where it says
    none."""
    found = _MAX_AGE.search(header)
    return float(found[1]) if found else 0.0


def _read(errand: Errand, response: HTTPResponse) -> tuple[bytes, str]:
    """The unpacked body and its content type."""
    header = response.headers.get("Content-Type", "")
    kind = media_type(header)
    check_declared(kind)
    limits = errand.limits
    if (response.length_remaining or 0) > limits.content_bytes:
        raise _too_large(limits)
    body = bytearray()
    for piece in _pieces(errand, response):
        body += piece
        if kind in UNKNOWN and len(body) >= SNIFFED_BYTES:
            header = kind = sniff(bytes(body[:SNIFFED_BYTES]))
        if len(body) > limits.content_bytes:
            raise _too_large(limits)
    if kind in UNKNOWN:
        header = sniff(bytes(body[:SNIFFED_BYTES]))
    fits = header.isprintable() and len(header) <= LONGEST_CONTENT_TYPE_CHARACTERS
    return bytes(body), header if fits else kind


def _pieces(errand: Errand, response: HTTPResponse) -> Iterator[bytes]:
    """The body, unpacked, as it arrives."""
    unpacker = Unpacker(_packing(response.headers))
    for chunk in response.stream(PIECE_BYTES, decode_content=False):
        errand.clock.left()
        yield from unpacker.feed(chunk)
    unpacker.finish()


def _packing(headers: Mapping[str, str]) -> str:
    """All that was done to a body, chunking aside, as one name or several with commas."""
    transfer = headers.get("Transfer-Encoding", "").lower().split(",")
    done = [word.strip() for word in transfer if word.strip() not in ("", "chunked", "identity")]
    return ", ".join([*done, headers.get("Content-Encoding", "")]).strip(", ")


@contextmanager
def _in_words(target: Target, errand: Errand) -> Iterator[None]:
    """Say what the libraries raise as a FetchFailed."""
    try:
        yield
    except FetchFailed:
        raise
    except (TimeoutError, urllib3.exceptions.TimeoutError):
        seconds = f"{errand.limits.total_seconds:g} seconds"
        words = f"{target.host} took longer than {seconds} over it. {LATER}"
        raise FetchFailed(words, FailureKind.TIMEOUT) from None
    except (
        OSError,
        ValueError,
        http.client.HTTPException,
        urllib3.exceptions.HTTPError,
    ) as error:
        raise _broken(target, error) from error


def _broken(target: Target, error: Exception) -> FetchFailed:
    """What a connection that went wrong is called."""
    cause = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        words = f"{target.host} can't prove that it is {target.host} (certificate). {PASTE}"
        return FetchFailed(words, FailureKind.TLS)
    if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
        words = f"There is no safe connection to {target.host} (TLS). {PASTE}"
        return FetchFailed(words, FailureKind.TLS)
    if isinstance(cause, http.client.LineTooLong) or "got more than" in str(cause):
        words = f"The site's answer has too many headers. {PASTE}"
        return FetchFailed(words, FailureKind.TOO_LARGE)
    words = f"The connection to {target.host} broke off, or made no sense. {LATER}"
    return FetchFailed(words, FailureKind.CONNECT)


def _too_large(limits: Limits) -> FetchFailed:
    words = f"The page is larger than {limits.content_bytes / 1_000_000:g} MB. {PASTE}"
    return FetchFailed(words, FailureKind.TOO_LARGE)


def _circling() -> FetchFailed:
    words = f"The site redirects too often; perhaps it wants a sign-in. {PASTE}"
    return FetchFailed(words, FailureKind.TOO_MANY_REDIRECTS)


def _led_inside(target: Target) -> FetchFailed:
    words = (
        f"A public site redirected to {target.host} in your own network, so nothing was asked "
        f"there. If that is right, import that address itself. {PASTE}"
    )
    return FetchFailed(words, FailureKind.REFUSED_ADDRESS)
