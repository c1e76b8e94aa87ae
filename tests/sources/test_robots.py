"""robots.txt: what it forbids, and what it means when there is none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from apps.sources.fetching import (
    FetchFailed,
    Robots,
    fetch_robots,
    parse_robots,
)
from tests.support.site import LOOPBACK, Site

TEXT = b"""\xef\xbb\xbf# Ours
User-agent: *
Disallow: /private/
Allow: /private/press$
Crawl-delay: 3

User-agent: Storytracker
Disallow: /not-for-you
Crawl-delay: 100000
"""


def test_what_is_forbidden() -> None:
    robots = parse_robots(TEXT, 200)
    assert robots.allows("https://news.example/a", "other")
    assert not robots.allows("https://news.example/private/a?b", "other")
    assert robots.allows("https://news.example/private/press", "other")
    assert robots.crawl_delay("other") == 3


def test_what_is_said_to_us_by_name() -> None:
    robots = parse_robots(TEXT, 200)
    assert robots.allows("https://news.example/private/a", "storytracker")
    assert not robots.allows("https://news.example/not-for-you")
    assert robots.crawl_delay() == 60


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 301])
def test_no_such_file_allows_all(status: int) -> None:
    robots = parse_robots(TEXT, status)
    assert robots.allows("https://news.example/private/")
    assert not robots.is_unreachable
    assert robots.crawl_delay("other") is None


@pytest.mark.parametrize("status", [500, 503, 429])
def test_trouble_forbids_all_for_now(status: int) -> None:
    robots = parse_robots(b"", status)
    assert not robots.allows("https://news.example/")
    assert robots.is_unreachable


def test_it_can_be_kept_in_a_row() -> None:
    for robots in (
        parse_robots(TEXT + b"\0\xff", 200),
        parse_robots(b"", 404),
        parse_robots(b"", 503),
    ):
        kept = Robots(robots.text, robots.status)
        assert kept == robots
        assert "\0" not in kept.text
        url = "https://news.example/not-for-you"
        assert kept.allows(url) == robots.allows(url)


def test_what_follows_500_kb_is_not_read() -> None:
    rule = b"User-agent: *\nDisallow: /a\n"
    filler = b"#" * (500 * 1024)
    assert not parse_robots(rule + filler, 200).allows("https://news.example/a")
    assert parse_robots(filler + b"\n" + rule, 200).allows("https://news.example/a")


@pytest.mark.parametrize(
    "line",
    [
        b"Disallow: /" + b"*a" * 100 + b"b$",
        b"Disallow: /%",
        b"User-agent: storytracker",
        b"Allow: " + b"/x" * 50,
        b"x" * 200,
    ],
)
def test_a_hostile_file_takes_no_long_time(line: bytes) -> None:
    start = time.process_time()
    robots = parse_robots(b"User-agent: *\n" + (line + b"\n") * (500_000 // len(line)), 200)
    robots.allows("https://news.example/" + "a" * 2_000)
    assert time.process_time() - start < 10


def test_a_file_with_thousands_of_agents_takes_no_long_time() -> None:
    lines = [
        *(f"User-agent: a{n}" for n in range(12_000)),
        *(f"Allow: /{n}" for n in range(20_000)),
    ]
    start = time.process_time()
    robots = parse_robots("\n".join([*lines, "User-agent: *", "Disallow: /x"]).encode(), 200)
    assert not robots.allows("https://news.example/x")
    assert time.process_time() - start < 10


LINES = st.sampled_from(
    [
        "User-agent: *",
        "User-agent: a",
        "User-agent: b # c",
        "User-agent:",
        "User-agent: **",
        "User-agent: storytracker",
        "User-agent: Storytracker*",
        "User-agent: story*",
        "User-agent: track",
        "useragent *",
        "user agent : storytracker",
        "User-agent",
        "Disallow: /",
        "Disallow:",
        "Disallow: /a",
        "Allow: /a/b",
        "allow /",
        "Crawl-delay: 5",
        "Sitemap: https://x.example/",
        "Host: x.example",
        "Unknown: x",
        "nonsense",
        "# comment",
        "",
    ]
)


@settings(max_examples=1_000, deadline=None)
@given(st.lists(LINES, max_size=14))
def test_calling_the_others_by_one_name_changes_nothing(lines: list[str]) -> None:
    text = "\n".join(lines)
    whole, ours = Protego.parse(text), parse_robots(text.encode(), 200)
    for url in ("https://news.example/", "https://news.example/a", "https://news.example/a/b"):
        assert ours.allows(url) == whole.can_fetch(url, "storytracker")
    assert ours.crawl_delay() == whole.crawl_delay("storytracker")


def test_it_is_fetched_from_the_pages_host() -> None:
    with Site() as site:
        site.robots("User-agent: *\nDisallow: /private")
        robots = fetch_robots(site.url + "/a/b?c", allowed_networks=LOOPBACK)
        assert not robots.allows(site.url + "/private/x")
        assert robots.allows(site.url + "/a")
        assert [request.path for request in site.requests] == ["/robots.txt"]


def test_what_cannot_be_fetched() -> None:
    with Site() as site:
        assert fetch_robots(site.url, allowed_networks=LOOPBACK).status == 404
        site.robots("", status=503)
        assert fetch_robots(site.url, allowed_networks=LOOPBACK).is_unreachable
        site.page("/robots.txt", "x", "image/png")
        assert fetch_robots(site.url, allowed_networks=LOOPBACK).allows(site.url)
        site.redirect("/robots.txt", "/robots.txt")
        assert fetch_robots(site.url, allowed_networks=LOOPBACK).allows(site.url)
        url = site.url
    with pytest.raises(FetchFailed, match="no connection"):
        fetch_robots(url, allowed_networks=LOOPBACK)
    with pytest.raises(FetchFailed, match="isn't the web's"):
        fetch_robots(url)
