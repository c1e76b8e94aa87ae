"""What is asked of a story's gold about the timeline and what stands beside it: developments,
coverage, ghosts, context, discrepancies. Every check raises in words."""

from __future__ import annotations

import re
from datetime import date, datetime

from storytracker.analysis.types import (
    ContextKind,
    Dating,
    DevelopmentFinding,
    DiscrepancyKind,
    Lineage,
    Passage,
    ReportFinding,
    StoryAnalysis,
)
from tests.analysis.gold_checks import KNOWN, because, check_claim_found
from tests.analysis.gold_names import alternatives, same_name, tokens
from tests.analysis.gold_story import (
    Entry,
    analysis,
    by_article,
    gold,
    matched_claims,
    tellings,
)

TARGETS = ("adds_to", "confirms", "denies", "corrects", "retracts")


def report_of(found: StoryAnalysis, key: str) -> ReportFinding:
    """The report with this key."""
    return next(report for report in found.reports if report.key == key)


def placed(name: str) -> dict[str, DevelopmentFinding]:
    """The program's development for each of the gold's: same origin, same kind if there is one."""
    found, free = analysis(name), list(analysis(name).developments)
    result = {}
    for exact in (True, False):
        for wanted in gold(name)["developments"]:
            for one in free:
                origin = same_name(report_of(found, one.report).name, wanted["origin"])
                if wanted["id"] in result or not origin:
                    continue
                if one.kind == wanted["kind"] or not exact:
                    result[wanted["id"]] = one
                    free.remove(one)
                    break
    return result


def described(name: str) -> list[str]:
    """The timeline as found, in short."""
    found = analysis(name)
    return [
        f"{one.kind} by {report_of(found, one.report).name} ({one.when.day})"
        for one in found.developments
    ]


def development(name: str, dev_id: str) -> DevelopmentFinding:
    result = placed(name)
    wanted = next(one for one in gold(name)["developments"] if one["id"] == dev_id)
    assert dev_id in result, (
        f"no {wanted['kind']} by {wanted['origin']} on the timeline: {described(name) or 'empty'}"
    )
    return result[dev_id]


def check_development(name: str, wanted: Entry, part: str) -> None:
    """One fact of a development: kind, date, what holds it, what it is aimed at, its claims."""
    found = development(name, wanted["id"])
    who = f"{wanted['kind']} by {wanted['origin']}"
    match part:
        case "kind":
            assert found.kind == wanted["kind"], f"{who}: seen as {found.kind}"
        case "when":
            _check_when(who, found.when, wanted["when"])
        case "held":
            _check_held(name, who, found, wanted["held"])
        case "target":
            target = next(wanted[verb] for verb in TARGETS if verb in wanted)
            aim = development(name, target).report
            assert found.target == aim, f"{who}: aimed at {found.target!r} instead of {aim!r}"
        case "claims":
            texts = {matched_claims(name)[one].key: one for one in matched_claims(name)}
            for claim in wanted["claims"]:
                got = [texts.get(key, key) for key in found.claims]
                assert claim in got, f"{who}: bears on {got}, not on {claim}"
        case "passages":
            assert found.passages, f"{who}: leads to no passage"
            assert found.reasons, f"{who}: gives no reason"


def check_earliest(name: str, claim: Entry) -> None:
    """The claim was first put out by the report behind this development."""
    check_claim_found(name, claim)
    finding, first = matched_claims(name)[claim["id"]], development(name, claim["earliest"]).report
    assert finding.first_report == first, (
        f"“{claim['text']}”: first put out by {finding.first_report!r}, not {first!r}"
    )


def _check_when(who: str, found: Dating, wanted: Entry) -> None:
    assert found.day in alternatives(wanted["date"]), (
        f"{who}: dated {found.day} instead of {wanted['date']} ({because(found)})"
    )
    assert found.basis in alternatives(wanted["basis"]), (
        f"{who}: date from {found.basis} instead of {wanted['basis']} ({because(found)})"
    )
    if "precision" in wanted:
        assert found.precision == wanted["precision"], f"{who}: known to the {found.precision}"


def _check_held(name: str, who: str, found: DevelopmentFinding, wanted: Entry | None) -> None:
    report = report_of(analysis(name), found.report)
    if wanted is None:
        assert report.held_by is None, (
            f"{who}: a ghost, but said to be held as {by_article(name, report.held_by).gold_key}"
        )
        return
    assert report.held_by, f"{who}: held as {wanted['article']}, but taken for a ghost"
    key = by_article(name, report.held_by).gold_key
    assert (key, report.held_as) == (wanted["article"], wanted["role"]), (
        f"{who}: held as {report.held_as} {key} instead of {wanted['role']} {wanted['article']}"
    )
    if "status" in wanted:
        assert report.held_status == wanted["status"], f"{who}: the copy is {report.held_status}"


def coverages(wanted: Entry) -> list[Entry]:
    """How each article of the gold's development tells it, as article, role, via, lineage."""
    relays = [one if isinstance(one, dict) else {"article": one} for one in wanted["relayed_in"]]
    rows = [{"role": "relay", **one} for one in relays]
    rows += [{"role": "relay", **wanted["also"]}] if "also" in wanted else []
    return rows + ([wanted["held"]] if wanted.get("held") else [])


