"""Noun phrases without a parser: whose verb is it, and how far does a name reach.

All functions work on a list of tokens and return index ranges, end exclusive. They look at a
bounded number of tokens, so that a long sentence costs no more per word than a short one.
"""

from __future__ import annotations

from storytracker.analysis.speech.cues import words_of
from storytracker.analysis.speech.verbs import Range, Tokens, has_verb, is_verb
from storytracker.analysis.speech.words import (
    ADVERB,
    AUXILIARY,
    CAPITAL,
    COORDINATOR,
    DETERMINER,
    GLUED,
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
)

# Longest noun phrase, parenthesis and relative clause that are looked through, in tokens.
LONGEST_PHRASE = 40


LONGEST_RELATIVE = 14


OCCASIONS = words_of("occasions")


def phrase_before(tokens: Tokens, end: int, *, short: bool = False) -> Range | None:
    """The noun phrase whose last token is ``end - 1``.

    With ``short`` it stops at a preposition other than "of" and never crosses a verb.
    """
    at = end - 1
    limit = max(-1, at - LONGEST_PHRASE)
    start, join = end, None
    while at > limit:
        token = tokens[at]
        flags, lower = token.flags, token.lower
        if flags & PUNCTUATION:
            if lower not in {"'", "’", "&", "/"} and not _inside_name(tokens, at):
                break
        elif flags & QUOTED or flags & (RELATIVE | NEGATION) and lower != "no":
            break
        elif flags & PRONOUN:
            if at == end - 1:
                return at, end
            break
        elif flags & COORDINATOR:
            if lower not in ("and", "or") or at == 0 or at == end - 1:
                break
            join = at
        elif lower in ("'s", "’s"):
            if at > 0 and tokens[at - 1].flags & PRONOUN:
                break
        elif is_verb(tokens, at) and not (join is None and _participle(tokens, at)):
            antecedent = None if short else _antecedent(tokens, at, limit)
            if antecedent is None:
                if join is not None:
                    start = join + 1
                break
            start, at = antecedent + 1, antecedent
            join = None
            continue
        elif flags & (DETERMINER | POSSESSIVE) and lower != "all":
            start = at
            if at == 0:
                break
            if is_verb(tokens, at - 1):
                antecedent = None if short else _antecedent(tokens, at - 1, limit)
                if antecedent is None:
                    break
                start, at = antecedent + 1, antecedent
                join = None
                continue
            if not _goes_on(tokens[at - 1]) or (short and tokens[at - 1].lower != "of"):
                break
        elif flags & PREPOSITION:
            if at == 0 or not _may_precede_preposition(tokens, at):
                break
            if short and lower != "of":
                break
        elif flags & SUBORDINATOR or (flags & ADVERB and not lower.endswith("ly")):
            break
        elif flags & OBJECT_PRONOUN:
            if at == 0 or not tokens[at - 1].flags & PREPOSITION:
                break
        elif flags & TIME and not flags & VERB and not _possessive(tokens, at + 1):
            break
        if not flags & (COORDINATOR | PREPOSITION):
            start = at
        at -= 1
    while start < end and tokens[start].flags & (ADVERB | COORDINATOR | PUNCTUATION):
        if tokens[start].lower == "both":  # "both unions": a determiner here
            break
        start += 1
    return (start, end) if start < end and _has_noun(tokens, start, end) else None


def _participle(tokens: Tokens, at: int) -> bool:
    """``people briefed on the plan`` before a verb: no verb of its own but a participle."""
    before = tokens[at - 1]
    return bool(
        tokens[at].flags & PAST
        and at + 1 < len(tokens)
        and tokens[at + 1].flags & PREPOSITION
        and (before.flags & (PEOPLE | ROLE) or before.lower.endswith("s") or before.lower == "data")
        and not before.flags & PRONOUN
    )


def _possessive(tokens: Tokens, at: int) -> bool:
    return at < len(tokens) and tokens[at].lower in ("'s", "’s")


