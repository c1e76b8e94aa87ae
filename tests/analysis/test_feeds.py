"""Feeds: every format, broken ones, bombs, and the feeds that a page names."""

from __future__ import annotations

import json
from datetime import date, time
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storytracker.analysis.reading.feeds import MAX_FEED_BYTES, find_feeds, read_feed
from storytracker.analysis.reading.feeds.safe_xml import MAX_ENTRIES
from storytracker.analysis.types import Basis, Feed, FeedEntry, Precision

URL = "https://news.example/feeds/world.xml"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'


def rss(*items: str, head: str = "<title>World</title>") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel>{head}{body}</channel></rss>'.encode()


def atom(*entries: str, head: str = "") -> bytes:
    body = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f"<feed {ATOM}>{head}{body}</feed>".encode()


def entry_of(raw: bytes, url: str = URL) -> FeedEntry:
    feed = read_feed(raw, url=url)
    assert not feed.problem
    (entry,) = feed.entries
    return entry


# --- formats --------------------------------------------------------------------------------

RSS2 = rss(
    "<title>Quay opens &amp; ferries return</title><link>/a?x=1&amp;y=2</link>"
    "<guid isPermaLink='false'>id-1</guid><pubDate>Fri, 03 May 2024 13:04:05 +0200</pubDate>"
    "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Jane Doe and John Roe</dc:creator>"
    "<description>&lt;p&gt;It &lt;b&gt;opened&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Today.&lt;/p&gt;"
    "</description>"
    "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
    "<![CDATA[<p>The whole text.</p>]]></content:encoded>",
    head="<title>World</title><link>https://news.example/</link><language>en-gb</language>"
    "<ttl>45</ttl>",
)
ATOM1 = atom(
    "<title type='html'>Quay opens &amp;amp; ferries return</title><id>id-1</id>"
    "<link rel='enclosure' href='https://news.example/x.mp3'/>"
    "<link rel='alternate' href='/a?x=1&amp;y=2'/>"
    "<published>2024-05-03T13:04:05+02:00</published><updated>2024-05-04T08:00:00Z</updated>"
    "<author><name>Jane Doe</name></author><author><name>John Roe</name></author>"
    "<summary>It opened. Today.</summary>"
    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>The whole text.</p></div>"
    "</content>",
    head="<title>World</title><link href='https://news.example/'/>"
    "<link rel='self' href='https://news.example/feeds/world.xml'/>",
)
RDF = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    b' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    b' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
    b"<channel><title>World</title><link>https://news.example/</link>"
    b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel>"
    b'<item rdf:about="https://news.example/a?x=1&amp;y=2">'
    b"<title>Quay opens &amp; ferries return</title><link>https://news.example/a?x=1&amp;y=2</link>"
    b"<dc:date>2024-05-03T13:04+02:00</dc:date><dc:creator>Jane Doe, John Roe</dc:creator>"
    b"<description>It opened. Today.</description></item></rdf:RDF>"
)
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "World",
    "home_page_url": "https://news.example/",
    "feed_url": URL,
    "language": "en-gb",
    "items": [
        {
            "id": "id-1",
            "url": "/a?x=1&y=2",
            "title": "Quay opens & ferries return",
            "date_published": "2024-05-03T13:04:05+02:00",
            "authors": [{"name": "Jane Doe"}, {"name": "John Roe"}],
            "summary": "It opened. Today.",
            "content_html": "<p>The whole text.</p>",
        }
    ],
}


@pytest.mark.parametrize(
    "raw", [RSS2, ATOM1, RDF, json.dumps(JSON).encode()], ids=["rss", "atom", "rdf", "json"]
)
def test_every_format_says_the_same(raw: bytes) -> None:
    feed = read_feed(raw, url=URL)
    assert (feed.title, feed.home_url, feed.problem) == ("World", "https://news.example/", "")
    (entry,) = feed.entries
    assert entry.url == "https://news.example/a?x=1&y=2"
    assert entry.title == "Quay opens & ferries return"
    assert entry.authors == ("Jane Doe", "John Roe")
    assert entry.summary == "It opened. Today."
    published = entry.published
    assert (published.day, published.clock, published.utc_offset) == (
        date(2024, 5, 3),
        time(13, 4),
        120,
    )
    assert (published.basis, published.precision) == (Basis.FEED, Precision.MINUTE)
    if raw is not RDF:
        assert entry.key == "id-1"
        assert "<p>The whole text.</p>" in entry.content_html


