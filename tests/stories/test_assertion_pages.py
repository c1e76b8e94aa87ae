"""``stories:correct-assertion``, ``strike-``, ``bring-back-`` and ``add-assertion``."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from apps.claims.models import Assertion, AssertionDecision, EditedAssertion, VersionAnalysis
from apps.claims.services import Said, correct_assertion, strike_assertion
from apps.sources.models import Article
from apps.stories.models import Story
from storytracker.analysis.types import Stance
from tests.support.made import make_person
from tests.support.newsroom import Made, make_article, make_story
from tests.support.queries import count_queries


@pytest.fixture
def made(made: Made) -> Made:
    """The made-up story, its articles marked as read."""
    for article in made.articles:
        VersionAnalysis.objects.create(version=article.current_version, analysis_version="test")
    return made


def page_of(client: Client, article: Article) -> str:
    return unescape(client.get(f"/a/{article.pk}/").content.decode())


def address(assertion: Assertion, verb: str = "") -> str:
    return f"/a/{assertion.version.article_id}/says/{assertion.pk}/{verb}"


def typed(client: Client, where: str, **changes: str) -> dict[str, str]:
    """What a browser sends of the form at ``where`` after somebody changed these fields."""
    form = client.get(where).context["form"]
    sent = {"revision": client.get(where).context["revision"], "reason": ""}
    for bound in form.visible_fields():
        value = bound.value() or ""
        sent[bound.html_name] = value
        if bound.field.show_hidden_initial:
            sent[bound.html_initial_name] = value
    return {**sent, **changes}


def says_of(page: str, assertion: Assertion) -> str:
    """The entry of an assertion on its article's page, without mark-up."""
    start = page.index(f'id="s{assertion.pk}"')
    entry = re.split(r'<li class="say |</ol>', page[start:])[0]
    return " ".join(re.sub(r"<[^>]+>", " ", entry.partition(">")[2]).split())


def test_an_editor_corrects_it_and_the_stories_follow(editor_client: Client, made: Made) -> None:
    first = made.assertions[0]
    where = address(first)
    sent = typed(
        editor_client,
        where,
        name="Mara Quill",
        kind="person",
        group="the harbour board",
        via="Quay Radio",
        stance="denies",
        certainty="likely",
        reason="asked her",
    )
    answer = editor_client.post(where, sent)
    assert answer["Location"] == f"/a/{first.version.article_id}/#s{first.pk}"
    first.refresh_from_db()
    assert (first.speaker_name, first.speaker.kind) == ("Mara Quill", "person")
    assert (first.stance, first.certainty, first.via[0]["outlet"]) == (
        "denies",
        "likely",
        "Quay Radio",
    )
    story = Story.objects.get()
    assert story.wanted_revision > story.built_revision
    entry = says_of(page_of(editor_client, made.articles[0]), first)
    assert "set by an editor" in entry and "asked her" in entry
    assert "was: two board members" in entry, "what stood there is kept"


def test_only_what_was_changed_is_decided(editor_client: Client, made: Made) -> None:
    where = address(made.assertions[0])
    editor_client.post(where, typed(editor_client, where, stance="observes"))
    assert [d.field for d in AssertionDecision.objects.all()] == ["stance"]


def test_nothing_changed_is_422_in_words(editor_client: Client, made: Made) -> None:
    where = address(made.assertions[0])
    answer = editor_client.post(where, typed(editor_client, where))
    assert answer.status_code == 422
    assert "That is what it says already." in answer.content.decode()


