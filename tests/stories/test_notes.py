"""Notes on pages: written, answered, resolved, withdrawn and put back."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.stories.models import Note, NoteEvent
from apps.stories.services import annotate, reply_to, resolve_note, withdraw_note
from tests.support.made import make_person
from tests.support.newsroom import Made, make_story, signed_in
from tests.support.queries import count_queries

HTMX = {"HTTP_HX_REQUEST": "true"}
QUOTE = "two members said"


def address(made: Made) -> str:
    return f"/a/{made.articles[0].pk}/notes/"


def test_a_note_is_anchored_where_its_words_stand(editor_client: Client, made: Made) -> None:
    answer = editor_client.post(address(made), {"quote": QUOTE, "body": "Who?"})
    note = Note.objects.get()
    assert answer["Location"] == f"/a/{made.articles[0].pk}/#n{note.pk}"
    assert note.version and note.version.text[note.start : note.end] == QUOTE
    assert "Who?" in editor_client.get(f"/a/{made.articles[0].pk}/").content.decode()


def test_the_place_that_was_selected_decides_between_two(editor_client: Client, made: Made) -> None:
    version = made.articles[0].current_version
    assert version
    second = version.text.rindex("line 0")
    assert second != version.text.index("line 0")
    editor_client.post(address(made), {"quote": "line 0", "start": second, "body": "This one."})
    assert Note.objects.get().start == second


def test_words_in_two_places_ask_for_more_words(editor_client: Client, made: Made) -> None:
    answer = editor_client.post(address(made), {"quote": "line 0", "body": "Which?"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "more than once" in page
    assert "Which?" in page and not Note.objects.exists()


def test_words_that_are_not_there_are_refused_and_kept(editor_client: Client, made: Made) -> None:
    answer = editor_client.post(
        address(made), {"quote": "of another text", "body": "My thought"}, **HTMX
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and page.strip().startswith('<section id="notes"')
    assert "do not stand in the text" in page and "My thought" in page


def test_htmx_gets_the_notes_alone(editor_client: Client, made: Made) -> None:
    answer = editor_client.post(address(made), {"quote": QUOTE, "body": "Who?"}, **HTMX)
    page = answer.content.decode()
    assert page.strip().startswith('<section id="notes"') and "<html" not in page
    assert 'data-announce="Note saved."' in page


def test_its_author_withdraws_it_and_another_editor_can_not(
    editor_client: Client, made: Made
) -> None:
    editor_client.post(address(made), {"quote": QUOTE, "body": "Who?"})
    note = Note.objects.get()
    admin = signed_in("admin")
    analyst = signed_in("analyst")
    assert analyst.post(f"/notes/{note.pk}/withdraw/").status_code == 403
    assert editor_client.post(f"/notes/{note.pk}/withdraw/").status_code == 302
    note.refresh_from_db()
    assert note.withdrawn_at is not None
    assert admin.post(f"/notes/{note.pk}/withdraw/").status_code == 404


def hosts(made: Made) -> dict[str, str]:
    """Where notes are read, and where one is sent, by what it is on."""
    entry, claim = made.developments[0].pk, made.claims[0].pk
    return {
        f"/d/{entry}/notes/": f"/d/{entry}/notes/",
        f"/c/{claim}/": f"/c/{claim}/notes/",
        f"/s/{made.story.slug}/notes/": f"/s/{made.story.slug}/notes/",
    }


def test_entries_claims_and_stories_take_notes(editor_client: Client, made: Made) -> None:
    for home, where in hosts(made).items():
        empty = editor_client.post(where, {"body": " "})
        assert empty.status_code == 422 and "Write what you want" in empty.content.decode()
        answer = editor_client.post(where, {"body": f"About {where}"})
        note = Note.objects.order_by("-pk")[0]
        assert answer["Location"] == f"{home}#n{note.pk}"
        assert f"About {where}" in editor_client.get(home).content.decode()
    assert signed_in("analyst").post(where, {"body": "Me too"}).status_code == 403
    on_entry, on_claim, on_story = Note.objects.order_by("pk")
    assert (on_entry.development, on_claim.claim) == (made.developments[0], made.claims[0])
    assert not on_story.quote


@pytest.fixture
def editor(editor_client: Client) -> User:
    return User.objects.get(username="editor")


def test_each_id_stands_once_on_the_story(analyst_client: Client, editor: User, made: Made) -> None:
    for anchor in (made.developments[0], made.claims[0], None):
        annotate(made.story, body="Look.", by=editor, anchor=anchor)
    page = analyst_client.get(f"/s/{made.story.slug}/").content.decode()
    for note in Note.objects.all():
        assert page.count(f'id="n{note.pk}"') == 1


def act(client: Client, note: Note, verb: str, **more: str) -> str:
    return client.post(f"/notes/{note.pk}/{verb}/", more, **HTMX).content.decode()


def test_a_reply_stands_under_its_note(editor_client: Client, editor: User, made: Made) -> None:
    note = annotate(made.story, body="Since when?", by=editor, anchor=made.claims[0])
    refused = editor_client.post(f"/notes/{note.pk}/reply/", {f"reply-{note.pk}-body": ""})
    assert refused.status_code == 422 and "Write what you want to say." in refused.content.decode()
    page = act(editor_client, note, "reply", **{f"reply-{note.pk}-body": "Since March."})
    assert page.strip().startswith('<section id="notes"')
    assert 'data-announce="Reply saved."' in page
    assert page.index("Since when?") < page.index("Since March.")
    reply = Note.objects.get(answers=note)
    # A reply to a reply is one more to the note: a thread has one level.
    assert reply_to(reply, body="Sure?", by=editor).answers == note
    plain = editor_client.post(f"/notes/{note.pk}/reply/", {f"reply-{note.pk}-body": "Quite."})
    newest = Note.objects.order_by("-pk")[0]
    assert plain["Location"] == f"/c/{made.claims[0].pk}/#n{newest.pk}"


def test_who_resolved_and_reopened_it_and_when_is_told(
    editor_client: Client, editor: User, made: Made
) -> None:
    note = annotate(made.story, body="Ask the desk.", by=make_person(), anchor=made.claims[0])
    page = act(editor_client, note, "resolve")
    assert "Resolved by editor: Ask the desk." in page and "Reopen" in page
    again = resolve_note(note, by=make_person())
    assert again.resolved_by == editor, "twice is as once"
    page = act(editor_client, note, "reopen")
    assert "Resolved by" not in page and "Ask the desk." in page
    kinds = NoteEvent.objects.values_list("kind", "by__username")
    assert list(kinds) == [("resolved", "editor"), ("reopened", "editor")]
    words = " ".join(re.sub(r"<[^>]+>", " ", log()).split())
    assert "Note resolved" in words and "Note reopened" in words and "Ask the desk." in words


def log() -> str:
    return signed_in("admin").get("/activity/?kind=notes").content.decode()


def test_withdrawing_is_undone_by_who_did_it(
    editor_client: Client, editor: User, made: Made
) -> None:
    note = annotate(made.story, body="Ask the desk.", by=editor, anchor=made.claims[0])
    reply_to(note, body="Asked.", by=editor)
    page = act(editor_client, note, "withdraw")
    assert "1 withdrawn" in page and "Put back" in page and "Asked." not in page
    other = Client()
    other.force_login(make_person(), backend="django.contrib.auth.backends.ModelBackend")
    assert "Put back" not in other.get(f"/c/{made.claims[0].pk}/").content.decode()
    refused = other.post(f"/notes/{note.pk}/restore/", **HTMX)
    assert refused.status_code == 422 and "Only who withdrew" in refused.content.decode()
    page = act(editor_client, note, "restore")
    assert "Ask the desk." in page and "Asked." in page and "Put back" not in page
    assert "Note withdrawn" in log() and "Note put back" in log()


def test_on_the_list_of_all_the_list_comes_back(
    editor_client: Client, editor: User, made: Made
) -> None:
    one = annotate(made.story, body="On a claim.", by=editor, anchor=made.claims[0])
    annotate(made.story, body="On an entry.", by=editor, anchor=made.developments[0])
    page = act(editor_client, one, "resolve", shown="story")
    assert "On an entry." in page
    assert "On an entry." not in act(editor_client, one, "reopen")


def test_a_note_whose_place_is_gone_stays_on_its_story(
    editor_client: Client, editor: User, made: Made
) -> None:
    note = annotate(made.story, body="Ask the desk.", by=editor, anchor=made.developments[0])
    made.developments[0].delete()
    home = f"/s/{made.story.slug}/"
    for address in (home, f"{home}notes/"):
        page = editor_client.get(address).content.decode()
        assert "Ask the desk." in page and "(these words are no longer there)" in page
    assert editor_client.get(f"/notes/{note.pk}/")["Location"] == f"{home}notes/#n{note.pk}"
    assert "Resolved by editor" in act(editor_client, note, "resolve")


def test_a_note_always_leads_to_where_it_is_read(analyst_client: Client, made: Made) -> None:
    by = make_person()
    note = annotate(made.story, body="Look.", by=by, anchor=made.claims[0])
    reply = reply_to(note, body="Looked.", by=by)
    for each in (note, reply):
        answer = analyst_client.get(f"/notes/{each.pk}/")
        assert answer["Location"] == f"/c/{made.claims[0].pk}/#n{each.pk}"
    withdraw_note(note, by=by)
    assert signed_in("editor").post(f"/notes/{reply.pk}/reply/").status_code == 404


def test_thirty_threads_ask_no_more_than_three(editor_client: Client, editor: User) -> None:
    made = make_story(3)
    counts = []
    for number in range(30):
        note = annotate(made.story, body=f"Note {number}", by=editor, anchor=made.claims[0])
        reply_to(note, body="Yes.", by=editor)
        resolve_note(note, by=editor)
        if number in (2, 29):
            addresses = (f"/c/{made.claims[0].pk}/", f"/s/{made.story.slug}/notes/")
            counts.append([count_queries(editor_client, each) for each in addresses])
    assert counts[0] == counts[1]
