"""Editors put assertions right, and it lasts through new analyses and other texts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.accounts.models import User
from apps.claims.models import Assertion, AssertionDecision, EditedAssertion, VersionAnalysis
from apps.claims.readings import attributions_of
from apps.claims.services import (
    AlreadyThere,
    AssertionConflict,
    Said,
    add_assertion,
    bring_back,
    correct_assertion,
    forget_words,
    revision_of,
    strike_assertion,
)
from apps.claims.services.asserting import write_attributions
from apps.sources.models import Article, ArticleVersion
from apps.sources.services import CantBeDecided
from apps.sources.services.editing import edit_paragraphs
from storytracker.analysis.types import Attributions, Certainty, Speaker, SpeakerKind, Stance
from tests.support import made
from tests.support.made import OFFICIALS, attributions, make_article, make_person

pytestmark = pytest.mark.django_db

TITLE = "Quay to close"
SAID = [
    made.Said("Meridian Freight plans to close the quay, officials said."),
    made.Said("The union has not been told."),
    made.Said("Nobody asked the harbour master, a clerk added."),
]
UNION = Speaker("Dockers’ Union", SpeakerKind.ORGANISATION)
AS_IT_IS = Said(speaker=OFFICIALS)


@pytest.fixture
def editor() -> User:
    return make_person(name="edith")


@pytest.fixture
def article() -> Article:
    return make_article(TITLE, SAID)


def row(article: Article, number: int) -> Assertion:
    article.refresh_from_db()
    return Assertion.objects.current().get(
        version=article.current_version, words=SAID[number].words
    )


def counted(article: Article) -> Attributions:
    article.refresh_from_db()
    assert article.current_version_id
    return attributions_of(ArticleVersion.objects.get(pk=article.current_version_id))


def found_in(version: ArticleVersion, said: list[made.Said] | None = None) -> Attributions:
    return attributions(version.text, TITLE, SAID if said is None else said, {})


def read_again(article: Article, found: Attributions) -> None:
    """As a later analysis does, which finds ``found``."""
    article.refresh_from_db()
    VersionAnalysis.objects.filter(version=article.current_version_id).update(analysis_version="0")
    assert write_attributions({article.current_version_id: found})


def test_what_an_editor_sets_counts_and_what_stood_there_is_kept(article, editor) -> None:
    said = Said(UNION, ("Harbour Post", "Quay Radio"), Stance.DENIES, Certainty.LIKELY)
    decisions = correct_assertion(row(article, 1), said=said, reason="asked them", by=editor)
    assert [d.field for d in decisions] == ["speaker", "via", "stance", "certainty"]
    assertion = counted(article).assertions[1]
    assert assertion.speaker == UNION
    assert [hop.outlet for hop in assertion.via] == ["Harbour Post", "Quay Radio"]
    assert (assertion.stance, assertion.certainty) == (Stance.DENIES, Certainty.LIKELY)
    assert assertion.decided == ("speaker", "via", "stance", "certainty")
    assert "edith set the stance: asked them" in assertion.reasons
    was = {d.field: d.value["was"] for d in AssertionDecision.objects.all()}
    assert was["speaker"]["name"] == "officials" and was["stance"] == "supports"
    changed = row(article, 1)
    assert changed.program["speaker"]["name"] == "officials"
    assert not changed.is_added


def test_only_what_differs_is_a_decision(article, editor) -> None:
    said = replace(AS_IT_IS, stance=Stance.OBSERVES)
    (decision,) = correct_assertion(row(article, 0), said=said, reason="", by=editor)
    assert decision.field == "stance"
    assert counted(article).assertions[0].decided == ("stance",)
    with pytest.raises(CantBeDecided, match="says already"):
        correct_assertion(row(article, 0), said=said, reason="", by=editor)


def test_the_row_stays_and_the_others_are_left_alone(article, editor) -> None:
    before = {a.words: (a.pk, a.position) for a in Assertion.objects.all()}
    said = replace(AS_IT_IS, speaker=UNION)
    correct_assertion(row(article, 1), said=said, reason="", by=editor)
    assert {a.words: (a.pk, a.position) for a in Assertion.objects.all()} == before
    assert Assertion.objects.filter(edited=None).count() == 2


def test_nobody_says_it_is_no_correction(article, editor) -> None:
    nobody = replace(AS_IT_IS, speaker=Speaker(" ", SpeakerKind.PERSON))
    with pytest.raises(CantBeDecided, match="who says it"):
        correct_assertion(row(article, 0), said=nobody, reason="", by=editor)
    assert not EditedAssertion.objects.exists()


def test_it_lasts_through_a_new_analysis(article, editor) -> None:
    said = replace(AS_IT_IS, speaker=UNION, stance=Stance.DENIES)
    correct_assertion(row(article, 1), said=said, reason="", by=editor)
    pk = row(article, 1).pk
    found = found_in(article.current_version)
    later = replace(found.assertions[1], stance=Stance.OBSERVES, certainty=Certainty.POSSIBLE)
    read_again(article, replace(found, assertions=(*found.assertions[:1], later)))
    now = counted(article).assertions[1]
    assert (now.speaker, now.stance) == (UNION, Stance.DENIES), "the editor’s word"
    assert now.certainty is Certainty.POSSIBLE, "nobody decided on that"
    assert row(article, 1).pk == pk
    assert row(article, 1).program["stance"] == "observes"


def test_a_decision_made_again_changes_nothing(article, editor) -> None:
    correct_assertion(row(article, 1), said=replace(AS_IT_IS, speaker=UNION), reason="", by=editor)
    strike_assertion(row(article, 2), reason="no news", by=editor)
    before = list(Assertion.objects.order_by("pk").values())
    read_again(article, found_in(article.current_version))
    assert list(Assertion.objects.order_by("pk").values()) == before


def test_other_ends_of_the_same_words_are_the_same_assertion(article, editor) -> None:
    correct_assertion(row(article, 0), said=replace(AS_IT_IS, speaker=UNION), reason="", by=editor)
    pk = row(article, 0).pk
    found = found_in(article.current_version)
    first = found.assertions[0]
    start, end = first.content[0].start, first.content[0].end
    shorter = replace(first, content=(type(first.sentence)(start, end - 16),))
    read_again(article, replace(found, assertions=(shorter, *found.assertions[1:])))
    now = counted(article).assertions
    assert len(now) == 3
    assert now[0].speaker == UNION and now[0].content == shorter.content
    assert Assertion.objects.get(edited__isnull=False).pk == pk


def test_what_the_program_finds_no_more_stays_on_the_editors_word(article, editor) -> None:
    correct_assertion(row(article, 1), said=replace(AS_IT_IS, speaker=UNION), reason="", by=editor)
    strike_assertion(row(article, 2), reason="", by=editor)
    read_again(article, replace(found_in(article.current_version), assertions=()))
    (kept,) = counted(article).assertions
    assert kept.speaker == UNION
    assert kept.words(article.current_version.text) == SAID[1].words
    assert row(article, 1).is_added
    # And when a later analysis finds it again, it is the program's with a correction.
    read_again(article, found_in(article.current_version))
    assert not row(article, 1).is_added and row(article, 2).is_struck


def test_struck_ones_do_not_count_and_come_back(article, editor) -> None:
    strike_assertion(row(article, 0), reason="a joke", by=editor)
    assert [a.words(article.current_version.text) for a in counted(article).assertions] == [
        SAID[1].words,
        SAID[2].words,
    ]
    assert row(article, 0).is_struck
    with pytest.raises(CantBeDecided, match="struck already"):
        strike_assertion(row(article, 0), reason="", by=editor)
    bring_back(row(article, 0), reason="no joke", by=editor)
    assert len(counted(article).assertions) == 3
    with pytest.raises(CantBeDecided, match="was not struck"):
        bring_back(row(article, 0), reason="", by=editor)
    assert [d.reason for d in AssertionDecision.objects.all()] == ["a joke", "no joke"]


def test_a_missed_one_is_added_where_it_stands(article, editor) -> None:
    version = article.current_version
    strike = found_in(version)
    read_again(article, replace(strike, assertions=(strike.assertions[0], strike.assertions[2])))
    start = version.text.index(SAID[1].words)
    added = add_assertion(
        version,
        start=start - 1,
        end=start + len(SAID[1].words),
        said=Said(UNION, ("Quay Radio",), Stance.DENIES),
        reason="overlooked",
        by=editor,
    )
    assert added.words == SAID[1].words, "without the blank that was selected with it"
    assert added.is_added and added.position == 1
    assertion = counted(article).assertions[1]
    assert (assertion.speaker, assertion.stance) == (UNION, Stance.DENIES)
    assert assertion.sentence.of(version.text) == SAID[1].words
    read_again(article, replace(strike, assertions=()))
    assert counted(article).assertions == (assertion,)
    # Found by the program one day, it is one assertion and not two.
    read_again(article, strike)
    assert [a.speaker for a in counted(article).assertions] == [OFFICIALS, UNION, OFFICIALS]


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (5, 4), (0, 10**6), (13, 15)])
def test_no_passage_is_no_assertion(article, editor, start: int, end: int) -> None:
    with pytest.raises(CantBeDecided, match="no passage"):
        add_assertion(
            article.current_version, start=start, end=end, said=AS_IT_IS, reason="", by=editor
        )


def test_what_is_there_is_not_added_twice(article, editor) -> None:
    version = article.current_version
    start = version.text.index(SAID[0].words)
    place = {"start": start, "end": start + 40}
    with pytest.raises(AlreadyThere, match="correct that one") as told:
        add_assertion(version, **place, said=AS_IT_IS, reason="", by=editor)
    assert told.value.assertion == row(article, 0)
    strike_assertion(row(article, 0), reason="", by=editor)
    with pytest.raises(AlreadyThere, match="bring it back"):
        add_assertion(version, **place, said=AS_IT_IS, reason="", by=editor)


def test_who_decided_on_an_older_state_is_told_what_changed(article, editor) -> None:
    other = make_person(name="olga")
    first = row(article, 0)
    assert revision_of(first) == 0
    strike_assertion(first, reason="a joke", by=other, seen_revision=0)
    with pytest.raises(AssertionConflict) as told:
        said = replace(AS_IT_IS, speaker=UNION)
        correct_assertion(first, said=said, reason="", by=editor, seen_revision=0)
    assert [(d.by, d.reason) for d in told.value.newest] == [(other, "a joke")]
    assert told.value.revision == revision_of(row(article, 0)) == 1
    assert correct_assertion(first, said=said, reason="", by=editor, seen_revision=1)
    assert row(article, 0).is_struck, "theirs stays beside it"


def test_decisions_move_along_into_a_corrected_text_and_back(article, editor) -> None:
    correct_assertion(row(article, 1), said=replace(AS_IT_IS, speaker=UNION), reason="", by=editor)
    first_version = article.current_version
    edit_paragraphs(article, cut=[(SAID[0].words, 0)], reason="", by=editor)
    version = ArticleVersion.objects.get(pk=article.current_version_id)
    assert version != first_version
    write_attributions({version.pk: found_in(version, SAID[1:])})
    assert [a.speaker for a in counted(article).assertions] == [UNION, OFFICIALS]
    # Decided in the corrected text, and the first text becomes the current one again.
    strike_assertion(row(article, 2), reason="", by=editor)
    Article.objects.update(current_version=first_version)
    assert row(article, 2).is_struck
    assert [a.speaker for a in counted(article).assertions] == [OFFICIALS, UNION]


def test_a_decision_whose_words_are_gone_waits_for_them(article, editor) -> None:
    correct_assertion(row(article, 1), said=replace(AS_IT_IS, speaker=UNION), reason="", by=editor)
    edit_paragraphs(article, cut=[(SAID[1].words, 0)], reason="", by=editor)
    version = ArticleVersion.objects.get(pk=article.current_version_id)
    write_attributions({version.pk: found_in(version, [SAID[0], SAID[2]])})
    assert [a.speaker for a in counted(article).assertions] == [OFFICIALS, OFFICIALS]
    kept = EditedAssertion.objects.get()
    assert not kept.rows.filter(version=version).exists()
    assert kept.decisions.count() == 1


def test_the_same_words_twice_are_two_assertions(editor) -> None:
    twice = [SAID[1], SAID[0], SAID[1]]
    article = make_article(TITLE, twice)
    rows = list(Assertion.objects.order_by("position"))
    correct_assertion(rows[2], said=replace(AS_IT_IS, speaker=UNION), reason="", by=editor)
    speakers = [OFFICIALS, OFFICIALS, UNION]
    assert [a.speaker for a in counted(article).assertions] == speakers
    read_again(article, found_in(article.current_version, twice))
    assert [a.speaker for a in counted(article).assertions] == speakers


def test_the_words_of_a_removed_article_go_and_who_decided_stays(article, editor) -> None:
    strike_assertion(row(article, 0), reason="a joke", by=editor)
    forget_words(article)
    kept = EditedAssertion.objects.get()
    assert (kept.parts, kept.before, kept.after) == ([], "", "")
    assert AssertionDecision.objects.get().by == editor
