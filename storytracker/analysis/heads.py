"""Heads of attribution in one unit: each cue with its subject, before any content is cut.

A head is found by grammar alone; whether it attributes anything is decided with its content
(see contents.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from storytracker.analysis.cues import Cue, CueClass, cues_by_form, words_of
from storytracker.analysis.phrases import (
    Range,
    Tokens,
    first_subject,
    is_verb,
    phrase_after,
    phrase_before,
    subject_before,
    verb_group_start,
)
from storytracker.analysis.words import (
    AMBIGUOUS,
    AUXILIARY,
    BE,
    CAPITAL,
    COORDINATOR,
    DETERMINER,
    ING,
    NEGATION,
    NUMBER,
    OBJECT_PRONOUN,
    PAST,
    PEOPLE,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    PUNCTUATION,
    QUOTED,
    ROLE,
    TIME,
)


class Form(Enum):
    """The shape of an attribution."""

    VERB = auto()  # X said …
    INVERTED = auto()  # …, said X
    SHARED = auto()  # … and added, saying …: the subject of an earlier verb
    ACCORDING = auto()  # according to X, as reported by X, per X
    PASSIVE = auto()  # is believed to, it was reported that
    KNOWING = auto()  # X has information that
    NOUN = auto()  # X's claim that
    COLON = auto()  # X: …


@dataclass(frozen=True, slots=True)
class Head:
    """A cue at ``tokens[verb:after]``, its verb group from ``group``, its source if any.

    ``through`` is who was told or who quotes ("told X", "X quoted her as saying"): an outlet there
    is the via. ``left`` is the first token of the whole attribution (subject or cue), ``right`` the first
    token after it: content lies outside.
    """

    form: Form
    cue: Cue
    group: int
    verb: int
    after: int
    source: Range | None
    left: int
    right: int
    through: Range | None = None


_SAYS = Cue("say", CueClass.SAYS, frozenset(["that", "whether", "quote"]))
ACCORDING = Cue("according to", CueClass.SAYS, frozenset(["that"]))
_QUOTES = frozenset(["quoted", "quotes", "cited"])
_BEFORE_PARTICIPLE = frozenset([",", "and", "while", "by"])
_IMPERSONAL = frozenset(
    "believed reported said thought understood known alleged rumoured rumored feared claimed "
    "estimated suspected considered presumed announced confirmed expected told revealed "
    "disclosed assumed acknowledged".split()
)
_AS_CUES = frozenset(
    "reported stated noted said claimed explained described confirmed announced revealed quoted cited told "
    "mentioned argued predicted disclosed".split()
)


def find_heads(tokens: Tokens) -> list[Head]:
    """All heads of a unit in order."""
    heads: list[Head] = []
    at, size = 0, len(tokens)
    forms, nouns = cues_by_form(), words_of("nouns")
    while at < size:
        token = tokens[at]
        head: Head | None = None
        if token.lower == "according" and _is(tokens, at + 1, "to"):
            head = _prepositional(tokens, at, at + 2)
        elif token.lower == "as":
            head = _as_head(tokens, at)
        elif token.lower == "per" and not _is(tokens, at + 1, "cent"):
            head = _per(tokens, at)
        elif token.lower in _knowing() and not token.flags & CAPITAL:
            head = _knowing_head(tokens, at)
        elif token.lower in _QUOTES and (quoted := _quoted_as_saying(tokens, at)) is not None:
            head = quoted
        elif token.lower in nouns and _is(tokens, at + 1, "that"):
            head = _noun_head(tokens, at)
        if head is None and token.lower in forms and not token.flags & QUOTED:
            head = _verb_head(tokens, at, forms[token.lower], heads)
        if head is None:
            at += 1
            continue
        heads.append(head)
        at = max(at + 1, head.after if head.form is not Form.ACCORDING else head.right)
    return heads


def _knowing() -> frozenset[str]:
    return words_of("knowing_verbs")


def _is(tokens: Tokens, at: int, *words: str) -> bool:
    return at < len(tokens) and tokens[at].lower in words


def _prepositional(tokens: Tokens, at: int, name: int) -> Head | None:
    front = at == 0 or bool(tokens[at - 1].flags & (COORDINATOR | PUNCTUATION)) and at <= 2
    source = phrase_after(tokens, name, apposition=not front or _closed_apposition(tokens, name))
    if source is None:
        return None
    return Head(Form.ACCORDING, ACCORDING, at, at, name, source, at, source[1])


def _closed_apposition(tokens: Tokens, name: int) -> bool:
    """``According to Roe, a lawyer, the firm …``: two commas and a clause behind the second."""
    commas = [k for k in range(name, min(len(tokens), name + 30)) if tokens[k].lower == ","]
    return len(commas) >= 2 and _is(tokens, commas[0] + 1, "a", "an", "who", "which")


def _as_head(tokens: Tokens, at: int) -> Head | None:
    """``as reported by X``, ``as X reported``, ``as per X``."""
    if _is(tokens, at + 1, "per"):
        return _prepositional(tokens, at, at + 2)
    k = at + 1
    while k < len(tokens) and tokens[k].lower in ("was", "first", "earlier", "previously", "also"):
        k += 1
    if k + 1 < len(tokens) and tokens[k].lower in _AS_CUES and _is(tokens, k + 1, "by", "in"):
        return _prepositional(tokens, at, k + 2)
    return None


def _per(tokens: Tokens, at: int) -> Head | None:
    opens = at == 0 or tokens[at - 1].lower == ","
    named = at + 1 < len(tokens) and tokens[at + 1].flags & (CAPITAL | DETERMINER)
    a_rate = _is(tokens, at + 1, "a", "an")
    return _prepositional(tokens, at, at + 1) if opens and named and not a_rate else None


def _knowing_head(tokens: Tokens, at: int) -> Head | None:
    """``X has obtained intelligence suggesting that …``."""
    noun = at + 1
    while noun < len(tokens) and noun < at + 5 and tokens[noun].lower not in _known():
        if tokens[noun].flags & (PUNCTUATION | PREPOSITION | QUOTED):
            return None
        noun += 1
    if noun >= len(tokens) or noun >= at + 5:
        return None
    that = noun + 1
    if _is(tokens, that, *words_of("knowing_participles")):
        that += 1
    if not _is(tokens, that, "that") and that == noun + 1:
        return None
    group = verb_group_start(tokens, at)
    source = subject_before(tokens, group)
    if source is None:
        return None
    cue = Cue(f"have {tokens[noun].lower}", CueClass.SHOWS, frozenset(["that"]))
    return Head(Form.KNOWING, cue, group, at, that, source, source[0], that)


def _quoted_as_saying(tokens: Tokens, at: int) -> Head | None:
    """``X quoted her as saying``: she says it, through X."""
    as_ = next(
        (k for k in range(at + 2, min(len(tokens), at + 14)) if tokens[k].lower == "as"), None
    )
    if as_ is None or not _is(tokens, as_ + 1, "saying", "telling"):
        return None
    group = verb_group_start(tokens, at)
    quoting = subject_before(tokens, group)
    if quoting is None:
        return None
    cue = Cue("quote as saying", CueClass.SAYS, frozenset(["that", "quote"]))
    return Head(Form.VERB, cue, group, at, as_ + 2, (at + 1, as_), quoting[0], as_ + 2, quoting)


def _noun_head(tokens: Tokens, at: int) -> Head | None:
    """``Roe's claim that``, ``his repeated warning that``, ``X followed with a report that``."""
    if at > 1 and tokens[at - 1].flags & DETERMINER and tokens[at - 2].lower == "with":
        source = first_subject(tokens[: at - 2])
        cue = Cue(tokens[at].lower, CueClass.SAYS, frozenset(["that"]))
        return Head(Form.NOUN, cue, at, at, at + 1, source, at, at + 1) if source else None
    for k in range(at - 1, max(-1, at - 4), -1):
        token = tokens[k]
        owned = token.lower in ("'s", "’s", "'", "’") and k > 0
        if owned or token.flags & POSSESSIVE:
            source = phrase_before(tokens, k) if owned else (k, k + 1)
            if source is None:
                return None
            cue = Cue(tokens[at].lower, CueClass.SAYS, frozenset(["that"]))
            return Head(Form.NOUN, cue, at, at, at + 1, source, source[0], at + 1)
        if token.flags & (PUNCTUATION | QUOTED | PREPOSITION | AUXILIARY | DETERMINER):
            return None
    return None


