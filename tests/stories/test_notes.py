"""``stories:annotate`` and ``stories:withdraw-note``."""

from __future__ import annotations

from django.test import Client

from apps.stories.models import Note
from tests.support.newsroom import Made, signed_in

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
