"""Which container of a page holds the article: the one whose paragraphs score best."""

from __future__ import annotations

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.blocks import Flat, FlatBlock

MIN_PROSE = 25  # code points of a block that counts as prose
# Shares of the best score: a parent that holds so much more belongs to the article too.
CLIMB = 1.15


def article_range(flat: Flat) -> tuple[int, int]:
    """First and last (exclusive) block of the article; every block when none stands out.

    After the Readability method: a paragraph scores for its parent, half for its grandparent,
    a third and less above; then the best container grows while its parent adds prose.
    """
    scores = _scores(flat)
    if not scores:
        return 0, len(flat.blocks)
    best = max(scores, key=lambda number: (scores[number], -number))
    best = _grown(flat, best)
    return flat.starts[best], flat.ends[best]


def _scores(flat: Flat) -> dict[int, float]:
    scores: dict[int, float] = {}
    for block in flat.blocks:
        if block.dropped or len(block.text) < MIN_PROSE or block.links > 0.5 * len(block.text):
            continue
        points = _points(block)
        # The block's own element is a paragraph; its parent is the first container.
        number, weight = (flat.parents[block.parent] if block.paragraph else block.parent), 1.0
        for level in range(5):
            if number < 0:
                break
            scores[number] = scores.get(number, 0.0) + points * weight
            number, weight = flat.parents[number], 0.5 if level == 0 else weight * 0.6
    return {number: score * _name_weight(flat, number) for number, score in scores.items()}


def _points(block: FlatBlock) -> float:
    points = 1.0 + block.text.count(",") + min(len(block.text) / 100, 5.0)
    return points if block.paragraph else 0.4 * points


def _name_weight(flat: Flat, number: int) -> float:
    if flat.tags[number] in ("article", "main"):
        return 1.25
    names = flat.names[number]
    return 1.0 + 0.15 * _marked(names, "article") - 0.3 * _marked(names, "other")


def _marked(names: str, mark: str) -> bool:
    lowered = names.lower()
    return any(part in lowered for part in load("page", language="")["marks"][mark])


def _grown(flat: Flat, best: int) -> int:
    inside = _prose(flat, best)
    number = flat.parents[best]
    for _ in range(4):
        if number < 0 or flat.tags[number] == "body":
            break
        around = _prose(flat, number)
        if around > CLIMB * inside:
            best, inside = number, around
        number = flat.parents[number]
    return best


def _prose(flat: Flat, number: int) -> int:
    """Length of the good paragraphs in a container."""
    return sum(
        len(block.text)
        for block in flat.blocks[flat.starts[number] : flat.ends[number]]
        if not block.dropped
        and block.paragraph
        and len(block.text) > 80
        and block.links < 0.3 * len(block.text)
    )