def _inside_name(tokens: Tokens, at: int) -> bool:
    """A hyphen or stop glued between two words ("Doris Crouse - Mays" is not)."""
    return (
        tokens[at].lower in ("-", ".")
        and 0 < at < len(tokens) - 1
        and bool(tokens[at].flags & GLUED)
    )


def _goes_on(before: Word) -> bool:
    return bool(before.flags & PREPOSITION) or before.lower in {"and", "or", "all", "both", "half"}


def _may_precede_preposition(tokens: Tokens, at: int) -> bool:
    before = tokens[at - 1]
    if before.lower == "according" or before.flags & (TIME | COORDINATOR | SUBORDINATOR):
        return False
    if before.flags & (PUNCTUATION | QUOTED | PRONOUN | RELATIVE):
        return False
    if before.flags & PAST and tokens[at].lower == "by":
        return True
    return not is_verb(tokens, at - 1) or (at > 1 and _participle(tokens, at - 1))


def _antecedent(tokens: Tokens, verb: int, limit: int) -> int | None:
    """Left of a relative clause that holds ``verb``: the index of the noun it belongs to."""
    for at in range(verb - 1, max(limit, verb - LONGEST_RELATIVE), -1):
        token = tokens[at]
        if token.flags & PUNCTUATION or token.flags & QUOTED:
            return None
        if token.flags & RELATIVE or token.lower == "that":
            noun = tokens[at - 1] if at > 0 else None
            if noun is None or noun.flags & (PUNCTUATION | QUOTED | AUXILIARY | PREPOSITION):
                return None
            return None if is_verb(tokens, at - 1) else at - 1
    return None


def _has_noun(tokens: Tokens, start: int, end: int) -> bool:
    return any(
        not tokens[at].flags & (DETERMINER | PREPOSITION | PUNCTUATION | ADVERB | COORDINATOR)
        or tokens[at].flags & (CAPITAL | PEOPLE)
        or tokens[at].lower in {"this", "that", "these", "those", "many", "some", "others", "both"}
        for at in range(start, end)
    )


def phrase_after(tokens: Tokens, start: int, *, apposition: bool = True) -> Range | None:
    """The noun phrase that begins at ``start``, with its appositions (``Roe, the minister``)."""
    at, limit = start, min(len(tokens), start + LONGEST_PHRASE)
    while at < limit:
        token = tokens[at]
        flags, lower = token.flags, token.lower
        if flags & PUNCTUATION:
            if lower == "(":
                closing = _closing(tokens, at, limit)
                if closing is None:
                    break
                at = closing
            elif lower == ",":
                if not apposition or not _opens_apposition(tokens, at, start, limit):
                    break
            elif lower not in {"'", "’", "&", "/"} and not _inside_name(tokens, at):
                break
        elif apposition and lower == "who" and at > start and _names_people(tokens[at - 1]):
            at = _relative_end(tokens, at, limit) - 1
        elif flags & QUOTED or flags & RELATIVE and lower != "whose":
            if not (at > start and tokens[at - 1].lower == "," and flags & RELATIVE):
                break
            closing = next((k for k in range(at, limit) if tokens[k].lower == ","), None)
            if closing is not None:
                return start, closing
            at = limit - 1
        elif flags & PRONOUN:
            return (at, at + 1) if at == start else (start, at)
        elif lower in ("'s", "’s"):
            pass
        elif at > start and is_verb(tokens, at) and not _reduced_relative(tokens, at):
            break
        elif flags & COORDINATOR:
            if lower != "and" or not _joins_names(tokens, at, limit):
                break
        elif flags & PREPOSITION:
            if at > start and _leaves_phrase(tokens, at, limit):
                break
        elif flags & (SUBORDINATOR | NEGATION) and lower != "no":
            break
        elif flags & ADVERB and at > start and tokens[at - 1].flags & (DETERMINER | POSSESSIVE):
            pass  # "an earlier report"
        elif at > start and (
            flags & TIME or (flags & ADVERB and not (flags & CAPITAL or lower.endswith("ly")))
        ):
            if not _possessive(tokens, at + 1):
                break
        elif at > start and flags & ING and not flags & CAPITAL and tokens[at - 1].lower == ",":
            break
        at += 1
    while at > start and tokens[at - 1].flags & (PREPOSITION | ADVERB | COORDINATOR):
        at -= 1
    return (start, at) if at > start and _has_noun(tokens, start, at) else None


