"""For whom a speaker speaks: a spokesman for his body, an office for who holds it."""

from __future__ import annotations

import re
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.story.entities import Entities, fold
from storytracker.analysis.story.vocabulary import definite_bodies, small_words
from storytracker.analysis.types import NameKind, Speaker, SpeakerKind

_SPOKESMAN_FOR = re.compile(r"\b[Ss]pokes\w+ (?:for|of)\b")


def voice(speaker: Speaker, entities: Entities, source: str = "") -> str:
    """For whom a speaker speaks, by the fullest name: a spokesman for his body; "" for nobody.

    ``source`` holds the words that name the speaker: "a spokesman for Minister Roe" speaks for
    the minister's office and not as Roe.
    """
    if speaker.kind is SpeakerKind.OUTLET:
        return ""
    for_somebody = bool(_SPOKESMAN_FOR.search(source)) and not is_spokesman(speaker)
    if speaker.kind is SpeakerKind.PERSON and speaker.role and for_somebody:
        return f"{speaker.role.lower()}'s office"
    name = speaker.name
    if speaker.kind is SpeakerKind.PERSON and not _is_body(name, entities):
        name = speaker.group or speaker.name
    named = entities.kinds.get(entities.forms.get(fold(name), ""))
    known = named in (NameKind.PERSON, NameKind.ORGANISATION)  # named as such elsewhere
    if speaker.kind is SpeakerKind.UNNAMED and name.lower().startswith("both "):
        return name  # "both firms confirmed"
    if speaker.kind is SpeakerKind.UNNAMED and not known:
        if not any(word in speaker.name.lower() for word in small_words("spokespeople")):
            return ""
        name = speaker.group or speaker.name
    name = _office(_in_full(name))
    entity = entities.forms.get(fold(name), "") or _only_one(fold(name), entities)
    return entities.labels.get(entity, name)


def _is_body(name: str, entities: Entities) -> bool:
    """Taken for a person by one article, and known as a body from the story's others."""
    return entities.kinds.get(entities.forms.get(fold(name), "")) is NameKind.ORGANISATION


def is_spokesman(speaker: Speaker) -> bool:
    """True for somebody whose role is to speak for others."""
    return speaker.role.lower().startswith("spokes")


def _office(name: str) -> str:
    """ "The office of Mayor Roe" is the governor's office."""
    words = name.lower().split()
    if "office" not in words:
        return name
    role = next((w for w in words if w.removesuffix("'s") in _high_offices()), "")
    return f"{role.removesuffix(chr(39) + 's')}'s office" if role and words[0] != "prime" else name


@cache
def _high_offices() -> frozenset[str]:
    return frozenset(load("entities")["high_offices"].split())


def _in_full(name: str) -> str:
    """ "PM's office" is the prime minister's office."""
    short, owns, rest = name.partition("'s ")
    full = load("entities")["office_short_forms"].get(short.lower())
    return f"{full}{owns}{rest}" if full else name


def _only_one(noun: str, entities: Entities) -> str:
    """ "the ministry": the one body of the story whose name ends in that noun."""
    if noun not in definite_bodies():
        return ""
    found = {e for e in entities.labels if e.split()[-1] == noun}
    return found.pop() if len(found) == 1 else ""
