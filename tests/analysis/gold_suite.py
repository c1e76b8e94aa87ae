"""The tests that every story of the gold goes through: one test for each of its entries.

A test module says which stories::

    from tests.analysis.gold_suite import GoldTests
    from tests.analysis.gold_suite import parametrise as pytest_generate_tests

    class TestMyStory(GoldTests):
        stories = ("my-story",)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

import pytest
from _pytest.mark import ParameterSet

from tests.analysis import gold_checks as checks
from tests.analysis import gold_timeline as timeline
from tests.analysis.gold_names import alternatives, tokens
from tests.analysis.gold_story import (
    analysed,
    analysis,
    differing_fields,
    gold,
    linked,
    not_met,
    orders,
    tellings,
)

Check = checks.Check
Rows = Iterator[tuple[str, Check]]

CLAIM_PARTS = (
    "articles",
    "supported_by_origins",
    "informants",
    "denied_by",
    "conditional_in",
    "observed_in",
    "denied_in",
)


class GoldTests:
    """One test per entry of the gold; ``stories`` names the stories."""

    stories: ClassVar[tuple[str, ...]] = ()

    def test_readings(self, check: Check) -> None:
        check()

    def test_attributions(self, check: Check) -> None:
        check()

    def test_claims(self, check: Check) -> None:
        check()

    def test_evidence(self, check: Check) -> None:
        check()

    def test_developments(self, check: Check) -> None:
        check()

    def test_coverage(self, check: Check) -> None:
        check()

    def test_context(self, check: Check) -> None:
        check()

    def test_discrepancies(self, check: Check) -> None:
        check()

    def test_story(self, check: Check) -> None:
        check()


def parametrise(metafunc: pytest.Metafunc) -> None:
    """pytest's hook: a test of ``GoldTests`` becomes one test per entry of its kind."""
    if "check" not in metafunc.fixturenames or metafunc.cls is None:
        return
    kind = metafunc.function.__name__.removeprefix("test_")
    found = [
        _param(name, kind, label, check)
        for name in metafunc.cls.stories
        for label, check in ENTRIES[kind](name)
    ]
    metafunc.parametrize("check", found)


def _param(name: str, kind: str, label: str, check: Check) -> ParameterSet:
    """One entry; what the story's ``not_met.txt`` lists must fail, until it is taken out there."""
    reason = "not met yet, as not_met.txt says (strict: a line goes when it is met)"
    open_yet = f"{kind} {label}" in not_met(name)
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if open_yet else []
    return pytest.param(check, id=f"{name}-{label}", marks=marks)


def _short(quote: str) -> str:
    return "_".join(re.findall(r"\w+", quote)[:6])


def _readings(name: str) -> Rows:
    for key, entry in gold(name)["articles"].items():
        short = key.split("_")[0]
        for part in ("title", "published", "outlet", "body", "cites"):
            yield f"{short}-{part}", partial(getattr(checks, f"check_{part}"), name, key)
        if "copy_of" in entry:
            yield f"{short}-copy", partial(checks.check_copy, name, key)


def _attributions(name: str) -> Rows:
    for entry in gold(name)["attributions"]:
        if not entry.get("optional"):
            label = f"{entry['article'].split('_')[0]}-{_short(entry['quote'])}"
            yield label, partial(checks.check_attribution, name, entry)


def _claims(name: str) -> Rows:
    for claim in gold(name)["claims"]:
        if claim.get("optional"):
            continue
        yield f"{claim['id']}-found", partial(checks.check_claim_found, name, claim)
        for part in CLAIM_PARTS:
            if part in claim:
                yield f"{claim['id']}-{part}", partial(checks.check_claim, name, claim, part)
        if "earliest" in claim:
            yield f"{claim['id']}-earliest", partial(timeline.check_earliest, name, claim)
    yield "no-surplus", partial(checks.check_no_surplus_claims, name)


