"""How a clause or a phrase opens behind a cue, and what may stand before it."""

from __future__ import annotations

from storytracker.analysis.speech.phrases import OCCASIONS
from storytracker.analysis.speech.verbs import Tokens, is_verb
from storytracker.analysis.speech.words import (
    ADVERB,
    AUXILIARY,
    CAPITAL,
    COORDINATOR,
    DETERMINER,
    INDEFINITE,
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
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    TIME,
    TIME_NOUN,
    VERB,
    Word,
    word,
)

# How far behind its cue a clause with "that" or a quotation may begin, in tokens.
REACH = 16

NOUN_START = DETERMINER | POSSESSIVE | CAPITAL | NUMBER | PRONOUN | INDEFINITE | PEOPLE | ROLE

_ADVERBIAL = frozenset(
    ["as", "when", "while", "after", "because", "although", "though", "since", "until"]
)


def skip_fillers(tokens: Tokens, start: int, end: int) -> int:
    """Past ``on Tuesday``, ``late Monday``, ``later``, ``in a statement``."""
    at = start
    while at < end:
        token = tokens[at]
        if token.flags & TIME and not (at + 1 < end and tokens[at + 1].lower in ("'s", "’s")):
            at += 1
        elif (
            token.lower in {"on", "late", "early", "last"}
            and at + 1 < end
            and (tokens[at + 1].flags & (TIME | TIME_NOUN))
        ) or (
            token.lower in {"this", "last", "next"}
            and at + 1 < end
            and (tokens[at + 1].flags & TIME_NOUN)
        ):
            at += 2
        elif token.flags & TIME_NOUN and at > start and tokens[at - 1].flags & TIME:
            at += 1
        elif token.lower in {"in", "at", "during", "via", "on"} and occasion_end(tokens, at, end):
            at = occasion_end(tokens, at, end) or end
        elif (
            token.flags & ADVERB
            and not token.flags & NEGATION
            and token.lower not in {"there", "no", "all", "both", "more"}
        ):
            at += 1
        else:
            break
    return at


def occasion_end(tokens: Tokens, at: int, end: int) -> int | None:
    for k in range(at + 1, min(end, at + 6)):
        if tokens[k].lower in OCCASIONS or tokens[k].flags & TIME:
            return k + 1
        if tokens[k].flags & TIME_NOUN and tokens[k - 1].lower == "the":
            return k + 1  # "earlier in the day"
        if tokens[k].flags & (PUNCTUATION | QUOTED) or is_verb(tokens, k):
            return None
    return None


def after_addressee(tokens: Tokens, start: int, end: int) -> int | None:
    """Past the person told: ``him``, ``reporters``, ``the press``, ``Roe's staff``."""
    at = start
    if tokens[at].flags & OBJECT_PRONOUN and not tokens[at].flags & POSSESSIVE:
        return skip_fillers(tokens, at + 1, end)
    if tokens[at].lower == "her" or tokens[at].flags & (DETERMINER | POSSESSIVE):
        at += 1
    first, article = at, at > start and bool(tokens[start].flags & DETERMINER)
    while at < end and at - first < 8:
        token = tokens[at]
        named = token.flags & CAPITAL or token.lower in {"'s", "’s", "of", "the", "and", "'"}
        if at > first and not named and not (article and _is_group(tokens, at, end)):
            break
        if token.lower == "the" and at > first and tokens[at - 1].lower not in ("of", "and"):
            break  # "told staff the plan was dead"
        if token.flags & (PUNCTUATION | QUOTED) and token.lower != "'":
            break
        at += 1
    return skip_fillers(tokens, at, end) if at > first else None


def _is_group(tokens: Tokens, at: int, end: int) -> bool:
    """``told a public meeting the plan …``: the noun, where another phrase begins behind it."""
    plain = not tokens[at].flags & (NOUN_START | PREPOSITION | PUNCTUATION | AUXILIARY | ADVERB)
    return plain and at + 1 < end and bool(tokens[at + 1].flags & (DETERMINER | PRONOUN | CAPITAL))


def is_clause(tokens: Tokens, start: int, end: int, *, sure: bool = False) -> bool:
    """A subject and a finite verb: a clause without "that".

    ``sure`` cues ("say") take nothing else, so a verb that no list knows is no hindrance.
    """
    if start >= end or not (opens_noun(tokens, start) or (sure and _is_plural(tokens, start, end))):
        return False
    if tokens[start].flags & PREPOSITION and not sure:
        return False
    for at in range(start + 1, min(end, start + 28)):
        token = tokens[at]
        if token.lower in (";", ":") or token.lower in _ADVERBIAL:
            return False
        if token.flags & RELATIVE and tokens[at - 1].lower == ",":
            return sure  # the verb to come is the aside's
        if is_verb(tokens, at) or holds_verb(token):
            return True
    return bool(tokens[start].flags & PRONOUN) or (sure and end - start >= 5)


def _is_plural(tokens: Tokens, at: int, end: int) -> bool:
    """``said talks had failed``: no verb, where the next word is one."""
    plural = tokens[at].flags & VERB and tokens[at].lower.endswith("s")
    return bool(plural) and at + 1 < end and is_verb(tokens, at + 1)


def opens_noun(tokens: Tokens, at: int) -> bool:
    token = tokens[at]
    if token.flags & NOUN_START or token.lower in {"there", "no", "if", "when", "both", "all"}:
        return True
    if token.lower == "that":
        return at + 1 < len(tokens) and is_verb(tokens, at + 1)  # "that’s a mistake"
    if token.flags & (PUNCTUATION | PREPOSITION | QUOTED | COORDINATOR | SUBORDINATOR | ADVERB):
        return token.lower in {
            "in",
            "after",
            "during",
            "despite",
            "under",
            "with",
            "at",
            "once",
            "only",
        }
    return not is_verb(tokens, at)


def holds_verb(token: Word) -> bool:
    """Words in marks that begin with a verb: ``“are a mess”``."""
    if token.quote is None:
        return False
    verb = word(token.quote.first).flags
    return bool(verb & (AUXILIARY | VERB | PAST)) and not verb & (CAPITAL | ING)
