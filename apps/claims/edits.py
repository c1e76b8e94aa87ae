"""Decisions of editors ↔ the analysis' edits; what the program had found is kept beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from django.db.models import Prefetch

from apps.claims import facts
from apps.claims.models import Assertion, AssertionDecision, EditedAssertion
from storytracker.analysis import types as analysis
from storytracker.analysis.speech.decided import Anchor, AssertionEdit, Decided, Values

Field = AssertionDecision.Field


# --- values as JSON -------------------------------------------------------------------------


def speaker_json(speaker: analysis.Speaker) -> dict[str, Any]:
    return {**asdict(speaker), "kind": speaker.kind.value}


def speaker_of(value: dict[str, Any]) -> analysis.Speaker:
    return analysis.Speaker(**{**value, "kind": analysis.SpeakerKind(value["kind"])})


def via_json(via: Iterable[analysis.Hop]) -> list[dict[str, Any]]:
    return [facts.hop_json(hop) for hop in via]


def via_of(value: Iterable[dict[str, Any]]) -> tuple[analysis.Hop, ...]:
    return tuple(facts.hop_of(hop) for hop in value)


def values_of(assertion: analysis.Assertion) -> Values:
    return Values(assertion.speaker, assertion.via, assertion.stance, assertion.certainty)


def values_json(values: Values) -> dict[str, Any]:
    """What an editor can set, field by field, as decisions keep it."""
    return {
        "speaker": speaker_json(values.speaker),
        "via": via_json(values.via),
        "stance": values.stance.value,
        "certainty": values.certainty.value,
    }


def values_from(value: dict[str, Any]) -> Values:
    return Values(
        speaker_of(value["speaker"]),
        via_of(value["via"]),
        analysis.Stance(value["stance"]),
        analysis.Certainty(value["certainty"]),
    )


READ: dict[str, Any] = {
    Field.SPEAKER: speaker_of,
    Field.VIA: via_of,
    Field.STANCE: analysis.Stance,
    Field.CERTAINTY: analysis.Certainty,
}


# --- decisions → edits ----------------------------------------------------------------------


def edits_on(article_ids: Iterable[int]) -> dict[int, list[EditedAssertion]]:
    """Article id → the assertions there that editors decided on, with all decisions."""
    decisions = AssertionDecision.objects.select_related("by")
    rows = EditedAssertion.objects.filter(article__in=set(article_ids)).exclude(parts=[])
    found: dict[int, list[EditedAssertion]] = defaultdict(list)
    for row in rows.prefetch_related(Prefetch("decisions", decisions)).order_by("pk"):
        found[row.article_id].append(row)
    return found


def edit_of(edited: EditedAssertion) -> AssertionEdit:
    """What all decisions on an assertion come to; the newest per field wins."""
    decisions = list(edited.decisions.all())
    newest = {decision.field: decision for decision in decisions}
    changes = {
        field: READ[field](decision.value["value"])
        for field, decision in newest.items()
        if field in READ
    }
    struck = newest.get(Field.STRUCK)
    return AssertionEdit(
        anchor=Anchor(tuple(edited.parts), edited.nth, edited.before, edited.after),
        found=values_from(edited.found),
        is_added=edited.is_added,
        is_struck=bool(struck and struck.value["value"]),
        reasons=tuple(why(decision) for decision in newest.values()),
        **changes,
    )


def why(decision: AssertionDecision) -> str:
    """A decision as a reason in words."""
    who = decision.by.get_username()
    said = {
        Field.ADDED: "added it",
        Field.STRUCK: "struck it" if decision.value["value"] else "brought it back",
    }.get(Field(decision.field), f"set the {decision.get_field_display()}")
    return f"{who} {said}: {decision.reason}" if decision.reason else f"{who} {said}"


# --- in words -------------------------------------------------------------------------------


def in_words(field: str, value: Any) -> str:
    """A decision's value, or what stood there before it, as an editor reads it."""
    if field == Field.SPEAKER:
        more = ", ".join(value[key] for key in ("role", "group") if value[key])
        name = value["name"] or "the article itself"
        return f"{name} ({more})" if more else name
    if field == Field.VIA:
        return ", then ".join(hop["outlet"] for hop in value) or "through no other outlet"
    if field == Field.STRUCK:
        return "struck" if value else "no longer struck"
    if field == Field.ADDED:
        return f"added, said by {in_words(Field.SPEAKER, value['speaker'])}"
    return str(value).replace("-", " ")


# --- rows -----------------------------------------------------------------------------------


def mark(row: Assertion, decided: Decided, edited: Sequence[EditedAssertion]) -> Assertion:
    """The row of ``decided.assertion``, with what was decided about it and what stood there."""
    if decided.edit is not None:
        row.edited = edited[decided.edit]
        row.is_struck = decided.is_struck
        row.program = program_json(decided.program) if decided.program else None
    return row


def program_json(found: analysis.Assertion) -> dict[str, Any]:
    """What the program found, as far as decisions can change it."""
    return {**values_json(values_of(found)), "reasons": list(found.reasons)}


def as_the_program_found(row: Assertion) -> analysis.Assertion:
    """What the row was before anybody decided; not to be asked of one that was added."""
    own = facts.assertion_as_called(row)
    if row.program is None:
        return own
    was = values_from(row.program)
    return replace(
        own,
        speaker=was.speaker,
        via=was.via,
        stance=was.stance,
        certainty=was.certainty,
        reasons=tuple(row.program["reasons"]),
        decided=(),
    )
