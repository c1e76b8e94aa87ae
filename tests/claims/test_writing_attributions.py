"""Keeping what was found in article versions: once, in bulk, and through a new analysis."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.claims.models import Assertion, Claim, Speaker, VersionAnalysis
from apps.claims.readings import attributions_of
from apps.claims.services import give_verdict
from apps.claims.services.asserting import speaker_key, write_attributions
from apps.sources.models import ArticleVersion, Citation
from storytracker.analysis.types import Attributions, SpeakerKind
from storytracker.analysis.types import Speaker as FoundSpeaker
from tests.claims.test_verdicts import make_claim
from tests.support.made import OFFICIALS, Said, attributions, make_article, make_person, rows_of

pytestmark = pytest.mark.django_db

SAID = [
    Said("Meridian Freight plans to close the quay, officials said.", via=("Harbour Post",)),
    Said("The union has not been told."),
]
READ = (Assertion, Citation, Speaker, VersionAnalysis)


def make_unread(number: int) -> tuple[ArticleVersion, Attributions]:
    title = f"Title {number}, as Harbour Post has it"
    version = make_article(title, SAID, is_read=False).current_version
    assert version is not None
    return version, attributions(version.text, title, SAID, {})


def read_by_an_older_analysis(*versions: ArticleVersion) -> None:
    VersionAnalysis.objects.filter(version__in=versions).update(analysis_version="0")


def test_a_second_run_touches_no_row() -> None:
    version, found = make_unread(1)
    assert write_attributions({version.pk: found}) == {version.pk}
    before = rows_of(*READ)
    assert write_attributions({version.pk: found}) == set()
    assert rows_of(*READ) == before
    assert before["claims_assertion"]
    assert before["sources_citation"]


def queries_for(count: int) -> int:
    unread = dict(make_unread(number) for number in range(count))
    with CaptureQueriesContext(connection) as queries:
        write_attributions({version.pk: found for version, found in unread.items()})
    assert Assertion.objects.filter(version__in=unread).count() == 2 * count
    return len(queries)


def test_the_number_of_queries_is_flat() -> None:
    queries_for(1)  # makes the speakers, which the others share
    assert queries_for(3) == queries_for(30) <= 12


def test_speakers_are_one_row_across_articles() -> None:
    us = [
        FoundSpeaker("U.S. officials", SpeakerKind.UNNAMED, group="United States"),
        FoundSpeaker("US  Officials", SpeakerKind.UNNAMED, group="United States", count=2),
    ]
    for each in us:
        make_article("Title", [Said("The quay is to close.", speaker=each)])
    assert Speaker.objects.count() == 1
    named = Assertion.objects.order_by("pk").values_list("speaker_name", "speaker_count")
    assert list(named) == [("U.S. officials", None), ("US  Officials", 2)]


@pytest.mark.parametrize(
    "other",
    [
        replace(OFFICIALS, group="City Hall"),
        replace(OFFICIALS, kind=SpeakerKind.BODY),
        replace(OFFICIALS, name="spokesman"),
    ],
)
def test_other_kind_name_or_group_is_another_speaker(other: FoundSpeaker) -> None:
    assert speaker_key(other) != speaker_key(OFFICIALS)


def test_a_very_long_speaker_has_a_key_of_its_own() -> None:
    long, longer = (replace(OFFICIALS, name="x" * length) for length in (1000, 1001))
    assert speaker_key(long) != speaker_key(longer)
    make_article("Title", [Said("The quay is to close.", speaker=long)])
    assert Speaker.objects.get().key == speaker_key(long)


def test_a_new_analysis_keeps_the_rows_of_what_it_finds_again() -> None:
    version, found = make_unread(1)
    write_attributions({version.pk: found})
    before = {row.words: row.pk for row in Assertion.objects.all()}
    read_by_an_older_analysis(version)
    turned = replace(found, assertions=tuple(reversed(found.assertions)))
    assert write_attributions({version.pk: turned}) == {version.pk}
    assert {row.words: row.pk for row in Assertion.objects.all()} == before
    assert attributions_of(ArticleVersion.objects.get(pk=version.pk)) == turned


def test_a_new_analysis_deletes_what_it_finds_no_more() -> None:
    version, found = make_unread(1)
    write_attributions({version.pk: found})
    read_by_an_older_analysis(version)
    write_attributions({version.pk: replace(found, assertions=found.assertions[1:])})
    assert Assertion.objects.get().words == SAID[1].words


def test_what_a_verdict_rests_on_is_withdrawn_and_kept() -> None:
    version, found = make_unread(1)
    write_attributions({version.pk: found})
    first = Assertion.objects.get(position=0)
    claim: Claim = make_claim()
    claim.evidence.create(assertion=first, stance="supports", counts=True, score=1.0)
    verdict = give_verdict(
        claim_id=claim.pk,
        status="disputed",
        rationale="Because.",
        by=make_person(),
        seen_version=1,
        evidence_ids=[first.pk],
    )
    read_by_an_older_analysis(version)
    fewer = replace(found, assertions=found.assertions[1:])
    write_attributions({version.pk: fewer})
    assert verdict.evidence.get().withdrawn_at is not None
    assert attributions_of(ArticleVersion.objects.get(pk=version.pk)) == fewer


def test_the_same_citation_twice_is_kept_once() -> None:
    version, found = make_unread(1)
    twice = replace(found, citations=found.citations * 2)
    write_attributions({version.pk: twice})
    assert attributions_of(version).citations == found.citations