def test_what_each_format_says_of_itself() -> None:
    assert read_feed(RSS2).ttl_minutes == 45
    assert read_feed(RSS2).language == "en-gb"
    assert read_feed(RDF).ttl_minutes == 6 * 60
    assert read_feed(ATOM1).self_url == URL
    assert read_feed(ATOM1).entries[0].updated.day == date(2024, 5, 4)
    assert read_feed(RSS2).entries[0].updated.day is None


@pytest.mark.parametrize(
    ("ttl", "minutes"), [("60", 60), ("1e3", 1000), ("-1", None), ("soon", None), ("9" * 400, None)]
)
def test_a_nonsensical_ttl_is_none(ttl: str, minutes: int | None) -> None:
    assert read_feed(rss(head=f"<ttl>{ttl}</ttl>")).ttl_minutes == minutes


def test_a_feed_without_entries_is_well() -> None:
    assert read_feed(rss()) == Feed(title="World")


# --- entries --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "day", "clock", "offset"),
    [
        ("Fri, 03 May 2024 13:04:05 EST", date(2024, 5, 3), time(13, 4), -300),
        ("Fri, 03 May 24 13:04:05 GMT", date(2024, 5, 3), time(13, 4), 0),
        ("2024-05-03T13:04:05.123-07:00", date(2024, 5, 3), time(13, 4), -420),
        ("2024-05-03 13:04", date(2024, 5, 3), time(13, 4), None),
        ("Fri, 03 May 2024 00:00:00 GMT", date(2024, 5, 3), None, None),
        ("2024-05-03", date(2024, 5, 3), None, None),
        ("Fri May  3 13:04:05 2024", date(2024, 5, 3), time(13, 4), None),
        ("yesterday, perhaps", None, None, None),
        ("Fri, 99 Mayo 99:99:99 +9999", None, None, None),
    ],
)
def test_dates_keep_their_zone(
    written: str, day: date | None, clock: time | None, offset: int | None
) -> None:
    found = entry_of(rss(f"<title>T</title><pubDate>{written}</pubDate>")).published
    assert (found.day, found.clock, found.utc_offset) == (day, clock, offset)


def test_relative_addresses_follow_xml_base_before_the_feeds_own() -> None:
    raw = atom('<link href="a.html"/>', head='<link rel="self" href="x"/>')
    assert entry_of(raw).url == "https://news.example/feeds/a.html"
    based = raw.replace(b"<entry>", b'<entry xml:base="https://other.example/b/">')
    assert entry_of(based).url == "https://other.example/b/a.html"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "http://[", ""])
def test_only_web_addresses_count(link: str) -> None:
    assert entry_of(rss(f"<title>T</title><link>{link}</link>")).url == ""


def test_an_id_that_is_no_address_is_no_link() -> None:
    item = "<title>T</title><guid isPermaLink='{}'>https://news.example/1</guid>"
    assert entry_of(rss(item.format("false"))).url == ""
    assert entry_of(rss(item.format("true"))).url == "https://news.example/1"


def test_the_key_is_the_id_then_the_address_then_a_hash() -> None:
    link, dated = (
        "<link>https://n.example/1</link>",
        "<title>T</title><pubDate>3 May 2024</pubDate>",
    )
    assert entry_of(rss("<guid>tag:1</guid>" + link)).key == "tag:1"
    assert entry_of(rss(link)).key == "https://n.example/1"
    hashed = entry_of(rss(dated)).key
    assert hashed.startswith("hash:")
    assert hashed == entry_of(rss(dated + "<description>changed</description>")).key
    assert hashed != entry_of(rss(dated.replace("May", "June"))).key


def test_one_id_for_all_does_not_lose_entries() -> None:
    items = [
        f"<guid>same</guid><link>https://n.example/{n}</link><title>{n}</title>" for n in "abc"
    ]
    keys = [entry.key for entry in read_feed(rss(*items)).entries]
    assert len(set(keys)) == 3
    assert keys == [entry.key for entry in read_feed(rss(*items, items[0])).entries][:3]
    assert len({entry.key for entry in read_feed(rss(items[0], items[0])).entries}) == 1


def test_titles_are_words() -> None:
    def title(written: str) -> str:
        return entry_of(rss(f"<title>{written}</title>")).title

    assert title("<![CDATA[A <b>bold</b> <i>claim</i>]]>") == "A bold claim"
    assert title("AT&amp;amp;T &amp;#8217;s") == "AT&T ’s"
    assert title("AT&T's &nbsp; profit &rsquo;23") == "AT&T's profit ’23"
    assert title("a\u202eb\u200bc\n d") == "abc d"
    assert title("<![CDATA[<script>alert(1)</script><p>Words</p> <p>here</p>]]>") == "Words here"
    assert title("5 &lt; 7 and 8 > 6") == "5 < 7 and 8 > 6"
    assert len(title("word " * 5000)) <= 1002


