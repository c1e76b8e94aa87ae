"""Verbs of saying: which reading a verb has, and who its subject is."""

from __future__ import annotations

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.cues import Cue, CueClass, cues_by_form, words_of
from storytracker.analysis.speech.forms import Form, Head
from storytracker.analysis.speech.participles import BEFORE_PARTICIPLE, participle, shared
from storytracker.analysis.speech.phrases import phrase_after
from storytracker.analysis.speech.sight import seen_by
from storytracker.analysis.speech.subjects import subject_before
from storytracker.analysis.speech.verbs import (
    Range,
    Tokens,
    are_press_reports,
    has_verb,
    is_verb,
    verb_group_start,
)
from storytracker.analysis.speech.words import (
    ADVERB,
    AMBIGUOUS,
    AUXILIARY,
    BE,
    CAPITAL,
    COORDINATOR,
    DETERMINER,
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
)

# Asked of its class at every turn, a member would cost as much as a call.
_SAYS = CueClass.SAYS
_VERB = Form.VERB

# Nobody's name begins with these ("said to", "said when", "said quietly").
_NO_SPEAKER = (
    PREPOSITION | SUBORDINATOR | COORDINATOR | RELATIVE | NEGATION | ADVERB | AUXILIARY
    | PUNCTUATION | QUOTED | ING
)  # fmt: skip


_OPENS_CLAUSE = CAPITAL | DETERMINER | NUMBER | PRONOUN | POSSESSIVE
_IMPERSONAL = words_of("impersonal")
_REDUCED = frozenset(["said", "believed", "thought", "understood"])


AS_CUES = words_of("as_cues")


def token_is(tokens: Tokens, at: int, *words: str) -> bool:
    return at < len(tokens) and tokens[at].lower in words


def verb_head(
    tokens: Tokens, at: int, readings: tuple[Cue, ...], earlier: list[Head]
) -> Head | None:
    cue = _reading(tokens, at, readings)
    if cue is None or not _may_be_verb(tokens, at):
        return None
    after = at + 1 + len(cue.particles)
    group = verb_group_start(tokens, at)
    auxiliaries = [tokens[k] for k in range(group, at)]
    has = len(auxiliaries) == 1 and auxiliaries[0].lower == "'s" and cue.kind is _SAYS
    has = has and not token_is(tokens, after, "to", "that", "by")  # "He's said he will"
    if tokens[at].flags & PAST and not has and any(t.flags & BE for t in auxiliaries):
        return _passive(tokens, group, at, after, cue)
    reduced = not auxiliaries and tokens[at].lower in _REDUCED and token_is(tokens, after, "to")
    if reduced and token_is(tokens, after + 1, "be", "have"):
        return Head(Form.PASSIVE, cue, group, at, after, None, group, after)  # "X said to be Y"
    if tokens[at].flags & ING and not any(t.flags & BE for t in auxiliaries):
        return participle(tokens, at, after, cue, earlier)
    inverted = _inverted(tokens, group, at, after, cue)
    if inverted is not None:
        return inverted
    if group > 0 and tokens[group - 1].lower == "to":
        return _chained(tokens, group - 1, at, after, cue, earlier)
    if _base_after_base(tokens, group, at):
        return None
    source = subject_before(tokens, group)
    if source is not None:
        if tokens[source[0]].lower == "you":
            return None  # the reader, no speaker
        left = group - 1 if _is_aside(tokens, group) else source[0]
        return Head(_VERB, cue, group, at, after, source, left, after)
    return shared(tokens, group, at, after, cue, earlier)


def _is_aside(tokens: Tokens, group: int) -> bool:
    """``a report, which said``: the clause is an aside to what it hangs on."""
    return (
        group > 1
        and bool(tokens[group - 1].flags & RELATIVE)
        and tokens[group - 2].lower == ","
        and bool(tokens[group - 3].flags & (TIME | TIME_NOUN))
    )


def _base_after_base(tokens: Tokens, group: int, at: int) -> bool:
    """A bare form with nothing to agree with is a noun or an imperative."""
    return group == 0 and at == 0


def _reading(tokens: Tokens, at: int, readings: tuple[Cue, ...]) -> Cue | None:
    for cue in readings:
        if not cue.particles or _particles_follow(tokens, at, cue):
            return cue
    return None


def readings_at(tokens: Tokens, at: int) -> tuple[Cue, ...]:
    """Every reading of the cue at ``at`` whose particles follow."""
    readings = cues_by_form().get(tokens[at].lower, ())
    return tuple(
        [cue for cue in readings if not cue.particles or _particles_follow(tokens, at, cue)]
    )


