"""How an utterance stands to its own content worded affirmatively, how sure, and how far it goes.

"Denied that X", "X has yet to happen" and "did not X" deny X; "unclear whether X" observes it.
Certainty and strength are read from the first clause of the content: what is said in a
subordinate clause further on qualifies something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storytracker.analysis.speech.cues import Cue, CueClass
from storytracker.analysis.speech.negation import (
    has_not,
    negated_from_start,
    negates,
    nothing_sure,
    opens_with_nobody,
    opens_with_nothing,
)
from storytracker.analysis.speech.openings import skip_fillers
from storytracker.analysis.speech.strength import (
    CLAUSE,
    main_verb,
    modality,
    read_strength,
    verb_group,
)
from storytracker.analysis.speech.words import (
    CAPITAL,
    DENYING,
    DETERMINER,
    HEDGE,
    NEGATION,
    PREPOSITION,
    PUNCTUATION,
    QUESTION,
    UNCLEAR,
    Word,
    all_flags,
)
from storytracker.analysis.types import Certainty, Stance, Strength

# Asked of its class at every turn, a member would cost as much as a call.
_ASSERTED, _CONDITIONAL, _LIKELY, _POSSIBLE = (
    Certainty.ASSERTED,
    Certainty.CONDITIONAL,
    Certainty.LIKELY,
    Certainty.POSSIBLE,
)
_DENIES = CueClass.DENIES
_SUPPORTS = Stance.SUPPORTS
_DONE = Strength.DONE

_POSSIBLE_CUES = frozenset(["hint", "hint at", "speculate", "insinuate", "suggest possibility"])
_LIKELY_CUES = frozenset(
    """believe think suspect expect assume reckon presume anticipate estimate guess fear
    consider""".split()  # noqa: SIM905
)
_WHAT_IS_NOT_THERE = frozenset(
    ["evidence", "sign", "signs", "indication", "indications", "proof", "truth", "basis"]
)
_CLAUSE_ENDS = frozenset([";", "but", "although", "though", "which", "who"])


@dataclass(slots=True)
class Reading:
    """The stance, certainty and strength of one utterance, with the words that decided."""

    stance: Stance
    certainty: Certainty
    strength: Strength | None
    reasons: tuple[str, ...]


def read_stance(
    content: Sequence[Word],
    cue: Cue | None = None,
    cue_group: Sequence[Word] = (),
    frame: str = "that",
    flags: int | None = None,
) -> Reading:
    """Read an utterance: its content's tokens, and its cue with the verb group before it.

    ``flags`` holds at least what the content's tokens are, where that is known.
    Without a cue the content speaks for itself (a narrative sentence). Never raises; an empty
    content supports nothing and is read as asserted support.
    """
    reasons: list[str] = []
    stance, hedged = _SUPPORTS, None
    if cue is not None:
        stance, hedged = _cue_stance(cue, cue_group, frame, reasons)
    verb = main_verb(content)
    group = [] if verb is None else verb_group(content, verb)
    flags = all_flags(content) if flags is None else flags
    own, possible = _SUPPORTS, None
    if flags & DENYING:
        own, possible = _own_stance(content, verb, group, reasons)
    if stance is _SUPPORTS:
        stance = own
    elif stance is Stance.DENIES and own is Stance.DENIES:
        stance = _SUPPORTS
        reasons.append("a denial of a denial")
    certainty = (
        hedged
        or possible
        or (_certainty(content, flags, cue, reasons) if flags & HEDGE or cue else None)
        or _ASSERTED
    )
    strength = read_strength(content, verb, group, reasons)
    if certainty is _CONDITIONAL and strength is _DONE:
        strength = Strength.PLANNED
    return Reading(stance, certainty, strength, tuple(reasons))


# --- the cue -----------------------------------------------------------------------------------


def _cue_stance(
    cue: Cue, group: Sequence[Word], frame: str, reasons: list[str]
) -> tuple[Stance, Certainty | None]:
    failing = modality()["failing"]
    negated = refused = False
    for token in group:
        negated = negated or bool(token.flags & NEGATION) or token.lower == "cannot"
        refused = refused or token.lower in failing
    words = _text(group) or cue.lemma
    if cue.kind is _DENIES:
        return _denial(cue, negated, words, group, reasons)
    if negated or refused:
        return _negated(cue, refused, words, reasons)
    if frame == "whether":
        reasons.append(f"“{words}” a question")
        return Stance.OBSERVES, None
    if cue.lemma == "doubt":
        reasons.append("“doubt” denies, less surely")
        return Stance.DENIES, _LIKELY
    return _SUPPORTS, None


def _denial(
    cue: Cue, negated: bool, words: str, group: Sequence[Word], reasons: list[str]
) -> tuple[Stance, Certainty | None]:
    if negated:
        reasons.append(f"“{words}”: not denied is possible, not said")
        return _SUPPORTS, _POSSIBLE
    if any(t.lower in {"partly", "partially", "some"} for t in group):
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
    if cue.lemma.startswith("have "):
        reasons.append(f"“{words}” denies that it is known")
        return Stance.DENIES, None
    if cue.kind is CueClass.BELIEVES and cue.lemma not in ("know", "understand"):
        reasons.append(f"“{words}” denies, less surely")
        return Stance.DENIES, _LIKELY
    if cue.kind in (CueClass.JUDGES, CueClass.URGES, CueClass.VOWS):
        return Stance.DENIES, None
    reasons.append(f"“{words}”: neither said nor denied")
    return Stance.OBSERVES, None


# --- the content -------------------------------------------------------------------------------


def _own_stance(
    content: Sequence[Word], verb: int | None, group: Sequence[Word], reasons: list[str]
) -> tuple[Stance, Certainty | None]:
    """How the words stand to themselves worded affirmatively, and how sure that makes them."""
    opening = content[: CLAUSE if verb is None else min(len(content), verb + 8)]
    negated = negates(group)
    if _left_open(content, opening, group, verb, negated, reasons):
        return Stance.OBSERVES, None
    if verb is None:
        if opens_with_nothing(content):
            reasons.append(f"“{content[0].text} {content[1].text}” denies")
            return Stance.DENIES, None
        if opens_with_nobody(content):
            reasons.append(f"“{content[0].text} {content[1].text}” denies")
            return Stance.DENIES, None
        return _noun_stance(opening, reasons), None
    lower = [t.lower for t in group]
    if "yet" in lower and "to" in lower:
        reasons.append(f"“{_text(group)}” denies that it has happened")
        return Stance.DENIES, None
    if negated and any([t.lower == "comment" for t in group]):
        reasons.append(f"“{_text(group)}” is no comment")
        return Stance.NO_COMMENT, None
    if _excludes(group, content, verb):
        if negated:
            reasons.append(f"“{_text(group)} out”: not ruled out is possible, not said")
            return _SUPPORTS, _POSSIBLE
        reasons.append(f"“{_text(group)} out” denies")
        return Stance.DENIES, None
    opens = negated_from_start(content, verb)
    if opens and not negated:
        reasons.append(f"“{opens}” denies")
        return Stance.DENIES, None
    if negated and _tells_ignorance(content, verb):
        reasons.append(f"“{_text(group)}” tells what somebody does not know")
        return _SUPPORTS, None
    if negated and not opens:
        reasons.append(f"“{_text(group)}” denies")
        return Stance.DENIES, None
    lacks = has_not(content, verb)
    if lacks:
        reasons.append(f"“{lacks}” denies")
        return Stance.DENIES, None
    return _noun_stance(opening, reasons), None


def _tells_ignorance(content: Sequence[Word], verb: int) -> bool:
    """``did not know who had decided``: true of who says it, and denies nothing."""
    near = [t.lower for t in content[verb : verb + 5]]
    asks = ("who", "what", "when", "where", "why", "how")
    return any(a == "know" and b in asks for a, b in zip(near, near[1:], strict=False))


def _text(group: Sequence[Word]) -> str:
    return " ".join([t.text for t in group])


def _left_open(
    content: Sequence[Word],
    opening: Sequence[Word],
    group: Sequence[Word],
    verb: int | None,
    negated: bool,
    reasons: list[str],
) -> bool:
    """``It is unclear whether``, ``has not confirmed``, ``was not clear on Monday how many``."""
    if unsure := nothing_sure(opening):
        reasons.append(f"“{unsure}”: not known")
        return True
    for at, token in enumerate(opening):
        if token.flags & UNCLEAR and _asks(content, at):
            reasons.append(f"“{token.text}”: not known")
            return True
    if verb is None or not negated:
        return False
    words, confirming = _text(group), modality()["confirming"]
    if any(t.lower in confirming for t in group):
        reasons.append(f"“{words}”: not confirmed")
        return True
    if _asks_after(group, content, verb):
        reasons.append(f"“{words}”: a question left open")
        return True
    clear = _not_clear(content, verb, len(group))
    if clear:
        reasons.append(f"“not {clear}”: not known")
    return bool(clear)


def _not_clear(content: Sequence[Word], verb: int, size: int) -> str:
    """``clear`` in "was not immediately clear late on Monday whether"."""
    clear = modality()["clear"]
    for at in range(verb + 1, min(len(content), verb + size + 3)):
        if content[at].lower in clear:
            after = skip_fillers(content, at + 1, len(content))
            if after + 1 < len(content) and content[after].flags & PREPOSITION:
                after += 1  # "in what state"
            asks = after >= len(content) or content[after].flags & (QUESTION | PUNCTUATION)
            return content[at].text if asks else ""
    return ""


def _excludes(group: Sequence[Word], content: Sequence[Word], verb: int) -> bool:
    """``had not ruled out resigning``."""
    after = verb + len(group)
    rules = group[-1].lower in modality()["excluding"]
    return rules and after < len(content) and content[after].lower == "out"


def _asks(content: Sequence[Word], at: int) -> bool:
    """``unclear whether``, ``unknown how``; at the end ``remains unclear``."""
    start = skip_fillers(content, at + 1, len(content))
    ahead = content[start : start + 3]
    return (
        not ahead
        or any(t.flags & QUESTION or t.lower == "that" for t in ahead)
        or bool(ahead[0].flags & PUNCTUATION)
    )


def _asks_after(group: Sequence[Word], content: Sequence[Word], verb: int) -> bool:
    after = content[verb + len(group)] if verb + len(group) < len(content) else None
    return after is not None and after.lower == "whether"


def _noun_stance(opening: Sequence[Word], reasons: list[str]) -> Stance:
    for at, token in enumerate(opening[:-1]):
        if token.lower == "no" and opening[at + 1].lower in _WHAT_IS_NOT_THERE:
            reasons.append(f"“no {opening[at + 1].text}” denies")
            return Stance.DENIES
    return _SUPPORTS


def _certainty(
    content: Sequence[Word], flags: int, cue: Cue | None, reasons: list[str]
) -> Certainty | None:
    """What hedges the first clause; ``flags`` holds at least what the content's tokens are."""
    opening = content[:CLAUSE] if flags & HEDGE else ()
    hedges = [t.lower for t in opening if t.flags & HEDGE]
    words: Sequence[Word] = ()
    if hedges:
        words = [t for t in opening if not (t.flags & CAPITAL and t.lower in ("may", "will"))]
    if not modality()["conditional"].isdisjoint(hedges) and _is_conditional(words):
        reasons.append("said under a condition (“if”)")
        return _CONDITIONAL
    if cue is not None and cue.lemma in _POSSIBLE_CUES:
        reasons.append(f"“{cue.lemma}” says possible")
        return _POSSIBLE
    found = _hedge(_first_clause(words), reasons) if hedges else None
    if found is None and cue is not None and cue.lemma in _LIKELY_CUES:
        reasons.append(f"“{cue.lemma}” says likely")
        return _LIKELY
    return found