# --- broken ones ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        b"\n\n  " + RSS2,
        b"Warning: something on line 3 <br/>\n" + RSS2,
        RSS2.replace(b"ferries return", b"ferries & return <unclosed"),
        RSS2.replace(b"</channel></rss>", b""),
        RSS2.replace(b"</rss>", b"</wrong>"),
        RSS2.replace(b" xmlns:dc='http://purl.org/dc/elements/1.1/'", b""),
        RSS2.replace(b"Quay", b"Qu\x08ay\xff"),
        RSS2.replace(b"opens", b"&eacute;&undefined;&#0;&#xFFFF;"),
        RSS2.decode().encode("utf-16"),
        b"\xef\xbb\xbf" + RSS2,
    ],
)
def test_broken_feeds_are_read_as_far_as_they_go(broken: bytes) -> None:
    feed = read_feed(broken, url=URL)
    assert not feed.problem
    assert [entry.key for entry in feed.entries] == ["id-1"]
    assert feed.entries[0].published.day == date(2024, 5, 3)


def test_what_was_left_out_is_said() -> None:
    items = ["<title>T</title>"] * 3
    raw = rss(*items).replace(b"</channel></rss>", b"<item><x:y z=1></item>" + b"<a>" * 5000)
    feed = read_feed(raw)
    assert len(feed.entries) == 4  # the last one could be mended
    assert "first 4 entries" in feed.notice


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"<html><head><title>News</title></head></html>", "web page"),
        (b"<!doctype html><html><body>News</body></html>", "web page"),
        (b'<opml version="2.0"><body/></opml>', "OPML"),
        (b"<note><to>Jane</to></note>", "another kind"),
        (b"just words", "no mark-up"),
        (b"%PDF-1.7 ...", "isn't text"),
        (b"{}", "no JSON Feed"),
        (b'{"items": []}', "doesn't say"),
        (b'{"items": [', "broken"),
        (b"[" * 200_000, "broken"),
        (b"<rss>" + b" " * MAX_FEED_BYTES, "larger than 10 MB"),
    ],
)
def test_what_is_no_feed_says_what_it_is(raw: bytes, words: str) -> None:
    feed = read_feed(raw)
    assert words in feed.problem
    assert feed.entries == ()


@pytest.mark.parametrize("name", ["pyproject.toml", "http://localhost:1/", "/etc/passwd"])
def test_bytes_that_name_a_file_or_address_open_nothing(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*arguments: object, **named: object) -> None:
        raise AssertionError("something was opened")

    monkeypatch.setattr("builtins.open", never)
    monkeypatch.setattr("urllib.request.OpenerDirector.open", never)
    monkeypatch.setattr("socket.socket.connect", never)
    assert read_feed(name.encode()).problem


# --- bombs ----------------------------------------------------------------------------------


def entities(*declared: str) -> bytes:
    return f"<!DOCTYPE rss [{''.join(declared)}]>".encode() + rss("<title>x &a; y</title>")


def test_entities_expand_to_words_only() -> None:
    assert entry_of(entities('<!ENTITY a "é &#38; co">')).title == "x é & co y"
    assert entry_of(entities('<!ENTITY b "deep">', '<!ENTITY a "&b;">')).title == "x &a; y"
    secret = entry_of(entities('<!ENTITY a SYSTEM "file:///etc/passwd">'))
    assert "root" not in secret.title
    assert entry_of(entities('<!ENTITY % p SYSTEM "http://x.example/d"> %p;')).title == "x &a; y"


BOMBS = {
    "billion laughs": entities(
        '<!ENTITY a0 "lol">',
        *(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9)),
        '<!ENTITY a "&a9;">',
    ),
    "quadratic": entities(f'<!ENTITY a "{"x" * 200}">').replace(b"&a;", b"&a;" * 1_000_000),
    "deep": b"<rss><channel>" + b"<a>" * 1_000_000,
    "deep entries": b"<rss><channel>" + b"<item>" * 1_000_000,
    "attributes": b"<rss " + b" ".join(b"a%d='x'" % n for n in range(400_000)) + b"/>",
    "ampersands": rss("<title>" + "&" * 5_000_000 + "</title>"),
    "declarations": b"<!a>" * 1_500_000,
    "declarations below": rss("<title>" + "<!a " * 1_000_000),
    "comments": rss("<title>" + "<!--" * 1_000_000),
    "sections": rss("<title>" + "<![CDATA[" * 700_000),
    "angles": b"<" * 5_000_000,
    "one long word": rss(f"<title>{'x' * 9_000_000}</title>"),
    "many items": b'{"version":"https://jsonfeed.org/version/1","items":['
    + b"1," * 2_000_000
    + b"1]}",
}


