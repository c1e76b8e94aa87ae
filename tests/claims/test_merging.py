"""Editors say which speakers are the same; that lasts, and can be taken back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.claims.models import Assertion, Speaker, SpeakerDecision
from apps.claims.readings import attributions_of, with_attributions
from apps.claims.services import SpeakerConflict, merge_speakers, speaker_ids_of, split_speaker
from apps.sources.models import Article, ArticleVersion
from apps.sources.services import CantBeDecided
from storytracker.analysis import types as analysis
from storytracker.analysis.types import SpeakerKind
from tests.support.made import Said, make_article, make_person

pytestmark = pytest.mark.django_db

COUNCIL = analysis.Speaker("Harbour Safety Council", SpeakerKind.BODY, group="Port City")
SHORT = analysis.Speaker("HSC", SpeakerKind.ORGANISATION)
OTHER = analysis.Speaker("H.S. Council", SpeakerKind.ORGANISATION)


@pytest.fixture
def editor() -> User:
    return make_person(name="edith")


def said_by(*speakers: analysis.Speaker) -> list[Speaker]:
    """An article in which each of them says something; their rows."""
    make_article("Title", [Said(f"Thing {i}.", speaker=s) for i, s in enumerate(speakers)])
    return [Speaker.objects.get(name=s.name) for s in speakers]


def counted_speakers(article: Article | None = None) -> list[analysis.Speaker]:
    article = article or Article.objects.latest("pk")
    assert article.current_version
    return [a.speaker for a in attributions_of(article.current_version).assertions]


def test_a_merged_speaker_counts_by_the_other_name_and_is_still_called_by_its_own(editor) -> None:
    council, short = said_by(COUNCIL, SHORT)
    decision = merge_speakers(short, into=council, reason="its letterhead", by=editor)
    assert (decision.into, decision.was, decision.reason) == (council, None, "its letterhead")
    assert counted_speakers() == [COUNCIL, COUNCIL]
    assert list(Assertion.objects.values_list("speaker_name", flat=True)) == [
        COUNCIL.name,
        SHORT.name,
    ]


def test_it_lasts_for_articles_to_come(editor) -> None:
    council, short = said_by(COUNCIL, SHORT)
    merge_speakers(short, into=council, reason="", by=editor)
    later = make_article("Later", [Said("One more thing.", speaker=SHORT)])
    assert counted_speakers(later) == [COUNCIL]


def test_split_again_everybody_speaks_for_himself(editor) -> None:
    council, short = said_by(COUNCIL, SHORT)
    merge_speakers(short, into=council, reason="", by=editor)
    split_speaker(short, reason="another one", by=editor)
    assert counted_speakers() == [COUNCIL, SHORT]
    assert SpeakerDecision.objects.count() == 2, "both decisions are kept"
    with pytest.raises(CantBeDecided, match="own already"):
        split_speaker(short, reason="", by=editor)


def test_who_was_merged_before_comes_along_and_goes_along(editor) -> None:
    council, short, other = said_by(COUNCIL, SHORT, OTHER)
    merge_speakers(other, into=short, reason="", by=editor)
    merge_speakers(short, into=council, reason="", by=editor)
    assert counted_speakers() == [COUNCIL] * 3
    assert speaker_ids_of(other) == {council.pk, short.pk, other.pk}
    split_speaker(short, reason="", by=editor)
    assert counted_speakers() == [COUNCIL, SHORT, SHORT]


def test_merging_into_an_alias_means_whom_it_stands_for(editor) -> None:
    council, short, other = said_by(COUNCIL, SHORT, OTHER)
    merge_speakers(short, into=council, reason="", by=editor)
    decision = merge_speakers(other, into=short, reason="", by=editor)
    assert decision.into == council
    assert counted_speakers() == [COUNCIL] * 3


def test_an_alias_can_be_moved_to_another(editor) -> None:
    council, short, other = said_by(COUNCIL, SHORT, OTHER)
    merge_speakers(short, into=council, reason="", by=editor)
    merge_speakers(short, into=other, reason="", by=editor)
    assert counted_speakers() == [COUNCIL, OTHER, OTHER]


def test_no_ring_can_be_made(editor) -> None:
    council, short, other = said_by(COUNCIL, SHORT, OTHER)
    merge_speakers(short, into=council, reason="", by=editor)
    merge_speakers(other, into=short, reason="", by=editor)
    for one, into in [(council, other), (council, council), (short, other), (other, council)]:
        with pytest.raises(CantBeDecided, match="same speaker already"):
            merge_speakers(one, into=into, reason="", by=editor)


def test_who_saw_an_older_state_is_told_what_changed(editor) -> None:
    council, short, other = said_by(COUNCIL, SHORT, OTHER)
    merge_speakers(short, into=council, reason="theirs", by=editor, seen_revision=0)
    with pytest.raises(SpeakerConflict) as told:
        merge_speakers(short, into=other, reason="mine", by=editor, seen_revision=0)
    assert (told.value.newest.reason, told.value.revision) == ("theirs", 1)
    merge_speakers(short, into=other, reason="mine", by=editor, seen_revision=1)


def test_reading_merged_speakers_takes_no_more_queries(editor) -> None:
    council, short, other = said_by(COUNCIL, SHORT, OTHER)
    counts = []
    for merge in (None, short, other):
        if merge:
            merge_speakers(merge, into=council, reason="", by=editor)
        with CaptureQueriesContext(connection) as queries:
            for version in with_attributions(ArticleVersion.objects.all()):
                attributions_of(version)
        counts.append(len(queries))
    assert len(set(counts)) == 1
