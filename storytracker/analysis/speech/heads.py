"""Heads of attribution in one unit: each cue with its subject, before any content is cut.

A head is found by grammar alone; whether it attributes anything is decided with its content
(see contents.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from storytracker.analysis.speech.cues import Cue, CueClass, cues_by_form, words_of
from storytracker.analysis.speech.forms import Form, Head
from storytracker.analysis.speech.phrases import phrase_after, phrase_before
from storytracker.analysis.speech.subjects import first_subject, subject_before
from storytracker.analysis.speech.verbheads import AS_CUES, token_is, verb_head
from storytracker.analysis.speech.verbs import Range, Tokens, is_verb, verb_group_start
from storytracker.analysis.speech.words import (
    AUXILIARY,
    BE,
    CAPITAL,
    COORDINATOR,
    CUE,
    DETERMINER,
    PAST,
    POSSESSIVE,
    PREPOSITION,
    PUNCTUATION,
    QUOTED,
)

# Asked of its class at every turn, a member would cost as much as a call.
_ACCORDING = Form.ACCORDING

_SAYS = Cue("say", CueClass.SAYS, frozenset(["that", "whether", "quote"]))


ACCORDING = Cue("according to", CueClass.SAYS, frozenset(["that"]))


_BESIDE_SPEAKERS = frozenset([":", "–", "—", "-", "--"])
_NOT_OWNED = PUNCTUATION | QUOTED | PREPOSITION | AUXILIARY | DETERMINER
_QUOTES = frozenset(["quoted", "quotes", "cited"])
_BEFORE_AS_CUE = frozenset(["was", "first", "earlier", "previously", "also"])
_AFTER_AS = _BEFORE_AS_CUE | AS_CUES | {"per"}
_KNOWING_VERBS, _KNOWN = words_of("knowing_verbs"), words_of("knowing_nouns")
_NOUNS, _VIEWS = words_of("nouns"), words_of("views")


def find_heads(tokens: Tokens) -> list[Head]:
    """All heads of a unit in order."""
    heads: list[Head] = []
    after = 0
    forms, others = cues_by_form(), _other_openers()
    stated = 4 if tokens and tokens[0].lower == "in" else -1  # "In a statement, …"
    for at in [at for at, token in enumerate(tokens) if token.flags & CUE]:
        if at < after:
            continue
        lower = tokens[at].lower
        head = _other_head(tokens, at) if lower in others or at <= stated else None
        if head is None and lower in forms and not tokens[at].flags & QUOTED:
            head = verb_head(tokens, at, forms[lower], heads)
        if head is not None:
            heads.append(head)
            after = head.after if head.form is not _ACCORDING else head.right
    return heads


@cache
def _other_openers() -> frozenset[str]:
    """The words that may open an attribution otherwise than as a verb of saying."""
    nouns = words_of("nouns")
    lists = ("knowing_verbs", "sure", "views", "positions", "promises", "calls")
    return frozenset(
        ["according", "as", "per", "heard", *_QUOTES, *nouns, *(noun + "s" for noun in nouns)]
    ).union(*map(words_of, lists))


def _other_head(tokens: Tokens, at: int) -> Head | None:
    """What a preposition, a noun or a verb of knowing at ``at`` opens, by what it is."""
    token = tokens[at]
    lower = token.lower
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    if lower == "according" and following == "to":
        return _prepositional(tokens, at, at + 2)
    if lower == "as":
        return _as_head(tokens, at) if following in _AFTER_AS else None
    if lower == "per" and following != "cent":
        return _per(tokens, at)
    if lower in _KNOWING_VERBS and not token.flags & CAPITAL:
        return _knowing_head(tokens, at)
    if lower in _QUOTES and (quoted := _quoted_as_saying(tokens, at)) is not None:
        return quoted
    if at <= 4 and tokens[0].lower == "in" and (stated := _in_statement(tokens, at)):
        return stated
    if following in {"by", "from", "in"} and lower.removesuffix("s") in _NOUNS:
        return _noun_by(tokens, at)
    if following == "that" and lower in words_of("sure"):
        return _adjective_head(tokens, at)
    if following == "that" and lower == "heard":
        return _hearing_head(tokens, at)
    if lower in _VIEWS and (view := _view_head(tokens, at)):
        return view
    if at + 2 < len(tokens) and tokens[at + 1].flags & BE and lower in words_of("positions"):
        return _position_head(tokens, at)
    if following == "that" and lower in _NOUNS:
        return _noun_head(tokens, at)
    if following == "to" and lower in words_of("promises"):
        return _promise_head(tokens, at)
    if following == "of" and lower in words_of("calls"):
        return _call_head(tokens, at)
    return None


def _prepositional(tokens: Tokens, at: int, name: int) -> Head | None:
    front = at == 0 or bool(tokens[at - 1].flags & (COORDINATOR | PUNCTUATION)) and at <= 2
    source = phrase_after(tokens, name, apposition=not front or _closed_apposition(tokens, name))
    if source is None:
        return None
    return Head(_ACCORDING, ACCORDING, at, at, name, source, at, source[1])


def _closed_apposition(tokens: Tokens, name: int) -> bool:
    """``According to Roe, a lawyer, the firm …``: two commas and a clause behind the second."""
    commas = [k for k in range(name, min(len(tokens), name + 30)) if tokens[k].lower == ","]
    return len(commas) >= 2 and token_is(tokens, commas[0] + 1, "a", "an", "who", "which")


def _as_head(tokens: Tokens, at: int) -> Head | None:
    """``as reported by X``, ``as X reported``, ``as per X``."""
    if token_is(tokens, at + 1, "per"):
        return _prepositional(tokens, at, at + 2)
    k = at + 1
    while k < len(tokens) and tokens[k].lower in _BEFORE_AS_CUE:
        k += 1
    if k + 1 < len(tokens) and tokens[k].lower in AS_CUES and token_is(tokens, k + 1, "by", "in"):
        return _prepositional(tokens, at, k + 2)
    return None


def _per(tokens: Tokens, at: int) -> Head | None:
    opens = at == 0 or tokens[at - 1].lower == ","
    named = at + 1 < len(tokens) and tokens[at + 1].flags & (CAPITAL | DETERMINER)
    a_rate = token_is(tokens, at + 1, "a", "an")
    return _prepositional(tokens, at, at + 1) if opens and named and not a_rate else None


def _knowing_head(tokens: Tokens, at: int) -> Head | None:
    """``X has obtained intelligence suggesting that …``."""
    noun = at + 1
    while noun < len(tokens) and noun < at + 5 and tokens[noun].lower not in _KNOWN:
        if tokens[noun].flags & (PUNCTUATION | PREPOSITION | QUOTED):
            return None
        noun += 1
    if noun >= len(tokens) or noun >= at + 5:
        return None
    that = noun + 1
    if token_is(tokens, that, *words_of("knowing_participles")):
        that += 1
    if not token_is(tokens, that, "that") and that == noun + 1:
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
        (k for k in range(at + 1, min(len(tokens), at + 14)) if tokens[k].lower == "as"), None
    )
    if as_ is None or not token_is(tokens, as_ + 1, "saying", "telling"):
        return None
    group = verb_group_start(tokens, at)
    quoting = subject_before(tokens, group)
    if quoting is None:
        return None
    cue = Cue("quote as saying", CueClass.SAYS, frozenset(["that", "quote"]))
    if any(tokens[k].flags & BE for k in range(group, at)):  # "was quoted by X as saying"
        by = (at + 2, as_) if tokens[at + 1].lower in ("by", "in") and as_ > at + 2 else None
        return Head(Form.VERB, cue, group, at, as_ + 2, quoting, quoting[0], as_ + 2, by)
    return Head(Form.VERB, cue, group, at, as_ + 2, (at + 1, as_), quoting[0], as_ + 2, quoting)


def _in_statement(tokens: Tokens, at: int) -> Head | None:
    """``In a statement made by X, …``."""
    if tokens[at].lower not in words_of("documents"):
        return None
    by = at + 2 if at + 2 < len(tokens) and tokens[at + 1].flags & PAST else at + 1
    source = (
        phrase_after(tokens, by + 1, apposition=False)
        if token_is(tokens, by, "by", "from")
        else None
    )
    if source is None or not token_is(tokens, source[1], ","):
        return None
    cue = Cue(tokens[at].lower, CueClass.SAYS, frozenset(["that"]))
    return Head(_ACCORDING, cue, 0, at, by + 1, source, 0, source[1])


def _noun_by(tokens: Tokens, at: int) -> Head | None:
    """``a report by X that …``, ``claims from X that …``."""
    source = phrase_after(tokens, at + 2, apposition=False)
    if source is None or not token_is(tokens, source[1], "that"):
        return None
    if source[1] + 1 < len(tokens) and is_verb(tokens, source[1] + 1):
        return None  # "rulings in cases that are old"
    cue = Cue(tokens[at].lower, CueClass.SAYS, frozenset(["that"]))
    return Head(Form.NOUN, cue, at, at, source[1], source, at, source[1])


def _noun_head(tokens: Tokens, at: int) -> Head | None:
    """``Roe's claim that``, ``his repeated warning that``, ``X followed with a report that``."""
    if at > 1 and tokens[at - 1].flags & DETERMINER and tokens[at - 2].lower == "with":
        source = first_subject(tokens[: at - 2])
        cue = Cue(tokens[at].lower, CueClass.SAYS, frozenset(["that"]))
        return Head(Form.NOUN, cue, at, at, at + 1, source, at, at + 1) if source else None
    source = _owner(tokens, at)
    if source is None:
        return None
    cue = Cue(tokens[at].lower, CueClass.SAYS, frozenset(["that"]))
    return Head(Form.NOUN, cue, at, at, at + 1, source, source[0], at + 1)


