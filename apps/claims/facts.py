"""Rows ↔ the analysis' dataclasses; what goes in comes out again, field by field.

Reading a version's attributions back from its rows gives exactly what ``attribute`` found,
so that later stages never read the text a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Prefetch, QuerySet

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
    return tuple(
        facts.Paragraph(facts.Span(start, end), _PARAGRAPHS[kind])
        for start, end, kind in version.paragraphs
    )


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


def _as_called(row: Assertion) -> facts.Speaker:
    """The speaker as this article calls them."""
    return facts.Speaker(
        name=row.speaker_name,
        kind=_KINDS[row.speaker.kind],
        role=row.speaker_role,
        group=row.speaker_group,
        count=row.speaker_count,
        closeness=row.speaker_closeness,
    )


def _as_known(row: Assertion) -> facts.Speaker:
    """The speaker by the name and the body of whom an editor said that they are."""
    called, known = _as_called(row), row.speaker.canonical
    if known is None:
        return called
    kind = facts.SpeakerKind(known.kind)
    return replace(called, name=known.name, kind=kind, group=known.group)


def assertion_as_called(row: Assertion) -> facts.Assertion:
    """What the row was written from, editors' decisions on it included."""
    return _assertion(row, _as_called(row))


def assertion_of(row: Assertion) -> facts.Assertion:
    """What a timeline is made from: the row, with its speaker as editors merged them."""
    return _assertion(row, _as_known(row))


def _assertion(row: Assertion, speaker: facts.Speaker) -> facts.Assertion:
    return facts.Assertion(
        content=tuple(span_of(pair) for pair in row.content),
        sentence=facts.Span(row.sentence_start, row.sentence_end),
        speaker=speaker,
        source=_span_or_none(row.source_start, row.source_end),
        cue=_span_or_none(row.cue_start, row.cue_end),
        cue_lemma=row.cue_lemma,
        via=tuple(hop_of(hop) for hop in row.via),
        direct=row.direct,
        stance=_STANCES[row.stance],
        certainty=_CERTAINTIES[row.certainty],
        strength=_STRENGTHS[row.strength] if row.strength else None,
        paragraph=_PARAGRAPHS[row.paragraph_kind],
        reasons=tuple(row.reasons),
        decided=tuple(row.decided),
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


def citation_of(row: Citation) -> facts.Citation:
    """What the row was written from."""
    return facts.Citation(
        outlet=row.outlet_name,
        span=facts.Span(row.start, row.end),
        role=facts.CitationRole(row.role),
        sentence=facts.Span(row.sentence_start, row.sentence_end),
        silent_on=tuple(span_of(pair) for pair in row.silent_on),
        reason=row.reason,
    )


def name_json(name: facts.Name) -> dict[str, Any]:
    return {
        "canonical": name.canonical,
        "kind": name.kind.value,
        "mentions": [span_pair(span) for span in name.mentions],
        "aliases": list(name.aliases),
        "related": list(name.related),
    }


def _name_of(entry: dict[str, Any]) -> facts.Name:
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


def with_attributions(versions: QuerySet[ArticleVersion]) -> QuerySet[ArticleVersion]:
    """Fetches all that ``attributions_of`` reads: three queries for any number of versions."""
    spoken = Assertion.objects.counted().select_related("speaker__canonical").order_by("position")
    cited = Citation.objects.order_by("id")
    return versions.select_related("analysis").prefetch_related(
        Prefetch("assertions", spoken, to_attr="spoken"),
        Prefetch("citations", cited, to_attr="cited"),
    )


def without_assertions(versions: QuerySet[ArticleVersion]) -> QuerySet[ArticleVersion]:
    """``with_attributions`` where names and sentences are enough: as if nobody said anything."""
    return versions.select_related("analysis").prefetch_related(
        Prefetch("assertions", Assertion.objects.none(), to_attr="spoken"),
        Prefetch("citations", Citation.objects.none(), to_attr="cited"),
    )


def current_assertions(version: ArticleVersion) -> Sequence[Assertion]:
    """The version's assertion rows that count, in order: the analysis' assertion ``i`` is row
    ``i``."""
    if hasattr(version, "spoken"):
        return version.spoken
    rows = version.assertions.counted().select_related("speaker__canonical")
    return list(rows.order_by("position"))


def _citations(version: ArticleVersion) -> Iterable[Citation]:
    return version.cited if hasattr(version, "cited") else version.citations.order_by("id")


def attributions_of(version: ArticleVersion) -> facts.Attributions:
    """What ``attribute`` found in this version, from its rows, with what editors decided about
    it; empty if it was never read."""
    try:
        seen = version.analysis
    except VersionAnalysis.DoesNotExist:
        return facts.Attributions()
    return facts.Attributions(
        assertions=tuple(assertion_of(row) for row in current_assertions(version)),
        citations=tuple(citation_of(row) for row in _citations(version)),
        names=tuple(_name_of(entry) for entry in seen.names),
        sentences=tuple(span_of(pair) for pair in seen.sentences),
    )
