"""Rows ↔ the analysis' dataclasses; what goes in comes out again, field by field.

How whole versions are read back: see ``readings.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from apps.claims.models import Assertion, Speaker, VersionAnalysis
from apps.sources.models import ArticleVersion, Citation
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis import types as facts

Pair = list[int]

# Members by value: a timeline asks for ten thousand, and to ask their class costs as much as a row.
_KINDS = {member.value: member for member in facts.SpeakerKind}
_STANCES = {member.value: member for member in facts.Stance}
_CERTAINTIES = {member.value: member for member in facts.Certainty}
_STRENGTHS = {member.value: member for member in facts.Strength}
_PARAGRAPHS = {member.value: member for member in facts.ParagraphKind}


def span_pair(span: facts.Span) -> Pair:
    return [span.start, span.end]


def span_of(pair: Sequence[int]) -> facts.Span:
    return facts.Span(pair[0], pair[1])


def _ends(span: facts.Span | None) -> tuple[int | None, int | None]:
    return (None, None) if span is None else (span.start, span.end)


def _span_or_none(start: int | None, end: int | None) -> facts.Span | None:
    return None if start is None or end is None else facts.Span(start, end)


def paragraphs_of(version: ArticleVersion) -> tuple[facts.Paragraph, ...]:
    """The version's paragraphs; offsets into ``version.text``."""
    return tuple(map(paragraph_of, version.paragraphs))


def paragraph_of(block: Sequence[Any]) -> facts.Paragraph:
    """A block of ``ArticleVersion.paragraphs``: [start, end, kind]."""
    start, end, kind = block
    return facts.Paragraph(facts.Span(start, end), _PARAGRAPHS[kind])


# --- assertions -----------------------------------------------------------------------------


def hop_json(hop: facts.Hop) -> dict[str, Any]:
    start, end = _ends(hop.span)
    return {
        "outlet": hop.outlet,
        "start": start,
        "end": end,
        "lineage": hop.lineage.value,
        "reason": hop.reason,
    }


def hop_of(hop: dict[str, Any]) -> facts.Hop:
    return facts.Hop(
        outlet=hop["outlet"],
        span=_span_or_none(hop["start"], hop["end"]),
        lineage=facts.Lineage(hop["lineage"]),
        reason=hop["reason"],
    )


def assertion_row(
    version: ArticleVersion, position: int, found: facts.Assertion, speaker: Speaker
) -> Assertion:
    """An unsaved row for what was found; ``speaker`` is the saved row for ``found.speaker``."""
    source_start, source_end = _ends(found.source)
    cue_start, cue_end = _ends(found.cue)
    return Assertion(
        version=version,
        position=position,
        content=[span_pair(part) for part in found.content],
        words=found.words(version.text),
        sentence_start=found.sentence.start,
        sentence_end=found.sentence.end,
        source_start=source_start,
        source_end=source_end,
        cue_start=cue_start,
        cue_end=cue_end,
        cue_lemma=found.cue_lemma,
        speaker=speaker,
        speaker_name=found.speaker.name,
        speaker_role=found.speaker.role,
        speaker_group=found.speaker.group,
        speaker_count=found.speaker.count,
        speaker_closeness=found.speaker.closeness,
        via=[hop_json(hop) for hop in found.via],
        direct=found.direct,
        stance=found.stance.value,
        certainty=found.certainty.value,
        strength=found.strength.value if found.strength else "",
        paragraph_kind=found.paragraph.value,
        reasons=list(found.reasons),
        decided=list(found.decided),
        analysis_version=ANALYSIS_VERSION,
    )


SAID = (
    "pk", "words", "content", "sentence_start", "sentence_end", "speaker_name", "speaker__kind",
    "speaker_role", "speaker_group", "speaker_count", "speaker_closeness", "source_start",
    "source_end", "cue_start", "cue_end", "cue_lemma", "via", "direct", "stance", "certainty",
    "strength", "paragraph_kind", "reasons", "decided",
)  # fmt: skip
KNOWN_AS = ("speaker__canonical__name", "speaker__canonical__kind", "speaker__canonical__group")
"""Of whom an editor said that the speaker is."""

