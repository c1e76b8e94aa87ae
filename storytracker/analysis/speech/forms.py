"""The shapes that an attribution can take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from storytracker.analysis.speech.cues import Cue
from storytracker.analysis.speech.verbs import Range


class Form(Enum):
    """The shape of an attribution."""

    VERB = auto()  # X said …
    INVERTED = auto()  # …, said X
    SHARED = auto()  # … and added, saying …: the subject of an earlier verb
    ACCORDING = auto()  # according to X, as reported by X, per X
    PASSIVE = auto()  # is believed to, it was reported that
    KNOWING = auto()  # X has information that
    NOUN = auto()  # X's claim that
    COLON = auto()  # X: …


@dataclass(slots=True)
class Head:
    """A cue at ``tokens[verb:after]``, its verb group from ``group``, its source if any.

    ``left`` is the first token of the whole attribution (subject or cue), ``right`` the first
    token after it: content lies outside. ``through`` is who was told or who quotes ("told X",
    "X quoted her as saying"): an outlet there is the via.
    """

    form: Form
    cue: Cue
    group: int
    verb: int
    after: int
    source: Range | None
    left: int
    right: int
    through: Range | None = None


@dataclass(slots=True)
class Said:
    """A head with its content; ``parts`` are token ranges, ``cue`` the reading that fits."""

    head: Head
    cue: Cue
    parts: tuple[Range, ...]
    left: bool
    frame: str
