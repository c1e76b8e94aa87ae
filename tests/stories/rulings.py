"""A story of two claims, read and built as in production, for the tests of editors' decisions."""

from __future__ import annotations

from datetime import date

from apps.claims.models import Assertion, Claim
from apps.sources.models import Article
from apps.stories.models import Story
from apps.stories.services import link_articles, rebuild_story
from storytracker.analysis.types import Speaker, SpeakerKind, Stance
from tests.support.made import Said, make_article

CLOSE = "Meridian Freight plans to close Ostrava Quay."
BUILD = "The Port Authority plans to build a terminal on Ostrava Quay."
DENIAL = "Meridian Freight denied that it plans to close Ostrava Quay."
ASIDE = "Dockers gathered at the gates in the morning."
OWNER = Speaker("Meridian Freight", SpeakerKind.ORGANISATION)
COMMON = "Ostrava Quay belongs to Meridian Freight and is run by the Port Authority."
LEADS = (CLOSE, CLOSE, BUILD, BUILD)


def make_plan(number: int, plan: str = CLOSE) -> Article:
    """An article that leads with a plan; the first of a story has a denial and an aside too."""
    said = [Said(plan), Said(COMMON)]
    if number == 0:
        said += [Said(DENIAL, OWNER, Stance.DENIES), Said(ASIDE)]
    outlet = ("Harbour Post", "Quay Echo", "Coast Wire", "Dock News", "Port Mail")[number]
    return make_article(
        f"Meridian Freight and the Port Authority on Ostrava Quay ({number})",
        said,
        outlet=outlet,
        day=date(2024, 5, 6 + number),
    )


def make_plans(order: tuple[int, ...] = (0, 1, 2, 3)) -> Story:
    """Two articles with each plan, imported in this order, linked and built."""
    articles = [make_plan(number, LEADS[number]) for number in order]
    (story_id,) = link_articles([article.pk for article in articles])
    rebuild_story(story_id)
    return Story.objects.get(pk=story_id)


def claim_on(story: Story, words: str) -> Claim:
    """The standing claim that some assertion with ``words`` supports."""
    found = Claim.objects.standing().filter(
        stories=story, evidence__assertion__words__contains=words, evidence__stance="supports"
    )
    return found.distinct().get()


def ids_of(claim: Claim, words: str = "") -> list[int]:
    found = Assertion.objects.filter(evidence__claim=claim, words__contains=words)
    return list(found.order_by("pk").values_list("pk", flat=True))


def words_of(claim: Claim) -> list[str]:
    """What a claim rests on, in a stable order."""
    found = Assertion.objects.filter(evidence__claim=claim)
    return sorted(found.values_list("words", flat=True))
