"""Who the words of a source phrase stand for: a person, a body, unnamed people, an outlet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.beside import is_thing
from storytracker.analysis.speech.cast import (
    Cast,
    Resolved,
    generic_source,
    known_group,
    named_person,
    resolve_again,
    resolve_pronoun,
    without_article,
)
from storytracker.analysis.speech.cues import words_of
from storytracker.analysis.speech.names import Entity
from storytracker.analysis.speech.offices import office_behind
from storytracker.analysis.speech.roles import before_preposition, group_of, head_noun, role_of
from storytracker.analysis.speech.sight import seen_by
from storytracker.analysis.speech.subjects import first_subject
from storytracker.analysis.speech.units import Unit
from storytracker.analysis.speech.unnamed import unnamed
from storytracker.analysis.speech.words import (
    CAPITAL,
    DETERMINER,
    OBJECT_PRONOUN,
    PEOPLE,
    PREPOSITION,
    PRONOUN,
    PUNCTUATION,
    QUOTED,
    RELATIVE,
    ROLE,
    Word,
)
from storytracker.analysis.types import NameKind, Span, Speaker, SpeakerKind

# The subject that "it" and "they" mean is a short phrase (tokens).
LONGEST_SUBJECT = 6
_ASIDES = frozenset([",", "(", "–", "—", "--"])
_DOCUMENTS = words_of("documents") | words_of("seen_things")
_REPORT_NOUNS = words_of("report_nouns")
_PRESS = gazetteer.people("press") | gazetteer.people("press_named")


def resolve_speaker(
    text: str,
    unit: Unit,
    start: int,
    end: int,
    cast: Cast,
    same: Sequence[Entity] = (),
    before: Sequence[Entity] = (),
) -> Resolved:
    """The speaker that the source phrase, the tokens ``start`` to ``end`` of ``unit``, stands for.

    ``same`` are the persons named before it in its sentence, ``before`` those of the sentence
    before: a pronoun may mean one of them.
    """
    tokens = unit.tokens
    while end > start and tokens[end - 1].flags & PUNCTUATION and tokens[end - 1].lower != ")":
        end -= 1
    if end - start == 1 and tokens[start].flags & (PRONOUN | OBJECT_PRONOUN):
        found = resolve_pronoun(tokens[start], cast, same, before)
        if found.entity is None and found.speaker.name.lower() in ("it", "they"):
            own = _subject_of(text, _until(unit, start), tokens[start], cast)
            own = own or _subject_of(text, cast.before, tokens[start], cast)
            return own or _no_person(tokens[start], cast) or found
        return found
    author = _author(tokens, start, end)
    if author is not None:
        found = resolve_speaker(text, unit, author, end, cast, same, before)
        if found.speaker.kind not in (SpeakerKind.OUTLET, SpeakerKind.UNNAMED):
            words = unit.words(text, start, end)
            found.reason = f"“{words}” is by {found.speaker.name}"
            return found
    sight = seen_by(tokens, start, end)
    if sight is not None:
        end = sight[0]
    head = _head_end(tokens, start, end)
    names = cast.book.within(unit.starts, start, end)
    outlet = _outlet(unit, start, head, names)
    if outlet is not None:
        return outlet
    person = _person(text, unit, start, head, end, names)
    if person is not None:
        office = office_behind(text, unit, start, end, cast, same, before)
        if office and not person.speaker.group:
            cast.offices[person.speaker.name] = office
        office = person.speaker.group or cast.offices.get(person.speaker.name, "")
        if office != person.speaker.group:
            person.speaker = replace(person.speaker, group=office)
        return person
    press = tokens[head - 1].lower in gazetteer.people("press")  # "the blog, which said"
    generic = generic_source(text, unit, start, head if press else end, cast)
    if generic is not None:
        return generic
    again = resolve_again(tokens, start, end, cast)
    if again is not None:
        return again
    return _body_orunnamed(text, unit, start, head, end, names)


def _until(unit: Unit, end: int) -> Unit:
    """What stands in ``unit`` before the token ``end``."""
    return replace(unit, tokens=unit.tokens[:end], starts=unit.starts[:end])


def _subject_of(text: str, before: Unit | None, pronoun: Word, cast: Cast) -> Resolved | None:
    """``Residents were angry. They said``, ``The firm will close, it said``: who was told of."""
    subject = first_subject(before.tokens) if before is not None else None
    if before is None or subject is None or subject[1] - subject[0] > LONGEST_SUBJECT:
        return None
    barred = PRONOUN | OBJECT_PRONOUN | PUNCTUATION | QUOTED
    if any(t.flags & barred for t in before.tokens[slice(*subject)]):
        return None
    found = resolve_speaker(text, before, *subject, cast)
    bodies = (SpeakerKind.BODY, SpeakerKind.ORGANISATION)
    fits = found.speaker.kind in bodies
    if pronoun.lower == "they":
        fits = fits or (found.speaker.kind is SpeakerKind.UNNAMED and found.speaks)
    if not fits:
        return None
    return replace(found, reason=f"“{pronoun.text}” is {found.speaker.name}, told of just before")


def _no_person(pronoun: Word, cast: Cast) -> Resolved | None:
    """``Lithox said … It denied``: who is "it" was no person, though nothing told so before."""
    if pronoun.lower != "it" or not cast.people:
        return None
    unit, last = cast.people[-1]
    entity = last.entity
    lone = entity is not None and " " not in entity.canonical and entity.feminine is None
    if entity is None or not lone or unit < cast.unit - 1:
        return None
    titled = not gazetteer.people("honorifics").isdisjoint(map(str.lower, entity.roles))
    told = cast.before.tokens if cast.before is not None else ()
    if titled or any(t.lower in _DOCUMENTS for t in told):
        return None  # "Roe cited a report. It said"
    entity.kind = NameKind.ORGANISATION
    speaker = Speaker(entity.canonical, SpeakerKind.ORGANISATION)
    return Resolved(speaker, f"“{pronoun.text}” is {entity.canonical}, who spoke last", entity)


def _author(tokens: Sequence[Word], start: int, end: int) -> int | None:
    """Where the author stands in ``an assessment by the agency``."""
    for at in range(start + 1, end - 1):
        if tokens[at].flags & (PREPOSITION | PUNCTUATION):
            written = tokens[at].lower in ("by", "from")
            return at + 1 if written and tokens[at - 1].lower in words_of("documents") else None
    return None


def _head_end(tokens: Sequence[Word], start: int, end: int) -> int:
    for at in range(start + 1, end):
        if tokens[at].lower in _ASIDES or tokens[at].flags & RELATIVE:
            return at
    return end


def _outlet(
    unit: Unit, start: int, head: int, names: Sequence[tuple[Span, Entity]]
) -> Resolved | None:
    """``the Courier``, ``a report in the Courier``, ``earlier reports from the Courier``."""
    tokens = unit.tokens
    for span, entity in names:
        if entity.kind is not NameKind.OUTLET:
            continue
        if span.start >= unit.end(head - 1):
            apposed = span.start <= unit.end(head - 1) + 2  # "a blog, Open Lark,"
            if apposed and tokens[head - 1].lower in _PRESS:
                speaker = Speaker(entity.canonical, SpeakerKind.OUTLET)
                return Resolved(speaker, f"{entity.canonical} is an outlet", entity)
            continue
        rest = [
            t
            for at, t in zip(unit.starts[start:head], tokens[start:head], strict=True)
            if not span.start <= at < span.end
            and not t.flags & (DETERMINER | PREPOSITION | PUNCTUATION)
        ]
        of_report = any(t.lower in _REPORT_NOUNS or t.lower in _PRESS for t in rest)
        if (
            of_report
            or not rest
            or all(t.lower in {"'s", "’s", "earlier", "newspaper"} for t in rest)
        ):
            speaker = Speaker(entity.canonical, SpeakerKind.OUTLET)
            return Resolved(speaker, f"{entity.canonical} is an outlet", entity)
    return None


def _person(
    text: str,
    unit: Unit,
    start: int,
    head: int,
    end: int,
    names: Sequence[tuple[Span, Entity]],
) -> Resolved | None:
    """The person whose name ends the head, or stands in apposition to a role."""
    tokens = unit.tokens
    whole = unit.end(head - 1)
    head = before_preposition(tokens, start, head)
    last = unit.end(head - 1)
    behind = [n for n in names if n[0].start > whole and n[1].kind is NameKind.PERSON]
    for span, entity in behind if last < whole and behind else names:  # "an aide to Roe, Ann Poe"
        closes = span.end == last or (
            span.end < last and text[span.end : last] in {".", " Jr.", "Jr."}
        )
        apposed = span.start > last and any(t.flags & ROLE for t in tokens[start:head])
        if entity.kind is NameKind.PERSON and (closes or apposed):
            return _as_person(text, unit, start, end, span, entity, names)
        if entity.kind is NameKind.OTHER and closes and not apposed and is_thing(tokens, end):
            entity.kind = NameKind.ORGANISATION
            return None
        if entity.kind is NameKind.OTHER and (
            (closes and _may_be_person(unit, start, head, span))
            or (apposed and _is_apposed_person(unit, end, span, text))
        ):
            entity.kind = NameKind.PERSON
            return _as_person(text, unit, start, end, span, entity, names)
    return None


def _is_apposed_person(unit: Unit, end: int, span: Span, text: str) -> bool:
    """``The editor of the Lark, Jo Roe``: the name closes the phrase or is set off by commas."""
    own = _tokens_of(unit, 0, end, span)
    ahead = (k for k in range(end - 1, -1, -1) if unit.end(k) <= span.start)
    before = next((unit.tokens[k] for k in ahead), None)
    closed = span.end >= unit.end(end - 1) or text[span.end : span.end + 1] == ","
    return (
        bool(own)
        and closed
        and before is not None
        and before.lower == ","
        and not any(t.flags & (PEOPLE | ROLE) or t.text.isupper() for t in own)
    )


def _tokens_of(unit: Unit, start: int, end: int, span: Span) -> list[Word]:
    """The tokens from ``start`` to ``end`` that begin in ``span``."""
    places = zip(unit.starts[start:end], unit.tokens[start:end], strict=True)
    return [token for at, token in places if span.start <= at < span.end]


def _may_be_person(unit: Unit, start: int, head: int, span: Span) -> bool:
    own, first_end = _tokens_of(unit, start, head, span), unit.end(start)
    article = unit.tokens[start].flags & DETERMINER and first_end < span.start <= first_end + 1
    if article or any(
        (t.text.isupper() and len(t.text) > 1) or t.flags & (PEOPLE | ROLE) for t in own
    ):
        return False
    return all(t.text[:1].isalpha() for t in own)


def _as_person(
    text: str,
    unit: Unit,
    start: int,
    end: int,
    span: Span,
    entity: Entity,
    names: Sequence[tuple[Span, Entity]],
) -> Resolved:
    role = role_of(text, unit, start, end, span)
    group = group_of([n for n in names if n[1] is not entity])
    if role:
        entity.roles[role] = None
        for word in role.lower().split():
            if word in gazetteer.people("feminine"):
                entity.feminine = True
            elif word in gazetteer.people("masculine"):
                entity.feminine = False
    if group:
        entity.related[group] = None
    speaker = named_person(entity)
    if group and group != speaker.group:
        speaker = replace(speaker, group=group)
    return Resolved(speaker, f"names {entity.canonical}", entity)


def _body_orunnamed(
    text: str,
    unit: Unit,
    start: int,
    head: int,
    end: int,
    names: Sequence[tuple[Span, Entity]],
) -> Resolved:
    tokens, head_end = unit.tokens, unit.end(head - 1)
    group = group_of([n for n in names if n[0].start < head_end])
    noun = head_noun(tokens, start, head)
    last, place = tokens[noun], unit.starts[noun]
    people = any(t.flags & (PEOPLE | ROLE) and not t.flags & CAPITAL for t in tokens[start:head])
    body = last.lower in gazetteer.heads("common")
    whole = without_article(text, unit, start, head)
    listed = gazetteer.entry(whole)
    if listed is not None and listed.kind != "demonym":
        name = listed.group if listed.kind in ("country", "capital") else listed.canonical
        return Resolved(
            Speaker(name, SpeakerKind.BODY, group=listed.group),
            f"“{whole}” is a government or body",
        )
    if people and not body and last.lower != "owner":
        return unnamed(text, unit, start, head, end, group)
    entity = next((e for s, e in names if s.start <= place < s.end), None)
    if entity is None and (last.lower in gazetteer.heads("again") or last.lower == "owner"):
        entity = next((e for s, e in names if s.start > head_end), None)
    if entity is not None and entity.kind in (
        NameKind.ORGANISATION,
        NameKind.OTHER,
        NameKind.PLACE,
    ):
        places = [e.canonical for _, e in names if e.kind is NameKind.PLACE and e is not entity]
        return _named_group(entity, places[0] if places else group)
    if body or last.lower in ("intel",):
        return Resolved(
            Speaker(whole, SpeakerKind.BODY, group=group), f"“{whole}” is a public body"
        )
    if last.lower in gazetteer.heads("again"):
        return Resolved(
            Speaker(whole, SpeakerKind.ORGANISATION, group=group), f"“{whole}” is an organisation"
        )
    return unnamed(text, unit, start, head, end, group)


def _named_group(entity: Entity, group: str) -> Resolved:
    listed = gazetteer.entry(entity.canonical)
    public = listed is not None or any(
        word.lower() in gazetteer.heads("heads") for word in entity.canonical.split()
    )
    kind = SpeakerKind.BODY if public else SpeakerKind.ORGANISATION
    own = listed.group if listed is not None else gazetteer.group_in(entity.canonical)
    own = own or known_group(entity) or (group if group != entity.canonical else "")
    return Resolved(Speaker(entity.canonical, kind, group=own), f"names {entity.canonical}", entity)
