"""Who the words of a source phrase stand for: a person, a body, unnamed people, an outlet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from storytracker.analysis import gazetteer
from storytracker.analysis.cues import words_of
from storytracker.analysis.names import Entity, NameBook
from storytracker.analysis.outlets import outlet as outlet_entry
from storytracker.analysis.tokens import Token
from storytracker.analysis.types import NameKind, Span, Speaker, SpeakerKind
from storytracker.analysis.words import (
    CAPITAL,
    DETERMINER,
    NUMBER,
    OBJECT_PRONOUN,
    PEOPLE,
    PREPOSITION,
    PRONOUN,
    PUNCTUATION,
    RELATIVE,
    ROLE,
)

_COUNTS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
# How many units back a pronoun looks for the last speaker before it looks at other names.
PRONOUN_REACH = 6
_SUBJECT_FORMS = {"him": "he", "her": "she", "them": "they"}
_REPORT_NOUNS = frozenset(
    "report reports article articles story stories account accounts coverage piece newspaper paper "
    "magazine outlet website dispatch investigation website broadcaster network channel reporter "
    "reporters journalist correspondent editorial newspapers media".split()
)
_SAME_PEOPLE = frozenset("sources people individuals officials persons pair duo two".split())


@dataclass(slots=True)
class Resolved:
    """A speaker with the entity behind it, if the article names it, and why."""

    speaker: Speaker
    reason: str
    entity: Entity | None = None
    generic: bool = False  # "the sources", "the reports": stands for what was cited before
    speaks: bool = True  # false for a thing ("the plan"): it can show or say, never praise or urge


@dataclass(slots=True)
class Cast:
    """Who has spoken so far in the article, latest last."""

    book: NameBook
    people: list[tuple[int, Resolved]] = field(default_factory=list)
    others: list[tuple[int, Resolved]] = field(default_factory=list)
    unit: int = 0
    cited: list[str] = field(default_factory=list)  # outlets named so far, latest last

    def press(self, noun: str) -> str:
        """The outlet that "the newspaper", "the agency" means: the last one cited that can be."""
        if noun not in gazetteer.people("press"):
            return ""
        for name in reversed(self.cited):
            listed = outlet_entry(name)
            if noun != "agency" or (listed is not None and listed.kind == "wire"):
                return name
        return ""

    def heard(self, resolved: Resolved) -> None:
        """Remember a speaker for the pronouns to come."""
        if resolved.speaker.kind is SpeakerKind.PERSON:
            if resolved.entity is not None:
                self.people.append((self.unit, resolved))
        elif resolved.speaker.kind is not SpeakerKind.OUTLET and not resolved.generic:
            self.others.append((self.unit, resolved))

    def last_person(self, feminine: bool | None) -> tuple[int, Resolved | None]:
        """The last person who spoke and whose gender, where known, fits; and in which unit."""
        for unit, resolved in reversed(self.people):
            known = resolved.entity.feminine if resolved.entity else None
            if known is None or feminine is None or known == feminine:
                return (unit, resolved) if self.unit - unit <= PRONOUN_REACH else (-1, None)
        return -1, None

    def last_other(self, *kinds: SpeakerKind) -> Resolved | None:
        """The last speaker of one of ``kinds``."""
        for unit, resolved in reversed(self.others):
            if resolved.speaker.kind in kinds:
                return resolved if self.unit - unit <= PRONOUN_REACH * 2 else None
        return None


def resolve_speaker(
    text: str,
    tokens: Sequence[Token],
    start: int,
    end: int,
    cast: Cast,
    same: Sequence[Entity] = (),
    before: Sequence[Entity] = (),
) -> Resolved:
    """The speaker that the source phrase ``tokens[start:end]`` stands for.

    ``same`` are the persons named before it in its sentence, ``before`` those of the sentence
    before: a pronoun may mean one of them.
    """
    while end > start and tokens[end - 1].flags & PUNCTUATION and tokens[end - 1].lower != ")":
        end -= 1
    if end - start == 1 and tokens[start].flags & (PRONOUN | OBJECT_PRONOUN):
        return _pronoun(tokens[start], cast, same, before)
    head = _head_end(tokens, start, end)
    names = cast.book.within(tokens, start, end)
    outlet = _outlet(text, tokens, start, head, names)
    if outlet is not None:
        return outlet
    person = _person(text, tokens, start, head, end, names)
    if person is not None:
        return person
    generic = _generic(text, tokens, start, end, cast)
    if generic is not None:
        return generic
    same = _spoken_of_again(tokens, start, end, cast)
    if same is not None:
        return same
    return _body_or_unnamed(text, tokens, start, head, end, names)


def _head_end(tokens: Sequence[Token], start: int, end: int) -> int:
    for at in range(start + 1, end):
        if tokens[at].lower in (",", "(") or tokens[at].flags & RELATIVE:
            return at
    return end


def _words(text: str, tokens: Sequence[Token], start: int, end: int) -> str:
    return text[tokens[start].start : tokens[end - 1].end] if end > start else ""


def _without_article(text: str, tokens: Sequence[Token], start: int, end: int) -> str:
    if end - start > 1 and tokens[start].lower in ("the", "a", "an"):
        start += 1
    return _words(text, tokens, start, end)


def _pronoun(
    token: Token, cast: Cast, same: Sequence[Entity], before: Sequence[Entity]
) -> Resolved:
    lower = _SUBJECT_FORMS.get(token.lower, token.lower)
    if lower in ("he", "she"):
        return _he_or_she(token, cast, same, before)
    kinds: tuple[SpeakerKind, ...] = (SpeakerKind.BODY, SpeakerKind.ORGANISATION)
    if lower == "they":
        kinds = (SpeakerKind.UNNAMED, *kinds)
    other = cast.last_other(*kinds) if lower in ("they", "it") else None
    if other is not None:
        return replace(other, reason=f"“{token.text}” is {other.speaker.name}, who spoke last")
    speaker = Speaker(token.text, SpeakerKind.UNNAMED)
    return Resolved(speaker, "a pronoun nobody was found for", speaks=lower != "it")


def _he_or_she(
    token: Token, cast: Cast, same: Sequence[Entity], before: Sequence[Entity]
) -> Resolved:
    feminine = token.lower in ("she", "her")
    fitting = [e for e in same if e.feminine in (None, feminine)]
    earlier = [e for e in before if e.feminine in (None, feminine)]
    spoke, found = cast.last_person(feminine)
    if not fitting and found is not None and (spoke >= cast.unit - 1 or not earlier):
        return replace(found, reason=f"“{token.text}” is {found.speaker.name}, who spoke last")
    entity = next(iter(fitting or earlier), None)
    if entity is None:
        return Resolved(Speaker(token.text, SpeakerKind.PERSON), "a pronoun nobody was found for")
    return Resolved(
        _named_person(entity), f"“{token.text}” is {entity.canonical}, named just before", entity
    )


def _outlet(
    text: str,
    tokens: Sequence[Token],
    start: int,
    head: int,
    names: Sequence[tuple[Span, Entity]],
) -> Resolved | None:
    """``the WSJ``, ``a report in the WSJ``, ``earlier reports from the WSJ``."""
    for span, entity in names:
        if entity.kind is not NameKind.OUTLET or span.start >= tokens[head - 1].end:
            continue
        rest = [
            t
            for t in tokens[start:head]
            if not span.start <= t.start < span.end
            and not t.flags & (DETERMINER | PREPOSITION | PUNCTUATION)
        ]
        press = gazetteer.people("press")
        of_report = any(t.lower in _REPORT_NOUNS or t.lower in press for t in rest)
        if (
            of_report
            or not rest
            or all(t.lower in ("'s", "’s", "earlier", "newspaper") for t in rest)
        ):
            speaker = Speaker(entity.canonical, SpeakerKind.OUTLET)
            return Resolved(speaker, f"{entity.canonical} is an outlet", entity)
    return None


def _person(
    text: str,
    tokens: Sequence[Token],
    start: int,
    head: int,
    end: int,
    names: Sequence[tuple[Span, Entity]],
) -> Resolved | None:
    """The person whose name ends the head, or stands in apposition to a role."""
    head = _before_preposition(tokens, start, head)
    last = tokens[head - 1].end
    for span, entity in names:
        closes = span.end == last or (
            span.end < last and text[span.end : last] in (".", " Jr.", "Jr.")
        )
        apposed = span.start > last and any(t.flags & ROLE for t in tokens[start:head])
        if entity.kind is NameKind.PERSON and (closes or apposed):
            return _as_person(text, tokens, start, end, span, entity, names)
        if entity.kind is NameKind.OTHER and closes and _may_be_person(tokens, start, head, span):
            entity.kind = NameKind.PERSON
            return _as_person(text, tokens, start, end, span, entity, names)
    return None


def _before_preposition(tokens: Sequence[Token], start: int, head: int) -> int:
    """The end of ``a spokesman`` in "a spokesman for Jane Roe": she is not who speaks."""
    for at in range(start + 1, head):
        before = tokens[at - 1]
        titled = before.flags & CAPITAL and before.flags & ROLE
        if tokens[at].flags & PREPOSITION and not titled:
            return at
    return head


def _may_be_person(tokens: Sequence[Token], start: int, head: int, span: Span) -> bool:
    own = [t for t in tokens[start:head] if span.start <= t.start < span.end]
    article = (
        tokens[start].flags & DETERMINER and tokens[start].end < span.start <= tokens[start].end + 1
    )
    if article or any(
        (t.text.isupper() and len(t.text) > 1) or t.flags & (PEOPLE | ROLE) for t in own
    ):
        return False
    return all(t.text[:1].isalpha() for t in own)


def _as_person(
    text: str,
    tokens: Sequence[Token],
    start: int,
    end: int,
    span: Span,
    entity: Entity,
    names: Sequence[tuple[Span, Entity]],
) -> Resolved:
    role = _role(text, tokens, start, end, span)
    group = _group_of(tokens, start, end, [n for n in names if n[1] is not entity])
    if role:
        entity.roles[role] = None
        for word in role.lower().split():
            if word in gazetteer.people("feminine"):
                entity.feminine = True
            elif word in gazetteer.people("masculine"):
                entity.feminine = False
    if group:
        entity.related[group] = None
    speaker = replace(_named_person(entity), group=group or _known_group(entity))
    return Resolved(speaker, f"names {entity.canonical}", entity)


def _named_person(entity: Entity) -> Speaker:
    role = next(iter(entity.roles), "")
    return Speaker(entity.canonical, SpeakerKind.PERSON, role=role, group=_known_group(entity))


def _known_group(entity: Entity) -> str:
    return next(iter(entity.related), "")


def _role(text: str, tokens: Sequence[Token], start: int, end: int, span: Span) -> str:
    """The role words outside the name: ``spokeswoman``, ``chief executive``."""
    for at in range(start, end):
        token = tokens[at]
        if span.start <= token.start < span.end or not token.flags & ROLE:
            continue
        first, last = at, at + 1
        while first > start and _extends_role(tokens[first - 1], span):
            first -= 1
        while (
            last < end
            and tokens[last].flags & ROLE
            and not span.start <= tokens[last].start < span.end
        ):
            last += 1
        phrase = [t.lower for t in tokens[at : min(end, at + 4)]]
        for size in (4, 3, 2):
            if " ".join(phrase[:size]) in gazetteer.people("role_phrases"):
                last = max(last, min(end, at + size))
        return _words(text, tokens, first, last)
    return ""


def _extends_role(token: Token, span: Span) -> bool:
    if (
        token.flags & (DETERMINER | PREPOSITION | PUNCTUATION)
        or span.start <= token.start < span.end
    ):
        return False
    return token.lower in (
        "former",
        "deputy",
        "vice",
        "prime",
        "chief",
        "senior",
        "acting",
        "foreign",
        "first",
        "co-founder",
        "general",
        "press",
        "executive",
        "assistant",
        "interim",
        "lead",
        "defence",
        "defense",
        "interior",
        "finance",
        "health",
        "political",
        "police",
        "attorney",
        "managing",
    )


def _group_of(
    tokens: Sequence[Token], start: int, end: int, names: Sequence[tuple[Span, Entity]]
) -> str:
    """The body behind a speaker: the first organisation ("the White House’s Council" is the
    Council), else the first place."""
    organisations = [n for n in names if n[1].kind in (NameKind.ORGANISATION, NameKind.OUTLET)]
    if organisations:
        span, entity = organisations[0]
        for following, other in organisations[1:]:
            if following.start - span.end > len("’s "):
                break
            span, entity = following, other
        return entity.canonical
    places = [e.canonical for _, e in names if e.kind is NameKind.PLACE]
    if places:
        listed = gazetteer.entry(places[0])
        return listed.group if listed is not None else places[0]
    persons = [e.canonical for _, e in names if e.kind is NameKind.PERSON]
    return persons[0] if persons else ""


def _generic(
    text: str, tokens: Sequence[Token], start: int, end: int, cast: Cast
) -> Resolved | None:
    """``the sources``, ``the reports``, ``sources``: whoever was cited before."""
    words = [t.lower for t in tokens[start:end] if not t.flags & PUNCTUATION]
    press = cast.press(words[-1]) if words[:1] == ["the"] and len(words) <= 3 else ""
    if press:
        reason = f"“{' '.join(words)}” is {press}, the outlet named last"
        return Resolved(Speaker(press, SpeakerKind.OUTLET), reason, generic=True)
    bare = [
        w
        for w in words
        if w
        not in (
            "the",
            "these",
            "those",
            "its",
            "media",
            "news",
            "such",
            "same",
            "various",
            "some",
            "this",
            "that",
        )
    ]
    if len(bare) == 1 and bare[0] in ("sources", "reports", "report", "source"):
        name = _without_article(text, tokens, start, end)
        speaker = Speaker(name, SpeakerKind.UNNAMED)
        earlier = cast.last_other(SpeakerKind.UNNAMED)
        if len(words) > 1 and bare[0].startswith("source") and earlier is not None:
            reason = f"“{_words(text, tokens, start, end)}” is {earlier.speaker.name}"
            return replace(earlier, reason=reason, generic=True)
        return Resolved(speaker, f"“{_words(text, tokens, start, end)}” refers back", generic=True)
    return None


def _spoken_of_again(tokens: Sequence[Token], start: int, end: int, cast: Cast) -> Resolved | None:
    """``the spokeswoman``, ``officials``, ``the company``: who had the floor under that word."""
    words = [t.lower for t in tokens[start:end] if not t.flags & PUNCTUATION]
    definite = words[:1] in (["the"], ["these"], ["those"], ["both"])
    noun = words[-1] if words else ""
    if tokens[end - 1].flags & CAPITAL:
        return None
    if definite and len(words) == 3 and noun in gazetteer.heads("again"):
        # "the Sheffield company": whose seat it is is said nowhere, who spoke last is known
        placed = tokens[start + 1].flags & CAPITAL
        return _organisation_again(noun, cast) if placed else None
    if len(words) > 2 or (len(words) == 2 and not definite):
        return None
    if definite and tokens[end - 1].flags & ROLE and not tokens[end - 1].flags & CAPITAL:
        for _, resolved in reversed(cast.people):
            if noun in resolved.speaker.role.lower().split():
                return replace(resolved, reason=f"“the {noun}” is {resolved.speaker.name}")
    if definite and noun in gazetteer.heads("again"):
        again = _organisation_again(noun, cast)
        if again is not None:
            return again
    if not tokens[end - 1].flags & PEOPLE:
        return None
    unnamed = [
        r
        for _, r in reversed(cast.others)
        if r.speaker.kind is SpeakerKind.UNNAMED and " " in r.speaker.name
    ]
    for resolved in unnamed:
        name = resolved.speaker.name.lower().split()
        if noun in name or (definite and noun in _SAME_PEOPLE):
            return replace(resolved, reason=f"“{' '.join(words)}” is {resolved.speaker.name}")
    return _plural_of(noun, unnamed)


def _organisation_again(noun: str, cast: Cast) -> Resolved | None:
    other = cast.last_other(SpeakerKind.ORGANISATION, SpeakerKind.BODY)
    if other is None or (noun in ("court", "council") and noun not in other.speaker.name.lower()):
        return None
    return replace(other, reason=f"“the {noun}” is {other.speaker.name}, who spoke before")


def _plural_of(noun: str, unnamed: Sequence[Resolved]) -> Resolved | None:
    """``officials`` after "one U.S. official": others, but of the same body."""
    for resolved in unnamed:
        if noun.removesuffix("s") in resolved.speaker.name.lower().split():
            speaker = Speaker(noun, SpeakerKind.UNNAMED, group=resolved.speaker.group)
            return Resolved(speaker, f"“{noun}” are of the same body as {resolved.speaker.name}")
    return None


def _body_or_unnamed(
    text: str,
    tokens: Sequence[Token],
    start: int,
    head: int,
    end: int,
    names: Sequence[tuple[Span, Entity]],
) -> Resolved:
    group = _group_of(tokens, start, head, [n for n in names if n[0].start < tokens[head - 1].end])
    last = _head_noun(tokens, start, head)
    people = any(t.flags & (PEOPLE | ROLE) and not t.flags & CAPITAL for t in tokens[start:head])
    body = last.lower in gazetteer.heads("common")
    whole = _without_article(text, tokens, start, head)
    listed = gazetteer.entry(whole)
    if listed is not None and listed.kind != "demonym":
        name = listed.group if listed.kind in ("country", "capital") else listed.canonical
        return Resolved(
            Speaker(name, SpeakerKind.BODY, group=listed.group),
            f"“{whole}” is a government or body",
        )
    if people and not body and last.lower != "owner":
        return _unnamed(text, tokens, start, head, end, group)
    entity = next((e for s, e in names if s.start <= last.start < s.end), None)
    if entity is None and (last.lower in gazetteer.heads("again") or last.lower == "owner"):
        entity = next((e for s, e in names if s.start > tokens[head - 1].end), None)
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
    return _unnamed(text, tokens, start, head, end, group)


def _head_noun(tokens: Sequence[Token], start: int, head: int) -> Token:
    """``individuals`` in "two individuals familiar with the intelligence"."""
    for at in range(start + 1, head):
        near = tokens[at].lower in gazetteer.people("closeness")
        if tokens[at].flags & PREPOSITION or near:
            return tokens[at - 1]
    return tokens[head - 1]


def _named_group(entity: Entity, group: str) -> Resolved:
    listed = gazetteer.entry(entity.canonical)
    public = listed is not None or any(
        word.lower() in gazetteer.heads("heads") for word in entity.canonical.split()
    )
    kind = SpeakerKind.BODY if public else SpeakerKind.ORGANISATION
    own = listed.group if listed is not None else gazetteer.group_in(entity.canonical)
    own = own or _known_group(entity) or (group if group != entity.canonical else "")
    return Resolved(Speaker(entity.canonical, kind, group=own), f"names {entity.canonical}", entity)


def _unnamed(
    text: str, tokens: Sequence[Token], start: int, head: int, end: int, group: str
) -> Resolved:
    near = next(
        (k for k in range(start, end) if tokens[k].lower in gazetteer.people("closeness")), None
    )
    stop = end if near is not None and near < head + 2 else head
    closeness = _words(text, tokens, near, stop) if near is not None and near < stop else ""
    count = next((_COUNTS[t.lower] for t in tokens[start:head] if t.lower in _COUNTS), None)
    if count is None:
        digits = next(
            (t.text for t in tokens[start:head] if t.flags & NUMBER and t.text.isdigit()), ""
        )
        count = int(digits) if 0 < len(digits) < 6 else None
    name = _without_article(text, tokens, start, stop)
    role = next((t.lower for t in tokens[start:head] if t.flags & ROLE), "")
    document = any(t.lower in words_of("documents") for t in tokens[start:head])
    speaker = Speaker(name, SpeakerKind.UNNAMED, role, group, count, closeness)
    human = any(t.flags & (PEOPLE | ROLE) for t in tokens[start:head])
    reason = f"“{name}” is a document" if document else f"“{name}” has no name"
    return Resolved(speaker, reason, speaks=human)