def _is_conditional(words: Sequence[Word]) -> bool:
    lists, lower = modality(), [t.lower for t in words]
    return (
        not lists["conditional"].isdisjoint(lower[2:])
        and not lists["conditional_modals"].isdisjoint(lower)
        and lists["unclear"].isdisjoint(lower)
    )


def _hedge(clause: Sequence[Word], reasons: list[str]) -> Certainty | None:
    """The first word that says possible, or else the first that says likely."""
    hedges = [t for at, t in enumerate(clause) if t.flags & HEDGE and not _is_beside(clause, at)]
    for name, certainty in (("possible", _POSSIBLE), ("likely", _LIKELY)):
        hedge = next((t for t in hedges if t.lower in modality()[name]), None)
        if hedge is not None:
            reasons.append(f"“{hedge.text}” says {certainty}")
            return certainty
    return None


def _is_beside(clause: Sequence[Word], at: int) -> bool:
    """``talks about a possible sale``: the sale may not come, the talks are held."""
    return (
        at > 1
        and clause[at].lower in ("possible", "potential", "likely")
        and bool(clause[at - 1].flags & DETERMINER)
        and bool(clause[at - 2].flags & PREPOSITION)
    )


def _first_clause(words: Sequence[Word]) -> Sequence[Word]:
    for at, token in enumerate(words):
        if at > 3 and token.lower in _CLAUSE_ENDS:
            return words[:at]
    return words