def test_nobody_is_422_and_nothing_typed_is_lost(editor_client: Client, made: Made) -> None:
    where = address(made.assertions[0])
    sent = typed(editor_client, where, name=" ", stance="denies", reason="a reason")
    answer = editor_client.post(where, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say who says it." in page and "a reason" in page
    assert '<option value="denies" selected>' in page


def test_two_editors_see_both_and_each_ones_words_stay(editor_client: Client, made: Made) -> None:
    first = made.assertions[0]
    where = address(first)
    mine = typed(editor_client, where, name="Mara Quill", kind="person", reason="I met her")
    olga = make_person(name="olga")
    theirs = Said(stance=Stance.OBSERVES)
    correct_assertion(first, said=theirs, reason="too early", by=olga, seen_revision=0)
    answer = editor_client.post(where, mine)
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "olga" in page and "<p>unclear" in page
    assert "too early" in page, "theirs"
    assert 'value="Mara Quill"' in page and "I met her" in page, "mine"
    assert 'name="revision" value="1"' in page
    # Saving again puts mine after theirs and leaves alone what I did not touch.
    again = {
        name: value
        for name, value in re.findall(r'name="([\w-]+)" value="([^"]*)"', page)
        if name != "csrfmiddlewaretoken"
    }
    again |= dict(re.findall(r'<select name="([\w-]+)".*?value="([\w-]+)" selected', page, re.S))
    again |= {"via": "", "reason": "I met her"}
    assert editor_client.post(where, again).status_code == 302
    first.refresh_from_db()
    assert (first.speaker_name, first.stance) == ("Mara Quill", "observes")


def test_a_struck_one_is_folded_with_who_and_why_and_comes_back(
    editor_client: Client, analyst_client: Client, made: Made
) -> None:
    first = made.assertions[0]
    answer = editor_client.post(address(first, "strike/"), {"reason": "a joke", "revision": 0})
    assert answer.status_code == 302
    page = page_of(analyst_client, made.articles[0])
    assert "1 struck by editors" in page and f'href="#s{first.pk}"' not in page
    entry = says_of(page, first)
    assert "editor" in entry and "a joke" in entry
    assert "Bring back" not in entry, "that is for editors"
    assert "Bring back" in says_of(page_of(editor_client, made.articles[0]), first)
    editor_client.post(address(first, "bring-back/"), {"reason": "no joke", "revision": 1})
    page = page_of(analyst_client, made.articles[0])
    assert "struck by editors" not in page and f'href="#s{first.pk}"' in page
    assert editor_client.post(address(first, "bring-back/"), {}).status_code == 422


def test_who_strikes_an_older_state_is_told(editor_client: Client, made: Made) -> None:
    first = made.assertions[0]
    strike_assertion(first, reason="theirs", by=make_person(name="olga"), seen_revision=0)
    answer = editor_client.post(address(first, "strike/"), {"reason": "mine", "revision": 0})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "theirs" in page and "mine" in page and "olga" in page


def test_struck_ones_bear_on_no_claim(editor_client: Client, made: Made) -> None:
    first = made.assertions[0]
    claim = f"/c/{made.claims[0].pk}/"
    assert first.words in unescape(editor_client.get(claim).content.decode())
    editor_client.post(address(first, "strike/"), {"revision": 0})
    assert first.words not in unescape(editor_client.get(claim).content.decode())


SENT = {"kind": "organisation", "name": "the operator", "stance": "denies", "certainty": "asserted"}
WORDS = "line 0 will close"


def test_a_missed_one_is_added_by_its_words(editor_client: Client, made: Made) -> None:
    article = made.articles[0]
    made.assertions[1].delete()
    where = f"/a/{article.pk}/says/add/"
    chosen = editor_client.get(where, {"words": WORDS, "start": "7"}).content.decode()
    assert f">\n{WORDS}</textarea>" in chosen and 'name="start" value="7"' in chosen
    answer = editor_client.post(where, {**SENT, "words": WORDS, "start": "7", "reason": "missed"})
    added = Assertion.objects.get(edited__is_added=True)
    assert answer["Location"] == f"/a/{article.pk}/#s{added.pk}"
    assert (added.words, added.stance) == (WORDS, "denies")
    entry = says_of(page_of(editor_client, article), added)
    assert "added by an editor" in entry and "missed" in entry
    twice = editor_client.post(where, {**SENT, "words": WORDS})
    assert twice.status_code == 422
    assert f"#s{added.pk}" in twice.content.decode()
    assert EditedAssertion.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("", "Give the words"),
        ("words that nobody wrote", "do not stand in the text"),
        ("line 0", "more than once"),
    ],
)
def test_words_that_are_not_there_are_422(
    editor_client: Client, made: Made, words: str, problem: str
) -> None:
    where = f"/a/{made.articles[0].pk}/says/add/"
    answer = editor_client.post(where, {**SENT, "words": words, "reason": "because"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert problem in page and "because" in page and "the operator" in page


def test_what_was_decided_on_words_that_are_gone_is_shown(
    editor_client: Client, made: Made
) -> None:
    first = made.assertions[0]
    strike_assertion(first, reason="a joke", by=make_person(name="olga"))
    Assertion.objects.filter(pk=first.pk).update(edited=None, is_struck=False)
    page = page_of(editor_client, made.articles[0])
    assert "1 with decisions, no longer found in the text" in page
    assert "a joke" in page and "olga" in page


def test_an_assertion_of_another_article_is_404(editor_client: Client, made: Made) -> None:
    where = f"/a/{made.articles[1].pk}/says/{made.assertions[0].pk}/"
    assert editor_client.get(where).status_code == 404
    assert editor_client.get(f"/a/{make_article(9).pk}/says/999999/").status_code == 404


def test_analysts_see_no_way_to_correct(analyst_client: Client, made: Made) -> None:
    page = page_of(analyst_client, made.articles[0])
    assert "/says/" not in page
    assert analyst_client.get(address(made.assertions[0])).status_code == 403


def test_thirty_corrections_ask_no_more_than_three(editor_client: Client) -> None:
    counts = []
    editor = make_person(name="edith")
    for size in (3, 30):
        made = make_story(1, title=f"Size {size}")
        article, pattern = made.articles[0], made.assertions[0]
        for position in range(2, size):
            pattern.pk, pattern._state.adding, pattern.position = None, True, position
            pattern.save()
        for row in list(article.current_version.assertions.all()):
            about = EditedAssertion.objects.create(
                article=article, parts=[row.words], found={}, is_added=False
            )
            value = {"value": "denies", "was": "supports"}
            about.decisions.create(field="stance", value=value, by=editor)
            Assertion.objects.filter(pk=row.pk).update(edited=about, decided=["stance"], program={})
        editor_client.get(f"/a/{article.pk}/")
        counts.append(count_queries(editor_client, f"/a/{article.pk}/"))
        counts.append(count_queries(editor_client, address(row)))
    assert counts[:2] == counts[2:]