def _particles_follow(tokens: Tokens, at: int, cue: Cue) -> bool:
    return all(token_is(tokens, at + 1 + k, particle) for k, particle in enumerate(cue.particles))


def _may_be_verb(tokens: Tokens, at: int) -> bool:
    """Not a noun ("the claims"), not a participle before a noun ("the alleged plot")."""
    token = tokens[at]
    if token.flags & CAPITAL and at > 0:
        return False
    if at == 0:
        return True
    before = tokens[at - 1]
    if token.flags & ING and before.lower in BEFORE_PARTICIPLE:
        return True
    if before.flags & (DETERMINER | POSSESSIVE | PREPOSITION) and before.lower not in {
        "to",
        "that",
        "all",
        "both",
        "those",
        "some",
        "many",
        "most",
        "others",
        "several",
        "few",
    }:
        return False
    if token.lower in gazetteer.people("closeness") and tokens[
        min(at + 1, len(tokens) - 1)
    ].flags & (PREPOSITION):
        return False  # "people briefed on the plan"
    if token.flags & AMBIGUOUS and before.flags & NUMBER:
        return False
    if token.flags & AMBIGUOUS and before.lower in {
        "those",
        "some",
        "many",
        "most",
        "several",
        "few",
    }:
        return token_is(tokens, at + 1, "that") and before.lower != "those"
    if are_press_reports(token, before):
        return False
    if before.lower in {"'s", "’s", "'"}:
        return bool(before.flags & BE and at > 1 and tokens[at - 2].flags & PRONOUN)
    if token.flags & AMBIGUOUS:
        return _ambiguous_verb(tokens, at)
    return True


def _ambiguous_verb(tokens: Tokens, at: int) -> bool:
    """``claims``, ``report``: a verb after a name, a pronoun, people or an auxiliary."""
    before = tokens[at - 1]
    if before.flags & ING and not before.flags & CAPITAL:
        return False  # "giving details"
    if before.flags & (AUXILIARY | PRONOUN | NEGATION) or before.lower in {"to", "who", "which"}:
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    titled = following is not None and bool(following.flags & QUOTED)
    if titled and token_is(tokens, at, "show") and not before.lower.endswith("s"):
        return False  # "the quiz show “…”"
    if following is not None and (
        following.flags & QUOTED
        or (following.flags & OBJECT_PRONOUN and not following.flags & POSSESSIVE)
    ):
        return True  # "the paper calls it": no noun has an object
    if before.lower == "also" or (before.flags & PEOPLE and not tokens[at].lower.endswith("s")):
        return True
    closes = at + 1 >= len(tokens) or tokens[at + 1].flags & PUNCTUATION
    agrees = before.lower.endswith("s") != tokens[at].lower.endswith("s")
    if (closes or before.flags & CAPITAL) and _is_of_a_seen_document(tokens, at):
        return True
    if closes and (agrees or _is_of_a_document(tokens, at)):
        return any(tokens[k].lower == "," for k in range(max(0, at - 12), at))
    opens = following is not None and following.flags & _OPENS_CLAUSE
    if agrees and opens and before.lower in words_of("documents"):
        return True  # "a new poll shows Roe"
    if before.flags & (CAPITAL | ROLE) or before.lower in (",", ")"):
        return (
            tokens[at].lower.endswith("s")
            or at + 1 < len(tokens)
            and token_is(tokens, at + 1, "that")
        )
    return agrees and token_is(tokens, at + 1, "that") and not before.flags & (PAST | NUMBER | ING)


def _is_of_a_document(tokens: Tokens, at: int) -> bool:
    """``…, a report by its consultants shows``: the verb agrees with the report."""
    comma = next((k for k in range(at - 1, max(-1, at - 12), -1) if tokens[k].lower == ","), at)
    head = next((k for k in range(comma + 2, at) if tokens[k].flags & PREPOSITION), at) - 1
    noun = tokens[head].lower
    agrees = noun.endswith("s") != tokens[at].lower.endswith("s")
    return comma < head < at - 1 and agrees and noun in words_of("documents")


def _is_of_a_seen_document(tokens: Tokens, at: int) -> bool:
    """``…, emails reviewed by the Courier show``: the verb agrees with what was seen."""
    comma = next((k for k in range(at - 1, max(-1, at - 16), -1) if tokens[k].lower == ","), None)
    if comma is None and at > 16:
        return False
    seen = seen_by(tokens, 0 if comma is None else comma + 1, at)
    return seen is not None and seen[1][1] >= at


