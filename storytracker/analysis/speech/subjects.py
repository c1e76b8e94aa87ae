"""Whose verb is it: the subject before a verb group, past parentheses and relative clauses."""

from __future__ import annotations

from storytracker.analysis.speech.phrases import LONGEST_PHRASE, phrase_after, phrase_before
from storytracker.analysis.speech.verbs import Range, Tokens, has_verb, is_verb
from storytracker.analysis.speech.words import (
    ADVERB,
    CAPITAL,
    COORDINATOR,
    DETERMINER,
    ING,
    NUMBER,
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
    Word,
    reflexives,
)

# A person's name has so many words or fewer, title and initials counted.
LONGEST_PERSON = 5

_DASHES = frozenset(["-", "–", "—", "--", "―"])


_CLOSES = QUOTED | PUNCTUATION
_OPENS_PARENTHESIS = DETERMINER | POSSESSIVE | ROLE | RELATIVE | NUMBER | ING | PAST | PREPOSITION


def subject_before(tokens: Tokens, verb: int) -> Range | None:
    """The subject of the verb group whose first token is ``verb``, appositions included.

    A relative pronoun gives its antecedent. ``None`` where the clause has no subject of its own
    ("and said", ", said the minister").
    """
    at = verb - 1
    if at > 0 and tokens[at].lower in reflexives() and not tokens[at - 1].flags & PREPOSITION:
        at, verb = at - 1, verb - 1  # "Roe himself"
    if at < 0:
        return None
    token = tokens[at]
    who = people_who(tokens, verb)
    if who is not None:
        return who
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


def people_who(tokens: Tokens, verb: int) -> Range | None:
    """``two members of the council who met him this week`` before ``said``, else ``None``.

    The phrase opens its clause, and the relative clause has a verb of its own.
    """
    if tokens[verb - 1].flags & (PUNCTUATION | COORDINATOR | QUOTED | RELATIVE):
        return None
    relative = None
    for at in range(verb - 1, max(-1, verb - LONGEST_PHRASE), -1):
        token = tokens[at]
        if token.flags & _CLOSES and token.lower not in {"'", "’", "-"}:
            return None
        if relative is None:
            if token.lower != "who":
                continue
            relative = at
        if at == 0 or tokens[at - 1].lower == "," or tokens[at - 1].flags & QUOTED:
            return (at, verb) if _people_phrase(tokens, at, relative, verb) else None
    return None


def _people_phrase(tokens: Tokens, start: int, relative: int, verb: int) -> bool:
    head = tokens[start:relative]
    if not head or has_verb(tokens, start, relative):
        return False
    if any(t.flags & (PRONOUN | SUBORDINATOR | COORDINATOR) for t in head):
        return False
    if not any(t.flags & (PEOPLE | ROLE) or t.lower.endswith("s") for t in head):
        return False
    first = tokens[relative + 1]
    own = has_verb(tokens, relative + 1, verb) or not first.flags & (PREPOSITION | ADVERB | TIME)
    return verb - relative > 1 and own


def _relative_subject(tokens: Tokens, at: int) -> Range | None:
    apart = at > 0 and (tokens[at - 1].lower == "," or tokens[at - 1].lower in _DASHES)
    end = at - 1 if apart else at
    if end < at:
        end = _without_time(tokens, end)
    if end <= 0 or is_verb(tokens, end - 1):
        return None
    if tokens[end - 1].lower == ",":
        return None
    return phrase_before(tokens, end, short=apart)


def _without_time(tokens: Tokens, end: int) -> int:
    """``a report on Monday, which``: the report is meant, not the day."""
    at = end
    while at > 1 and tokens[at - 1].flags & (TIME | TIME_NOUN | NUMBER):
        at -= 1
    while at > 1 and tokens[at - 1].lower in {"last", "this", "late", "early"}:
        at -= 1
    if at == end:
        return end
    return at - 1 if at > 1 and tokens[at - 1].lower in ("on", "in") else at


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
        named = _is_name(tokens, subject[1] + 1, closing) and _is_role(tokens[subject[1] - 1])
        if not named and _is_apposition_itself(tokens, subject):
            continue
        if tokens[subject[0]].flags & PREPOSITION:
            return None
        return subject[0], closing + 1
    return None


def _is_name(tokens: Tokens, start: int, end: int) -> bool:
    """``Jo Roe`` in "The plant will close, its manager, Jo Roe, said": not the plant says so."""
    return start < end and all(t.flags & CAPITAL for t in tokens[start:end])


def _is_role(token: Word) -> bool:
    return bool(token.flags & ROLE) and not token.flags & CAPITAL


def _is_parenthesis(tokens: Tokens, start: int, end: int) -> bool:
    if start >= end:
        return False
    first = tokens[start]
    if first.flags & (COORDINATOR | PRONOUN | QUOTED) and not first.flags & RELATIVE:
        return False
    if first.flags & RELATIVE or first.lower in {"when", "as", "while", "after", "whose", "where"}:
        return True
    if has_verb(tokens, start, end) and not any(
        tokens[k].flags & RELATIVE or tokens[k].lower == "that" for k in range(start, end)
    ):
        return False
    if first.flags & _OPENS_PARENTHESIS or first.flags & ADVERB:
        return True
    if not first.flags & CAPITAL:
        return True
    if any(tokens[k].flags & ROLE for k in range(start, end)) or end - start <= 2:
        return True
    # "The minister, Ms Ada Roe, said": a name of three words or four behind its office
    named = end - start <= LONGEST_PERSON and _is_name(tokens, start, end)
    return named and start > 1 and _is_role(tokens[start - 2])


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


def _without_day(tokens: Tokens) -> int:
    """Past ``On Monday`` and ``Sunday`` at the beginning."""
    at = 1 if tokens and tokens[0].lower in {"on", "late", "last", "early"} else 0
    first = at
    while at < len(tokens) and tokens[at].flags & (TIME | TIME_NOUN):
        at += 1
    return at if at > first and tokens[first].flags & TIME else 0


def first_subject(tokens: Tokens) -> Range | None:
    """The subject of the first clause, opening adverbials (``In May, …``) left out."""
    start, limit = _without_day(tokens), min(len(tokens), LONGEST_PHRASE)
    if start and start < limit and tokens[start].lower != ",":
        return phrase_after(tokens, start)
    start = 0
    if limit and tokens[0].flags & (PREPOSITION | SUBORDINATOR | ADVERB | ING | COORDINATOR):
        comma = next((k for k in range(limit) if tokens[k].lower == ","), None)
        short = tokens[0].flags & (ADVERB | COORDINATOR)  # "Then he left, saying"
        if comma is not None and not (short and has_verb(tokens, 1, comma)):
            start = comma + 1
        elif tokens[0].flags & (ADVERB | COORDINATOR):
            start = 1
    if start >= len(tokens):
        return None
    return phrase_after(tokens, start)
