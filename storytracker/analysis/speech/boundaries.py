"""Where reported words end: at the next attribution, an aside, a new clause."""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.speech.cues import CueClass, words_of
from storytracker.analysis.speech.forms import Form, Head
from storytracker.analysis.speech.openings import opens_noun
from storytracker.analysis.speech.tails import closes_with_stop, comma_before, new_clause
from storytracker.analysis.speech.verbs import Tokens, is_verb
from storytracker.analysis.speech.words import (
    ADVERB,
    AUXILIARY,
    CAPITAL,
    COORDINATOR,
    DETERMINER,
    ING,
    NEGATION,
    PAST,
    PRONOUN,
    PUNCTUATION,
    QUOTED,
    RELATIVE,
    SUBORDINATOR,
    TIME_NOUN,
    Word,
)

# Asked of its class at every turn, a member would cost as much as a call.
_VERB = Form.VERB

DASHES = frozenset(["–", "—", "--", "―"])
_KEEPS_CLAUSE = RELATIVE | PRONOUN | ADVERB | NEGATION
_APART = frozenset(["with", "-", "–", "—", "--", ","])
_REMARKS = words_of("remarks")
_EXTREMES = words_of("extremes")
_REMARK_ABOUT = frozenset(["to", "at", "on", "about", "against", "of", "that", "from", "toward"])
_CONTRASTS = frozenset(["but", "though", "although", "while", "whereas"])
_MAY_END = _CONTRASTS | {";", ","}


def unit_end(tokens: Tokens) -> int:
    end = len(tokens)
    while (
        end > 0 and tokens[end - 1].flags & PUNCTUATION and tokens[end - 1].lower not in (")", "]")
    ):
        end -= 1
    return end


def right_end(
    tokens: Tokens,
    heads: Sequence[Head],
    trailing: Sequence[bool],
    number: int,
    start: int,
    end: int,
) -> int:
    """Where words that begin at ``start`` end: at the next attribution, a semicolon or a "but"."""
    stop = end
    source = heads[number].source
    if source is not None and source[0] > start:
        stop = min(stop, source[0])  # "Calling it a mistake, Roe left"
    for other in range(number + 1, len(heads)):
        head = heads[other]
        if head.source and head.source[0] <= heads[number].verb < start < head.source[1]:
            stop = min(stop, head.source[1])  # "X, who voiced hope, said": an aside to X
            break
        if head.left <= start:
            continue
        if _breaks(tokens, head, trailing[other], _agree(tokens, heads[number], head)):
            stop = min(stop, head.left)
            break
    if heads[number].form is Form.NOUN and heads[number].left <= 2:
        stop = _subject_end(tokens, start, stop, 1 if "that" in heads[number].cue.frames else 0)
    if heads[number].group > 1 and tokens[heads[number].group - 1].flags & RELATIVE:
        stop = _before_main_verb(tokens, heads[number], start, stop)
    if _is_subordinate(tokens, heads[number]):
        stop = _main_clause(tokens, start, stop)
    for at in range(start + 1, stop):
        lower = tokens[at].lower
        if lower not in _MAY_END:
            continue
        if (lower == ";" and at >= start + 3) or (
            lower == "," and _is_the_writers(tokens, at + 1, stop)
        ):
            stop = at
            break
        later = at >= start + 3
        if (
            later
            and lower in _CONTRASTS
            and comma_before(tokens, at)
            and new_clause(tokens, at, stop)
        ):
            stop = at
            break
    stop = _before_comment(tokens, start, stop)
    stop = _closed_by_quotation(tokens, start, stop)
    while stop > start and (
        tokens[stop - 1].flags & (PUNCTUATION)
        and tokens[stop - 1].lower not in (")", "]")
        or tokens[stop - 1].flags & (COORDINATOR | RELATIVE)
        or tokens[stop - 1].lower in _CONTRASTS
        or tokens[stop - 1].lower == "as"
    ):
        stop -= 1
    return stop


def _is_the_writers(tokens: Tokens, start: int, stop: int) -> bool:
    """``…, six days after Roe denied it``, ``…, citing two aides``: the writer says so."""
    if start < stop and tokens[start].lower in ("citing", "quoting"):
        return True
    for at in range(start + 1, min(stop, start + 5)):
        if tokens[at].lower in ("after", "before"):
            return bool(tokens[at - 1].flags & TIME_NOUN)
        if tokens[at].flags & PUNCTUATION:
            return False
    return False


def _before_comment(tokens: Tokens, start: int, stop: int) -> int:
    """Where the article's own remark begins: ``… – a blow to X``, ``…, as have her rivals``."""
    dashes = [k for k in range(start + 3, stop) if tokens[k].lower in DASHES]
    if len(dashes) == 1 and not tokens[start].flags & QUOTED:
        stop = dashes[0]
    for at in range(start + 3, stop - 1):
        before = tokens[at - 1]
        if before.lower != "," and not closes_with_stop(before):
            continue
        if tokens[at].lower == "as" and tokens[at + 1].flags & AUXILIARY:
            return at
        if _is_remark(tokens, at, stop):
            return at
    return stop


