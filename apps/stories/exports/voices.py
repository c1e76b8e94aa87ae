"""Who says what of one claim, each voice in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from apps.claims.models import Claim, Evidence
from apps.stories.exports.brief import Sentence, Sources, references
from apps.stories.passages import outlet_name
from storytracker.analysis.types import Certainty, Stance

VOICES = 3
"""Voices of one kind that a brief lets speak on a claim; the claim's page has them all."""

SUPPORTING = (Stance.SUPPORTS,)
DENYING = (Stance.DENIES, Stance.DENIES_IN_PART)
UNCLEAR = (Stance.OBSERVES,)
SILENT = (Stance.NO_COMMENT,)


@dataclass
class Voice:
    """One speaker, as one origin has it, with the rows in which they are heard."""

    name: str
    origin: str
    rows: list[Evidence] = field(default_factory=list)

    @property
    def is_article(self) -> bool:
        """True where the article says it in its own words."""
        return not self.name

    @property
    def shown(self) -> str:
        return self.name or outlet_name(self.rows[0].assertion.version.article)


def sentences(
    rows: Sequence[Evidence], stances: Sequence[Stance], sources: Sources
) -> tuple[Sentence, ...]:
    """A sentence for each of the ``VOICES`` most heard, then how many more there are."""
    voices = _voices(row for row in rows if row.stance in stances)
    said = [
        Sentence(_words(voice, stances), references(sources, voice.rows))
        for voice in voices[:VOICES]
    ]
    if left := voices[VOICES:]:
        rest = [row for voice in left for row in voice.rows]
        words = f"{len(left)} more {'voice' if len(left) == 1 else 'voices'} to the same effect."
        said.append(Sentence(words, references(sources, rest)))
    return tuple(said)


def _voices(rows: Iterable[Evidence]) -> list[Voice]:
    """Whoever speaks, the most heard first; at a tie whoever came first."""
    found: dict[tuple[str, str], Voice] = {}
    for row in rows:
        name = row.assertion.speaker.known_as.name
        key = (name or outlet_name(row.assertion.version.article), row.origin)
        found.setdefault(key, Voice(name, row.origin)).rows.append(row)
    return sorted(found.values(), key=lambda voice: -len(voice.rows))


def _words(voice: Voice, stances: Sequence[Stance]) -> str:
    if stances == DENYING:
        part = all(row.stance == Stance.DENIES_IN_PART for row in voice.rows)
        return f"Denied{' in part' if part else ''} by {voice.shown}{_origin(voice)}."
    if stances == UNCLEAR:
        return f"Not clear, or not confirmed, according to {voice.shown}{_origin(voice)}."
    if stances == SILENT:
        return f"No comment from {voice.shown}{_origin(voice)}."
    if voice.is_article:
        return f"Said by {voice.shown} in its own words{_certainty(voice)}{_origin(voice)}."
    return f"According to {voice.shown}{_certainty(voice)}{_origin(voice)}."


def _certainty(voice: Voice) -> str:
    """ " (as likely)", where nobody has it as more than that."""
    found = {row.certainty for row in voice.rows}
    only = next(iter(found)) if len(found) == 1 else Certainty.ASSERTED
    return "" if only == Certainty.ASSERTED else f" (as {only})"


def _origin(voice: Voice) -> str:
    """Who put it out first, unless that is whoever speaks."""
    if not voice.origin or voice.origin == voice.shown:
        return ""
    return f", first put out by {voice.origin}"


def standing_of(claim: Claim) -> str:
    """What the claim rests on: origins, informants, articles."""
    told = f"told in {claim.articles} article{'' if claim.articles == 1 else 's'}"
    origins, informants = claim.origins, claim.informants
    if not origins:
        return f"No origin is known that stands for it; {told}."
    if len(origins) == 1:
        behind = f" and one informant, {informants[0]}" if len(informants) == 1 else ""
        return f"Rests on a single origin, {origins[0]}{behind}; {told}."
    if len(informants) == 1:
        return (
            f"Put out by {listed(origins)}, who share one informant, {informants[0]}: "
            f"that is one voice; {told}."
        )
    return f"Put out by {len(origins)} independent origins, {listed(origins)}; {told}."


def listed(names: Sequence[str]) -> str:
    """ "the Post, the Wire and CNN"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
