"""Runs the pure analysis over a story of the tests and finds the gold's words in the result.

No database, no Celery: bytes → reading → attributions → facts → analysis, as in production.
The comparisons themselves are in ``gold_checks.py``.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from storytracker.analysis.types import (
    ArticleFacts,
    ClaimFinding,
    Reading,
    Span,
    StoryAnalysis,
)
from tests.analysis.gold_names import FOLDED, alternatives, folded, tokens

ROOT = Path(__file__).resolve().parents[2]
STORIES = ROOT / "tests" / "gold" / "stories"
SEEDS = "seeds"
OTHERS = (
    "takeover", "ferry", "side-letter", "recall", "resignation", "leak",
    "merger", "market-hall", "bridge", "vaccine", "transfer", "breach", "ward", "dam",
    "chips", "airspace", "reservoir",
)  # fmt: skip

Entry = dict[str, Any]


@dataclass(frozen=True)
class Telling:
    """One article of a story: the gold's key for it, its reading and what was made of it."""

    gold_key: str
    reading: Reading
    facts: ArticleFacts

    def spans(self, quote: str) -> list[Span]:
        """Where the quoted words stand; raises AssertionError when they stand nowhere."""
        needle, hay = folded(quote.split(" ... ")[0]), self.facts.text.translate(FOLDED)
        starts = [m.start() for m in re.finditer(re.escape(needle), hay)]
        assert starts, f"{self.gold_key}: the words “{quote}” are not in the text as read"
        return [Span(start, start + len(needle)) for start in starts]


# --- the gold and the run -------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What somebody else made of a story (the whole program, say): the same gold asks it too."""

    of: str
    tellings: dict[str, Telling]
    analysis: StoryAnalysis


OUTCOMES: dict[str, Outcome] = {}
"""By a name of their own, which then serves like a story's name."""


@cache
def gold(name: str) -> Entry:
    """The gold of one story."""
    if name in OUTCOMES:
        return gold(OUTCOMES[name].of)
    path = ROOT / "tests/gold/seed-story.yaml"
    if name != SEEDS:
        path = folder_of(name) / "expected.yaml"
    loaded: Entry = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def folder_of(name: str) -> Path:
    """Where a story's articles and gold stand."""
    return STORIES / name


def source_file(name: str, key: str) -> Path:
    """The file of one article, whatever its suffix."""
    folder = ROOT / "seeds" if name == SEEDS else folder_of(name)
    return next(path for path in folder.glob(f"{key}.*"))


@cache
def not_met(name: str) -> frozenset[str]:
    """What a story's gold asks and the program does not do yet, as "kind label"."""
    if name in OUTCOMES or name == SEEDS:
        return frozenset()
    path = folder_of(name) / "not_met.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def tellings(name: str) -> dict[str, Telling]:
    """Every article of the story, read and attributed, by the gold's keys."""
    if name in OUTCOMES:
        return OUTCOMES[name].tellings
    return {key: _telling(name, key) for key in gold(name)["articles"]}


@cache
def reading_of(name: str, key: str) -> Reading:
    """One article as read from its file's bytes."""
    if name in OUTCOMES:
        return OUTCOMES[name].tellings[key].reading
    from storytracker.analysis.reading.markup import read_article

    path = source_file(name, key)
    return read_article(path.read_bytes(), file_name=path.name)


def _telling(name: str, key: str) -> Telling:
    from storytracker.analysis.outlets import family_of
    from storytracker.analysis.speech.attribution import attribute

    reading = reading_of(name, key)
    outlet = reading.outlet.name if reading.outlet else None
    facts = ArticleFacts(
        key=sha256(reading.text.encode()).hexdigest(),
        title=reading.title,
        text=reading.text,
        paragraphs=reading.paragraphs,
        published=reading.published,
        outlet=outlet,
        attributions=attribute(reading.text, reading.paragraphs, outlet=outlet),
        family=family_of(outlet) if outlet else "",
        dateline=reading.dateline,
    )
    return Telling(key, reading, facts)


@cache
def analysis(name: str) -> StoryAnalysis:
    """What the program reads out of the whole story."""
    if name in OUTCOMES:
        return OUTCOMES[name].analysis
    return analysed(told.facts for told in tellings(name).values())


