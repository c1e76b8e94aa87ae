"""``stories:activity`` and its table."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from apps.accounts.models import AccountEvent, User
from apps.claims.models import Speaker
from apps.claims.services import merge_speakers
from apps.sources.models import Feed, Import, ImportItem, SourceAct
from apps.sources.services import (
    add_feed,
    add_feeds,
    cancel_import,
    change_feed,
    paste_instead,
    pause_feed,
    remove_article,
    remove_feed,
    resume_feed,
    retry_item,
    retry_items,
    set_title,
)
from apps.stories.models import Note, StoryImport
from apps.stories.services import (
    bind_feed,
    decide_copy,
    describe_outlet,
    judge_claim,
    rename_story,
    reply_to,
    resolve_note,
    reword_claim,
    unbind_feed,
    undo_decision,
    undo_story_decision,
    withdraw_note,
)
from tests.support.newsroom import Made, make_story, make_user
from tests.support.queries import count_queries


def lines(client: Client, query: str = "") -> list[str]:
    """The lines of the log as somebody reads them."""
    answer = client.get(f"/activity/{query}")
    assert answer.status_code == 200
    page = unescape(answer.content.decode())
    found = re.findall(r'<li class="item">(.*?)</li>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found]


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/activity.csv{query}")
    assert answer["Content-Type"].startswith("text/csv")
    # Excel takes the file for UTF-8 by its mark alone.
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def olga(db: None) -> User:
    return make_user("editor", "olga")


def do_everything(made: Made, olga: User) -> None:
    """One act of every kind, in this order."""
    rename = rename_story(made.story.pk, text="Ferries end", seen=0, reason="Shorter.", by=olga)
    undo_story_decision(rename.pk, by=olga)
    claim = made.claims[0]
    reword = reword_claim(
        claim.pk, text="Line 0 is to close", reason="Clearer.", by=olga, seen_version=1
    )
    undo_decision(reword.pk, by=olga)
    claim.refresh_from_db()
    judge_claim(
        claim_id=claim.pk,
        status="disputed",
        rationale="They differ.",
        by=olga,
        seen_version=claim.version,
    )
    set_title(made.articles[0], title="Ferry line closes", reason="Typo.", by=olga)
    one, other = Speaker.objects.order_by("pk")[:2]
    merge_speakers(one, into=other, reason="The same.", by=olga)
    decide_copy(made.articles[2], outlet_name="Coast Wire", reason="Word for word.", by=olga)
    note = Note.objects.create(story=made.story, body="=1+1 is odd", by=olga)
    reply_to(note, body="Is it?", by=olga)
    resolve_note(note, by=olga)
    withdraw_note(note, by=olga)
    outlet = made.articles[0].outlet
    assert outlet
    describe_outlet(
        outlet, name=outlet.name, family="", reliability="B", reason="By its record.", by=olga
    )
    remove_feed(add_feed(url="https://coast.example/feed", by=olga), by=olga)
    work_on_an_import(olga)
    work_on_a_feed(made, olga)
    remove_article(made.articles[1], reason="Asked to.", by=olga, seen_revision=1)
    AccountEvent.objects.create(kind="role", by=olga, person=olga, words="analyst → editor")
    LogEntry.objects.create(
        user=olga,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(olga.pk),
        object_repr="olga",
        action_flag=CHANGE,
        change_message="Changed e-mail.",
    )


def work_on_an_import(olga: User) -> None:
    batch = Import.objects.create(channel="url", created_by=olga)
    known = {"batch": batch, "host": "coast.example", "state": "dead", "reason": "No answer."}
    one = ImportItem.objects.create(position=0, url="https://coast.example/one", **known)
    retry_item(one, by=olga)
    cancel_import(batch, by=olga)
    paste_instead(one, text="The ferries of the line will stop in May. " * 9, by=olga)


def work_on_a_feed(made: Made, olga: User) -> None:
    feed = add_feed(url="https://quay.example/feed", by=olga)
    change_feed(feed, outlet="Quay Post", words="ferry", by=olga)
    pause_feed(feed, by=olga, reason="Too chatty.")
    resume_feed(feed, by=olga)
    unbind_feed(bind_feed(made.story, feed, "ferry", olga), olga)
    Import.objects.create(channel="feed", feed=feed)


WHAT = [
    "Story: Renamed",
    "Story: Renamed, undone",
    "Claim: Reworded",
    "Claim: Reworded, undone",
    "Verdict: Disputed",
    "Article corrected: title",
    "Speaker merged",
    "Article: whose text it is",
    "Note written",
    "Reply to a note",
    "Note resolved",
    "Note withdrawn",
    "Outlet: reliability",
    "Outlet: publisher family",
    "Feed added",
    "Feed removed",
    "Import",
    "Import tried again",
    "Import cancelled",
    "Import: text pasted",
    "Feed added",
    "Feed changed",
    "Feed paused",
    "Feed resumed",
    "Feed bound to a story",
    "Feed unbound from a story",
    "Article removed",
    "Account: changed the role of",
    "Admin site: changed",
]


def test_every_act_is_told_with_who_and_why(admin_client: Client, made: Made, olga: User) -> None:
    do_everything(made, olga)
    shown = lines(admin_client)
    assert len(shown) == len(WHAT)
    assert all("olga" in line for line in shown)
    for what in WHAT:
        assert any(what in line for line in shown), what
    assert any("“Ferries end”, was “Ferry lines close”" in line for line in shown)
    assert any(line.endswith("They differ.") for line in shown)
    assert shown[0].split(" olga ")[1].startswith("Admin site"), "the newest first"


def test_what_a_feed_brings_by_itself_nobody_did(admin_client: Client, olga: User) -> None:
    feed = add_feed(url="https://quay.example/feed", by=olga)
    Import.objects.create(channel="feed", feed=feed)
    Import.objects.create(channel="command")
    shown = lines(admin_client)
    assert len(shown) == 2
    assert "the operator’s shell Import" in shown[0] and "Feed added" in shown[1]


def test_a_feed_is_followed_from_its_first_line_to_its_last(
    admin_client: Client, made: Made, olga: User
) -> None:
    work_on_a_feed(made, olga)
    feed = Feed.objects.get()
    page = admin_client.get("/activity/?kind=feeds").content.decode()
    assert page.count(f'href="/import/feeds/{feed.pk}/"') == 4
    assert page.count(f'href="/s/{made.story.slug}/feeds/"') == 2
    remove_feed(feed, by=olga)
    told = [line.split(" olga ")[1] for line in lines(admin_client, "?kind=feeds")]
    name = "https://quay.example/feed"
    assert told == [
        f"Feed removed {name}",
        f"Feed unbound from a story Ferry lines close {name}: ferry",
        f"Feed bound to a story Ferry lines close {name}: ferry",
        f"Feed resumed {name}",
        f"Feed paused {name} Too chatty.",
        f"Feed changed {name} outlet: Quay Post, was none; words: ferry, was none",
        f"Feed added {name}",
    ]


def test_what_changes_nothing_is_no_act(admin_client: Client, olga: User) -> None:
    feed = add_feed(url="https://quay.example/feed", words="ferry", by=olga)
    before = SourceAct.objects.count()
    change_feed(feed, outlet="", words="ferry", by=olga)
    resume_feed(feed, by=olga)
    opml = b'<opml version="2.0"><body><outline xmlUrl="https://quay.example/feed"/></body></opml>'
    add_feeds(opml, by=olga)
    batch = Import.objects.create(channel="url", created_by=olga)
    assert retry_items(batch, by=olga) == 0
    cancel_import(batch, by=olga)
    cancel_import(batch, by=olga)
    pause_feed(feed, by=olga)
    pause_feed(feed, by=make_user("admin", "ivan"))
    kinds = SourceAct.objects.values_list("kind", flat=True)[before:]
    assert list(kinds) == ["cancelled", "paused"]


def test_what_is_done_to_a_storys_import_is_found_by_the_story(
    admin_client: Client, made: Made, olga: User
) -> None:
    work_on_an_import(olga)
    StoryImport.objects.create(story=made.story, batch=Import.objects.get())
    shown = lines(admin_client, f"?kind=imports&story={made.story.slug}")
    assert [line.split(" olga ")[1].split(" Import ")[0] for line in shown] == [
        "Import: text pasted",
        "Import cancelled",
        "Import tried again",
        "Import",
    ]
    assert "https://coast.example/one" in shown[0] and "1 document not read" in shown[1]
    assert lines(admin_client, "?kind=imports&story=never-was") == []


OF_KIND = {
    "stories": 2,
    "claims": 2,
    "verdicts": 1,
    "corrections": 5,
    "notes": 4,
    "imports": 4,
    "removals": 1,
    "feeds": 8,
    "accounts": 1,
    "admin": 1,
}


def test_one_kind_alone(admin_client: Client, made: Made, olga: User) -> None:
    do_everything(made, olga)
    assert {kind: len(lines(admin_client, f"?kind={kind}")) for kind in OF_KIND} == OF_KIND


def test_one_person_one_story_some_days(admin_client: Client, made: Made, olga: User) -> None:
    do_everything(made, olga)
    other = make_story(1, title="Tram fares rise")
    rename_story(
        other.story.pk, text="Trams", seen=0, reason="Short.", by=make_user("editor", "ivan")
    )
    assert len(lines(admin_client)) == len(WHAT) + 1
    assert len(lines(admin_client, "?by=ivan")) == 1
    assert len(lines(admin_client, "?story=tram-fares-rise")) == 1
    here = lines(admin_client, f"?story={made.story.slug}")
    # Not the import, the feeds, the speaker, the outlet, the account, the admin site.
    assert len(here) == 14
    assert len(lines(admin_client, "?from=2020-01-01&to=2999-01-01")) == len(WHAT) + 1
    assert lines(admin_client, "?to=2020-01-01") == []
    assert lines(admin_client, "?from=2999-01-01&by=olga") == []


def test_a_day_is_one_on_the_clock_of_whoever_asks(admin_client: Client, olga: User) -> None:
    """The lines are shown on it: what stands under 2 March is not found from 3 March on."""
    event = AccountEvent.objects.create(kind="role", by=olga, person=olga)
    AccountEvent.objects.filter(pk=event.pk).update(at=datetime(2024, 3, 2, 20, tzinfo=UTC))
    for zone, day in {"UTC": "2024-03-02", "Asia/Tokyo": "2024-03-03"}.items():
        User.objects.exclude(pk=olga.pk).update(timezone=zone)
        assert len(lines(admin_client, f"?from={day}&to={day}")) == 1, zone
        assert len(table(admin_client, f"?from={day}&to={day}")) == 1, zone


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "9999-12-30"])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_the_first_and_last_days_that_there_are(
    admin_client: Client, olga: User, day: str, zone: str
) -> None:
    User.objects.update(timezone=zone)
    AccountEvent.objects.create(kind="role", by=olga, person=olga)
    assert admin_client.get(f"/activity/?from={day}").status_code == 200
    assert admin_client.get(f"/activity/?to={day}").status_code == 200


def test_what_can_t_be_meant_is_told(admin_client: Client, made: Made, olga: User) -> None:
    do_everything(made, olga)
    page = unescape(
        admin_client.get("/activity/?kind=sleep&from=soon&to=9999-12-31").content.decode()
    )
    assert "“sleep” is no kind of act" in page and "“soon” is no day" in page
    assert f"{len(WHAT)} acts" in page
    page = unescape(admin_client.get("/activity/?by=nobody&story=%00zeppelin").content.decode())
    assert "There is nobody called “nobody” here." in page
    assert "There is no story “zeppelin” here." in page
    assert "Nobody did anything of that kind: by nobody · in “zeppelin”." in page


def test_the_table_has_the_same_and_no_formula(
    admin_client: Client, made: Made, olga: User
) -> None:
    do_everything(made, olga)
    rows = table(admin_client)
    assert {row["what"] for row in rows} == set(WHAT)
    assert {row["who"] for row in rows} == {"olga"}
    note = next(row for row in rows if row["what"] == "Note written")
    assert note["more"] == "'=1+1 is odd"
    assert [row["kind"] for row in table(admin_client, "?kind=verdicts")] == ["verdicts"]


def test_a_long_log_has_pages_that_keep_the_filters(admin_client: Client, olga: User) -> None:
    for _ in range(51):
        AccountEvent.objects.create(kind="role", by=olga, person=olga)
    page = admin_client.get("/activity/?by=olga").content.decode()
    assert "Page 1 of 2" in page and 'href="?by=olga&amp;page=2"' in page
    assert len(lines(admin_client, "?by=olga&page=2")) == 1


def test_htmx_gets_the_lines_alone_with_their_number(admin_client: Client, olga: User) -> None:
    AccountEvent.objects.create(kind="role", by=olga, person=olga)
    answer = admin_client.get("/activity/", headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="acts" data-announce="1 act">')
    assert "<html" not in page and "HX-Request" in answer["Vary"]


def test_nothing_done_yet(admin_client: Client) -> None:
    assert "Nobody has done anything yet." in admin_client.get("/activity/").content.decode()


def test_thirty_acts_ask_no_more_than_three(admin_client: Client, made: Made, olga: User) -> None:
    do_everything(made, olga)
    counts = []
    for size in (3, 30):
        for _ in range(size):
            Note.objects.create(story=made.story, body="A note", by=olga)
            AccountEvent.objects.create(kind="role", by=olga, person=olga)
        admin_client.get("/activity/")
        counts.append([count_queries(admin_client, a) for a in ("/activity/", "/activity.csv")])
    assert counts[0][1] == counts[1][1]
    assert counts[1][0] <= counts[0][0] <= 25, "a page may show fewer kinds, never ask more"


@pytest.mark.parametrize("address", ["/activity/", "/activity.csv"])
def test_it_is_for_admins(editor_client: Client, address: str) -> None:
    assert editor_client.get(address).status_code == 403
    assert "/activity/" not in editor_client.get("/").content.decode()
