"""What was read in an assertion is remembered as long as the same is answered about its names."""

from __future__ import annotations

import random

import pytest

from storytracker.analysis.story.asked import ReadByAssertion
from storytracker.analysis.story.entities import Entities, resolve_entities
from storytracker.analysis.story.matching import _told_by
from storytracker.analysis.story.outlet_names import with_canonical_outlets
from storytracker.analysis.story.said_words import _said_by
from storytracker.analysis.types import ArticleFacts, Span
from tests.analysis.gold_story import tellings
from tests.analysis.written import written

MAYOR = written(
    "Mayor promises a bridge", "Harbour Post", "4",
    "The mayor has promised a bridge across the Merl, the council said on Monday.",
)  # fmt: skip
NAMED = written(
    "A bridge for the Merl", "Coast Today", "5",
    "Mayor Jane Roe has promised a bridge across the Merl, a councillor said.",
)  # fmt: skip
ANOTHER = written(
    "Former mayor speaks", "Norland Globe", "6", "Mayor Ann Poe opposes the bridge, she said."
)


def test_it_is_read_again_where_an_answer_is_another_one() -> None:
    made: list[str] = []

    def who_is_mayor(article: ArticleFacts, index: int, entities: Entities) -> str:
        sentence = article.attributions.assertions[index].sentence.of(article.text)
        if "mayor" not in sentence:
            return ""
        made.append(entities.holders.get("mayor", "nobody"))
        return made[-1]

    remembered = ReadByAssertion(who_is_mayor)
    told = [
        max(remembered(MAYOR, resolve_entities(story)))
        for story in ([MAYOR], [MAYOR], [MAYOR, NAMED], [NAMED, MAYOR], [MAYOR, NAMED, ANOTHER])
    ]
    assert told == ["nobody", "nobody", "jane roe", "jane roe", "nobody"]
    said = [a for a in MAYOR.attributions.assertions if "mayor" in a.sentence.of(MAYOR.text)]
    assert made == [who for who in ("nobody", "jane roe", "nobody") for _ in said]


@pytest.mark.parametrize("name", ["takeover", "ferry", "resignation"])
@pytest.mark.parametrize("read", [_told_by, _said_by], ids=lambda read: read.__name__)
def test_it_is_what_is_read_anew_however_a_story_grows(name: str, read) -> None:  # type: ignore[no-untyped-def]
    articles = [telling.facts for telling in tellings(name).values()]
    remembered = ReadByAssertion(read)
    for seed in range(3):
        random.Random(seed).shuffle(articles)
        for count in range(1, len(articles) + 1):
            story = with_canonical_outlets(articles[:count])
            entities = resolve_entities(story)
            for article in story:
                said = range(len(article.attributions.assertions))
                assert remembered(article, entities) == [
                    read(article, index, entities) for index in said
                ]


def test_the_mentions_in_a_span_are_those_that_it_covers() -> None:
    story = [t.facts for t in tellings("takeover").values()]
    entities = resolve_entities(story)
    for article in story:
        mentions = entities.mentions[article.key]
        spans = [
            s for p in article.paragraphs for s in (p.span, Span(p.span.start, p.span.end - 9))
        ]
        for span in (*spans, *article.attributions.sentences, *(m[0] for m in mentions)):
            covered = tuple(m for m in mentions if span.covers(m[0]))
            assert entities.at(article.key, span) == covered
