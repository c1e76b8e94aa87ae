"""Who said what, as a task for a process of its own: text in, JSON out, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from storytracker.analysis import wire
from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.types import Attributions, Paragraph, ParagraphKind, Span


def request_of(paragraphs: Sequence[Paragraph], outlet: str | None) -> dict[str, Any]:
    """What ``attribute`` has to know beside the text, for ``attribute_to_json``."""
    return {
        "paragraphs": [[p.span.start, p.span.end, p.kind.value] for p in paragraphs],
        "outlet": outlet,
    }


def attribute_to_json(header: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    """``attribute`` for a text in UTF-8 and what ``request_of`` made; its result as JSON."""
    paragraphs = tuple(
        Paragraph(Span(start, end), ParagraphKind(kind))
        for start, end, kind in header["paragraphs"]
    )
    found = attribute(body.decode("utf-8", "surrogatepass"), paragraphs, outlet=header["outlet"])
    written: dict[str, Any] = wire.to_json(found)
    return written


def attributions_from_json(value: object, length: int) -> Attributions:
    """The attributions that ``value`` was made from; ``length`` is the text's, in code points.

    Raises ValueError for anything that ``attribute_to_json`` would not have made.
    """
    return wire.from_json(Attributions, value, length)