def _evidence(name: str) -> Rows:
    for entry in gold(name)["attributions"]:
        if "claim" not in entry or entry.get("optional"):
            continue
        about = alternatives(entry["claim"])
        if not all(checks.claim_entry(name, one).get("optional") for one in about):
            label = f"{about[0]}-{entry['article'].split('_')[0]}-{_short(entry['quote'])}"
            yield label, partial(checks.check_bearing, name, entry)


def _developments(name: str) -> Rows:
    for entry in gold(name)["developments"]:
        for part in ("kind", "when", "held", "passages"):
            yield f"{entry['id']}-{part}", partial(timeline.check_development, name, entry, part)
        if any(verb in entry for verb in timeline.TARGETS):
            yield (
                f"{entry['id']}-target",
                partial(timeline.check_development, name, entry, "target"),
            )
        if "claims" in entry:
            yield (
                f"{entry['id']}-claims",
                partial(timeline.check_development, name, entry, "claims"),
            )
    yield "order", partial(timeline.check_order, name)
    yield "no-surplus", partial(timeline.check_no_surplus_developments, name)
    for ghost in gold(name)["ghost_reports"]:
        yield f"ghost-{_short(ghost)}", partial(timeline.check_ghost, name, ghost)


def _coverage(name: str) -> Rows:
    for entry in gold(name)["developments"]:
        for row in timeline.coverages(entry):
            label = f"{entry['id']}-{row['article'].split('_')[0]}-{row['role']}"
            yield label, partial(timeline.check_coverage, name, entry, row)


def _context(name: str) -> Rows:
    for entry in gold(name)["context"]:
        if entry.get("optional"):
            continue
        who = _short(alternatives(entry.get("speaker") or entry["what"])[0])
        for key in entry["in"]:
            label = f"{entry['kind']}-{who}-{key.split('_')[0]}"
            yield label, partial(timeline.check_context, name, entry, key)


def _discrepancies(name: str) -> Rows:
    for entry in gold(name)["discrepancies"]:
        if entry.get("optional"):
            continue
        for row in timeline.disputed_passages(entry):
            yield (
                f"{row[0]}-{row[1]}-{_short(row[2])}",
                partial(timeline.check_discrepancy, name, entry, row),
            )
    yield "no-surplus", partial(timeline.check_no_surplus_discrepancies, name)


def _story(name: str) -> Rows:
    yield "title", partial(check_story_title, name)
    yield "one-story", partial(check_one_story_in_every_order, name)
    yield "same-in-every-order", partial(check_same_in_every_order, name)


ENTRIES: dict[str, Callable[[str], Rows]] = {
    "readings": _readings,
    "attributions": _attributions,
    "claims": _claims,
    "evidence": _evidence,
    "developments": _developments,
    "coverage": _coverage,
    "context": _context,
    "discrepancies": _discrepancies,
    "story": _story,
}


def check_story_title(name: str) -> None:
    """A short title that says what the story is about."""
    title, about = analysis(name).title, gold(name)["story"]["title_about"]
    shared = tokens(title) & tokens(about)
    assert len(shared) >= 2, f"the title “{title}” does not say “{about}”"
    assert len(title) <= 140, f"the title is {len(title)} letters long: “{title}”"


def check_one_story_in_every_order(name: str) -> None:
    """However the articles arrive, linking puts them into one story."""
    split = {}
    for order in orders(name):
        groups = linked(order)
        if len(groups) > 1:
            names = {told.facts.key: key.split("_")[0] for key, told in tellings(name).items()}
            arrived = " ".join(names[facts.key] for facts in order)
            split[arrived] = [sorted(names[key] for key in group) for group in groups]
    assert not split, (
        f"{len(split)} orders give more than one story, so {next(iter(split.items()))}"
    )


def check_same_in_every_order(name: str) -> None:
    """The analysis does not depend on the order of import."""
    first = analysis(name)
    different = [
        differing_fields(found, first) for found in map(analysed, orders(name)) if found != first
    ]
    assert not different, f"{len(different)} orders give other results, so in {different[0]}"
