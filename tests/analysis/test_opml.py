"""Lists of feeds: from other programs, for them, and what is no list."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storytracker.analysis.reading.opml import MAX_DEPTH, NotOpml, read_opml, write_opml
from storytracker.analysis.types import OpmlFeed

LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1"><head><title>Mine</title></head><body>
  <outline text="News &amp; views">
    <outline text="World" title="The world">
      <outline type="rss" text="Example Herald" xmlUrl="https://herald.example/rss"
               htmlUrl="https://herald.example/"/>
    </outline>
    <outline TYPE="RSS" TEXT="Second" XMLURL="feed://second.example/atom"/>
  </outline>
  <outline title="Third" xmlurl=" https://third.example/feed?a=1&amp;b=2 "/>
  <outline text="again" xmlUrl="https://herald.example/rss"/>
  <outline text="a page" type="link" url="https://page.example/"/>
  <outline text="bad" xmlUrl="javascript:alert(1)"/>
</body></opml>"""
FEEDS = (
    OpmlFeed(
        "https://herald.example/rss",
        "Example Herald",
        "https://herald.example/",
        "News & views/World",
    ),
    OpmlFeed("http://second.example/atom", "Second", "", "News & views"),
    OpmlFeed("https://third.example/feed?a=1&b=2", "Third", "", ""),
)


def test_nested_outlines_are_folders_and_names_of_any_case_count() -> None:
    assert read_opml(LIST) == FEEDS


def test_what_is_written_is_read_again() -> None:
    assert read_opml(write_opml(FEEDS)) == FEEDS
    assert read_opml(write_opml(())) == ()
    assert b"<outline" not in write_opml(())


@pytest.mark.parametrize(
    "damage",
    [
        LIST.replace(b"&amp;", b"&"),
        LIST.replace(b"&amp; views", b"&nbsp;&amp; views"),
        b"\n\n" + LIST,
        LIST.decode().replace("UTF-8", "utf-16").encode("utf-16"),
    ],
)
def test_usual_faults_are_mended(damage: bytes) -> None:
    assert [feed.url for feed in read_opml(damage)] == [feed.url for feed in FEEDS]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"https://herald.example/rss", "broken"),
        (b"<opml><body><outline></body></opml>", "broken"),
        (b"<rss><channel/></rss>", "a feed itself"),
        (b"<html><body/></html>", "a web page"),
        (b"<note/>", "another kind"),
        (b"%PDF-1.4", "broken"),
        (b"<!DOCTYPE opml>" + LIST.partition(b"?>")[2], "document type"),
        (
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml>&x;</opml>',
            "document type",
        ),
        (b'<!DOCTYPE a SYSTEM "http://x.example/d"><opml/>', "document type"),
        (b"<opml>" + b"<outline>" * (MAX_DEPTH + 1), "deep"),
        (b"<opml>" + b"<outline xmlUrl='http://a.example/'/>" * 20_001 + b"</opml>", "20000 feeds"),
    ],
)
def test_what_is_no_list_says_why(raw: bytes, words: str) -> None:
    with pytest.raises(NotOpml, match=words):
        read_opml(raw)


def test_bombs_cost_little() -> None:
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    bombs = [
        f'<!DOCTYPE a [<!ENTITY a0 "lol">{laughs}]><opml>&a9;</opml>'.encode(),
        b"<opml>" + b"<a>" * 1_000_000,
        b"<opml>" + b"<outline>" * 1_000_000,
        b"<opml " + b" ".join(b"a%d='x'" % n for n in range(300_000)) + b"/>",
        b"<opml>" + b"&" * 3_000_000,
    ]
    began = process_time()
    for bomb in bombs:
        try:
            assert read_opml(bomb) == ()
        except NotOpml as refused:
            assert str(refused)
    assert process_time() - began < 15, "CPU-seconds; 3 on the machine that it was written on"


WORDS = st.text(max_size=30)
URLS = st.from_regex(r"\Ahttps://[a-z]{1,9}\.example/[a-z0-9?=&]{0,9}\Z")


@settings(deadline=None)
@given(st.lists(st.builds(OpmlFeed, URLS, WORDS, st.just(""), WORDS), max_size=8))
def test_any_feeds_are_written_so_that_they_are_read_again(feeds: list[OpmlFeed]) -> None:
    found = read_opml(write_opml(feeds))
    assert {feed.url for feed in found} == {feed.url for feed in feeds}


@settings(deadline=None, max_examples=200)
@given(st.integers(0, len(LIST)), st.integers(0, 30), st.binary(max_size=8))
def test_any_damage_raises_nothing_else(at: int, length: int, piece: bytes) -> None:
    try:
        feeds = read_opml(LIST[:at] + piece + LIST[at + length :])
    except NotOpml as refused:
        assert str(refused).endswith(".")
    else:
        assert all(feed.url.startswith(("http://", "https://")) for feed in feeds)
