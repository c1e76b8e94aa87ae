"""Small articles by hand, for tests of the stages that stand on attribution."""

from __future__ import annotations

import re

from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Attributions,
    Dating,
    Name,
    NameKind,
    Paragraph,
    ParagraphKind,
    Span,
    Speaker,
    SpeakerKind,
)

OWN_VOICE = Speaker("", SpeakerKind.OUTLET)


def article(
    text: str,
    names: dict[str, NameKind],
    *,
    key: str = "a",
    outlet: str | None = None,
    related: dict[str, tuple[str, ...]] | None = None,
    published: Dating | None = None,
    **assertion: object,
) -> ArticleFacts:
    """One paragraph, one assertion over all of it; ``names`` are marked wherever they stand."""
    whole = Span(0, len(text))
    said = Assertion(content=(whole,), sentence=whole, speaker=OWN_VOICE)
    if assertion:
        from dataclasses import replace

        said = replace(said, **assertion)  # type: ignore[arg-type]
    found = tuple(
        Name(
            name,
            kind,
            tuple(Span(m.start(), m.end()) for m in re.finditer(re.escape(name), text)),
            related=(related or {}).get(name, ()),
        )
        for name, kind in names.items()
    )
    return ArticleFacts(
        key=key,
        title="",
        text=text,
        paragraphs=(Paragraph(whole, ParagraphKind.PARAGRAPH),),
        published=published or Dating(),
        outlet=outlet,
        attributions=Attributions(assertions=(said,), names=found, sentences=(whole,)),
    )
