"""What the words before an event verb say of it: planned, negated, not ruled out."""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.speech.tokens import Token
from storytracker.analysis.story.vocabulary import is_contracted_not, small_words


def rules_out(chain: Sequence[Token]) -> bool:
    """ "rules out sending", "has ruled it out"."""
    return any(
        a.lemma == "rule" and b.lower == "out" for a, b in zip(chain, chain[1:], strict=False)
    )


def is_not_ruled_out(chain: Sequence[Token]) -> bool:
    """ "has not ruled out": neither denied nor planned."""
    negated = any(t.lower in small_words("negation") or is_contracted_not(t.lower) for t in chain)
    return negated and rules_out(chain)


def is_planned(chain: Sequence[Token]) -> bool:
    """ "will send", "plans to send", "the plan to send": not done yet."""
    words = [t.lower for t in chain]
    if any(w in small_words("modal") for w in words):
        return True
    planned = small_words("planned_verbs") | small_words("planned_nouns")
    if any(t.lemma in planned for t in chain):
        return True
    if words[:1] == ["to"] and "have" not in words:
        return True  # "ordered it to be sent"
    return bool(words) and words[-1] == "to" and "yet" not in words


def is_negated(chain: Sequence[Token]) -> bool:
    """ "has not been sent", "has yet to be sent", "failed to send"."""
    words = [t.lower for t in chain]
    if is_not_ruled_out(chain):
        return False
    if any(w in small_words("negation") or is_contracted_not(w) for w in words):
        return True
    if any(t.lemma in small_words("undone_verbs") for t in chain):
        return True
    if rules_out(chain):
        return True
    return any(a == "yet" and b == "to" for a, b in zip(words, words[1:], strict=False))
