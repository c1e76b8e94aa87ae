"""The words that attribute, as the lexicon lists them, with every form of every verb."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.speech.words import inflect


class CueClass(StrEnum):
    """What a cue does to its content."""

    SAYS = "says"
    CONFIRMS = "confirms"
    DENIES = "denies"
    SHOWS = "shows"
    BELIEVES = "believes"
    URGES = "urges"
    VOWS = "vows"
    JUDGES = "judges"


@dataclass(frozen=True, slots=True)
class Cue:
    """One reading of a reporting verb.

    ``frames`` are its complements (see the head of cues.toml), ``particles`` the words that must
    follow the verb ("point" + "out"), ``strict`` that only a clause with "that", a question or a
    quotation proves the reading.
    """

    lemma: str
    kind: CueClass
    frames: frozenset[str]
    particles: tuple[str, ...] = ()
    strict: bool = False


@cache
def cues_by_form() -> dict[str, tuple[Cue, ...]]:
    """Every form of a reporting verb → its readings, those with particles first."""
    lexicon = load("cues")
    strict = frozenset(lexicon["only_with_that"])
    forms: dict[str, list[Cue]] = {}
    for table in lexicon["verbs"]:
        kind, frames = CueClass(table["class"]), frozenset(table["frames"])
        for entry in dict.fromkeys(table["words"]):
            base, *particles = entry.split()
            cue = Cue(entry, kind, frames, tuple(particles), entry in strict and "that" in frames)
            for form in dict.fromkeys(inflect(base)):
                forms.setdefault(form, []).append(cue)
    return {
        form: tuple(sorted(cues, key=lambda cue: -len(cue.particles)))
        for form, cues in forms.items()
    }


@cache
def words_of(name: str) -> frozenset[str]:
    """The list ``name`` of cues.toml as a set."""
    return frozenset(load("cues")[name])
