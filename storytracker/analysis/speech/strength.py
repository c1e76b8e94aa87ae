"""How far a deed has got in the words that tell of it: planned, agreed, under way, done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from storytracker.analysis.lexicons import load
from storytracker.analysis.speech.verbs import MAYBE_VERB, is_verb
from storytracker.analysis.speech.words import (
    ADVERB,
    AUXILIARY,
    BE,
    CAPITAL,
    HAVE,
    ING,
    MODAL,
    NEGATION,
    PAST,
    VERB,
    Word,
    all_flags,
)
from storytracker.analysis.types import Strength

# Asked of its class at every turn, a member would cost as much as a call.
_DONE = Strength.DONE

# The first clause of a content is looked at this far, in tokens.
CLAUSE = 45


@cache
def modality() -> dict[str, Any]:
    lexicon = load("modality")
    sets: dict[str, Any] = {k: frozenset(v) for k, v in lexicon.items() if isinstance(v, list)}
    sets["strength"] = {
        word: Strength(step.replace("_", "-"))
        for step in ("planned", "agreed", "under_way", "done")
        for word in lexicon["strength"][step]
    }
    sets["not_progressive"] = frozenset(lexicon["not_progressive"]["words"])
    return sets


def main_verb(content: Sequence[Word]) -> int | None:
    """The first finite verb that is no participle of an aside (``X, also called Y, is …``)."""
    aside = None
    for at, token in enumerate(content):
        if not token.flags & MAYBE_VERB or not is_verb(content, at):
            continue
        if token.flags & AUXILIARY:
            return at
        before = at - 1
        while before > 0 and content[before].flags & ADVERB:
            before -= 1
        if content[before].lower != ",":
            return at if aside is None else aside
        aside = at if aside is None else aside
    return aside


def verb_group(content: Sequence[Word], verb: int) -> list[Word]:
    """The verb group from its first word: auxiliaries, adverbs, negation, the verb itself."""
    group = [content[verb]]
    for token in content[verb + 1 : verb + 7]:
        flags = token.flags
        if not flags & (AUXILIARY | NEGATION | ADVERB | VERB | PAST | ING) and token.lower not in (
            "to",
            "yet",
        ):
            break
        group.append(token)
    return group


def read_strength(
    content: Sequence[Word], verb: int | None, group: Sequence[Word], reasons: list[str]
) -> Strength | None:
    """How far the deed has got; ``verb`` is the index of the main verb, ``group`` its group."""
    if verb is None:
        return _bare_strength(content[:CLAUSE], reasons)
    step = _ladder(content, verb, min(len(content), verb + len(group) + 1))
    if step is not None:
        reasons.append(f"“{step[0]}” is {step[1]}")
        return step[1]
    found = _tense(group)
    if found is not None:
        words = " ".join([t.text for t in group])
        reasons.append(f"“{words}” is {found}")
    return found


def _ladder(content: Sequence[Word], start: int, end: int) -> tuple[str, Strength] | None:
    """A word of the ladder in the verb group: planned and agreed win over the tense."""
    steps = modality()["strength"]
    for at in range(start, end):
        step = steps.get(content[at].lower)
        if step is None:
            continue
        if step in (Strength.PLANNED, Strength.AGREED) and _leads_on(content, at, step):
            return content[at].text, step
        if step is Strength.UNDER_WAY:
            return content[at].text, Strength.UNDER_WAY
    return None


def _leads_on(content: Sequence[Word], at: int, step: Strength) -> bool:
    ahead = [t.lower for t in content[at + 1 : at + 4]]
    return step is Strength.AGREED or "to" in ahead or "for" in ahead[:1] or "that" in ahead[:1]


def _tense(group: Sequence[Word]) -> Strength | None:
    anything, first = all_flags(group), group[0]
    if anything & MODAL:
        return Strength.PLANNED
    if len(group) > 2 and {"yet", "to"} <= {t.lower for t in group}:
        return _DONE
    progressive = next((t for t in group[1:] if t.flags & ING), None) if anything & ING else None
    if first.flags & (BE | HAVE) and progressive is not None:
        if progressive.lower not in modality()["not_progressive"] or first.flags & HAVE:
            return Strength.UNDER_WAY
        return Strength.PLANNED if progressive.lower != "being" else Strength.UNDER_WAY
    if first.flags & PAST and not first.flags & AUXILIARY:
        return _DONE
    if anything & PAST and (first.flags & HAVE or first.lower in ("was", "were")):
        return _DONE if any([t.flags & PAST for t in group[1:]]) else None
    return None


def _bare_strength(content: Sequence[Word], reasons: list[str]) -> Strength | None:
    """Headlines, noun phrases, infinitives: ``X to transfer Y``, ``an agreement to provide``."""
    steps: dict[str, Strength] = modality()["strength"]
    for at, token in enumerate(content):
        if token.lower not in steps and token.lower != "to":
            continue
        step = steps.get(token.lower)
        if step in (Strength.PLANNED, Strength.AGREED) and _leads_on(content, at, step):
            reasons.append(f"“{token.text}” is {step}")
            return step
        if (
            token.lower == "to" and at < len(content) - 1 and not content[at + 1].flags & CAPITAL
        ) and content[at + 1].flags & VERB:
            reasons.append(f"“to {content[at + 1].text}” is planned")
            return Strength.PLANNED
    return None