def _inverted(tokens: Tokens, group: int, at: int, after: int, cue: Cue) -> Head | None:
    """``Q, said X``; ``…, reported X``."""
    if group == 0 or group != at or not cue.frames & {"quote", "that"}:
        return None
    before = tokens[group - 1]
    quoted = bool(before.flags & QUOTED) or (
        before.lower == "," and group > 1 and bool(tokens[group - 2].flags & QUOTED)
    )
    if not quoted and before.lower != ",":
        return None
    if after >= len(tokens):
        return None
    following = tokens[after]
    barred = _NO_SPEAKER if quoted else _NO_SPEAKER | PRONOUN
    if following.flags & CAPITAL:
        barred &= ~ING  # "says Evening Post"
    if following.flags & barred:
        return None
    opens = following.flags & (CAPITAL | DETERMINER | ROLE | PEOPLE | POSSESSIVE)
    opens = opens or _names_office(tokens, after)
    if not quoted and not opens:
        return None
    if following.flags & TIME or following.lower in {"that", "this", "no", "all"}:
        return None
    source = phrase_after(tokens, after)
    if source is None or (not quoted and not _closes_unit(tokens, group, source)):
        return None
    return Head(Form.INVERTED, cue, group, at, after, source, group, source[1])


def _names_office(tokens: Tokens, start: int) -> bool:
    """``…, says defence minister``, ``…, say city engineers``: headlines leave the article out."""
    if start + 1 < len(tokens) and not tokens[start + 1].flags & (ROLE | PEOPLE):
        start += 1
    closes = start + 2 >= len(tokens) or bool(tokens[start + 2].flags & PUNCTUATION)
    return closes and start + 1 < len(tokens) and bool(tokens[start + 1].flags & (ROLE | PEOPLE))


def _closes_unit(tokens: Tokens, group: int, source: Range) -> bool:
    """After ``…, said X`` no second clause may follow: else X is a subject of its own."""
    last = next((k for k in range(source[1], len(tokens)) if tokens[k].lower != "."), None)
    if last is None and tokens[source[0]].flags & CAPITAL:
        return True
    behind = source[1] + 1
    if token_is(tokens, source[1], ",") and behind < len(tokens) and is_verb(tokens, behind):
        return not has_verb(tokens, 0, group)  # "The cause, says Roe, was …"
    return subject_before(tokens, group) is None and not any(
        is_verb(tokens, k) for k in range(source[1], min(len(tokens), source[1] + 4))
    )


def _passive(tokens: Tokens, group: int, at: int, after: int, cue: Cue) -> Head | None:
    if token_is(tokens, after, "by"):
        source = phrase_after(tokens, after + 1)
        if source is not None and tokens[at].lower in AS_CUES:
            return Head(Form.ACCORDING, cue, group, at, after + 1, source, group, source[1])
    if tokens[at].lower == "told" and (heard := _was_told(tokens, group, at)) is not None:
        return heard
    if tokens[at].lower not in _IMPERSONAL:
        return None
    if not token_is(tokens, after, "to", "that") and not (
        group > 0 and tokens[group - 1].lower == "it"
    ):
        return None
    told = subject_before(tokens, group) if "addressee" in cue.frames else None
    return Head(Form.PASSIVE, cue, group, at, after, None, group, after, told)


def _was_told(tokens: Tokens, group: int, at: int) -> Head | None:
    """``…, Quay News has been told``: so the newsroom knows it."""
    source = subject_before(tokens, group)
    if source is None or source[0] < 3 or tokens[source[0] - 1].lower != ",":
        return None
    closes = at + 1 >= len(tokens) or bool(tokens[at + 1].flags & PUNCTUATION)
    if not closes or not tokens[source[1] - 1].flags & CAPITAL:
        return None
    cue = cues_by_form()["understands"][0]
    return Head(_VERB, cue, group, at, at + 1, source, source[0], at + 1)


def _chained(
    tokens: Tokens, to: int, at: int, after: int, cue: Cue, earlier: list[Head]
) -> Head | None:
    """``X went on to say``, ``X declined to say whether``."""
    if to == 0:
        return None
    governor = to - 1
    if token_is(tokens, governor, "on") and governor > 0:
        governor -= 1
    if tokens[governor].lower not in words_of("chains"):
        return None
    group = verb_group_start(tokens, governor)
    source = subject_before(tokens, group)
    if source is not None:
        return Head(_VERB, cue, group, at, after, source, source[0], after)
    return shared(tokens, group, at, after, cue, earlier)
