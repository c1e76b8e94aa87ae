"""Noun phrases without a parser: whose verb is it, and how far does a name reach.

All functions work on a list of tokens and return index ranges, end exclusive. They look at a
bounded number of tokens, so that a long sentence costs no more per word than a short one.
"""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.tokens import Token
from storytracker.analysis.words import (
    ADVERB,
    AMBIGUOUS,
    AUXILIARY,
    BASE,
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
    QUESTION,
    QUOTED,
    RELATIVE,
    ROLE,
    SUBORDINATOR,
    TIME,
    TIME_NOUN,
    VERB,
)

Range = tuple[int, int]
Tokens = Sequence[Token]

# Longest noun phrase, parenthesis and relative clause that are looked through, in tokens.
LONGEST_PHRASE = 40
LONGEST_RELATIVE = 14
_DASHES = frozenset(["-", "–", "—", "--", "―"])
_OPENS_PARENTHESIS = DETERMINER | POSSESSIVE | ROLE | RELATIVE | NUMBER | ING | PAST | PREPOSITION
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
_NOUN_BEFORE = DETERMINER | POSSESSIVE | NUMBER
OCCASIONS = frozenset(
    "statement interview speech email e-mail tweet letter report article post conference briefing "
    "testimony memo ruling filing message hearing rally debate broadcast video address court "
    "column editorial op-ed release note documents call response reply".split()
)


def is_verb(tokens: Tokens, at: int) -> bool:
    """Is the token a finite verb, as far as its form and its left neighbour tell?"""
    token = tokens[at]
    flags = token.flags
    if token.lower == "'s" or token.lower == "’s":
        return at > 0 and bool(tokens[at - 1].flags & PRONOUN)
    if flags & AUXILIARY:
        return not (flags & CAPITAL and token.lower in ("may", "will") and at > 0)
    if not flags & (VERB | PAST) or (flags & ING) or (flags & CAPITAL and at > 0):
        return False
    if at == 0:
        return False
    before = tokens[at - 1]
    if before.flags & (_NOUN_BEFORE | PREPOSITION) or before.lower in ("'s", "’s", "'"):
        return False
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    followed = following.lower if following else ""
    if flags & AMBIGUOUS and not flags & PAST:
        if following is None or following.flags & PUNCTUATION or followed in _AFTER_NOUN:
            return False
    if flags & BASE and not flags & PAST and not _takes_plural_verb(before):
        return False
    if flags & PAST and before.flags & PUNCTUATION and following and _plain_noun(following):
        return False  # ", leaked letter shows"
    return not (flags & PAST and followed == "by")


def _takes_plural_verb(before: Token) -> bool:
    """May a bare verb form follow: ``they report``, ``officials say``, ``to say``, ``also say``?"""
    return (
        before.lower.endswith("s")
        or before.lower
        in ("to", "all", "both", "let", "people", "police", "men", "women", ")", ",")
        or bool(before.flags & _BEFORE_BARE_VERB)
    )


def _plain_noun(token: Token) -> bool:
    return not token.flags & _NOT_PLAIN and token.text.islower() and not token.lower.endswith("ing")