def _known() -> frozenset[str]:
    return words_of("knowing_nouns")


def _verb_head(
    tokens: Tokens, at: int, readings: tuple[Cue, ...], earlier: list[Head]
) -> Head | None:
    cue = _reading(tokens, at, readings)
    if cue is None or not _may_be_verb(tokens, at):
        return None
    after = at + 1 + len(cue.particles)
    group = verb_group_start(tokens, at)
    auxiliaries = [tokens[k] for k in range(group, at)]
    if tokens[at].flags & PAST and any(t.flags & BE for t in auxiliaries):
        return _passive(tokens, group, at, after, cue)
    if tokens[at].flags & ING and not any(t.flags & BE for t in auxiliaries):
        return _participle(tokens, at, after, cue, earlier)
    inverted = _inverted(tokens, group, at, after, cue)
    if inverted is not None:
        return inverted
    if group > 0 and tokens[group - 1].lower == "to":
        return _chained(tokens, group - 1, at, after, cue, earlier)
    if _base_after_base(tokens, group, at):
        return None
    source = subject_before(tokens, group)
    if source is not None:
        if tokens[source[0]].lower == "you":
            return None  # the reader, no speaker
        return Head(Form.VERB, cue, group, at, after, source, source[0], after)
    return _shared(tokens, group, at, after, cue, earlier)


