"""``Reading`` ↔ JSON, and reading as a task for a process of its own: bytes in, JSON out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storytracker.analysis import wire
from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.types import Reading


def read_to_json(header: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    """``read_article`` with ``header`` for its keywords, its result as JSON."""
    return reading_to_json(read_article(body, **header))


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """A reading as what ``json.dumps`` takes."""
    written: dict[str, Any] = wire.to_json(reading)
    return written


def reading_from_json(value: object) -> Reading:
    """The reading that ``value`` was made from.

    Raises ValueError for anything that ``reading_to_json`` would not have made: other fields or
    types, paragraphs that are out of order or reach beyond the text.
    """
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise ValueError("a reading without a text")
    reading = wire.from_json(Reading, value, len(text))
    at = 0
    for paragraph in reading.paragraphs:
        if paragraph.span.start < at:
            raise ValueError(f"a paragraph that begins before {at}: {paragraph.span}")
        at = paragraph.span.end
    return reading