def analysed(facts: Iterable[ArticleFacts]) -> StoryAnalysis:
    """The analysis of the articles in the order given."""
    from storytracker.analysis.story.story import analyse_story

    return analyse_story(list(facts))


def orders(name: str) -> Iterator[tuple[ArticleFacts, ...]]:
    """Every order in which the story's articles may arrive; of more than 120, every seventh."""
    facts = [told.facts for told in tellings(name).values()]
    step = 1 if len(facts) <= 5 else 7
    return itertools.islice(itertools.permutations(facts), 0, None, step)


def differing_fields(one: StoryAnalysis, other: StoryAnalysis) -> list[str]:
    """The parts in which two analyses differ."""
    names: list[str] = list(StoryAnalysis.__dataclass_fields__)
    return [field for field in names if getattr(one, field) != getattr(other, field)]


def by_article(name: str, key: str) -> Telling:
    """The telling whose facts carry this key (the content hash)."""
    return next(told for told in tellings(name).values() if told.facts.key == key)


# --- linking --------------------------------------------------------------------------------


def linked(articles: Sequence[ArticleFacts]) -> list[set[str]]:
    """The stories that the articles make, taken in one by one, as sets of article keys."""
    from storytracker.analysis.story.heap import Heap
    from storytracker.analysis.story.profiles import article_profile

    archive = Heap()
    for facts in articles:
        archive.add(facts.key, article_profile(facts))
    return archive.stories


def shuffled(names: Sequence[str], seed: int) -> list[ArticleFacts]:
    """The articles of several stories in one random order."""
    facts = [told.facts for name in names for told in tellings(name).values()]
    random.Random(seed).shuffle(facts)
    return facts


# --- attributions and claims ----------------------------------------------------------------


def touching(told: Telling, quote: str) -> list[int]:
    """The assertions (by index) whose content shares words with the quote."""
    spans = told.spans(quote)
    return [
        index
        for index, assertion in enumerate(told.facts.attributions.assertions)
        if any(part.overlaps(span) for part in assertion.content for span in spans)
    ]


def in_sentence(told: Telling, quote: str) -> list[int]:
    """The assertions (by index) whose sentence shares words with the quote."""
    spans = told.spans(quote)
    return [
        index
        for index, assertion in enumerate(told.facts.attributions.assertions)
        if any(assertion.sentence.overlaps(span) for span in spans)
    ]


def anchors(name: str, claim_id: str) -> list[Entry]:
    """The gold's attributions that carry the claim: what a claim is recognised by.

    One that may as well carry another claim is optional for each of them.
    """
    found = []
    for entry in gold(name)["attributions"]:
        about = alternatives(entry.get("claim"))
        if claim_id in about:
            found.append({**entry, "optional": True} if len(about) > 1 else entry)
    return found


def carries(name: str, claim: ClaimFinding, anchor: Entry) -> bool:
    """True where the claim's evidence has an assertion on the anchor's words."""
    told = tellings(name)[anchor["article"]]
    held = {e.assertion for e in claim.evidence if e.article == told.facts.key}
    try:
        return bool(held & set(touching(told, anchor["quote"])))
    except AssertionError:
        return False


def likeness(left: str, right: str) -> float:
    """The share of words that two wordings have in common."""
    one, other = tokens(left), tokens(right)
    return len(one & other) / max(1, len(one | other))


@cache
def matched_claims(name: str) -> dict[str, ClaimFinding]:
    """The program's claim for each of the gold's, by the evidence first and the words second.

    A claim is recognised by at least half of its anchors; one without anchors by its words.
    Each finding serves one claim of the gold only.
    """
    pairs = []
    for claim in gold(name)["claims"]:
        marks = anchors(name, claim["id"])
        needed = sum(not mark.get("optional") for mark in marks)
        for finding in analysis(name).claims:
            hits = sum(carries(name, finding, mark) for mark in marks)
            words = likeness(claim["text"], finding.text)
            if (hits and 2 * hits >= needed) if marks else words >= 0.34:
                pairs.append((hits + words, claim["id"], finding))
    matched: dict[str, ClaimFinding] = {}
    for _, claim_id, finding in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if claim_id not in matched and finding not in matched.values():
            matched[claim_id] = finding
    return matched