def _names_people(token: Word) -> bool:
    return bool(token.flags & (PEOPLE | ROLE)) and not token.flags & CAPITAL


def _relative_end(tokens: Tokens, at: int, limit: int) -> int:
    """The end of ``who work for him`` behind "three people": the next mark or clause."""
    end = at + 1
    while end < limit and not (
        tokens[end].flags & (PUNCTUATION | QUOTED | RELATIVE) or tokens[end].lower == "that"
    ):
        end += 1
    return end


def _reduced_relative(tokens: Tokens, at: int) -> bool:
    """``returns filed with the court``: a participle between a plural and a preposition."""
    if not tokens[at].flags & PAST or at + 1 >= len(tokens):
        return False
    return tokens[at + 1].lower in ("with", "by") and tokens[at - 1].lower.endswith("s")


def _closing(tokens: Tokens, at: int, limit: int) -> int | None:
    return next((k for k in range(at + 1, limit) if tokens[k].lower == ")"), None)


def _opens_apposition(tokens: Tokens, comma: int, start: int, limit: int) -> bool:
    if comma + 1 >= limit:
        return False
    following = tokens[comma + 1]
    if following.flags & RELATIVE:
        return True
    named = any(tokens[k].flags & CAPITAL for k in range(start, comma))
    if not named and _names_holder(tokens, comma, limit):
        return True
    if not named or following.flags & (COORDINATOR | PRONOUN | QUOTED):
        return False
    if following.flags & (DETERMINER | ROLE) or (
        following.flags & NUMBER and comma + 2 < limit and tokens[comma + 2].lower in (",", ".")
    ):
        end = next(
            (k for k in range(comma + 1, limit) if tokens[k].lower in {",", ".", ";"}), limit
        )
        return not has_verb(tokens, comma + 1, end)
    return False


def _names_holder(tokens: Tokens, comma: int, limit: int) -> bool:
    """``its chairman, Jo Roe.``: a role, and the name of who has it closes the phrase."""
    if not tokens[comma - 1].flags & ROLE or not tokens[comma + 1].flags & CAPITAL:
        return False
    end = next((k for k in range(comma + 1, limit) if not tokens[k].flags & CAPITAL), limit)
    return end - comma > 2 and (end == len(tokens) or tokens[end].lower in {",", ".", ";"})


def _joins_names(tokens: Tokens, at: int, limit: int) -> bool:
    """An "and" inside a phrase, not one before a new clause."""
    if at + 1 >= limit or tokens[at + 1].flags & (PRONOUN | AUXILIARY | ADVERB):
        return False
    if is_verb(tokens, at + 1) or tokens[at + 1].lower in ("that", "then"):
        return False
    end = next((k for k in range(at + 1, limit) if tokens[k].flags & (PUNCTUATION | QUOTED)), limit)
    return not has_verb(tokens, at + 1, end)


def _leaves_phrase(tokens: Tokens, at: int, limit: int) -> bool:
    """``on Tuesday``, ``in a statement``, ``during the hearing`` belong to the verb."""
    if tokens[at].lower in {"during", "after", "before", "amid", "following", "despite", "as"}:
        return True
    for k in range(at + 1, min(limit, at + 6)):
        token = tokens[k]
        if token.flags & PUNCTUATION or token.flags & PREPOSITION:
            return False
        if token.flags & (TIME | TIME_NOUN) or token.lower in OCCASIONS:
            return tokens[at].lower in {"on", "in", "at", "by", "from", "to", "via", "over"}
    return False