def _closed_by_quotation(tokens: Tokens, start: int, stop: int) -> int:
    """``slammed it as “late,” Roe has gone``: a comma inside the last marks, then a new clause."""
    last = next((k for k in range(stop - 1, start, -1) if tokens[k].flags & QUOTED), None)
    if last is None or last + 1 >= stop or not closes_with_stop(tokens[last]):
        return stop
    following = tokens[last + 1]
    scene = following.lower in {"while", "part", "another"} or following.flags & CAPITAL
    return last + 1 if scene and not tokens[start].flags & QUOTED else stop


def _is_remark(tokens: Tokens, at: int, stop: int) -> bool:
    """``…, a swipe at his rivals``, ``…, in an apparent reference to X``: what the words were."""
    at += tokens[at].lower in ("in", "as")
    if at + 1 < stop and tokens[at].lower == "the" and tokens[at + 1].lower in _EXTREMES:
        return not any(is_verb(tokens, k) for k in range(at + 1, stop))
    if at >= stop or tokens[at].lower not in ("a", "an"):
        return False
    noun = next((k for k in range(at + 1, min(stop - 1, at + 5)) if _is_remark_noun(tokens[k])), 0)
    return bool(noun) and tokens[noun + 1].lower in _REMARK_ABOUT


def _is_remark_noun(token: Word) -> bool:
    return token.lower in _REMARKS


def _subject_end(tokens: Tokens, start: int, stop: int, clauses: int) -> int:
    """``Roe's pledge to leave | has …``: where the verb of the noun comes, after ``clauses``."""
    for at in range(start + 1, stop):
        before = tokens[at - 1].flags
        if not tokens[at].flags & AUXILIARY or (before & AUXILIARY and not before & CAPITAL):
            continue
        if tokens[at].flags & CAPITAL or before & _KEEPS_CLAUSE:
            continue
        if clauses == 0:
            return at - (tokens[at - 1].lower == ",")
        clauses -= 1
    return stop


def _before_main_verb(tokens: Tokens, head: Head, start: int, stop: int) -> int:
    """``Roe, who denies it, | will resign``: the comma closes the aside."""
    if not comma_before(tokens, head.group - 1):
        return stop
    commas = (at for at in range(start + 1, stop) if comma_before(tokens, at))
    return next((at for at in commas if is_verb(tokens, at)), stop)


def _is_subordinate(tokens: Tokens, head: Head) -> bool:
    """``While Roe said …,``: the clause hangs on one that is still to come."""
    if head.form not in (_VERB, Form.SHARED) or head.source is None:
        return False
    before = head.source[0] - 1
    return (
        before >= 0
        and bool(tokens[before].flags & SUBORDINATOR)
        and not tokens[before].flags & (DETERMINER | RELATIVE)
        and tokens[before].lower not in ("that", "than")
    )


def _main_clause(tokens: Tokens, start: int, stop: int) -> int:
    """Where the clause begins on which the one at hand hangs, else ``stop``."""
    for at in range(start + 1, stop - 2):
        if comma_before(tokens, at) and opens_noun(tokens, at) and new_clause(tokens, at - 1, stop):
            return at
    return stop


def _breaks(tokens: Tokens, head: Head, trails: bool, same_tense: bool) -> bool:
    before = tokens[head.left - 1] if head.left > 0 else None
    if before is None:
        return False
    if head.form in (Form.ACCORDING, Form.INVERTED):
        return True
    if before.flags & QUOTED:
        return head.form is not Form.SHARED or bool(tokens[head.verb].flags & ING)
    if before.lower == ":":
        return True
    joined = before.flags & COORDINATOR and not comma_before(tokens, head.left - 1)
    if joined and head.cue.kind is CueClass.BELIEVES and not before.flags & QUOTED:
        return False  # "says he is proud and expects to win"
    pronoun = head.source is not None and tokens[head.source[0]].flags & PRONOUN
    if before.flags & COORDINATOR and same_tense and pronoun:
        return True  # "said it was dead and she called it a shame"
    if before.flags & RELATIVE and head.form is _VERB:
        return comma_before(tokens, head.left - 1)  # ", which he called"
    if head.form is _VERB and tokens[head.verb].flags & ING and head.group == head.verb:
        return bool(before.flags & COORDINATOR) or before.lower in _APART  # "– Roe saying"
    if head.form is Form.SHARED and before.flags & COORDINATOR:
        if same_tense:
            return True
        return head.left > 1 and (
            tokens[head.left - 2].lower == "," or bool(tokens[head.left - 2].flags & QUOTED)
        )
    if before.lower == "," or (trails and before.lower == "as"):
        return trails or head.form is Form.SHARED
    if before.lower in ("while", "whereas") and same_tense:
        return True  # "accuses him of lying while Roe suggests"
    if before.flags & COORDINATOR or before.lower in _CONTRASTS:
        return head.left > 1 and tokens[head.left - 2].lower == ","
    return False


def _agree(tokens: Tokens, one: Head, other: Head) -> bool:
    """``said … and warned``, ``says … and claims``: two verbs of one subject."""
    a, b = tokens[one.verb], tokens[other.verb]
    past = bool(a.flags & PAST) or tokens[one.group].lower in ("did", "would", "could")
    denied = tokens[other.group].lower == "did" and tokens[other.group + 1].flags & NEGATION
    other_past = bool(b.flags & PAST or denied)  # "but did not say who"
    if past or other_past:
        return past and other_past
    if a.flags & ING or b.flags & ING:
        return bool(a.flags & b.flags & ING)
    return a.lower.endswith("s") and b.lower.endswith("s")
