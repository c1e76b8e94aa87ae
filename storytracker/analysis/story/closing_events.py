"""Which article tells that an expected event took place."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.relative_dates import scheduled_events
from storytracker.analysis.reading.tense import is_future
from storytracker.analysis.speech.tokens import tokenise
from storytracker.analysis.story.entities import Entities, fold
from storytracker.analysis.story.standing import Standing
from storytracker.analysis.story.vocabulary import (
    is_contracted_not,
    same_event,
    small_words,
    stop_words,
)
from storytracker.analysis.types import (
    ArticleFacts,
    Dating,
    Passage,
    Precision,
    Span,
)

LATEST = timedelta(days=14)
"""So long after its day an event is told as news; later somebody may speak a second time."""

SPEAKING = "speak"
"""The concept of a speech: it is told by what was said in it, too."""


@dataclass(frozen=True, slots=True)
class _Event:
    """What was announced: by whom, its content words, the first of them behind "is due to"."""

    actor: str
    about: frozenset[str]
    head: str

    def is_in(self, words: str) -> bool:
        """The words tell what was to happen, or two more that say what of, where, before whom."""
        tokens = tokenise(words)
        lemmas = [same_event(t.lemma) for t in tokens]
        to_come = small_words("modal") | {"to", "would", "not"}
        if self.head in lemmas:
            places = [n for n, lemma in enumerate(lemmas) if lemma == self.head]
            return any(not {t.lower for t in tokens[max(0, n - 2) : n]} & to_come for n in places)
        return len(self.about.intersection(lemmas)) > 1


def told_as_done(
    actor: str,
    words: str,
    when: Dating,
    announced: Collection[str],
    standing: Standing,
) -> Passage | None:
    """The first sentence, in an article of the event's day or later, that tells of it as past.

    ``actor`` is an entity or a noun, ``words`` what announced the event, ``announced`` the articles
    that did. The sentence is about the actor and has what was announced in it; of a speech also
    what the actor said then.
    """
    event = _event(words, actor, standing.entities)
    if when.day is None or not event.head:
        return None
    days = [d for a in announced if (d := standing.day_of(a))]
    first = max(when.day, min(days, default=when.day))
    later = [a for a in standing.articles if a.key not in announced]
    for article in sorted(later, key=lambda a: _place(standing, a)):
        day = standing.day_of(article.key)
        if day and first <= day <= _last_day(when) + LATEST:
            found = _told_in(article, event, standing)
            if found is not None:
                return Passage(article.key, found)
    return None


def _last_day(when: Dating) -> date:
    assert when.day is not None
    return when.day + timedelta(days=31) if when.precision is Precision.MONTH else when.day


def _place(standing: Standing, article: ArticleFacts) -> tuple[date, time, str]:
    when = standing.datings[article.key]
    return when.day or date.max, when.clock or time.max, article.key


def _told_in(article: ArticleFacts, event: _Event, standing: Standing) -> Span | None:
    entities = standing.entities
    for sentence in article.attributions.sentences:
        words = sentence.of(article.text)
        past = is_future(article.text, Span(sentence.end, sentence.end), sentence) is False
        if past and event.is_in(words) and _names(article, sentence, event.actor, entities):
            anchor = standing.day_of(article.key)
            if not _is_denied(words) and not scheduled_events(article.text, (sentence,), anchor):
                return sentence
    if event.head != SPEAKING:
        return None
    said = (a for a in article.attributions.assertions if a.direct)
    return next((a.sentence for a in said if _is(event.actor, a.speaker.name, entities)), None)


def _is_denied(words: str) -> bool:
    return any(t.lower in small_words("negation") or is_contracted_not(t.lower)
               for t in tokenise(words))  # fmt: skip


def _names(article: ArticleFacts, sentence: Span, actor: str, entities: Entities) -> bool:
    """The sentence is about the actor: by name, as who says it, by the noun where it has none."""
    if actor in entities.kinds:
        named = any(e == actor for _, e in entities.at(article.key, sentence))
        return named or any(
            a.sentence.overlaps(sentence) and _is(actor, a.speaker.name, entities)
            for a in article.attributions.assertions
        )
    nouns = frozenset(_lemmas(actor))
    return bool(nouns) and nouns <= frozenset(_lemmas(sentence.of(article.text)))


def _is(actor: str, name: str, entities: Entities) -> bool:
    return entities.forms.get(fold(name), fold(name)) == actor


def _event(words: str, actor: str, entities: Entities) -> _Event:
    """What is to happen: the content words without the actor, the announcing and the time."""
    announcing = load("dates")["announcing"]["verbs"]
    names = [form for form, entity in entities.forms.items() if entity == actor]
    without = set(_lemmas(" ".join([actor, *names, *announcing, *_times()])))
    low = words.lower()
    starts = [low.find(f" {verb} ") for verb in announcing]
    about = [lemma for lemma in _lemmas(words[max(0, *starts) :]) if lemma not in without]
    return _Event(actor, frozenset(about), about[0] if about else "")


def _times() -> Iterable[str]:
    dates = load("dates")
    return [*dates["weekdays"], *dates["months"], "day", "night", "morning", "week", "month"]


def _lemmas(words: str) -> list[str]:
    """Content words in their order, by the event that they name where they name one."""
    light = small_words("light_done_verbs") | stop_words()
    return [
        same_event(t.lemma)
        for t in tokenise(words)
        if t.text[0].isalpha() and len(t.lemma) > 2 and t.lemma not in light
    ]
