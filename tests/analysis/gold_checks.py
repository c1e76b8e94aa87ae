"""What is asked of each entry of a story's gold. Every check raises in words: what is missing,
and what is there instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from storytracker.analysis.types import (
    Assertion,
    Certainty,
    Dating,
    Lineage,
    ParagraphKind,
    Role,
    Stance,
)
from tests.analysis.gold_names import (
    alternatives,
    folded,
    same_name,
    same_speaker,
    speaker_words,
    tokens,
)
from tests.analysis.gold_story import (
    Entry,
    Telling,
    analysis,
    anchors,
    by_article,
    carries,
    gold,
    in_sentence,
    likeness,
    matched_claims,
    reading_of,
    tellings,
    touching,
)

Check = Callable[[], None]
"""Asks one thing of the gold; raises AssertionError in words."""

KNOWN = {Lineage.STATED, Lineage.CARRIED}
TARGETS = ("adds_to", "confirms", "denies", "corrects", "retracts")


# --- readings -------------------------------------------------------------------------------


def check_title(name: str, key: str) -> None:
    """The headline, without the site's name."""
    wanted, found = gold(name)["articles"][key]["title"], reading_of(name, key).title
    assert folded(found) == folded(wanted), f"{key}: title “{found}” instead of “{wanted}”"


def check_published(name: str, key: str) -> None:
    """Day, minute, precision, basis; an inferred day may be one later (the next edition)."""
    wanted = gold(name)["articles"][key]["published"]
    found = reading_of(name, key).published
    inferred = wanted["basis"] == "inferred"
    if inferred:
        assert found.clock is None, f"{key}: an invented minute"
        found = analysis(name).datings.get(tellings(name)[key].facts.key, found)
    slack = timedelta(days=1 if inferred else 0)
    assert found.day and wanted["date"] <= found.day <= wanted["date"] + slack, (
        f"{key}: published {found.day} instead of {wanted['date']} ({because(found)})"
    )
    shown = found.clock.strftime("%H:%M") if found.clock else None
    assert shown == wanted.get("time"), f"{key}: {shown} instead of {wanted.get('time')} o'clock"
    assert (found.precision, found.basis) == (wanted["precision"], wanted["basis"]), (
        f"{key}: known to the {found.precision} from {found.basis} ({because(found)}) instead of"
        f" to the {wanted['precision']} from {wanted['basis']}"
    )
    if wanted.get("timezone") == "unknown":
        assert found.utc_offset is None, f"{key}: an invented time zone"


def because(dating: Dating) -> str:
    """The reasons given for a date."""
    return "; ".join(dating.reasons) or "no reason given"


def check_outlet(name: str, key: str) -> None:
    """The outlet that publishes the document, or none where it names none."""
    wanted, found = gold(name)["articles"][key]["outlet"], reading_of(name, key).outlet
    if wanted is None:
        assert found is None, f"{key}: outlet “{found.name}” ({found.reason}); the file names none"
    else:
        assert found, f"{key}: no outlet found, it is {wanted}"
        assert same_name(found.name, wanted), f"{key}: outlet “{found.name}” instead of {wanted}"


def check_body(name: str, key: str) -> None:
    """Where the body starts and ends, and what is no part of it."""
    wanted, body = gold(name)["articles"][key], folded(reading_of(name, key).body())
    starts, ends = folded(wanted["body_starts"]), folded(wanted["body_ends"])
    at = body.find(starts)
    assert at >= 0, f"{key}: the body misses its beginning “{starts}”; it has “{body[:90]}”"
    before, dateline = body[:at].strip(), wanted.get("dateline", "")
    assert not before or (dateline and before.startswith(dateline) and len(before) < 50), (
        f"{key}: before the body stands “{before}”"
    )
    assert body.endswith(ends), f"{key}: the body ends with “{body[-90:]}” instead of “{ends}”"
    told = folded(_told_text(name, key))
    for words in wanted["not_body"]:
        assert folded(words) not in told, f"{key}: “{words}” was taken for the article's own words"


def _told_text(name: str, key: str) -> str:
    """Standfirst and body; a closing list of sources is set apart by its kind."""
    reading = reading_of(name, key)
    apart = {ParagraphKind.TITLE, ParagraphKind.SOURCES}
    return " ".join(p.span.of(reading.text) for p in reading.paragraphs if p.kind not in apart)


