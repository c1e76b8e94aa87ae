"""How an utterance stands to its own content worded affirmatively, how sure, and how far it goes.

"Denied that X", "X has yet to happen" and "did not X" deny X; "unclear whether X" observes it.
Certainty and strength are read from the first clause of the content: what is said in a
subordinate clause further on qualifies something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from storytracker.analysis.cues import Cue, CueClass
from storytracker.analysis.lexicons import load
from storytracker.analysis.phrases import is_verb
from storytracker.analysis.tokens import Token
from storytracker.analysis.types import Certainty, Stance, Strength
from storytracker.analysis.words import (
    ADVERB,
    AUXILIARY,
    BE,
    CAPITAL,
    HAVE,
    ING,
    MODAL,
    NEGATION,
    PAST,
    PRONOUN,
    PUNCTUATION,
    QUESTION,
    VERB,
)

# The first clause of a content is looked at this far, in tokens.
CLAUSE = 45


@dataclass(frozen=True, slots=True)
class Reading:
    """The stance, certainty and strength of one utterance, with the words that decided."""

    stance: Stance
    certainty: Certainty
    strength: Strength | None
    reasons: tuple[str, ...]


def read_stance(
    content: Sequence[Token],
    cue: Cue | None = None,
    cue_group: Sequence[Token] = (),
    frame: str = "that",
) -> Reading:
    """Read an utterance: its content's tokens, and its cue with the verb group before it.

    Without a cue the content speaks for itself (a narrative sentence). Never raises; an empty
    content supports nothing and is read as asserted support.
    """
    reasons: list[str] = []
    stance, hedged = _cue_stance(cue, cue_group, frame, reasons)
    own = _own_stance(content, reasons)
    if stance is Stance.SUPPORTS:
        stance = own
    elif stance is Stance.DENIES and own is Stance.DENIES:
        stance = Stance.SUPPORTS
        reasons.append("a denial of a denial")
    certainty = hedged or _certainty(content, cue, reasons)
    strength = _strength(content, reasons)
    if certainty is Certainty.CONDITIONAL and strength is Strength.DONE:
        strength = Strength.PLANNED
    return Reading(stance, certainty, strength, tuple(reasons))


@cache
def _lists() -> dict[str, Any]:
    lexicon = load("modality")
    sets: dict[str, Any] = {k: frozenset(v) for k, v in lexicon.items() if isinstance(v, list)}
    sets["strength"] = {
        word: Strength(step.replace("_", "-"))
        for step in ("planned", "agreed", "under_way", "done")
        for word in lexicon["strength"][step]
    }
    sets["not_progressive"] = frozenset(lexicon["not_progressive"]["words"])
    return sets


# --- the cue -----------------------------------------------------------------------------------


def _cue_stance(
    cue: Cue | None, group: Sequence[Token], frame: str, reasons: list[str]
) -> tuple[Stance, Certainty | None]:
    if cue is None:
        return Stance.SUPPORTS, None
    negated = any(
        t.flags & NEGATION or t.lower.endswith("n't") or t.lower == "cannot" for t in group
    )
    refused = any(t.lower in _lists()["failing"] for t in group)
    words = " ".join(t.text for t in group) or cue.lemma
    if cue.kind is CueClass.DENIES:
        return _denial(cue, negated, words, group, reasons)
    if negated or refused:
        return _negated(cue, refused, words, reasons)
    if frame == "whether":
        reasons.append(f"“{words}” a question")
        return Stance.OBSERVES, None
    if cue.lemma == "doubt":
        reasons.append("“doubt” denies, less surely")
        return Stance.DENIES, Certainty.LIKELY
    return Stance.SUPPORTS, None


def _denial(
    cue: Cue, negated: bool, words: str, group: Sequence[Token], reasons: list[str]
) -> tuple[Stance, Certainty | None]:
    if negated:
        reasons.append(f"“{words}”: not denied is possible, not said")
        return Stance.SUPPORTS, Certainty.POSSIBLE
    if any(t.lower in ("partly", "partially", "some") for t in group):
        reasons.append(f"“{words}” denies in part")
        return Stance.DENIES_IN_PART, None
    reasons.append(f"“{words}” denies")
    return Stance.DENIES, None


def _negated(
    cue: Cue, refused: bool, words: str, reasons: list[str]
) -> tuple[Stance, Certainty | None]:
    if refused and cue.kind in (CueClass.CONFIRMS, CueClass.SAYS):
        reasons.append(f"“{words}”: no comment")
        return Stance.NO_COMMENT, None
    if cue.kind is CueClass.BELIEVES:
        reasons.append(f"“{words}” denies, less surely")
        return Stance.DENIES, Certainty.LIKELY
    if cue.kind in (CueClass.JUDGES, CueClass.URGES, CueClass.VOWS):
        return Stance.DENIES, None
    reasons.append(f"“{words}”: neither said nor denied")
    return Stance.OBSERVES, None


# --- the content -------------------------------------------------------------------------------


def _own_stance(content: Sequence[Token], reasons: list[str]) -> Stance:
    lists = _lists()
    verb = _main_verb(content)
    opening = content[: CLAUSE if verb is None else min(len(content), verb + 8)]
    for at, token in enumerate(opening):
        if token.lower in lists["unclear"] and _asks(content, at):
            reasons.append(f"“{token.text}”: not known")
            return Stance.OBSERVES
    if verb is None:
        return _noun_stance(opening, reasons)
    group = _group(content, verb)
    words = " ".join(t.text for t in group)
    if any(t.lower in lists["confirming"] for t in group) and _negates(group):
        reasons.append(f"“{words}”: not confirmed")
        return Stance.OBSERVES
    if _asks_after(group, content, verb):
        reasons.append(f"“{words}”: a question left open")
        return Stance.OBSERVES
    if "yet" in [t.lower for t in group] and any(t.lower == "to" for t in group):
        reasons.append(f"“{words}” denies that it has happened")
        return Stance.DENIES
    if _negates(group):
        reasons.append(f"“{words}” denies")
        return Stance.DENIES
    return _noun_stance(opening, reasons)


def _main_verb(content: Sequence[Token]) -> int | None:
    """The first finite verb that is no participle of an aside (``X, also called Y, is …``)."""
    aside = None
    for at in range(len(content)):
        if not is_verb(content, at):
            continue
        before = at - 1
        while before > 0 and content[before].flags & ADVERB:
            before -= 1
        if content[at].flags & AUXILIARY or content[before].lower != ",":
            return at if aside is None or content[at].flags & AUXILIARY else aside
        aside = at if aside is None else aside
    return aside


def _group(content: Sequence[Token], verb: int) -> list[Token]:
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


def _negates(group: Sequence[Token]) -> bool:
    return any(t.lower in ("not", "never", "cannot") or t.lower.endswith("n't") for t in group)


def _asks(content: Sequence[Token], at: int) -> bool:
    """``unclear whether``, ``unknown how``; at the end ``remains unclear``."""
    ahead = content[at + 1 : at + 4]
    return (
        not ahead
        or any(t.flags & QUESTION or t.lower == "that" for t in ahead)
        or bool(ahead[0].flags & PUNCTUATION)
    )


def _asks_after(group: Sequence[Token], content: Sequence[Token], verb: int) -> bool:
    after = content[verb + len(group)] if verb + len(group) < len(content) else None
    return after is not None and after.lower == "whether" and _negates(group)


def _noun_stance(opening: Sequence[Token], reasons: list[str]) -> Stance:
    for at in range(len(opening) - 1):
        if opening[at].lower == "no" and opening[at + 1].lower in (
            "evidence",
            "sign",
            "signs",
            "indication",
            "indications",
            "proof",
            "truth",
            "basis",
        ):
            reasons.append(f"“no {opening[at + 1].text}” denies")
            return Stance.DENIES
    return Stance.SUPPORTS


def _certainty(content: Sequence[Token], cue: Cue | None, reasons: list[str]) -> Certainty:
    lists = _lists()
    words = [t for t in content[:CLAUSE] if not (t.flags & CAPITAL and t.lower in ("may", "will"))]
    lower = [t.lower for t in words]
    if any(w in lists["conditional"] for w in lower[2:]) and any(
        w in lists["conditional_modals"] for w in lower
    ):
        if not any(t.lower in lists["unclear"] for t in words):
            reasons.append("said under a condition (“if”)")
            return Certainty.CONDITIONAL
    if cue is not None and cue.lemma in (
        "hint",
        "hint at",
        "speculate",
        "insinuate",
        "suggest possibility",
    ):
        reasons.append(f"“{cue.lemma}” says possible")
        return Certainty.POSSIBLE
    hedge = next((t for t in _first_clause(words) if t.lower in lists["possible"]), None)
    if hedge is not None:
        reasons.append(f"“{hedge.text}” says possible")
        return Certainty.POSSIBLE
    hedge = next((t for t in _first_clause(words) if t.lower in lists["likely"]), None)
    if hedge is not None:
        reasons.append(f"“{hedge.text}” says likely")
        return Certainty.LIKELY
    if cue is not None and cue.lemma in (
        "believe",
        "think",
        "suspect",
        "expect",
        "assume",
        "reckon",
        "presume",
        "anticipate",
        "estimate",
        "guess",
        "fear",
        "consider",
    ):
        reasons.append(f"“{cue.lemma}” says likely")
        return Certainty.LIKELY
    return Certainty.ASSERTED


def _first_clause(words: Sequence[Token]) -> Sequence[Token]:
    for at, token in enumerate(words):
        if at > 3 and (
            token.lower == ";" or token.lower in ("but", "although", "though", "which", "who")
        ):
            return words[:at]
    return words


def _strength(content: Sequence[Token], reasons: list[str]) -> Strength | None:
    verb = _main_verb(content)
    if verb is None:
        return _bare_strength(content[:CLAUSE], reasons)
    group = _group(content, verb)
    step = _ladder(content, verb, min(len(content), verb + len(group) + 1))
    if step is not None:
        reasons.append(f"“{step[0]}” is {step[1].value}")
        return step[1]
    words = " ".join(t.text for t in group)
    found = _tense(group)
    if found is not None:
        reasons.append(f"“{words}” is {found.value}")
    return found


def _ladder(content: Sequence[Token], start: int, end: int) -> tuple[str, Strength] | None:
    """A word of the ladder in the verb group: planned and agreed win over the tense."""
    steps = _lists()["strength"]
    for at in range(start, end):
        step = steps.get(content[at].lower)
        if step in (Strength.PLANNED, Strength.AGREED) and _leads_on(content, at, step):
            return content[at].text, step
        if step is Strength.UNDER_WAY:
            return content[at].text, step
    return None


def _leads_on(content: Sequence[Token], at: int, step: Strength) -> bool:
    ahead = [t.lower for t in content[at + 1 : at + 4]]
    return step is Strength.AGREED or "to" in ahead or "for" in ahead[:1] or "that" in ahead[:1]


def _tense(group: Sequence[Token]) -> Strength | None:
    flags = [t.flags for t in group]
    if any(f & MODAL for f in flags):
        return Strength.PLANNED
    lower = [t.lower for t in group]
    if "yet" in lower and "to" in lower:
        return Strength.DONE
    progressive = next((t for t in group[1:] if t.flags & ING), None)
    if flags[0] & (BE | HAVE) and progressive is not None:
        if progressive.lower not in _lists()["not_progressive"] or flags[0] & HAVE:
            return Strength.UNDER_WAY
        return Strength.PLANNED if progressive.lower != "being" else Strength.UNDER_WAY
    if flags[0] & HAVE and any(f & PAST for f in flags[1:]):
        return Strength.DONE
    if flags[0] & PAST and not flags[0] & AUXILIARY:
        return Strength.DONE
    if group[0].lower in ("was", "were") and any(f & PAST for f in flags[1:]):
        return Strength.DONE
    return None


def _bare_strength(content: Sequence[Token], reasons: list[str]) -> Strength | None:
    """Headlines and noun phrases: ``X to transfer Y``, ``the agreement to provide``."""
    steps = _lists()["strength"]
    for at, token in enumerate(content):
        step = steps.get(token.lower)
        if step in (Strength.PLANNED, Strength.AGREED) and not token.flags & PRONOUN:
            if _leads_on(content, at, step):
                reasons.append(f"“{token.text}” is {step.value}")
                return step
        if (
            token.lower == "to"
            and 0 < at < len(content) - 1
            and not content[at + 1].flags & CAPITAL
        ):
            if content[at + 1].flags & VERB:
                reasons.append(f"“to {content[at + 1].text}” is planned")
                return Strength.PLANNED
    return None
