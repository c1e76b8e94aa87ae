"""Notes are anchored in exact words and never lost."""

from __future__ import annotations

import pytest

from apps.accounts.models import Role, User
from apps.claims.models import Claim
from apps.stories.models import Development, Note
from apps.stories.services import (
    AnchorNotInStory,
    NoteEmpty,
    NotYourNote,
    PassageAnchor,
    annotate,
    withdraw_note,
)
from tests.stories.analyses import HarbourStory, analysis_of, make_harbour_story
from tests.support.made import Said, make_article, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(db: None) -> HarbourStory:
    found = make_harbour_story()
    found.write(analysis_of(found.keys))
    return found


@pytest.fixture
def editor(db: None) -> User:
    return make_person()


def test_a_passage_is_kept_as_quote_and_surroundings(harbour: HarbourStory, editor: User) -> None:
    version = harbour.articles[0].current_version
    assert version is not None
    start = version.text.index("plans to close")
    anchor = PassageAnchor(version, start, start + 14)
    note = annotate(harbour.story, body="  Since when?  ", by=editor, anchor=anchor)
    assert (note.body, note.quote, note.version) == ("Since when?", "plans to close", version)
    assert note.prefix.endswith("Meridian Freight ")
    assert note.suffix.startswith(" Ostrava Quay")
    assert max(len(note.prefix), len(note.suffix)) <= 64
    around = note.prefix + note.quote + note.suffix
    assert around in version.text


def test_a_development_and_a_claim_lend_their_words(harbour: HarbourStory, editor: User) -> None:
    development = Development.objects.first()
    claim = Claim.objects.first()
    assert development is not None
    assert claim is not None
    by_development = annotate(harbour.story, body="A", by=editor, anchor=development)
    by_claim = annotate(harbour.story, body="B", by=editor, anchor=claim)
    assert (by_development.development, by_development.quote) == (development, development.says)
    assert (by_claim.claim, by_claim.quote) == (claim, claim.text)


def test_a_note_may_stand_on_the_story_alone(harbour: HarbourStory, editor: User) -> None:
    note = annotate(harbour.story, body="Watch this.", by=editor)
    assert (note.version, note.development, note.claim, note.quote) == (None, None, None, "")


@pytest.mark.parametrize("body", ["", "  \n"])
def test_an_empty_note_is_refused(harbour: HarbourStory, editor: User, body: str) -> None:
    with pytest.raises(NoteEmpty):
        annotate(harbour.story, body=body, by=editor)
    assert not Note.objects.exists()


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (9, 4), (0, 1_000_000)])
def test_no_passage_is_refused(harbour: HarbourStory, editor: User, start: int, end: int) -> None:
    version = harbour.articles[0].current_version
    assert version is not None
    with pytest.raises(AnchorNotInStory):
        annotate(harbour.story, body="?", by=editor, anchor=PassageAnchor(version, start, end))


def test_anchors_of_another_story_are_refused(harbour: HarbourStory, editor: User) -> None:
    elsewhere = make_article("Elsewhere", [Said("Another matter.")]).current_version
    assert elsewhere is not None
    other = make_harbour_story()
    other.story.pk = None
    other.story.slug = "other"
    other.story.save()
    foreign = [
        PassageAnchor(elsewhere, 0, 4),
        Claim.objects.create(text="Another claim", analysis_version="1"),
    ]
    for anchor in foreign:
        with pytest.raises(AnchorNotInStory):
            annotate(harbour.story, body="?", by=editor, anchor=anchor)
    development = Development.objects.first()
    with pytest.raises(AnchorNotInStory):
        annotate(other.story, body="?", by=editor, anchor=development)


def test_a_withdrawn_note_stays_in_the_log(harbour: HarbourStory, editor: User) -> None:
    note = annotate(harbour.story, body="Wrong.", by=editor)
    withdraw_note(note, by=editor)
    assert (note.withdrawn_by, note.body) == (editor, "Wrong.")
    assert note.withdrawn_at is not None
    assert not Note.objects.standing().exists()
    assert Note.objects.get() == note


def test_only_the_author_or_an_admin_withdraws(harbour: HarbourStory, editor: User) -> None:
    note = annotate(harbour.story, body="Mine.", by=editor)
    for other in (make_person(Role.EDITOR), make_person(Role.ANALYST)):
        with pytest.raises(NotYourNote):
            withdraw_note(note, by=other)
    admin = make_person(Role.ADMIN)
    assert withdraw_note(note, by=admin).withdrawn_by == admin
    with pytest.raises(NotYourNote):
        withdraw_note(note, by=admin)
