"""Fetching from a real web server: what comes, and what is said when nothing comes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from apps.sources.fetching import FailureKind, Fetched, FetchFailed, fetch, host_key, robots_url
from tests.support.site import LOOPBACK, Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def get(url: str, **options: Any) -> Fetched:
    return fetch(url, allowed_networks=LOOPBACK, **options)


def failure(url: str, **options: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        get(url, **options)
    return caught.value


def test_it_brings_a_page(site: Site) -> None:
    site.page("/a", "<p>Ünï</p>", etag='"v1"', last_modified="Sat, 21 Nov 2026 10:00:00 GMT")
    fetched = get(site.url + "/a")
    assert fetched.status == 200
    assert fetched.content == "<p>Ünï</p>".encode()
    assert fetched.content_type == "text/html; charset=utf-8"
    assert (fetched.etag, fetched.last_modified) == ('"v1"', "Sat, 21 Nov 2026 10:00:00 GMT")
    assert (fetched.url, fetched.hops) == (site.url + "/a", ())
    assert not fetched.not_modified
    assert 0 < fetched.seconds < 5


def test_it_says_who_asks_and_keeps_nothing(site: Site) -> None:
    site.page("/a", "x", headers={"Set-Cookie": "id=1"})
    get(site.url + "/a", user_agent="Storytracker/1 (+https://news.example/)")
    get(site.url + "/a")
    first, second = site.requests
    assert first.headers["user-agent"] == "Storytracker/1 (+https://news.example/)"
    assert first.host == f"127.0.0.1:{site.port}"
    assert first.headers["accept-encoding"] == "gzip, deflate"
    assert not {"cookie", "referer", "authorization"} & (
        first.headers.keys() | second.headers.keys()
    )


def test_no_proxy_of_the_environment_is_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        site.page("/a", "x")
        assert get(site.url + "/a").content == b"x"
        assert proxy.connections == 0


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_it_unpacks(site: Site, encoding: str) -> None:
    site.page("/a", "word " * 50_000, encoding=encoding)
    assert get(site.url + "/a").content == b"word " * 50_000


def test_the_path_is_asked_for_as_browsers_do(site: Site) -> None:
    site.raw("/", lambda handler: handler.send(404, {"Content-Length": "0"}))
    for path in ("", "?q=ü", "/ä b/%C3%A4?x=[1]&y=a%20b#part"):
        failure(site.url + path)
    assert [request.path for request in site.requests] == [
        "/",
        "/?q=%C3%BC",
        "/%C3%A4%20b/%C3%A4?x=[1]&y=a%20b",
    ]


# --- Not modified --------------------------------------------------------------------------------


def test_it_asks_for_changes_only(site: Site) -> None:
    site.page("/feed", "<rss/>", "application/rss+xml", etag='W/"1"')
    first = get(site.url + "/feed")
    second = get(site.url + "/feed", etag=first.etag)
    assert (second.not_modified, second.status, second.content) == (True, 304, b"")
    assert second.etag == 'W/"1"'
    site.page("/feed", "<rss>new</rss>", "application/rss+xml", etag='W/"2"')
    third = get(site.url + "/feed", etag=first.etag)
    assert (third.not_modified, third.etag) == (False, 'W/"2"')


def test_it_asks_by_date_too(site: Site) -> None:
    date = "Sat, 21 Nov 2026 10:00:00 GMT"
    site.page("/feed", "<rss/>", "application/rss+xml", last_modified=date)
    assert get(site.url + "/feed", last_modified=date).not_modified
    assert site.requests[-1].headers["if-modified-since"] == date


def test_a_304_that_nobody_asked_for_is_no_page(site: Site) -> None:
    site.page("/a", status=304)
    assert failure(site.url + "/a").status == 304


@pytest.mark.parametrize("etag", ['"a"\r\nX-Evil: 1', '"ü€"', '"' + "x" * 2_000, '"\0"'])
def test_an_etag_that_cannot_be_sent_is_left_out(site: Site, etag: str) -> None:
    site.page("/a", "x")
    assert get(site.url + "/a", etag=etag).content == b"x"
    assert not {"if-none-match", "x-evil"} & site.requests[0].headers.keys()


# --- Redirects -----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_it_follows_redirects(site: Site, status: int) -> None:
    site.redirect("/old", "middle?x=1", status)
    site.redirect("/middle?x=1", site.url + "/new#part", status)
    site.page("/new", "here")
    fetched = get(site.url + "/old")
    assert fetched.content == b"here"
    assert fetched.url == site.url + "/new"
    assert fetched.hops == (site.url + "/old", site.url + "/middle?x=1")


def test_who_asks_is_told_where_a_redirect_leads_before_it_is_followed(site: Site) -> None:
    site.redirect("/old", "/middle")
    site.redirect("/middle", "/new")
    told: list[object] = []

    def refuse(url: str, allowed: object) -> None:
        told.append((url, allowed))
        if url.endswith("/new"):
            raise LookupError(url)

    with pytest.raises(LookupError):
        fetch(site.url + "/old", allowed_networks=LOOPBACK, before_redirect=refuse)
    assert told == [(site.url + "/middle", LOOPBACK), (site.url + "/new", LOOPBACK)]
    assert [request.path for request in site.requests] == ["/old", "/middle"]


def test_five_redirects_and_no_more(site: Site) -> None:
    for number in range(6):
        site.redirect(f"/{number}", f"/{number + 1}")
    site.page("/6", "here")
    assert get(site.url + "/1").content == b"here"
    assert failure(site.url + "/0").kind == FailureKind.TOO_MANY_REDIRECTS
    site.redirect("/loop", "/loop")
    failed = failure(site.url + "/loop")
    assert (failed.kind, failed.is_passing) == (FailureKind.TOO_MANY_REDIRECTS, False)
    assert len(site.asked("/loop")) == 6


def test_a_redirect_to_nowhere(site: Site) -> None:
    site.page("/a", status=302)
    assert failure(site.url + "/a").kind == FailureKind.STATUS


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/", "file:///etc/passwd", "data:text/html,x"])
def test_a_redirect_out_of_the_web(site: Site, location: str) -> None:
    site.redirect("/a", location)
    assert failure(site.url + "/a").kind == FailureKind.BAD_URL
    assert site.connections == 1


# --- What is refused, and how it is said ---------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words", "is_passing"),
    [
        (401, "The site refused (401). Paste the article's text instead.", False),
        (403, "The site refused (403). Paste the article's text instead.", False),
        (404, "There is no such page (404).", False),
        (410, "There is no such page (410).", False),
        (408, "The site has trouble (408).", True),
        (425, "The site has trouble (425).", True),
        (429, "The site was asked too often (429).", True),
        (500, "The site has trouble (500).", True),
        (503, "The site has trouble (503).", True),
        (418, "The site answered with 418 instead of a page.", False),
    ],
)
def test_a_status_in_words(site: Site, status: int, words: str, is_passing: bool) -> None:
    site.page("/a", "sorry", status=status)
    failed = failure(site.url + "/a")
    assert failed.reason.startswith(words)
    assert (failed.kind, failed.status) == (FailureKind.STATUS, status)
    assert failed.is_passing is is_passing


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [(429, "7", 7), (503, "100000000", 6 * 3600), (503, "", None), (500, "7", None)],
)
def test_when_to_ask_again(site: Site, status: int, header: str, seconds: float | None) -> None:
    site.busy("/a", status=status, retry_after=header, times=1)
    assert failure(site.url + "/a").retry_after == seconds


def test_nobody_answers() -> None:
    with Site() as site:
        url = site.url
    failed = failure(url)
    assert (failed.kind, failed.is_passing) == (FailureKind.CONNECT, True)


def test_a_host_that_is_not_there() -> None:
    def nothing(host: str, port: int) -> list[str]:
        raise OSError(host)

    failed = failure("http://gone.example/", resolve=nothing)
    assert (failed.kind, failed.is_passing) == (FailureKind.DNS, True)
    assert "gone.example" in failed.reason


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html",
        "TEXT/HTML ; charset=x",
        "text/plain",
        "text/markdown",
        "application/xhtml+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/pdf",
    ],
)
def test_it_takes_what_can_be_read(site: Site, content_type: str) -> None:
    site.page("/a", "x", content_type)
    assert get(site.url + "/a").content_type == content_type


@pytest.mark.parametrize(
    "content_type",
    ["image/png", "image/svg+xml", "video/mp4", "application/zip", "text/css", "font/woff2"],
)
def test_it_leaves_what_cannot_be_read(site: Site, content_type: str) -> None:
    site.page("/a", "x", content_type)
    failed = failure(site.url + "/a")
    assert (failed.kind, failed.is_passing) == (FailureKind.WRONG_TYPE, False)
    assert content_type in failed.reason


@pytest.mark.parametrize("declared", ["application/octet-stream", "", "nonsense"])
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n\x00\x01", "application/pdf"),
        (b"\xef\xbb\xbf\n <?xml version='1.0'?><rss/>", "application/xml"),
        (b"<!doctype html><p>x", "text/html"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "application/json"),
        ("Plain wörds".encode(), "text/plain"),
        ("<p>wide".encode("utf-16"), "text/plain"),
        (b"", "text/plain"),
    ],
)
def test_what_nobody_named_is_looked_at(
    site: Site, declared: str, content: bytes, kind: str
) -> None:
    site.page("/a", content, declared)
    assert get(site.url + "/a").content_type == kind


def test_a_content_type_that_cannot_be_kept(site: Site) -> None:
    for more in ("; x=\x1b[2J", "; x=" + "y" * 300):
        site.page("/a", "x", "text/html" + more)
        assert get(site.url + "/a").content_type == "text/html"


def test_what_nobody_named_and_is_no_text(site: Site) -> None:
    site.page("/a", b"PK\x03\x04" + bytes(5_000), "application/octet-stream")
    assert failure(site.url + "/a").kind == FailureKind.WRONG_TYPE


# --- Keys of hosts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://News.Example/a?b#c", "news.example"),
        ("http://news.example.:80/", "news.example"),
        ("https://news.example:443", "news.example"),
        ("http://news.example:8080/", "news.example:8080"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("http://[2606:4700:0::1]:8000/", "[2606:4700::1]:8000"),
    ],
)
def test_the_key_of_a_host(url: str, key: str) -> None:
    assert host_key(url) == key


def test_where_robots_txt_lies() -> None:
    assert robots_url("HTTP://news.example:8080/a/b?c") == "http://news.example:8080/robots.txt"


# --- Threads -------------------------------------------------------------------------------------


def test_many_threads_fetch_at_once(site: Site) -> None:
    for number in range(8):
        site.page(f"/{number}", f"page {number}", delay=0.1, encoding="gzip")
    brought: dict[int, bytes] = {}

    def bring(number: int) -> None:
        brought[number] = get(f"{site.url}/{number}").content

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert brought == {number: f"page {number}".encode() for number in range(8)}
    assert site.busiest > 1
