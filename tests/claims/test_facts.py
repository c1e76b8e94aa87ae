"""Rows ↔ dataclasses of the analysis: what goes in comes out."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.claims.facts import paragraphs_of
from apps.claims.readings import attributions_of, with_attributions
from apps.claims.services.asserting import write_attributions
from apps.sources.models import ArticleVersion
from storytracker.analysis import types as facts
from tests.support.made import Said, make_article

pytestmark = pytest.mark.django_db

TEXT_CHARS = 200
# PostgreSQL's text holds no NUL and no lone surrogates; reading drops them before.
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)
named = words.filter(bool)
spans = st.tuples(st.integers(0, TEXT_CHARS - 2), st.integers(1, 40)).map(
    lambda pair: facts.Span(pair[0], min(pair[0] + pair[1], TEXT_CHARS))
)
speakers = st.builds(
    facts.Speaker,
    name=words,
    kind=st.sampled_from(facts.SpeakerKind),
    role=words,
    group=words,
    count=st.none() | st.integers(0, 100_000),
    closeness=words,
)
hops = st.builds(
    facts.Hop,
    outlet=named,
    span=st.none() | spans,
    lineage=st.sampled_from(facts.Lineage),
    reason=words,
)
assertions = st.builds(
    facts.Assertion,
    content=st.lists(spans, min_size=1, max_size=3).map(tuple),
    sentence=spans,
    speaker=speakers,
    source=st.none() | spans,
    cue=st.none() | spans,
    cue_lemma=words,
    via=st.lists(hops, max_size=2).map(tuple),
    direct=st.booleans(),
    stance=st.sampled_from(facts.Stance),
    certainty=st.sampled_from(facts.Certainty),
    strength=st.none() | st.sampled_from(facts.Strength),
    paragraph=st.sampled_from(facts.ParagraphKind),
    reasons=st.lists(words, max_size=2).map(tuple),
)
citations = st.builds(
    facts.Citation,
    outlet=named,
    span=spans,
    role=st.sampled_from(facts.CitationRole),
    sentence=spans,
    silent_on=st.lists(spans, max_size=2).map(tuple),
    reason=words,
)
names = st.builds(
    facts.Name,
    canonical=named,
    kind=st.sampled_from(facts.NameKind),
    mentions=st.lists(spans, max_size=3).map(tuple),
    aliases=st.lists(words, max_size=2).map(tuple),
    related=st.lists(words, max_size=2).map(tuple),
)
attributions = st.builds(
    facts.Attributions,
    assertions=st.lists(assertions, max_size=4).map(tuple),
    citations=st.lists(citations, max_size=4, unique_by=lambda c: (c.span, c.role)).map(tuple),
    names=st.lists(names, max_size=3).map(tuple),
    sentences=st.lists(spans, max_size=4).map(tuple),
)


@given(found=attributions)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_attributions_come_back_exactly(found: facts.Attributions) -> None:
    article = make_article("x" * TEXT_CHARS, [], is_read=False)
    version = article.current_version
    assert version is not None
    write_attributions({version.pk: found})
    again = ArticleVersion.objects.get(pk=version.pk)
    assert attributions_of(again) == found
    assert attributions_of(with_attributions(ArticleVersion.objects).get(pk=version.pk)) == found


def test_a_version_that_was_never_read_says_nothing() -> None:
    article = make_article("Unread", [Said("Nobody has read this.")], is_read=False)
    assert attributions_of(article.current_version) == facts.Attributions()


def test_paragraphs_come_back() -> None:
    article = make_article("A title", [Said("One sentence.")])
    assert paragraphs_of(article.current_version) == (
        facts.Paragraph(facts.Span(0, 7), facts.ParagraphKind.TITLE),
        facts.Paragraph(facts.Span(9, 22), facts.ParagraphKind.PARAGRAPH),
    )


@pytest.mark.parametrize("count", [3, 30])
def test_reading_many_versions_takes_one_query(count: int) -> None:
    for number in range(count):
        make_article(f"Title {number}", [Said("The Port Authority closed the quay.")])
    with CaptureQueriesContext(connection) as queries:
        found = [attributions_of(v) for v in with_attributions(ArticleVersion.objects.all())]
    assert sum(len(each.assertions) for each in found) == count
    assert len(queries) == 1
