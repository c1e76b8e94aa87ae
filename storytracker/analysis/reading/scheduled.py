"""Events that an article announces: "is expected to speak on Friday"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.tense import is_future
from storytracker.analysis.reading.time_phrases import Form, TimePhrase, resolved, time_phrases
from storytracker.analysis.types import UNDATED, Dating, ScheduledEvent, Span

REACH = 140  # code points between the announcing verb and its time
FARTHEST = 300  # days ahead; a day of the month without a year that far on has gone by
DATED_REACH = 60  # code points between a verb in the present tense and the day of its event
ACTOR_REACH = 240  # code points before the verb in which the actor is looked for

_CAPITAL = r"[A-Z][\w.’'-]*"
_LINK = r"(?:of the |of |for the |for |and |& |the |bin |al-|de |van |von )?"
_NAME = re.compile(
    rf"(?:[Tt]he |{_CAPITAL}[’']s )?(?:[a-z]+(?:[’'-][a-z]+)? ){{0,2}}?"
    rf"{_CAPITAL}(?:,? {_LINK}{_CAPITAL}){{0,7}}"
)
_DETERMINER = r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Tt]his)"
_NOUN = re.compile(rf"\b{_DETERMINER}(?: [\w’'-]+){{1,4}}$")
_BY = re.compile(r" by (?P<actor>[^;:—–]{3,100})")
_JOINTS = ("But ", "And ", "Meanwhile ", "However ", "On ", "In ", "While ", "When ", "As ", "If ")


def scheduled_events(
    text: str, sentences: Sequence[Span], anchor: date | None
) -> tuple[ScheduledEvent, ...]:
    """The events with an explicit future time in ``sentences``.

    ``anchor`` is the day of writing: without it ``when`` is UNKNOWN. ``actor`` is the name
    phrase next to the announcing verb as it stands, or the noun phrase where there is no name.
    """
    return tuple(event for sentence in sentences for event in _events(text, sentence, anchor))


def _events(text: str, sentence: Span, anchor: date | None) -> Iterator[ScheduledEvent]:
    end = sentence.start
    for phrase in time_phrases(text, sentence):
        start = max(end, phrase.span.start - REACH)
        ahead = is_future(text, phrase.span, sentence) is True
        verb = _verb_before(text, start, phrase.span.start) if ahead else None
        verb = verb or _present_before(text, start, phrase.span.start)
        verb = verb or _present_dated(text, max(start, end), sentence, phrase, anchor)
        if verb is None:
            continue
        when = _when(phrase, anchor)
        if when is None:
            continue
        actor, words = _actor(text, sentence, verb, phrase)
        end = words.end
        reason = f"“{verb.of(text)}” announces it for “{phrase.span.of(text)}”"
        yield ScheduledEvent(words, actor, when, reason)


@cache
def _verbs() -> re.Pattern[str]:
    verbs = sorted(load("dates")["announcing"]["verbs"], key=len, reverse=True)
    return re.compile(rf"(?<![\w’'-])(?:{'|'.join(map(re.escape, verbs))})(?![\w’'-])")


@cache
def _present() -> re.Pattern[str]:
    verbs = sorted(load("dates")["announcing"]["present"], key=len, reverse=True)
    return re.compile(rf"(?<![\w’'-])(?P<verb>{'|'.join(verbs)}) (?:on |again |there |here )?$")


def _present_dated(
    text: str, start: int, sentence: Span, phrase: TimePhrase, anchor: date | None
) -> Span | None:
    """A verb in the present tense whose event has a day to come: "meets to discuss it on 3 May"."""
    if phrase.form is not Form.MONTH_DAY or anchor is None:
        return None
    if is_future(text, phrase.span, sentence) is False:
        return None
    dating = resolved(phrase, anchor, future=None)
    if dating is None or dating.day is None or dating.day <= anchor:
        return None
    start = max(start, phrase.span.start - DATED_REACH)
    spaces = [m.start() for m in re.finditer(" ", text[start : phrase.span.start])]
    found = (_present_before(text, start, start + space + 1) for space in spaces)
    return next((verb for verb in found if verb is not None), None)


def _present_before(text: str, start: int, end: int) -> Span | None:
    """A verb in the present tense right before the time: "votes tonight", "meets on Friday"."""
    head = text[max(start, end - 40) : end]
    match = _present().search(head)
    # "the votes on Friday" is a noun: an article stands before it.
    if match is None or re.search(r"\b(?:the|a|an|its|their|his|her|to) $", head[: match.start()]):
        return None
    return Span(end - len(head) + match.start("verb"), end - len(head) + match.end("verb"))


def _verb_before(text: str, start: int, end: int) -> Span | None:
    """The last announcing verb before the time."""
    matches = list(_verbs().finditer(text, start, end))
    return Span(*matches[-1].span()) if matches else None


def _when(phrase: TimePhrase, anchor: date | None) -> Dating | None:
    if phrase.shift == -1:
        return None
    if anchor is None:
        return UNDATED
    dating = resolved(phrase, anchor, future=True)
    if dating is None or dating.day is None or (dating.day - anchor).days > FARTHEST:
        return None
    return dating


def _actor(text: str, sentence: Span, verb: Span, phrase: TimePhrase) -> tuple[str, Span]:
    """The actor as it stands, and the words from actor to time (or to a "by …" behind it)."""
    if verb.of(text) in load("dates")["announcing"]["after_event"]:
        behind = _BY.match(text, phrase.span.end, min(sentence.end, phrase.span.end + 110))
        start = _start_of_event(text, sentence, verb)
        if behind:
            actor = _trimmed_actor(behind["actor"])
            end = behind.start("actor") + behind["actor"].index(actor) + len(actor)
            return actor, Span(start, end)
    before = _name_before(text, sentence, verb)
    if before is None:
        return "", Span(_start_of_event(text, sentence, verb), phrase.span.end)
    return before.of(text), Span(before.start, phrase.span.end)


def _start_of_event(text: str, sentence: Span, verb: Span) -> int:
    """Where the noun phrase before the verb begins: at its determiner, else its last two words."""
    start = max(sentence.start, verb.start - 80)
    head = text[start : verb.start].rstrip()
    match = _last_noun(head) or re.search(r"(?:[\w’'-]+ )?[\w’'-]+$", head)
    return start + match.start() if match else verb.start


def _last_noun(head: str) -> re.Match[str] | None:
    """The noun phrase that ends ``head``, from its last determiner on."""
    last = None
    for match in re.finditer(rf"\b{_DETERMINER} ", head):
        last = _NOUN.match(head, match.start()) or last
    return last


def _trimmed_actor(words: str) -> str:
    """A "by" phrase up to the end of its name: "the group's leader, A B, in hopes of" → "… A B"."""
    matches = list(re.finditer(_CAPITAL, words))
    end = matches[0].end() if matches else 0
    for first, second in zip(matches, matches[1:], strict=False):
        between = words[first.end() : second.start()]
        if not re.fullmatch(r",? (?:of |the |and |for |[a-z]+,? )?", between):
            break
        end = second.end()
    return words[:end].rstrip(".") if end else words.split(",")[0].strip()


def _name_before(text: str, sentence: Span, verb: Span) -> Span | None:
    """The words that say who does what ``verb`` announces; ``None`` when nobody is told."""
    start = max(sentence.start, verb.start - ACTOR_REACH)
    start = start if start == sentence.start else text.find(" ", start, verb.start) + 1
    head = _without_aside(text[start : verb.start])
    names = [match for match in _NAME.finditer(head) if _is_name(match[0])]
    best = next((match for match in reversed(names) if _adjoins(head[match.end() :])), None)
    noun = _last_noun(head)
    # "Jane Doe, the mayor, will …": the name is the actor, its aside describes her.
    closed = text[: verb.start].endswith(", ")
    described = best and closed and re.fullmatch(r", [a-z][^,;:]*", head[best.end() :])
    if noun and not described and (best is None or noun.start() > best.end()):
        return Span(start + noun.start(), start + noun.end())
    if best:
        return _without_joint(best, start, head)
    word = re.search(r"[\w’'-]+$", head)
    if word and word[0].casefold() not in load("dates")["announcing"]["not_actors"]:
        return Span(start + word.start(), start + word.end())
    # "Jane Doe has resigned and will …", "… said that she will …": the sentence's subject.
    return _without_joint(names[0], start, "") if names else None


def _without_aside(head: str) -> str:
    """``head`` without the closed relative clause at its end ("the firm, which makes pots,")."""
    closed = re.search(r", (?:which|who|whose|where|when)\b[^;:]*,\s*$", head)
    return head[: closed.start()] if closed else head.rstrip(" ,")


def _adjoins(gap: str) -> bool:
    """True where only an apposition or a few words stand between a name and its verb."""
    return gap.startswith(",") or (len(gap.split()) <= 3 and not re.search(r"[.;:]", gap))


def _is_name(words: str) -> bool:
    """True unless the only capitals are determiners, weekdays or months."""
    dates = load("dates")
    capitals = re.findall(_CAPITAL, words)
    return any(
        not re.fullmatch(_DETERMINER, word)
        and word.lower() not in dates["announcing"]["not_actors"]
        and word.lower() not in dates["weekdays"]
        and word.lower().rstrip(".") not in dates["months"]
        for word in capitals
    )


def _without_joint(match: re.Match[str], offset: int, head: str) -> Span:
    """The name without a word that joins sentences, with what it owns ("Doe's deputy")."""
    cut = next((len(j) for j in _JOINTS if match[0].startswith(j) and len(match[0]) > len(j)), 0)
    owns = match[0].endswith(("’s", "'s", "s’", "s'")) and head
    return Span(offset + match.start() + cut, offset + (len(head) if owns else match.end()))