def _adjective_head(tokens: Tokens, at: int) -> Head | None:
    """``Roe was adamant that …``."""
    group = verb_group_start(tokens, at)
    if not any(tokens[k].flags & BE for k in range(group, at)):
        return None
    source = subject_before(tokens, group)
    if source is None:
        return None
    cue = Cue(f"be {tokens[at].lower}", CueClass.SAYS, frozenset(["that"]))
    return Head(Form.VERB, cue, group, at, at + 1, source, source[0], at + 1)


def _hearing_head(tokens: Tokens, at: int) -> Head | None:
    """``The inquest heard that …``."""
    group = verb_group_start(tokens, at)
    source = subject_before(tokens, group)
    if source is None or not any(t.lower in words_of("hearers") for t in tokens[slice(*source)]):
        return None
    cue = Cue("hear", CueClass.SAYS, frozenset(["that"]))
    return Head(Form.VERB, cue, group, at, at + 1, source, source[0], at + 1)


def _view_head(tokens: Tokens, at: int) -> Head | None:
    """``In Roe's view, …``."""
    source = _owner(tokens, at)
    if source is None or source[0] != 1 or tokens[0].lower != "in":
        return None
    if not token_is(tokens, at + 1, ","):
        return None
    cue = Cue(tokens[at].lower, CueClass.BELIEVES, frozenset(["that"]))
    return Head(_ACCORDING, cue, 0, at, at + 1, source, 0, at + 1)