def _base_after_base(tokens: Tokens, group: int, at: int) -> bool:
    """A bare form with nothing to agree with is a noun or an imperative."""
    return group == 0 and at == 0


def _reading(tokens: Tokens, at: int, readings: tuple[Cue, ...]) -> Cue | None:
    for cue in readings:
        if all(_is(tokens, at + 1 + k, particle) for k, particle in enumerate(cue.particles)):
            return cue
    return None


def readings_at(tokens: Tokens, at: int) -> tuple[Cue, ...]:
    """Every reading of the cue at ``at`` whose particles follow."""
    return tuple(
        cue
        for cue in cues_by_form().get(tokens[at].lower, ())
        if all(_is(tokens, at + 1 + k, p) for k, p in enumerate(cue.particles))
    )


def _may_be_verb(tokens: Tokens, at: int) -> bool:
    """Not a noun ("the claims"), not a participle before a noun ("the alleged plot")."""
    token = tokens[at]
    if token.flags & CAPITAL and at > 0:
        return False
    if at == 0:
        return True
    before = tokens[at - 1]
    if before.flags & (DETERMINER | POSSESSIVE | PREPOSITION) and before.lower not in (
        "to",
        "that",
        "all",
        "both",
        "those",
        "some",
        "many",
        "most",
        "others",
        "several",
        "few",
    ):
        return False
    if token.flags & AMBIGUOUS and before.flags & NUMBER:
        return False
    if token.flags & AMBIGUOUS and before.lower in (
        "those",
        "some",
        "many",
        "most",
        "several",
        "few",
    ):
        return _is(tokens, at + 1, "that") and before.lower != "those"
    if before.lower in ("'s", "’s", "'"):
        return bool(before.flags & BE and at > 1 and tokens[at - 2].flags & PRONOUN)
    if token.flags & AMBIGUOUS:
        return _ambiguous_verb(tokens, at)
    return True


def _ambiguous_verb(tokens: Tokens, at: int) -> bool:
    """``claims``, ``report``: a verb after a name, a pronoun, a plural of people or an auxiliary."""
    before = tokens[at - 1]
    if before.flags & (AUXILIARY | PRONOUN | NEGATION) or before.lower in ("to", "who", "which"):
        return True
    if before.lower == "also" or (before.flags & PEOPLE and not tokens[at].lower.endswith("s")):
        return True
    closes = at + 1 >= len(tokens) or tokens[at + 1].flags & PUNCTUATION
    if closes and tokens[at].lower.endswith("s") and not before.lower.endswith("s"):
        return any(tokens[k].lower == "," for k in range(max(0, at - 12), at))
    if before.flags & (CAPITAL | ROLE) or before.lower in (",", ")"):
        return (
            tokens[at].lower.endswith("s") or at + 1 < len(tokens) and _is(tokens, at + 1, "that")
        )
    agrees = before.lower.endswith("s") != tokens[at].lower.endswith("s")
    return agrees and _is(tokens, at + 1, "that") and not before.flags & (PAST | NUMBER)


def _inverted(tokens: Tokens, group: int, at: int, after: int, cue: Cue) -> Head | None:
    """``Q, said X``; ``…, reported X``."""
    if group == 0 or group != at or not cue.frames & {"quote", "that"}:
        return None
    before = tokens[group - 1]
    quoted = bool(before.flags & QUOTED) or (
        before.lower == "," and group > 1 and bool(tokens[group - 2].flags & QUOTED)
    )
    if not quoted and before.lower != ",":
        return None
    if after >= len(tokens):
        return None
    following = tokens[after]
    if not following.flags & (CAPITAL | DETERMINER | ROLE | PEOPLE | POSSESSIVE) and not (
        quoted and following.flags & PRONOUN
    ):
        return None
    if following.flags & TIME or following.lower in ("that", "this", "no", "all"):
        return None
    if not quoted and (
        subject_before(tokens, group) is not None or not _closes_unit(tokens, after)
    ):
        return None
    source = phrase_after(tokens, after)
    if source is None:
        return None
    return Head(Form.INVERTED, cue, group, at, after, source, group, source[1])


