"""Those who were asked and did not answer: no comment in all its wordings."""

from __future__ import annotations

from dataclasses import dataclass

from storytracker.analysis.speech.cues import words_of
from storytracker.analysis.speech.phrases import phrase_after
from storytracker.analysis.speech.subjects import subject_before
from storytracker.analysis.speech.verbs import Range, Tokens, is_verb, verb_group_start
from storytracker.analysis.speech.words import (
    ADVERB,
    AUXILIARY,
    NEGATION,
    PUNCTUATION,
    QUOTED,
    REFUSAL,
)

# Between "did not" and "comment" stand an adverb or "immediately respond to a request for".
REACH = 9
_REFUSALS = words_of("refusals")
OPENS = NEGATION | REFUSAL
"""What one word at least of a refusal is."""


@dataclass(slots=True)
class NoComment:
    """``source`` did not answer; ``clause`` are the words that say so, ``cue`` its verb group."""

    source: Range
    clause: Range
    cue: Range


def find_no_comments(tokens: Tokens) -> list[NoComment]:
    """``declined to comment``, ``did not respond``, ``has not commented``, ``unanswered``."""
    found: list[NoComment] = []
    clause_end = 0
    for at, token in enumerate(tokens):
        if token.lower == "unanswered" and at >= clause_end:
            found += _left_unanswered(tokens, at)
        if not token.flags & OPENS or at < clause_end:
            continue
        both = _neither(tokens, at)
        if both is not None:
            clause_end = _clause_end(tokens, both.cue[1])
            found.append(both)
            continue
        end = _no_comment_end(tokens, at)
        if end is None:
            continue
        group = verb_group_start(tokens, at)
        source = subject_before(tokens, group)
        if source is not None:
            clause_end = _clause_end(tokens, end)
            found.append(NoComment(source, (source[0], clause_end), (group, end)))
    return found


def _neither(tokens: Tokens, at: int) -> NoComment | None:
    """``Neither the club nor the player has commented``: both are silent."""
    if tokens[at].lower != "neither":
        return None
    nor = next(
        (k for k in range(at + 1, min(len(tokens), at + REACH)) if tokens[k].lower == "nor"), 0
    )
    verb = next((k for k in range(nor + 1, min(len(tokens), nor + REACH)) if is_verb(tokens, k)), 0)
    end = _answer(tokens, verb, words_of("comment_nouns")) if nor and verb else None
    if end is None or any(is_verb(tokens, k) for k in range(at, nor)):
        return None
    return NoComment((at, verb), (at, _clause_end(tokens, end)), (verb, end))


def _no_comment_end(tokens: Tokens, at: int) -> int | None:
    token = tokens[at]
    if (
        token.lower in _REFUSALS
        and at + 1 < len(tokens)
        and tokens[at + 1].lower in {"to", "comment", "further"}
    ):
        return _open(tokens, at + 1, "or") or _answer(
            tokens,
            at + 1,
            ("comment", "elaborate", "respond", "answer", "discuss", "reply", "say", "talk",
             "interviewed", "drawn"),
        )  # fmt: skip
    if token.flags & NEGATION:
        return (
            _answer(tokens, at + 1, words_of("comment_nouns"))
            or _unreached(tokens, at + 1)
            or _unanswered(tokens, at + 1)
            or _open(tokens, at, "nor")
            or _would_not(tokens, at)
        )
    if token.lower == "yet" and at + 1 < len(tokens) and tokens[at + 1].lower == "to":
        return _answer(tokens, at + 1, ("comment", "respond", "reply"))
    return None


def _open(tokens: Tokens, at: int, joiner: str) -> int | None:
    """``neither confirmed nor denied``, ``declined to confirm or deny``."""
    words = [t.lemma for t in tokens[at + 1 : at + 4]]
    return at + 4 if words == ["confirm", joiner, "deny"] else None


def _would_not(tokens: Tokens, at: int) -> int | None:
    """``would not discuss it``, ``would not say whether``: asked, and silent."""
    would = at > 0 and tokens[at - 1].lower == "would"
    after = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    return at + 2 if would and after in {"discuss", "say", "elaborate"} else None


def _answer(tokens: Tokens, start: int, words: frozenset[str] | tuple[str, ...]) -> int | None:
    for at in range(start, min(len(tokens), start + 4)):
        if tokens[at].flags & (PUNCTUATION | QUOTED):
            return None
        if tokens[at].lower in words:
            if tokens[at].lower in {"say", "discuss", "answer", "response", "request", "requests"}:
                return at + 1 if tokens[at].lower in {"answer", "discuss", "say"} else None
            return at + 1
    return None


def _unanswered(tokens: Tokens, start: int) -> int | None:
    """``did not return calls``, ``did not answer questions``."""
    for at in range(start, min(len(tokens), start + 3)):
        if tokens[at].lower in {"return", "answer", "returned", "answered"}:
            ahead = {t.lower for t in tokens[at + 1 : at + 5]}
            return at + 1 if ahead & words_of("asked_by") else None
    return None


def _left_unanswered(tokens: Tokens, at: int) -> list[NoComment]:
    """``Questions sent to the firm remained unanswered``, ``calls to the firm went unanswered``."""
    verb = at - 1
    while verb > 0 and tokens[verb].flags & (ADVERB | AUXILIARY) and not is_verb(tokens, verb):
        verb -= 1
    asked = {t.lower for t in tokens[max(0, verb - REACH) : verb]} & words_of("asked_by")
    to = next((k for k in range(verb - 1, max(-1, verb - REACH), -1) if tokens[k].lower == "to"), 0)
    name = phrase_after(tokens, to + 1, apposition=False) if to and asked else None
    if name is None or name[1] > verb:
        return []
    return [NoComment(name, (max(0, to - 3), _clause_end(tokens, at)), (verb, at + 1))]


def _unreached(tokens: Tokens, start: int) -> int | None:
    """``could not be reached for comment``, ``was not available``."""
    for at in range(start, min(len(tokens), start + 4)):
        if tokens[at].lower == "reached" and tokens[at - 1].lower not in ("be", "been"):
            return None
        if tokens[at].lower == "drawn" and tokens[at - 1].lower == "be":
            return at + 1
        if tokens[at].lower in ("reached", "available"):
            ahead = [t.lower for t in tokens[at + 1 : at + 4]]
            return at + 1 if "comment" in ahead or tokens[at].lower == "reached" else None
    return None


def _clause_end(tokens: Tokens, at: int) -> int:
    while at < len(tokens) and tokens[at].lower not in {",", ";", ".", "but"}:
        at += 1
    return at
