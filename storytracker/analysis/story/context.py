"""What stands beside the timeline: statements, no-comments, expected events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from storytracker.analysis.memo import READ_LATELY, Lately
from storytracker.analysis.reading.relative_dates import scheduled_events
from storytracker.analysis.story.closing_events import told_as_done
from storytracker.analysis.story.entities import Entities, fold
from storytracker.analysis.story.standing import Standing
from storytracker.analysis.story.voices import voice
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Basis,
    CitationRole,
    ContextFinding,
    ContextKind,
    Dating,
    DevelopmentFinding,
    DevelopmentKind,
    NameKind,
    Passage,
    Precision,
    ScheduledEvent,
    SpeakerKind,
    Stance,
)


def _announced(article: ArticleFacts, anchor: date | None) -> tuple[ScheduledEvent, ...]:
    return scheduled_events(article.text, article.attributions.sentences, anchor)


_scheduled = Lately(_announced, lambda article, anchor: len(article.text), READ_LATELY)


def find_context(
    standing: Standing, entities: Entities, developments: Sequence[DevelopmentFinding]
) -> tuple[ContextFinding, ...]:
    """Statements by named people on the matter, no-comments and expected events, in time order."""
    found = [
        *_statements(standing),
        *_no_comments(standing),
        *_expected(standing, entities),
    ]
    ordered = sorted(found, key=lambda c: (c.when.day is None, c.when.day, c.key))
    return tuple(_placed(c, developments) for c in ordered)


def _statements(standing: Standing) -> list[ContextFinding]:
    evidence = {(b.article.key, b.assertion.sentence) for b in standing.backings}
    said: dict[str, list[tuple[ArticleFacts, Assertion]]] = defaultdict(list)
    for article in standing.articles:
        for assertion in article.attributions.assertions:
            if assertion.speaker.kind is SpeakerKind.PERSON and assertion.source is not None:
                said[assertion.speaker.name].append((article, assertion))
    found: list[ContextFinding] = []
    for speaker, spoken in sorted(said.items()):
        free = [(a, s) for a, s in spoken if (a.key, s.sentence) not in evidence
                and s.stance is not Stance.NO_COMMENT]  # fmt: skip
        if free and _is_on_the_matter(free):
            found.extend(_statement(standing, speaker, part) for part in _by_days(standing, free))
    return found


def _by_days(
    standing: Standing, spoken: Sequence[tuple[ArticleFacts, Assertion]]
) -> list[list[tuple[ArticleFacts, Assertion]]]:
    """What somebody said, apart where more than a day lies between."""
    parts: list[list[tuple[ArticleFacts, Assertion]]] = []
    last: date | None = None
    dated = sorted(spoken, key=lambda p: (standing.day_of(p[0].key) or date.max, p[0].key))
    for article, assertion in dated:
        day = standing.day_of(article.key)
        if not parts or (day and last and (day - last).days > 1):
            parts.append([])
        parts[-1].append((article, assertion))
        last = day or last
    return parts


def _is_on_the_matter(spoken: Sequence[tuple[ArticleFacts, Assertion]]) -> bool:
    """Told by two articles, or said in answer to the report."""
    if len({a.key for a, _ in spoken}) > 1:
        return True
    return any(
        c.role is CitationRole.MENTIONED and any(part.covers(c.span) for part in s.content)
        for a, s in spoken
        for c in a.attributions.citations
    )


def _statement(
    standing: Standing, speaker: str, spoken: Sequence[tuple[ArticleFacts, Assertion]]
) -> ContextFinding:
    direct = [(a, s) for a, s in spoken if s.direct] or list(spoken)
    article, first = max(direct, key=lambda pair: (len(pair[1].words(pair[0].text)), pair[0].key))
    return ContextFinding(
        key=f"statement:{fold(speaker)}:{_when(standing, {a.key for a, _ in spoken}).day}",
        kind=ContextKind.STATEMENT,
        speaker=speaker,
        says=first.words(article.text),
        when=_when(standing, {a.key for a, _ in spoken}),
        passages=_passages(spoken),
        after="",
        reasons=("says something on the matter, changes no claim's standing",),
    )


def _no_comments(standing: Standing) -> list[ContextFinding]:
    said: dict[str, list[tuple[ArticleFacts, Assertion]]] = defaultdict(list)
    for article in standing.articles:
        for assertion in article.attributions.assertions:
            named = assertion.speaker.kind is not SpeakerKind.OUTLET or assertion.source is not None
            if assertion.stance is Stance.NO_COMMENT and named:
                said[_silent_party(article, assertion, standing.entities)].append(
                    (article, assertion)
                )
    return [
        ContextFinding(
            key=f"no-comment:{fold(speaker)}",
            kind=ContextKind.NO_COMMENT,
            speaker=speaker,
            says=spoken[0][1].sentence.of(spoken[0][0].text),
            when=_when(standing, {a.key for a, _ in spoken}),
            passages=_passages(spoken),
            after="",
            reasons=("a refusal to comment is no denial",),
        )
        for speaker, spoken in sorted(said.items())
    ]


def _silent_party(article: ArticleFacts, assertion: Assertion, entities: Entities) -> str:
    """For whom nobody would speak: the body, also behind "a spokesman for …"."""
    if assertion.speaker.kind is SpeakerKind.PERSON:
        return assertion.speaker.name
    for_whom = voice(assertion.speaker, entities, _source(article, assertion))
    if assertion.speaker.kind is SpeakerKind.UNNAMED and assertion.source is not None:
        named = entities.at(article.key, assertion.source)
        if named and not assertion.speaker.group:
            return entities.labels[named[-1][1]]
    return for_whom or assertion.speaker.name


def _source(article: ArticleFacts, assertion: Assertion) -> str:
    return assertion.source.of(article.text) if assertion.source else ""


def _expected(standing: Standing, entities: Entities) -> list[ContextFinding]:
    found: dict[tuple[object, str], list[tuple[ArticleFacts, ScheduledEvent]]] = defaultdict(list)
    for article in standing.articles:
        anchor = standing.day_of(article.key)
        for event in _scheduled(article, anchor):
            named = [e for _, e in entities.at(article.key, event.words)]
            actor = _actor(fold(event.actor), named, entities)
            found[event.when.day, actor].append((article, event))
    return [
        _event(actor, told, standing)
        for (_, actor), told in sorted(found.items(), key=lambda kv: (str(kv[0][0]), kv[0][1]))
    ]


def _actor(who: str, named: Sequence[str], entities: Entities) -> str:
    """The person among the names beside the event, or the body, or the words as they stand."""
    fitting = [e for e in named if who and (who in e or e in who)]
    people = [e for e in fitting or named if entities.kinds.get(e) is NameKind.PERSON]
    return (people or fitting or [who])[0]


def _event(
    actor: str, told: Sequence[tuple[ArticleFacts, ScheduledEvent]], standing: Standing
) -> ContextFinding:
    article, event = min(told, key=lambda pair: (len(pair[1].words.of(pair[0].text)), pair[0].key))
    passages = sorted({(a.key, e.words) for a, e in told})
    entities, words = standing.entities, event.words.of(article.text)
    done = told_as_done(actor, words, event.when, {a.key for a, _ in told}, standing)
    why = ("an article of that day or later tells that it happened",) if done else ()
    return ContextFinding(
        key=f"expected:{actor}:{event.when.day}",
        kind=ContextKind.EXPECTED,
        speaker=entities.labels.get(actor, event.actor),
        says=words,
        when=event.when,
        passages=tuple(Passage(key, span) for key, span in passages),
        after="",
        reasons=(event.reason, *why),
        told_in=done,
    )


def _passages(spoken: Sequence[tuple[ArticleFacts, Assertion]]) -> tuple[Passage, ...]:
    found = {(a.key, s.sentence) for a, s in spoken}
    return tuple(Passage(key, span) for key, span in sorted(found))


def _when(standing: Standing, articles: set[str]) -> Dating:
    days = [d for a in articles if (d := standing.day_of(a))]
    if not days:
        return Dating(reasons=("no article that tells it has a date",))
    return Dating(
        day=min(days), precision=Precision.DAY, basis=Basis.INFERRED,
        reasons=("the day of the first article that tells it, so at the latest",),
    )  # fmt: skip


def _placed(item: ContextFinding, developments: Sequence[DevelopmentFinding]) -> ContextFinding:
    """Behind the last development that is no later; a no-comment beside a denial of its day."""
    if item.kind is ContextKind.NO_COMMENT and item.when.day:
        denied = [d for d in developments if d.kind is DevelopmentKind.DENIAL]
        same_day = [d.key for d in denied if d.when.day == item.when.day]
        if same_day:
            return replace(item, after=same_day[0])
    earlier = [
        d for d in developments
        if item.when.day is None or d.when.day is None or d.when.day <= item.when.day
    ]  # fmt: skip
    return replace(item, after=earlier[-1].key if earlier else "")
