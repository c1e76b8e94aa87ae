"""How alike profiles are, and what an archive in memory makes of articles in any order."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from storytracker.analysis import thresholds
from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.story.heap import Heap
from storytracker.analysis.story.linking import compare, same_story
from storytracker.analysis.story.profiles import (
    Profile,
    Rarity,
    article_profile,
    index_terms,
    likeness,
)
from storytracker.analysis.story.totals import Packed, Sum, Total, story_profile
from storytracker.analysis.types import ArticleFacts, Dating, Paragraph, ParagraphKind, Span

DAY = date(2024, 5, 6)
PIER = (
    "Meridian Freight will close its pier in June, the company said.",
    "The pier that Meridian Freight closes in June employs ninety dockers, their union said.",
    "Dockers protested against Meridian Freight, which is to close the pier.",
)
CUP = (
    "Brno Rowers won the regatta on the lake after a photo finish.",
    "The regatta on the lake went to Brno Rowers, helped by a photo finish.",
    "A photo finish decided the regatta: Brno Rowers celebrated on the lake.",
)


def made(text: str, day: date | None = DAY) -> Profile:
    span = Span(0, len(text))
    paragraphs = (Paragraph(span, ParagraphKind.PARAGRAPH),)
    return article_profile(
        ArticleFacts(
            key=text, title="", text=text, paragraphs=paragraphs, published=Dating(day=day),
            outlet=None, attributions=attribute(text, paragraphs),
        )
    )  # fmt: skip


def plain(**terms: float) -> Profile:
    return Profile(terms, None, None)


def test_a_term_of_every_story_tells_less_than_one_of_few() -> None:
    rarity = Rarity(900, {"common": 900, "some": 90, "rare": 1})
    weights = [rarity.weight(term) for term in ("common", "some", "rare", "unseen")]
    assert weights == sorted(weights)
    assert weights[0] > 0
    common = likeness(plain(common=0.6, one=0.8), plain(common=0.6, two=0.8), rarity)
    rare = likeness(plain(rare=0.6, one=0.8), plain(rare=0.6, two=0.8), rarity)
    assert common < rare < 1
    assert likeness(plain(rare=1.0), plain(rare=1.0), rarity) == pytest.approx(1)


def test_what_most_reports_say_tells_little_before_anything_was_counted() -> None:
    usual, seldom, other = (Rarity().weight(term) for term in ("week", "decision", "weir"))
    assert usual < seldom < other
    chat = likeness(plain(week=0.6, one=0.8), plain(week=0.6, two=0.8), Rarity())
    matter = likeness(plain(weir=0.6, one=0.8), plain(weir=0.6, two=0.8), Rarity())
    assert chat < matter


def test_what_is_usual_yields_to_what_was_counted() -> None:
    """A thousand stories without the word say that here it is none of the usual ones."""
    weights = [Rarity(stories).weight("week") for stories in (0, 100, 1000)]
    assert weights == sorted(weights)
    ratio = Rarity(0).weight("weir") / Rarity(0).weight("week")
    assert Rarity(10_000).weight("weir") / Rarity(10_000).weight("week") < ratio


def test_the_telling_terms_are_looked_up_first() -> None:
    profile = plain(**{f"word{n}": 0.1 for n in range(40)}, rare=0.1)
    rarity = Rarity(500, {f"word{n}": 400 for n in range(40)})
    assert index_terms(profile, rarity)[0] == "rare"
    assert len(index_terms(profile, rarity)) == thresholds.INDEX_TERMS


def test_hashtags_accents_and_inflections_are_one_word() -> None:
    one, other = made("#CloseTheCafés"), made("The closed cafe closes its cafes.")
    assert {"close", "cafe"} <= one.terms.keys() & other.terms.keys()


def test_a_total_forgets_what_is_taken_away() -> None:
    profiles = [made(text, DAY + timedelta(days=n)) for n, text in enumerate(PIER)]
    total = Total()
    for profile in profiles:
        total.add(profile)
    without = total.without(profiles[2])
    wanted = story_profile(profiles[:2])
    assert without.terms == pytest.approx(wanted.terms)
    assert (without.first_day, without.last_day) == (DAY, DAY + timedelta(days=1))
    assert total.profile().terms == pytest.approx(story_profile(reversed(profiles)).terms)
    gone = total.take(profiles[1])
    assert "union" in gone
    assert "pier" not in gone


@pytest.mark.parametrize("change", ["none", "add", "take", "join", "without", "joined"])
def test_a_packed_total_is_what_is_in_it(change: str) -> None:
    one, two, more = (made(text, DAY + timedelta(days=n)) for n, text in enumerate(PIER))
    kept = Total()
    for profile in (one, two):
        kept.add(profile)
    stored, unpacked = kept.sum(), list[Sum]()

    def unpack() -> Sum:
        unpacked.append(stored)
        return stored

    def changed(total: Total) -> Total:
        other = Total()
        other.add(more)
        if change in ("add", "take"):
            getattr(total, change)(one)
        elif change == "join":
            total.join(other)
        elif change == "without":
            total.without(two)
        elif change == "joined":
            other.join(total)
            return other
        return total

    packed, plain_one = Total(Packed(Total(stored).profile(), unpack)), Total(stored)
    assert (packed.articles, unpacked) == (2, [])
    found, wanted = changed(packed), changed(plain_one)
    assert found.profile().terms == wanted.profile().terms
    assert unpacked == ([] if change == "none" else [stored])
    assert (found.sum(), found.terms) == (wanted.sum(), wanted.terms)


def test_reasons_are_in_words() -> None:
    story = story_profile([made(PIER[0]), made(PIER[1])])
    decision = compare(made(PIER[2], DAY + timedelta(days=1)), story)
    assert decision.linked
    assert decision.reasons[0] == "2 shared names: freight, meridian"
    assert "1 day apart" in decision.reasons
    assert any(reason.startswith("the same event: ") for reason in decision.reasons)
    assert decision.reasons[-1].startswith(f"likeness {decision.score:.2f} (needed: ")


def test_time_between_costs_likeness() -> None:
    story = story_profile([made(PIER[0])])
    scores = [
        compare(made(PIER[1], DAY + timedelta(days=days)), story).score for days in (0, 20, 400)
    ]
    assert scores == sorted(scores, reverse=True)
    assert scores[2] == pytest.approx(scores[0] * (1 - thresholds.AGE_COSTS), abs=0.002)
    undated = compare(made(PIER[1], None), story)
    assert undated.score == scores[0]
    assert "dates unknown" in undated.reasons


def test_the_nearest_articles_count_beside_the_whole() -> None:
    """A story of two matters is like neither; its article on the same matter is."""
    mixed = [made(PIER[0]), *(made(text) for text in CUP)]
    story = story_profile(mixed)
    alone = compare(made(PIER[1]), story).score
    assert compare(made(PIER[1]), story, mixed[:1]).score > alone


@pytest.mark.parametrize("seed", range(8))
def test_two_matters_are_two_stories_in_any_order(seed: int) -> None:
    texts = [*PIER, *CUP]
    random.Random(seed).shuffle(texts)
    archive = Heap()
    for text in texts:
        archive.add(text, made(text))
    assert {frozenset(story) for story in archive.stories} == {frozenset(PIER), frozenset(CUP)}


def test_an_article_moves_to_a_story_that_it_is_more_like_by_now() -> None:
    """Alone it was not near enough to the first; a third says what both have in common."""
    first = Profile({"a": 0.98, "b": 0.2}, None, None)
    second = Profile({"c": 0.98, "b": 0.2}, None, None)
    third = Profile({"a": 0.6, "c": 0.6, "b": 0.53}, None, None)
    archive = Heap(merge_score=1)
    assert archive.add("first", first).decision is None
    assert archive.add("second", second).decision is None
    joined = archive.add("third", third).decision
    assert joined is not None
    assert joined.linked
    assert len(archive.stories) == 1


def test_stories_that_turn_out_to_be_one_are_joined() -> None:
    one, other = (story_profile([made(text)]) for text in PIER[:2])
    assert same_story(one, one, Rarity()).linked
    assert not same_story(one, story_profile([made(CUP[0])]), Rarity()).linked
    assert same_story(one, other, Rarity()).score == pytest.approx(
        likeness(one, other, Rarity()), abs=0.001
    )


def test_an_empty_text_opens_a_story_of_its_own() -> None:
    archive = Heap()
    assert archive.add("one", Profile({}, None, None)).decision is None
    assert archive.add("two", Profile({}, None, None)).decision is None
    assert len(archive.stories) == 2