def _closes_unit(tokens: Tokens, after: int) -> bool:
    """After ``…, said X`` no second clause may follow: else X is a subject of its own."""
    source = phrase_after(tokens, after)
    return source is not None and not any(
        is_verb(tokens, k) for k in range(source[1], min(len(tokens), source[1] + 3))
    )


def _passive(tokens: Tokens, group: int, at: int, after: int, cue: Cue) -> Head | None:
    if _is(tokens, after, "by"):
        source = phrase_after(tokens, after + 1)
        if source is not None and tokens[at].lower in _AS_CUES:
            return Head(Form.ACCORDING, cue, group, at, after + 1, source, group, source[1])
    if tokens[at].lower not in _IMPERSONAL:
        return None
    if not _is(tokens, after, "to", "that") and not (group > 0 and tokens[group - 1].lower == "it"):
        return None
    return Head(Form.PASSIVE, cue, group, at, after, None, group, after)


def _participle(tokens: Tokens, at: int, after: int, cue: Cue, earlier: list[Head]) -> Head | None:
    """``…, saying that``: the subject is the one of the clause before."""
    if tokens[at].lower in ("citing", "quoting"):
        return None  # names an informant, see assertions.py
    if (
        at > 0
        and not tokens[at - 1].flags & QUOTED
        and tokens[at - 1].lower not in _BEFORE_PARTICIPLE
    ):
        return _accusative(tokens, at, after, cue)
    return _shared(tokens, at, at, after, cue, earlier)


def _accusative(tokens: Tokens, at: int, after: int, cue: Cue) -> Head | None:
    """``a video of Roe saying that``: the noun before is who says it."""
    marked = after < len(tokens) and (tokens[after].lower == "that" or tokens[after].flags & QUOTED)
    before = tokens[at - 1]
    if not marked or not before.flags & (CAPITAL | PEOPLE | ROLE | PRONOUN | OBJECT_PRONOUN):
        return None
    source = phrase_before(tokens, at, short=True)
    return Head(Form.VERB, cue, at, at, after, source, source[0], after) if source else None


def _chained(
    tokens: Tokens, to: int, at: int, after: int, cue: Cue, earlier: list[Head]
) -> Head | None:
    """``X went on to say``, ``X declined to say whether``."""
    if to == 0:
        return None
    governor = to - 1
    if _is(tokens, governor, "on") and governor > 0:
        governor -= 1
    if tokens[governor].lower not in words_of("chains"):
        return None
    group = verb_group_start(tokens, governor)
    source = subject_before(tokens, group)
    if source is not None:
        return Head(Form.VERB, cue, group, at, after, source, source[0], after)
    return _shared(tokens, group, at, after, cue, earlier)


def _shared(
    tokens: Tokens, group: int, at: int, after: int, cue: Cue, earlier: list[Head]
) -> Head | None:
    """A verb without a subject of its own: ``and added``, ``, saying``."""
    if group > 0:
        before = tokens[group - 1]
        joined = before.flags & COORDINATOR or before.lower in (",", "then", "while", "by", "who")
        if not joined and not before.flags & QUOTED:
            return None
    source = next((h.source for h in reversed(earlier) if h.source and h.left < at), None)
    if source is None:
        source = first_subject(tokens[:group])
    if source is None or source[1] > group:
        return None
    return Head(Form.SHARED, cue, group, at, after, source, group, after)


def titles_heads(tokens: Tokens) -> Iterator[Head]:
    """Headlines: ``X: …`` and ``…: X``, where X is short and names somebody."""
    colons = [k for k, token in enumerate(tokens) if token.lower == ":"]
    if len(colons) != 1:
        return
    at = colons[0]
    if 0 < at <= 5:
        yield Head(Form.COLON, _SAYS, at, at, at + 1, (0, at), 0, at + 1)
    if 0 < len(tokens) - at - 1 <= 4 and at > 3:
        yield Head(Form.COLON, _SAYS, at, at, at + 1, (at + 1, len(tokens)), at, len(tokens))