def check_coverage(name: str, wanted: Entry, row: Entry) -> None:
    """One article's coverage of one development: role, via, lineage, status, passages."""
    report = development(name, wanted["id"]).report
    mine = tellings(name)[row["article"]].facts.key
    found = [c for c in analysis(name).coverage if (c.article, c.report) == (mine, report)]
    where = f"{row['article']} on the {wanted['kind']} by {wanted['origin']}"
    assert found, f"{where}: no coverage, it is a {row['role']}"
    right = [one for one in found if one.role == row["role"]]
    assert right, f"{where}: {[one.role for one in found]} instead of {row['role']}"
    one = right[0]
    assert one.passages and one.reasons, f"{where}: no passage or no reason"
    if row["role"] == "relay":
        lineages = {Lineage(row["lineage"])} if "lineage" in row else KNOWN
        assert one.lineage in lineages, f"{where}: lineage {one.lineage}, not {sorted(lineages)}"
    if "via" in row:
        assert same_name(one.via, row["via"]), f"{where}: via “{one.via}” instead of {row['via']}"
    if "status" in row:
        assert one.status == row["status"], f"{where}: {one.status} instead of {row['status']}"


def check_order(name: str) -> None:
    """The gold's developments, in the gold's order."""
    found, result = analysis(name).developments, placed(name)
    wanted = [one["id"] for one in gold(name)["developments"]]
    got = sorted(result, key=lambda dev_id: found.index(result[dev_id]))
    assert got == wanted, f"order {got} instead of {wanted}; the timeline: {described(name)}"


def check_no_surplus_developments(name: str) -> None:
    """Nothing else on the timeline, but entries about optional claims."""
    known = list(placed(name).values())
    optional = {
        matched_claims(name)[one["id"]].key
        for one in gold(name)["claims"]
        if one.get("optional") and one["id"] in matched_claims(name)
    }
    extra = [
        line
        for line, one in zip(described(name), analysis(name).developments, strict=True)
        if one not in known and not (one.claims and set(one.claims) <= optional)
    ]
    assert not extra, f"no such developments: {extra}"


def check_ghost(name: str, wanted: str) -> None:
    """A report that others cite and nobody holds is listed as wanted."""
    ghosts = [report.name for report in analysis(name).reports if report.held_by is None]
    assert any(same_name(ghost, wanted) for ghost in ghosts), (
        f"{wanted}'s report is cited and not held, but is not listed; ghosts: {ghosts}"
    )


# --- context and discrepancies --------------------------------------------------------------


def check_context(name: str, wanted: Entry, key: str) -> None:
    """One entry beside the timeline, with its passage in one article."""
    mine = tellings(name)[key].facts.key
    kind = ContextKind(wanted["kind"])
    found = [
        one
        for one in analysis(name).context
        if one.kind == kind and any(passage.article == mine for passage in one.passages)
    ]
    shown = [f"{one.speaker}: “{one.says[:60]}” ({one.when.day})" for one in found]
    if kind == ContextKind.EXPECTED:
        day = _expected_day(wanted)
        right = any(one.when.day == day for one in found)
        assert right, f"{key}: {wanted['what']} ({day}) is to come; found {shown or 'nothing'}"
    else:
        names = [tokens(name) for name in alternatives(wanted["speaker"])]
        right = any(name <= tokens(one.speaker) for one in found for name in names)
        assert right, f"{key}: no {kind} by {wanted['speaker']}; found {shown or 'none at all'}"


def _expected_day(wanted: Entry) -> date:
    if "day" in wanted:
        day: date = wanted["day"]
        return day
    written = re.search(r"\((\d+ \w+ \d{4})\)", wanted["what"])
    assert written, wanted
    return datetime.strptime(written[1], "%d %b %Y").date()


def disputed_passages(entry: Entry) -> list[tuple[DiscrepancyKind, str, str]]:
    """What the gold's discrepancy says, one by one: kind, article, quote."""
    rows = []
    for field in ("says_no", "implies_no"):
        for line in entry.get(field, []):
            key, quote = line.split(": ", 1)
            rows.append((DiscrepancyKind.OMISSION, key, quote))
    for field, quote in entry.items():
        if field.startswith("in_"):
            rows.append((DiscrepancyKind.ALTERED_QUOTE, field[3:], quote))
    return rows


def check_discrepancy(name: str, entry: Entry, row: tuple[DiscrepancyKind, str, str]) -> None:
    """A discrepancy of this kind sets these words against the gold's other ones."""
    kind, key, quote = row
    keys, other = entry["against"].split(": ", 1)
    against = [(one, other) for one in keys.split(" and ")]
    found = [one for one in analysis(name).discrepancies if one.kind == kind]
    both = [
        one
        for one in found
        if _stands_in(name, (*one.says, *one.against), key, quote)
        and any(_stands_in(name, (*one.says, *one.against), *side) for side in against)
    ]
    assert both, (
        f"{entry['about']}: “{quote}” ({key}) is not set against “{other}” ({keys});"
        f" {kind} found: {[one.about for one in found] or 'none'}"
    )
    if "likely_cause" in entry:
        assert both[0].likely_cause, f"{entry['about']}: no likely cause ({entry['likely_cause']})"


def _stands_in(name: str, passages: tuple[Passage, ...], key: str, quote: str) -> bool:
    told = next(one for one in tellings(name).values() if one.gold_key.startswith(key))
    return any(
        passage.article == told.facts.key and passage.span.overlaps(span)
        for passage in passages
        for span in told.spans(quote)
    )


def check_no_surplus_discrepancies(name: str) -> None:
    """No discrepancy but the gold's."""
    rows = [row for entry in gold(name)["discrepancies"] for row in disputed_passages(entry)]
    extra = [
        f"{one.kind}: {one.about}"
        for one in analysis(name).discrepancies
        if not any(
            one.kind == kind and _stands_in(name, (*one.says, *one.against), key, quote)
            for kind, key, quote in rows
        )
    ]
    assert not extra, f"these are no discrepancies: {extra}"