def has_verb(tokens: Tokens, start: int, end: int) -> bool:
    """Does a finite verb stand in the range?"""
    return any(is_verb(tokens, at) for at in range(start, min(end, len(tokens))))


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
        elif before.lower in ("both", "all") and first > 1 and tokens[first - 2].flags & AUXILIARY:
            first -= 1
        elif (flags & ADVERB and not flags & (COORDINATOR | QUESTION | DETERMINER)) or (
            flags & TIME and before.lower != "march"
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
        elif before.lower in ("on", "last", "late", "early") and tokens[first].flags & (
            TIME | TIME_NOUN
        ):
            first -= 1
        else:
            break
    return first


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
            if lower not in ("'", "’", "&", "/") and not _inside_name(tokens, at):
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
        elif is_verb(tokens, at):
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
        elif flags & TIME and not flags & VERB:
            if at + 1 >= len(tokens) or tokens[at + 1].lower not in ("'s", "’s"):
                break
        if not flags & (COORDINATOR | PREPOSITION):
            start = at
        at -= 1
    while start < end and tokens[start].flags & (ADVERB | COORDINATOR | PUNCTUATION):
        start += 1
    return (start, end) if start < end and _has_noun(tokens, start, end) else None


def _inside_name(tokens: Tokens, at: int) -> bool:
    """A hyphen or stop glued between two words ("Doris Crouse - Mays" is not)."""
    return (
        tokens[at].lower in ("-", ".")
        and 0 < at < len(tokens) - 1
        and tokens[at - 1].end == tokens[at].start
    )


def _goes_on(before: Token) -> bool:
    return bool(before.flags & PREPOSITION) or before.lower in ("and", "or", "all", "both", "half")


def _may_precede_preposition(tokens: Tokens, at: int) -> bool:
    before = tokens[at - 1]
    if before.lower == "according" or before.flags & (TIME | COORDINATOR | SUBORDINATOR):
        return False
    if before.flags & (PUNCTUATION | QUOTED | PRONOUN | RELATIVE):
        return False
    if before.flags & PAST and tokens[at].lower == "by":
        return True
    return not is_verb(tokens, at - 1)


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
        or tokens[at].lower in ("this", "that", "these", "those", "many", "some", "others", "both")
        for at in range(start, end)
    )


def subject_before(tokens: Tokens, verb: int) -> Range | None:
    """The subject of the verb group whose first token is ``verb``, appositions included.

    A relative pronoun gives its antecedent. ``None`` where the clause has no subject of its own
    ("and said", ", said the minister").
    """
    at = verb - 1
    if at < 0:
        return None
    token = tokens[at]
    if token.flags & QUOTED:
        return None
    if token.lower == ",":
        return _around_parenthesis(tokens, at)
    if token.lower == ")":
        opening = _find_back(tokens, at, "(")
        subject = phrase_before(tokens, opening) if opening is not None else None
        return (subject[0], verb) if subject else None
    if token.lower in _DASHES:
        opening = next(
            (
                k
                for k in range(at - 1, max(-1, at - LONGEST_PHRASE), -1)
                if tokens[k].lower in _DASHES
            ),
            None,
        )
        subject = phrase_before(tokens, opening) if opening else None
        return (subject[0], verb) if subject else None
    if token.flags & RELATIVE or (token.lower == "that" and at > 0):
        return _relative_subject(tokens, at)
    return phrase_before(tokens, verb)


def _relative_subject(tokens: Tokens, at: int) -> Range | None:
    end = at - 1 if at > 0 and tokens[at - 1].lower == "," else at
    if end <= 0 or is_verb(tokens, end - 1):
        return None
    if tokens[end - 1].lower == ",":
        return None
    return phrase_before(tokens, end, short=tokens[end].lower == ",")


def _find_back(tokens: Tokens, at: int, mark: str) -> int | None:
    for k in range(at - 1, max(-1, at - LONGEST_PHRASE), -1):
        if tokens[k].lower == mark:
            return k
    return None


def _around_parenthesis(tokens: Tokens, closing: int) -> Range | None:
    """``Roe, the minister, said``: the phrase before the comma that opens the parenthesis."""
    opening = closing
    for _ in range(6):
        found = _find_back(tokens, opening, ",")
        if found is None or found == 0 or closing - found > LONGEST_PHRASE:
            return None
        opening = found
        if not _is_parenthesis(tokens, opening + 1, closing):
            return None
        subject = phrase_before(tokens, opening)
        if subject is None:
            if tokens[opening - 1].lower == ")":
                bracket = _find_back(tokens, opening - 1, "(")
                subject = phrase_before(tokens, bracket) if bracket else None
            if subject is None:
                continue
        if _is_apposition_itself(tokens, subject):
            continue
        if tokens[subject[0]].flags & PREPOSITION:
            return None
        return subject[0], closing + 1
    return None