_said = attrgetter(*(column.replace("__", ".") for column in SAID))


def assertion_as_called(row: Assertion) -> facts.Assertion:
    """What the row was written from, editors' decisions on it included."""
    return assertion_of((*_said(row), None, None, None))


def assertion_of(row: Sequence[Any]) -> facts.Assertion:
    """What a timeline is made from: the columns ``SAID`` and ``KNOWN_AS`` of an assertion.

    The speaker is as this article calls them, but by the name and the body of whom an editor said
    that they are.
    """
    (
        _, _, content, start, end, name, kind, role, group, count, closeness,
        source_start, source_end, cue_start, cue_end, cue_lemma, via, direct, stance, certainty,
        strength, paragraph, reasons, decided, known_as, known_kind, known_group,
    ) = row  # fmt: skip
    if known_as is not None:
        name, kind, group = known_as, known_kind, known_group
    return facts.Assertion(
        content=tuple([span_of(pair) for pair in content]),
        sentence=facts.Span(start, end),
        speaker=facts.Speaker(name, _KINDS[kind], role, group, count, closeness),
        source=_span_or_none(source_start, source_end),
        cue=_span_or_none(cue_start, cue_end),
        cue_lemma=cue_lemma,
        via=tuple([hop_of(hop) for hop in via]),
        direct=direct,
        stance=_STANCES[stance],
        certainty=_CERTAINTIES[certainty],
        strength=_STRENGTHS[strength] if strength else None,
        paragraph=_PARAGRAPHS[paragraph],
        reasons=tuple(reasons),
        decided=tuple(decided),
    )


# --- citations and names --------------------------------------------------------------------


def citation_row(version: ArticleVersion, found: facts.Citation) -> Citation:
    """An unsaved row for a report that the version speaks of."""
    return Citation(
        version=version,
        outlet_name=found.outlet,
        role=found.role.value,
        start=found.span.start,
        end=found.span.end,
        sentence_start=found.sentence.start,
        sentence_end=found.sentence.end,
        silent_on=[span_pair(span) for span in found.silent_on],
        reason=found.reason,
    )


CITED = (
    "outlet_name", "start", "end", "role", "sentence_start", "sentence_end", "silent_on", "reason",
)  # fmt: skip


def citation_of(row: Sequence[Any]) -> facts.Citation:
    """What a row was written from: its columns ``CITED``."""
    outlet, start, end, role, sentence_start, sentence_end, silent_on, reason = row
    return facts.Citation(
        outlet=outlet,
        span=facts.Span(start, end),
        role=facts.CitationRole(role),
        sentence=facts.Span(sentence_start, sentence_end),
        silent_on=tuple([span_of(pair) for pair in silent_on]),
        reason=reason,
    )


def name_json(name: facts.Name) -> dict[str, Any]:
    return {
        "canonical": name.canonical,
        "kind": name.kind.value,
        "mentions": [span_pair(span) for span in name.mentions],
        "aliases": list(name.aliases),
        "related": list(name.related),
    }


def name_of(entry: dict[str, Any]) -> facts.Name:
    return facts.Name(
        canonical=entry["canonical"],
        kind=facts.NameKind(entry["kind"]),
        mentions=tuple(span_of(pair) for pair in entry["mentions"]),
        aliases=tuple(entry["aliases"]),
        related=tuple(entry["related"]),
    )


# --- whole versions -------------------------------------------------------------------------


def analysis_row(version: ArticleVersion, found: facts.Attributions) -> VersionAnalysis:
    """An unsaved row that says the version has been read, and what else was seen there."""
    return VersionAnalysis(
        version=version,
        names=[name_json(name) for name in found.names],
        sentences=[span_pair(span) for span in found.sentences],
        analysis_version=ANALYSIS_VERSION,
    )
