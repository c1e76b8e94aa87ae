"""Versions are read for who said what by the analysis itself, once, whatever their number."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.claims.facts import paragraphs_of
from apps.claims.models import Assertion, Speaker, VersionAnalysis
from apps.claims.readings import attributions_of, with_attributions
from apps.claims.services import record_assertions
from apps.sources.models import ArticleVersion, Citation
from storytracker.analysis.speech.attribution import attribute
from tests.support.made import Said, make_article, rows_of

pytestmark = pytest.mark.django_db


def make_unread(number: int) -> int:
    """The id of a version that nobody has read; a denial, a quotation, a report of another's."""
    article = make_article(
        f"Ferry line {number} to close",
        [
            Said(f"Line {number} will close in May, two board members told the Harbour Post."),
            Said("“We have decided nothing,” said Anna Lindqvist, the operator's director."),
            Said(f"The operator denied that line {number} will close."),
        ],
        is_read=False,
    )
    assert article.current_version_id is not None
    return article.current_version_id


def test_the_rows_are_what_the_analysis_finds() -> None:
    pk = make_unread(1)
    assert record_assertions([pk]) == {pk}
    version = with_attributions(ArticleVersion.objects.all()).get(pk=pk)
    found = attribute(version.text, paragraphs_of(version), outlet=None)
    assert attributions_of(version) == found
    assert Assertion.objects.filter(version=version, stance="denies").exists()
    for row in Assertion.objects.filter(version=version):
        assert row.words == " … ".join(version.text[start:end] for start, end in row.content)


def test_a_second_run_touches_no_row() -> None:
    pk = make_unread(1)
    record_assertions([pk])
    before = rows_of(Assertion, Citation, Speaker, VersionAnalysis)
    assert record_assertions([pk, pk]) == set()
    assert rows_of(Assertion, Citation, Speaker, VersionAnalysis) == before


def test_a_batch_with_read_ones_reads_only_the_others() -> None:
    first, second = make_unread(1), make_unread(2)
    record_assertions([first])
    assert record_assertions([first, second]) == {second}


def test_no_versions_are_no_error() -> None:
    assert record_assertions([]) == set()
    assert record_assertions([4_711]) == set()


def queries_for(count: int) -> int:
    ids = [make_unread(number) for number in range(count)]
    with CaptureQueriesContext(connection) as queries:
        assert record_assertions(ids) == set(ids)
    return len(queries)


def test_the_number_of_queries_is_flat() -> None:
    queries_for(1)  # makes the speakers, which the others share
    assert queries_for(3) == queries_for(30) <= 13
