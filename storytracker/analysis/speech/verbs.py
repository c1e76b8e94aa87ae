"""Which words are finite verbs, and where their group begins, without a parser."""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.speech.words import (
    ADVERB,
    AMBIGUOUS,
    AUXILIARY,
    BASE,
    CAPITAL,
    COORDINATOR,
    CUE,
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
    QUESTION,
    QUOTED,
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    TIME,
    TIME_NOUN,
    VERB,
    Word,
)

Range = tuple[int, int]


Tokens = Sequence[Word]


_AFTER_NOUN = frozenset(["of", "from", "about", "by", "on", "in"])


_BEFORE_BARE_VERB = (
    PRONOUN
    | RELATIVE
    | AUXILIARY
    | ADVERB
    | NEGATION
    | COORDINATOR
    | PEOPLE
    | INDEFINITE
    | CAPITAL
    | NUMBER
    | DETERMINER
)


_NOT_PLAIN = (
    DETERMINER
    | POSSESSIVE
    | PREPOSITION
    | PRONOUN
    | OBJECT_PRONOUN
    | ADVERB
    | SUBORDINATOR
    | NUMBER
    | COORDINATOR
    | RELATIVE
    | TIME
    | PUNCTUATION
    | QUOTED
    | VERB
    | AUXILIARY
)


MAYBE_VERB = AUXILIARY | VERB | PAST
"""Only words of these classes are verbs: a test that spares a call."""


_BEFORE_IS = frozenset(["there", "that", "what", "here", "who"])
_NOUN_BEFORE = DETERMINER | POSSESSIVE | NUMBER


def is_verb(tokens: Tokens, at: int) -> bool:
    """Is the token a finite verb, as far as its form and its left neighbour tell?"""
    token = tokens[at]
    flags = token.flags
    if not flags & MAYBE_VERB:
        return False
    if token.lower == "'s":
        return at > 0 and (
            bool(tokens[at - 1].flags & PRONOUN) or tokens[at - 1].lower in _BEFORE_IS
        )
    if flags & AUXILIARY:
        return not (flags & CAPITAL and token.lower in ("may", "will") and at > 0)
    if at == 0 or flags & (ING | CAPITAL):
        return False
    before = tokens[at - 1]
    if before.flags & (_NOUN_BEFORE | PREPOSITION) or before.lower in {"'s", "’s", "'"}:
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    followed = following.lower if following else ""
    if are_press_reports(token, before):
        return False
    if token.lower == "close" and followed == "to":
        return False  # "people close to the club"
    closed = following is None or following.flags & PUNCTUATION or followed in _AFTER_NOUN
    if flags & AMBIGUOUS and not flags & PAST and (closed or _is_finite(following)):
        return False
    if flags & BASE and not flags & PAST and not _takes_plural_verb(before):
        return False
    if flags & PAST and before.flags & PUNCTUATION and following and _plain_noun(following):
        return False  # ", leaked letter shows"
    return not (flags & PAST and followed == "by")


def are_press_reports(token: Word, before: Word) -> bool:
    """``media reports that``: "the media" would report."""
    return token.lower == "reports" and before.lower in ("media", "news")


def _is_finite(token: Word | None) -> bool:
    """``said``, ``has``: before it "reports" is a noun."""
    if token is None:
        return False
    cue = token.flags & CUE and token.flags & VERB and not token.flags & (AMBIGUOUS | ING | CAPITAL)
    return bool(token.flags & AUXILIARY or cue)


def _takes_plural_verb(before: Word) -> bool:
    """May a bare verb form follow: ``they report``, ``officials say``, ``to say``, ``also say``?"""
    return (
        before.lower.endswith("s")
        or before.lower
        in {"to", "all", "both", "let", "people", "police", "men", "women", ")", ","}
        or bool(before.flags & _BEFORE_BARE_VERB)
    )


def _plain_noun(token: Word) -> bool:
    return not token.flags & _NOT_PLAIN and token.text.islower() and not token.lower.endswith("ing")


def has_verb(tokens: Tokens, start: int, end: int) -> bool:
    """Does a finite verb stand in the range?"""
    for at in range(start, min(end, len(tokens))):
        if tokens[at].flags & MAYBE_VERB and is_verb(tokens, at):
            return True
    return False


def verb_group_start(tokens: Tokens, at: int) -> int:
    """The first token of the verb group that ends at ``at`` ("has also not said")."""
    first = at
    while first > 0:
        before = tokens[first - 1]
        flags = before.flags
        if flags & (AUXILIARY | NEGATION) and not (flags & DETERMINER):
            first -= 1
            if before.lower in ("'s", "’s") and not tokens[first - 1].flags & PRONOUN:
                return first + 1
        elif (
            before.lower in ("both", "all")
            and first > 1
            and tokens[first - 2].flags & AUXILIARY
            or (flags & ADVERB and not flags & (COORDINATOR | QUESTION | DETERMINER))
            or (flags & TIME and before.lower != "march")
        ):
            first -= 1
        elif (
            before.flags & TIME_NOUN
            and first > 1
            and tokens[first - 2].lower in ("this", "last")
            and first > 2
            and tokens[first - 3].flags & (CAPITAL | PRONOUN | PEOPLE | ROLE)
        ):
            first -= 2
        elif before.lower in {"on", "last", "late", "early"} and tokens[first].flags & (
            TIME | TIME_NOUN
        ):
            first -= 1
        else:
            break
    return first