def check_cites(name: str, key: str) -> None:
    """The outlets that the article cites: all, and no others."""
    wanted = gold(name)["articles"][key]
    found = {citation.outlet for citation in tellings(name)[key].facts.attributions.citations}
    for outlet in wanted["cites"]:
        assert any(same_name(one, outlet) for one in found), (
            f"{key}: it cites {outlet}; found only {sorted(found) or 'nobody'}"
        )
    own = alternatives(wanted["outlet"] or "")
    allowed = [*wanted["cites"], *wanted.get("may_cite", []), *own]
    extra = [one for one in found if not any(a and same_name(one, a) for a in allowed)]
    assert not extra, f"{key}: it does not cite {extra}"


def check_copy(name: str, key: str) -> None:
    """Whose text an article of an unnamed site is."""
    wanted = gold(name)["articles"][key]["copy_of"]
    mine = tellings(name)[key].facts.key
    names = {report.key: report.name for report in analysis(name).reports}
    told = [c for c in analysis(name).coverage if c.article == mine]
    right = [c for c in told if same_name(names[c.report], wanted["outlet"])]
    assert right, (
        f"{key}: not seen as a copy of {wanted['outlet']}'s text;"
        f" it tells {[names[c.report] for c in told] or 'no report'}"
    )
    assert right[0].role == Role.COPY, f"{key}: seen as {right[0].role} instead of copy"
    assert right[0].status in alternatives(wanted["status"]), (
        f"{key}: the copy is {right[0].status} instead of {wanted['status']}"
    )


# --- attributions ---------------------------------------------------------------------------


def check_attribution(name: str, wanted: Entry) -> None:
    """Some assertion on these words has the speaker, via, stance, certainty of the gold."""
    told = tellings(name)[wanted["article"]]
    if "about" in wanted and _silence_noted(told, wanted):
        return
    indexes = touching(told, wanted["quote"])
    if wanted.get("stance") == "no-comment":
        indexes += in_sentence(told, wanted["quote"])
    found = [told.facts.attributions.assertions[index] for index in indexes]
    assert found, f"{wanted['article']}: nobody is found to say “{wanted['quote']}”"
    least = min((_wrong(assertion, wanted) for assertion in found), key=len)
    assert not least, f"{wanted['article']}: “{wanted['quote']}”: " + "; ".join(least)


def _silence_noted(told: Telling, wanted: Entry) -> bool:
    spans = told.spans(wanted["quote"])
    return any(
        same_name(citation.outlet, wanted["via"])
        and any(part.overlaps(span) for part in citation.silent_on for span in spans)
        for citation in told.facts.attributions.citations
    )


def _wrong(assertion: Assertion, wanted: Entry) -> list[str]:
    wrong = []
    who = speaker_words(assertion).strip()
    if "speaker" in wanted and not same_speaker(who, wanted["speaker"]):
        wrong.append(f"said by “{who}” instead of {wanted['speaker']}")
    chains = [wanted["chain"]] if "chain" in wanted else [[one] for one in _outlets_of(wanted)]
    if chains and not any(_through(assertion, chain) for chain in chains):
        hops = [f"{hop.outlet} ({hop.lineage})" for hop in assertion.via]
        wrong.append(f"via {hops or 'nobody'} instead of {' or '.join(map(str, chains))}")
    stance = wanted.get("words_stance", wanted.get("stance"))
    if stance and assertion.stance not in alternatives(stance):
        wrong.append(f"{assertion.stance} instead of {stance}")
    if wanted.get("hedged") and assertion.certainty == Certainty.ASSERTED:
        wrong.append("asserted without a hedge, the words are hedged")
    if wanted.get("direct") and not assertion.direct:
        wrong.append("not seen as a direct quotation")
    return wrong


def _outlets_of(wanted: Entry) -> list[str]:
    return alternatives(wanted["via"]) if "via" in wanted else []


def _through(assertion: Assertion, chain: list[str]) -> bool:
    """True where the hops hold the outlets of the chain in this order, none merely inferred."""
    hops = iter(hop for hop in assertion.via if hop.lineage in KNOWN)
    return all(any(same_name(hop.outlet, outlet) for hop in hops) for outlet in chain)


# --- claims ---------------------------------------------------------------------------------


def check_claim_found(name: str, claim: Entry) -> None:
    """The claim is there as one claim."""
    assert claim["id"] in matched_claims(name), (
        f"no claim says “{claim['text']}”; nearest: {_nearest(name, claim)}"
    )


def _nearest(name: str, claim: Entry) -> list[str]:
    marks = anchors(name, claim["id"])
    ranked = sorted(
        (
            (
                sum(carries(name, one, mark) for mark in marks),
                likeness(one.text, claim["text"]),
                one,
            )
            for one in analysis(name).claims
        ),
        key=lambda row: (-row[0], -row[1]),
    )
    return [f"“{one.text}” with {hits} of {len(marks)} passages" for hits, _, one in ranked[:4]]


