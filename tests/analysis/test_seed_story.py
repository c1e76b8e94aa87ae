"""The sample story, entry by entry, as a careful desk editor reads it."""

from __future__ import annotations

from storytracker.analysis.types import CitationRole, Precision
from tests.analysis.gold_checks import check_claim_found, claim_entry
from tests.analysis.gold_story import SEEDS, gold, matched_claims, reading_of, tellings
from tests.analysis.gold_suite import GoldTests
from tests.analysis.gold_suite import parametrise as pytest_generate_tests
from tests.analysis.gold_timeline import development

__all__ = ["TestSeedStory", "pytest_generate_tests"]


class TestSeedStory(GoldTests):
    """What holds for every story of the gold."""

    stories = (SEEDS,)


ICARO = "002_7faa3eacf34aca61"
COPY = "003_74e847e96b0af679"


def test_cnns_september_report_is_another_report() -> None:
    """The article cites CNN for who owns Wagner; that makes CNN no origin of what it tells here."""
    told = tellings(SEEDS)[ICARO]
    roles = {c.role for c in told.facts.attributions.citations if c.outlet == "CNN"}
    assert roles == {CitationRole.OTHER}, f"CNN is cited as {sorted(roles)}, for something else"


def test_the_unnamed_relay_counts_no_origin_for_assads_agreement() -> None:
    """It tells what CNN told and names nobody: the lineage is inferred and counts as none."""
    check_claim_found(SEEDS, claim_entry(SEEDS, "assad-agreed"))
    mine = tellings(SEEDS)[ICARO].facts.key
    found = [one for one in matched_claims(SEEDS)["assad-agreed"].evidence if one.article == mine]
    assert found, "the article is no evidence of Assad's agreement"
    counted = [one.origin for one in found if one.counts]
    assert not counted, f"its words are counted as coming from {counted}"


def test_the_undated_copy_gets_no_invented_minute() -> None:
    found = reading_of(SEEDS, COPY).published
    assert found.clock is None and found.precision is not Precision.MINUTE


def test_each_development_bears_on_its_claim() -> None:
    about = {"wsj": "wagner-provides", "cnn": "assad-agreed", "kremlin": "wagner-provides"}
    for dev_id, claim_id in about.items():
        check_claim_found(SEEDS, claim_entry(SEEDS, claim_id))
        claims = development(SEEDS, dev_id).claims
        assert matched_claims(SEEDS)[claim_id].key in claims, (
            f"{dev_id} does not bear on {claim_id}"
        )


def test_the_three_developments_are_all() -> None:
    assert [one["id"] for one in gold(SEEDS)["developments"]] == ["wsj", "cnn", "kremlin"]
