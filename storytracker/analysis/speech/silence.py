"""What the article says that a report left out, or that nobody knew before."""

from __future__ import annotations

from dataclasses import dataclass

from storytracker.analysis.speech.phrases import phrase_before
from storytracker.analysis.speech.verbs import Range, Tokens, verb_group_start
from storytracker.analysis.speech.words import COORDINATOR, NEGATION, PUNCTUATION, TIME_NOUN

_REPORTING = frozenset(["reported", "mentioned", "disclosed", "revealed", "included", "noted"])
_MENTION = frozenset(
    ["mention", "mentioned", "report", "reference", "include", "say", "name", "specify"]
)
_CLOSING_TIME = frozenset(["at", "then", "previously", "until", "before"])


@dataclass(frozen=True, slots=True)
class Silence:
    """``clause`` says that a report was silent; ``on`` is what it left out.

    ``now_known`` marks "was not known until now that X": the article itself says X.
    ``personal`` is set where a person or body was silent ("he did not mention X").
    """

    clause: Range
    on: Range
    personal: bool = False
    now_known: bool = False


def find_silences(tokens: Tokens) -> list[Silence]:
    """``X's role was not reported``, ``there was no mention of X``, ``it was not known that X``."""
    found: list[Silence] = []
    for at, token in enumerate(tokens):
        if not token.flags & NEGATION:
            continue
        silence = (
            _passive(tokens, at)
            or _no_mention(tokens, at)
            or _not_known(tokens, at)
            or _active(tokens, at)
        )
        if silence is not None:
            found.append(silence)
    return found


def _end(tokens: Tokens, start: int) -> int:
    end = start
    while end < len(tokens) and not (
        tokens[end].flags & PUNCTUATION and tokens[end].lower in ",.;"
    ):
        end += 1
    return end


def _passive(tokens: Tokens, at: int) -> Silence | None:
    """``X's involvement was not reported``."""
    after = [t.lower for t in tokens[at + 1 : at + 4]]  # "not been previously reported"
    if not any(word in _REPORTING for word in after):
        return None
    subject = phrase_before(tokens, verb_group_start(tokens, at))
    if subject is None or tokens[subject[0]].lower in ("it", "there"):
        return None
    return Silence((subject[0], _end(tokens, at)), subject)


def _no_mention(tokens: Tokens, at: int) -> Silence | None:
    """``there was no mention of X``, ``made no mention of X``."""
    if tokens[at].lower != "no" or at + 2 >= len(tokens):
        return None
    if tokens[at + 1].lower not in {"mention", "reference", "word"} or tokens[at + 2].lower not in {
        "of",
        "to",
        "on",
        "about",
    }:
        return None
    end = _end(tokens, at + 3)
    stop = _without_time(tokens, at + 3, end)
    return Silence((max(0, at - 2), end), (at + 3, stop)) if stop > at + 3 else None


def _without_time(tokens: Tokens, start: int, end: int) -> int:
    for k in range(start + 1, end):
        if tokens[k].lower in _CLOSING_TIME and any(
            t.flags & TIME_NOUN for t in tokens[k + 1 : min(end, k + 4)]
        ):
            return k
    return end


def _not_known(tokens: Tokens, at: int) -> Silence | None:
    """``it was not known until now that X played a role``."""
    if not any(t.lower == "known" for t in tokens[at + 1 : at + 4]):
        return None
    that = next(
        (k for k in range(at + 1, min(len(tokens), at + 9)) if tokens[k].lower == "that"), None
    )
    if that is None or that + 1 >= len(tokens):
        return None
    start = max(0, verb_group_start(tokens, at) - 1)
    end = len(tokens)
    while end > that + 1 and tokens[end - 1].flags & (PUNCTUATION | COORDINATOR):
        end -= 1
    now = any(t.lower == "now" for t in tokens[at:that])
    return Silence((start, end), (that + 1, end), now_known=now)


def _active(tokens: Tokens, at: int) -> Silence | None:
    """``did not mention X``, ``did not say whether``."""
    following = at + 1
    if following + 1 >= len(tokens) or tokens[following].lower not in _MENTION:
        return None
    start = following + 1
    if tokens[start].lower in {"that", "of", "to"}:
        start += 1
    end = _end(tokens, start)
    subject = phrase_before(tokens, verb_group_start(tokens, at))
    if subject is None or end <= start:
        return None
    words = [t.lower for t in tokens[subject[0] : subject[1]]]
    report = any(w in {"report", "reports", "article", "story", "it", "account"} for w in words)
    return Silence((subject[0], end), (start, end), personal=not report)
