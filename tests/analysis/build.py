"""Small articles by hand, for tests of the stages that stand on attribution."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Attributions,
    Basis,
    Certainty,
    Citation,
    CitationRole,
    Dating,
    Hop,
    Lineage,
    Name,
    NameKind,
    Paragraph,
    ParagraphKind,
    Precision,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
)

OWN_VOICE = Speaker("", SpeakerKind.OUTLET)
OFFICIALS = Speaker("officials", SpeakerKind.UNNAMED, group="Norland")
BANKERS = Speaker("two bankers", SpeakerKind.UNNAMED, count=2)


@dataclass(frozen=True)
class Line:
    """One sentence, said by somebody, had through somebody."""

    words: str
    speaker: Speaker = OWN_VOICE
    via: str = ""
    role: CitationRole = CitationRole.RELAYED
    stance: Stance = Stance.SUPPORTS
    certainty: Certainty = Certainty.ASSERTED
    cue: str = ""
    direct: bool = False
    silent_on: str = ""
    names: dict[str, NameKind] = field(default_factory=dict)


def day(number: int) -> Dating:
    """A day in May 2024, as a text states it."""
    return Dating(date(2024, 5, number), precision=Precision.DAY, basis=Basis.TEXT)


def article(
    text: str,
    names: dict[str, NameKind],
    *,
    key: str = "a",
    related: dict[str, tuple[str, ...]] | None = None,
) -> ArticleFacts:
    """One paragraph in the outlet's own voice; ``names`` are marked wherever they stand."""
    return told(key, None, Dating(), Line(text), names=names, related=related)


def told(
    key: str,
    outlet: str | None,
    published: Dating,
    *lines: Line,
    names: dict[str, NameKind],
    related: dict[str, tuple[str, ...]] | None = None,
    title: str = "",
) -> ArticleFacts:
    """An article of one paragraph per line; a ``title`` is one more, in the outlet's voice."""
    all_lines = [Line(title), *lines] if title else list(lines)
    text = "\n\n".join(line.words for line in all_lines)
    spans = _spans(all_lines)
    kinds = [ParagraphKind.TITLE] if title else []
    kinds += [ParagraphKind.PARAGRAPH] * len(lines)
    return ArticleFacts(
        key=key,
        title=title,
        text=text,
        paragraphs=tuple(Paragraph(s, k) for s, k in zip(spans, kinds, strict=True)),
        published=published,
        outlet=outlet,
        family=outlet or "",
        attributions=Attributions(
            assertions=tuple(
                _assertion(line, span, kind)
                for line, span, kind in zip(all_lines, spans, kinds, strict=True)
            ),
            citations=tuple(
                _citation(line, span, text)
                for line, span in zip(all_lines, spans, strict=True)
                if line.via
            ),
            names=_names(text, names, related or {}),
            sentences=tuple(spans),
        ),
    )


def _spans(lines: list[Line]) -> list[Span]:
    spans, start = [], 0
    for line in lines:
        spans.append(Span(start, start + len(line.words)))
        start += len(line.words) + 2
    return spans


def _assertion(line: Line, span: Span, kind: ParagraphKind) -> Assertion:
    hop = Hop(line.via, None, Lineage.STATED, f"the sentence names {line.via}")
    return Assertion(
        content=(span,),
        sentence=span,
        speaker=line.speaker,
        source=span if line.speaker is not OWN_VOICE else None,
        cue=span if line.cue else None,
        cue_lemma=line.cue,
        via=(hop,) if line.via else (),
        direct=line.direct,
        stance=line.stance,
        certainty=line.certainty,
        paragraph=kind,
    )


def _citation(line: Line, span: Span, text: str) -> Citation:
    silent = ()
    if line.silent_on:
        start = text.index(line.silent_on, span.start)
        silent = (Span(start, start + len(line.silent_on)),)
    return Citation(line.via, span, line.role, span, silent_on=silent)


def _names(
    text: str, names: dict[str, NameKind], related: dict[str, tuple[str, ...]]
) -> tuple[Name, ...]:
    return tuple(
        Name(
            name,
            kind,
            tuple(Span(m.start(), m.end()) for m in re.finditer(re.escape(name), text)),
            related=related.get(name, ()),
        )
        for name, kind in names.items()
        if name in text
    )
