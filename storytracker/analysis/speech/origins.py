"""Sentences that only say where the words of the sentence before come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storytracker.analysis.speech import gazetteer
from storytracker.analysis.speech.cues import words_of
from storytracker.analysis.speech.phrases import phrase_after
from storytracker.analysis.speech.speakers import resolve_speaker
from storytracker.analysis.speech.verbs import Range
from storytracker.analysis.speech.words import ORIGIN, Word
from storytracker.analysis.speech.workbench import Workbench
from storytracker.analysis.types import (
    SpeakerKind,
)

_INFORMATION = words_of("information")


class Origins(Workbench):
    """Gives what was just told its speaker."""

    def add_origin_of_information(self) -> bool:
        """``The information comes from X``, ``It cited X``: X says what was just told."""
        tokens = self.unit.tokens
        found = _origin_phrase(tokens)
        if found is None or self.fresh == self.last_fresh:
            return False
        name, cites = found
        resolved = resolve_speaker(self.text, self.unit, *name, self.cast)
        told = self.assertions[self.fresh - 1].speaker
        group = resolved.speaker.group or (
            told.group if told.kind is not SpeakerKind.OUTLET else ""
        )
        resolved.speaker = replace(resolved.speaker, group=group)
        if cites and told.kind is not SpeakerKind.OUTLET:
            return False
        self.cast.heard(resolved)
        reason = f"the next sentence says that it comes from {resolved.speaker.name}"
        for k in range(self.last_fresh, self.fresh):
            before = self.assertions[k]
            if cites and not before.via:
                continue
            self.assertions[k] = replace(
                before, speaker=resolved.speaker, reasons=(*before.reasons, reason)
            )
        return True


def _origin_phrase(tokens: Sequence[Word]) -> tuple[Range, bool] | None:
    """The phrase behind ``comes from`` or ``it cited``, and whether somebody cites."""
    for at, token in enumerate(tokens[:8]):
        if not token.flags & ORIGIN:
            continue
        opening = [t.lower for t in tokens[:at]]
        comes = token.lower in {"comes", "came", "come"} and at + 2 < len(tokens)
        if comes and tokens[at + 1].lower == "from" and _INFORMATION.intersection(opening):
            name = phrase_after(tokens, at + 2)
            return (name, False) if name else None
        if token.lower in {"cited", "cites", "quoted"} and 0 < at < len(tokens) - 1:
            press = opening == ["it"] or opening[-1] in gazetteer.people("press")
            name = phrase_after(tokens, at + 1) if press else None
            return (name, True) if name else None
    return None