def _is_parenthesis(tokens: Tokens, start: int, end: int) -> bool:
    if start >= end:
        return False
    first = tokens[start]
    if first.flags & (COORDINATOR | PRONOUN | QUOTED) and not first.flags & RELATIVE:
        return False
    if first.flags & RELATIVE or first.lower in ("when", "as", "while", "after", "whose", "where"):
        return True
    if has_verb(tokens, start, end) and not any(
        tokens[k].flags & RELATIVE or tokens[k].lower == "that" for k in range(start, end)
    ):
        return False
    if first.flags & _OPENS_PARENTHESIS or first.flags & ADVERB:
        return True
    if not first.flags & CAPITAL:
        return True
    return any(tokens[k].flags & ROLE for k in range(start, end)) or end - start <= 2


def _is_apposition_itself(tokens: Tokens, phrase: Range) -> bool:
    """``a professor at Y`` in ``X, a professor at Y, in Z, said``; an age."""
    start, end = phrase
    if start < 2 or tokens[start - 1].lower != ",":
        return False
    if end - start == 1 and tokens[start].flags & NUMBER:
        return True
    named = bool(tokens[start - 2].flags & CAPITAL) or tokens[start - 2].lower == ")"
    opens = tokens[start].flags & (DETERMINER | ROLE | POSSESSIVE) and not any(
        tokens[k].flags & CAPITAL and tokens[k].flags == CAPITAL and k == end - 1
        for k in range(start, end)
        if tokens[start].flags & ROLE
    )
    return named and bool(opens)


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
            elif lower not in ("'", "’", "&", "/") and not _inside_name(tokens, at):
                break
        elif flags & QUOTED or flags & RELATIVE and lower != "whose":
            if not (at > start and tokens[at - 1].lower == "," and flags & RELATIVE):
                break
            closing = next((k for k in range(at, limit) if tokens[k].lower == ","), None)
            at = closing if closing is not None else limit - 1
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
        elif at > start and (flags & TIME or (flags & ADVERB and not lower.endswith("ly"))):
            if at + 1 >= len(tokens) or tokens[at + 1].lower not in ("'s", "’s"):
                break
        elif at > start and flags & ING and not flags & CAPITAL and tokens[at - 1].lower == ",":
            break
        at += 1
    while at > start and tokens[at - 1].flags & (PREPOSITION | ADVERB | COORDINATOR):
        at -= 1
    return (start, at) if at > start and _has_noun(tokens, start, at) else None


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
    if not named or following.flags & (COORDINATOR | PRONOUN | QUOTED):
        return False
    if following.flags & (DETERMINER | ROLE) or (
        following.flags & NUMBER and comma + 2 < limit and tokens[comma + 2].lower in (",", ".")
    ):
        end = next(
            (k for k in range(comma + 1, limit) if tokens[k].lower in (",", ".", ";")), limit
        )
        return not has_verb(tokens, comma + 1, end)
    return False


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
    if tokens[at].lower in ("during", "after", "before", "amid", "following", "despite", "as"):
        return True
    for k in range(at + 1, min(limit, at + 6)):
        token = tokens[k]
        if token.flags & PUNCTUATION or token.flags & PREPOSITION:
            return False
        if token.flags & (TIME | TIME_NOUN) or token.lower in OCCASIONS:
            return tokens[at].lower in ("on", "in", "at", "by", "from", "to", "via", "over")
    return False


def first_subject(tokens: Tokens) -> Range | None:
    """The subject of the first clause, opening adverbials (``In May, …``) left out."""
    start, limit = 0, min(len(tokens), LONGEST_PHRASE)
    if limit and tokens[0].flags & (PREPOSITION | SUBORDINATOR | ADVERB | ING | COORDINATOR):
        comma = next((k for k in range(limit) if tokens[k].lower == ","), None)
        if comma is not None:
            start = comma + 1
        elif tokens[0].flags & (ADVERB | COORDINATOR):
            start = 1
    if start >= len(tokens):
        return None
    return phrase_after(tokens, start)