def check_bearing(name: str, wanted: Entry) -> None:
    """The assertion on these words is evidence of its claim, with its stance; of several right
    claims, of one of them."""
    about = alternatives(wanted["claim"])
    found = [one for one in about if one in matched_claims(name)] or about[:1]
    wrong = []
    for claim_id in found:
        try:
            _check_bearing_on(name, wanted, claim_id)
        except AssertionError as failure:
            wrong.append(str(failure))
        else:
            return
    raise AssertionError("; ".join(wrong))


def _check_bearing_on(name: str, wanted: Entry, claim_id: str) -> None:
    check_claim_found(name, claim_entry(name, claim_id))
    claim, told = matched_claims(name)[claim_id], tellings(name)[wanted["article"]]
    indexes = set(touching(told, wanted["quote"]))
    stances = {
        evidence.stance
        for evidence in claim.evidence
        if evidence.article == told.facts.key and evidence.assertion in indexes
    }
    assert stances, f"{told.gold_key}: “{wanted['quote']}” is no evidence of “{claim.text}”"
    if "stance" in wanted:
        right = stances & set(alternatives(wanted["stance"]))
        assert right, (
            f"{told.gold_key}: “{wanted['quote']}” {', '.join(sorted(stances))} “{claim.text}”,"
            f" it {wanted['stance']} it"
        )


def claim_entry(name: str, claim_id: str) -> Entry:
    """The gold's claim with this id."""
    found: Entry = next(one for one in gold(name)["claims"] if one["id"] == claim_id)
    return found


def check_claim(name: str, claim: Entry, part: str) -> None:
    """One of the claim's facts: its articles, origins, informants, denials and so on."""
    check_claim_found(name, claim)
    finding = matched_claims(name)[claim["id"]]
    match part:
        case "articles":
            keys = sorted(by_article(name, key).gold_key for key in finding.articles)
            assert len(set(keys)) in alternatives(claim["articles"]), (
                f"“{claim['text']}”: {len(keys)} articles ({', '.join(keys)}),"
                f" not {claim['articles']}"
            )
        case "supported_by_origins":
            _same_set(claim, "origins", finding.origins, claim[part], claim.get("optional_origins"))
        case "informants":
            optional = claim.get("optional_informants")
            _same_set(claim, part, finding.informants, claim[part], optional, loose=True)
        case "denied_by":
            _same_set(claim, "denied by", finding.denied_by, claim[part], None)
        case "conditional_in":
            for key in claim[part]:
                _check_conditional(name, claim, key)
        case "observed_in" | "denied_in":
            stance = Stance.OBSERVES if part == "observed_in" else Stance.DENIES
            for key in claim[part]:
                mine = tellings(name)[key].facts.key
                stances = {one.stance for one in finding.evidence if one.article == mine}
                assert stance in stances, (
                    f"“{claim['text']}”: {key} {stance} it, found {sorted(stances)}"
                )


def _check_conditional(name: str, claim: Entry, key: str) -> None:
    mine = tellings(name)[key].facts.key
    found = [one for one in matched_claims(name)[claim["id"]].evidence if one.article == mine]
    assert any(one.certainty == Certainty.CONDITIONAL for one in found), (
        f"“{claim['text']}”: {key} tells it under a condition; {len(found)} passages found there"
    )
    assert not any(one.counts for one in found), (
        f"“{claim['text']}”: {key}'s conditional words are counted as support of an origin"
    )


def _same_set(
    claim: Entry,
    what: str,
    found: tuple[str, ...],
    wanted: list[Any],
    optional: list[str] | None,
    loose: bool = False,
) -> None:
    """Every wanted name once, no others but optional ones; a list where each of its names is
    right stands for one of them."""
    same = _alike if loose else same_name
    where, free = f"“{claim['text']}”: {what}", optional or []
    for name in wanted:
        hits = [one for one in found if same(one, name)]
        needless = [one for one in hits if any(same(one, other) for other in free)]
        once = len(hits) == 1 or (hits and len(hits) - len(needless) <= 1)
        assert once, f"{where} {list(found)}: {name} {len(hits)} times instead of once"
    extra = [one for one in found if not any(same(one, name) for name in [*wanted, *free])]
    assert not extra, f"{where}: {extra} beyond {wanted}"


def _alike(found: str, wanted: Any) -> bool:
    return any(tokens(found) & tokens(one) for one in alternatives(wanted))


def check_no_surplus_claims(name: str) -> None:
    """At most three claims beyond the gold's."""
    matched = list(matched_claims(name).values())
    extra = [claim.text for claim in analysis(name).claims if claim not in matched]
    assert len(extra) <= 3, f"{len(extra)} claims beyond the gold's: {extra}"