@pytest.mark.parametrize("kind", BOMBS)
def test_bombs_cost_little(kind: str) -> None:
    began = process_time()
    feed = read_feed(BOMBS[kind])
    assert process_time() - began < 8, "CPU-seconds; 1 to 3 on the machine that it was written on"
    assert sum(len(entry.title) + len(entry.summary) for entry in feed.entries) < 10_000


def test_more_entries_than_a_feed_has_are_left_out() -> None:
    feed = read_feed(rss(*(f"<guid>{n}</guid>" for n in range(MAX_ENTRIES + 5))))
    assert len(feed.entries) == MAX_ENTRIES
    assert str(MAX_ENTRIES) in feed.notice


# --- fuzz -----------------------------------------------------------------------------------

relaxed = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
WHOLE = (RSS2, ATOM1, RDF, json.dumps(JSON).encode())
PIECES = st.sampled_from(
    [b"<item>", b"</item>", b"<entry>", b"<![CDATA[", b"]]>", b"<!--", b"<!DOCTYPE a [", b"&amp;"]
    + [b"&#0;", b"\x00", b"\xff\xfe", b"<link href='", b"xmlns:dc=''", b"<?xml", b"\xed\xa0\x80"]
)


def check(feed: Feed) -> None:
    assert not (feed.problem and feed.entries)
    for entry in feed.entries:
        assert entry.key
        assert not entry.url or entry.url.startswith(("http://", "https://"))
        assert entry.title == " ".join(entry.title.split())


@relaxed
@given(st.binary(max_size=300))
def test_any_bytes_are_read(raw: bytes) -> None:
    check(read_feed(raw, url=URL))
    find_feeds(raw, URL)


@relaxed
@given(
    st.sampled_from(WHOLE),
    st.lists(
        st.tuples(st.integers(0, 2000), st.integers(0, 20), PIECES | st.binary(max_size=5)),
        max_size=6,
    ),
)
def test_any_damage_is_survived(raw: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    for at, length, piece in cuts:
        raw = raw[:at] + piece + raw[at + length :]
    check(read_feed(raw, url=URL, content_type="application/xml; charset=nonsense"))


@relaxed
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["id", "url", "title", "authors", "name", "content_html", "date_published"]
                ),
                inner,
            )
        ),
    )
)
def test_any_json_item_is_survived(item: object) -> None:
    check(read_feed(json.dumps({**JSON, "items": [item]}).encode(), url=URL))


# --- discovery ------------------------------------------------------------------------------


def test_a_page_names_its_feeds() -> None:
    page = b"""<html><head><base href="/sub/">
        <link rel="alternate" type="application/rss+xml" title="News &amp; views" href="rss.xml">
        <LINK HREF='https://o.example/atom' TYPE='application/atom+xml; a=b' REL='Alternate'>
        <link rel=alternate type=application/feed+json href=//j.example/feed.json>
        <link rel="alternate" type="application/rss+xml" href="rss.xml">
        <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
        <link rel="alternate" type="application/json+oembed" href="/oembed">
        <link rel="alternate" hreflang="de" href="/de/">
        <link rel="stylesheet" type="text/css" href="/a.css">
        <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
        <!-- <link rel="alternate" type="application/rss+xml" href="/old.xml"> -->
        </head></html>"""
    assert [(link.url, link.title) for link in find_feeds(page, "https://n.example/a/b")] == [
        ("https://n.example/sub/rss.xml", "News & views"),
        ("https://o.example/atom", ""),
        ("https://j.example/feed.json", ""),
    ]


@pytest.mark.parametrize(
    "page", [b"", b"<link", b"<link " * 200_000, b"<!--" * 300_000, b"\x00" * 9000]
)
def test_pages_without_feeds_name_none(page: bytes) -> None:
    assert find_feeds(page, "https://n.example/") == ()


def test_no_feed_of_others_is_kept_here() -> None:
    """The development data is measured by benchmarks/feeds.py and copied nowhere."""
    root = Path(__file__).resolve().parents[2]
    assert not [*(root / "tests").rglob("*.rss"), *(root / "tests").rglob("*.atom")]
