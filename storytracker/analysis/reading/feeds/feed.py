"""One feed in whatever format: RSS 0.9 to 2.0, RDF, Atom, CDF, JSON Feed."""

from __future__ import annotations

from dataclasses import replace

from storytracker.analysis.reading.encoding import decode
from storytracker.analysis.reading.feeds.jsonfeed import read_json_feed
from storytracker.analysis.reading.feeds.references import without_stray_characters
from storytracker.analysis.reading.feeds.xmlfeed import read_xml_feed
from storytracker.analysis.types import Feed

MAX_FEED_BYTES = 10_000_000  # decoded; what the fetch of a feed lets through (trust.md: 10 MB)

# How "<?xm" looks where it isn't ASCII and has no byte order mark (XML 1.0, appendix F).
_XML_STARTS = (
    (b"\x4c\x6f\xa7\x94", "cp037"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),
)


def read_feed(raw: bytes, *, url: str = "", content_type: str = "") -> Feed:
    """Read a feed; ``url`` is where it was fetched, ``content_type`` the server's header.

    Never raises and opens nothing: what ``raw`` names (addresses, files, entities) is not
    looked up. What can't be read comes back with ``problem`` set, in words that say what to do.
    Time is bounded by ``MAX_FEED_BYTES`` and by the limits of ``safe_xml``.
    """
    if not raw.strip():
        return Feed(problem="The feed is empty. Look whether its address is still right.")
    if len(raw) > MAX_FEED_BYTES:
        return Feed(
            problem=f"The feed is larger than {MAX_FEED_BYTES // 1_000_000} MB, which is more than "
            "a feed can be. Ask its publisher for a shorter one."
        )
    text, problem, notice = _characters(raw, content_type)
    if problem:
        return Feed(problem=problem)
    text = without_stray_characters(text).lstrip()
    json = text.startswith(("{", "["))
    feed = read_json_feed(text, url) if json else read_xml_feed(text, url)
    return replace(feed, notice=f"{feed.notice} {notice}".strip()) if not feed.problem else feed


def _characters(raw: bytes, content_type: str) -> tuple[str, str, str]:
    """The characters of a feed, why there are none, and which are missing."""
    for start, encoding in _XML_STARTS:
        if raw.startswith(start):
            return raw.decode(encoding, "replace"), "", ""
    decoded = decode(raw, content_type)
    if not decoded.problem:
        return decoded.text, "", ""
    if raw.lstrip()[:1] in (b"<", b"{"):  # mark-up and addresses are ASCII in most encodings
        return raw.decode("utf-8", "replace"), "", "Some of its letters could not be read."
    return "", "This is no feed: it isn't text. Look whether the address is the feed's.", ""
