"""What denies a whole clause: the verb's negation, a negated subject, a fronted "at no time"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from storytracker.analysis.speech.strength import modality
from storytracker.analysis.speech.words import COORDINATOR, CUE, HAVE, NUMBER, PUNCTUATION, Word


def opens_with_nobody(content: Sequence[Word]) -> bool:
    """``No one told the pilots``: two words that no list of verbs and nouns tells apart."""
    opening = content[1:4] if content and content[0].flags & PUNCTUATION else content[:3]
    return [t.lower for t in opening[:2]] == ["no", "one"] and len(opening) == 3


def opens_with_nothing(content: Sequence[Word]) -> bool:
    """``No decision on more jets``: a headline that leaves "there is" out."""
    return len(content) > 1 and content[0].lower == "no" and not _denies_nothing(content[1])


def negates(group: Sequence[Word]) -> bool:
    """Does a verb group hold "not" or "never"?"""
    for token in group:
        lower = token.lower
        if lower in {"not", "never", "cannot"} or lower.endswith("n't"):
            return True
    return False


def negated_from_start(content: Sequence[Word], verb: int) -> str:
    """The words that deny all that follows (``No order … was given``, ``At no time did``), or "".

    They open the clause, or follow an adverbial set off by a comma; ``verb`` is the index of its
    finite verb.
    """
    for at in range(verb):
        if content[at].lower not in _openings() or (at and not _opens_clause(content, at)):
            continue
        words = _negative_at(content, at, verb)
        if words:
            return "" if _conceded(content, verb) else words
    return ""


@cache
def _openings() -> frozenset[str]:
    """The words that ``_negative_at`` knows."""
    lists = modality()
    return frozenset(["not", "there", *lists["before_no"], *lists["negative_openings"]])


def _conceded(content: Sequence[Word], verb: int) -> bool:
    """``Nobody said so, but the bridge fell``: what counts stands behind the "but"."""
    if not content[verb].flags & CUE:
        return False
    pairs = zip(content[verb:], content[verb + 1 :], strict=False)
    return any(comma.lower == "," and but.lower == "but" for comma, but in pairs)


def _opens_clause(content: Sequence[Word], at: int) -> bool:
    before = content[at - 1]
    return bool(before.flags & PUNCTUATION) or (
        at == 1 and bool(before.flags & COORDINATOR) or before.lower == "that"
    )


def _negative_at(content: Sequence[Word], at: int, verb: int) -> str:
    lists = modality()
    first = content[at].lower
    following = content[at + 1] if at + 1 <= verb else None
    if following is None:
        return ""
    if first == "not":
        one = following.lower in lists["not_one"]
        return f"{content[at].text} {following.text}" if one else ""
    if first in lists["before_no"] and following.lower == "no" and at + 2 < len(content):
        return f"{content[at].text} no {content[at + 2].text}"
    if first == "there":
        return _there_is_no(content, verb)
    if first not in lists["negative_openings"]:
        return ""
    if first == "no" and _denies_nothing(following):
        return ""
    return content[at].text if first != "no" else f"{content[at].text} {following.text}"


def _there_is_no(content: Sequence[Word], verb: int) -> str:
    """``There was no order``."""
    at = verb
    while at + 1 < len(content) and at < verb + 3 and content[at + 1].lower in ("been", "be"):
        at += 1
    if at + 1 < len(content) and content[at + 1].lower in {'"', "“", "‘"}:
        at += 1  # there were “no such talks”
    no = at + 2 < len(content) and content[at + 1].lower == "no"
    return f"no {content[at + 2].text}" if no and not _denies_nothing(content[at + 2]) else ""


def _denies_nothing(following: Word) -> bool:
    """``no fewer than nine``, ``No 10``, ``no doubt``; "no one" denies."""
    if following.lower == "one":
        return False
    return following.lower in modality()["not_negative"] or bool(following.flags & NUMBER)


def has_not(content: Sequence[Word], verb: int) -> str:
    """The words of ``had no knowledge of the leak``, ``made no offer`` that deny it, or "".

    ``verb`` is the index of the finite verb.
    """
    for at in range(verb, min(verb + 4, len(content) - 2)):
        if content[at + 1].lower != "no":
            continue
        noun = content[at + 2]
        is_denied = noun.lower in modality()["not_had"] if content[at].flags & HAVE else (
            content[at].lower in modality()["nothing_done"] and not _denies_nothing(noun)
        )  # fmt: skip
        return f"{content[at].text} no {noun.text}" if is_denied else ""
    return ""


def nothing_sure(content: Sequence[Word]) -> str:
    """The words of ``there can be no certainty that`` that leave all open, or ""."""
    for no, noun in pairwise(content):
        if no.lower == "no" and noun.lower in modality()["not_sure"]:
            return f"{no.text} {noun.text}"
    return ""