def _position_head(tokens: Tokens, at: int) -> Head | None:
    """``Roe's argument is that …``, ``the message from Roe was that …``."""
    source = _owner(tokens, at)
    if source is None or not token_is(tokens, at + 2, "that"):
        return None
    cue = Cue(tokens[at].lower, CueClass.SAYS, frozenset(["that"]))
    return Head(Form.VERB, cue, at, at, at + 2, source, source[0], at + 2)


def _owner(tokens: Tokens, at: int) -> Range | None:
    """Whose noun it is: ``Roe's``, ``their repeated``."""
    for k in range(at - 1, max(-1, at - 4), -1):
        token = tokens[k]
        if token.flags & POSSESSIVE:
            return k, k + 1
        if token.lower in ("'s", "'") and k > 0:
            return phrase_before(tokens, k)
        most = token.lower in {"most", "own", "only"}  # "his most daring claim"
        if not most and token.flags & _NOT_OWNED:
            return None
    return None


def _promise_head(tokens: Tokens, at: int) -> Head | None:
    """``Roe's pledge to leave``, ``his repeated threat to sue``."""
    source = _owner(tokens, at)
    if source is None or at + 2 >= len(tokens) or tokens[at + 2].flags & (DETERMINER | CAPITAL):
        return None
    cue = Cue(tokens[at].lower, CueClass.VOWS, frozenset(["to"]))
    return Head(Form.NOUN, cue, at, at, at + 1, source, source[0], at + 1)


def _call_head(tokens: Tokens, at: int) -> Head | None:
    """``chants of “…”``: whose they are is often not said."""
    if at + 2 >= len(tokens) or not tokens[at + 2].flags & QUOTED:
        return None
    source = _owner(tokens, at)
    cue = Cue(tokens[at].lower, CueClass.SAYS, frozenset(["quote"]))
    left = source[0] if source is not None else at
    return Head(Form.NOUN, cue, at, at, at + 2, source, left, at + 2)


def titles_heads(tokens: Tokens) -> Iterator[Head]:
    """Headlines: ``X: …``, ``…: X`` and ``… – X``, where X is short and names somebody."""
    colons = [k for k, token in enumerate(tokens) if token.lower in _BESIDE_SPEAKERS]
    if len(colons) != 1:
        return
    at = colons[0]
    if 0 < at <= 5 and tokens[at].lower == ":":
        yield Head(Form.COLON, _SAYS, at, at, at + 1, (0, at), 0, at + 1)
    if 0 < len(tokens) - at - 1 <= 4 and at >= 3:
        yield Head(Form.COLON, _SAYS, at, at, at + 1, (at + 1, len(tokens)), at, len(tokens))
