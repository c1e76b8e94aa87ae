"""Which container of a page holds the article: the one whose paragraphs score best."""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.blocks import STOPPED, Flat, FlatBlock, sure_prose
from storytracker.analysis.types import ParagraphKind

MIN_PROSE = 25  # code points of a block that counts as prose
GOOD_PROSE = 80  # code points of a block that is surely prose
# Shares of the best score: a parent that holds so much more belongs to the article too.
CLIMB = 1.15
MIN_GAIN = 0.5  # share of prose in the words that a parent adds
CLIMB_LEVELS = 4  # further up only to containers named like the best one
CONSENT = 700  # code points; a shorter block that speaks of cookies is a notice, for scoring
TEASER = 320  # code points; a shorter block that breaks off is the teaser of another article

_WHOLE = frozenset({"article", "main"})
_BROKEN_OFF = re.compile(r"(?:…|\.\.\.|\[[…. ]+\])\s*$")


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
    parents = flat.parents
    for block in flat.blocks:
        points = _points(block)
        if not points:
            continue
        # The block's own element is a paragraph; its parent is the first container.
        number, weight = (parents[block.parent] if block.paragraph else block.parent), 1.0
        for level in range(5):
            if number < 0:
                break
            scores[number] = scores.get(number, 0.0) + points * weight
            number, weight = parents[number], 0.5 if level == 0 else weight * 0.6
    return {number: score * _name_weight(flat, number) for number, score in scores.items()}


def _points(block: FlatBlock) -> float:
    text, size = block.text, block.size
    if block.dropped or size < MIN_PROSE or block.links > 0.5 * len(text):
        return 0.0
    if block.kind is ParagraphKind.HEADING or _is_teaser(block):
        return 0.0
    if size < CONSENT and "cookie" in text.casefold():
        return 0.0
    points = 1.0 + min(text.count(","), size / 25) + min(size / 100, 5.0)
    # Much of the web writes its paragraphs without p elements.
    sure = block.paragraph or (size > GOOD_PROSE and STOPPED.search(text))
    return points if sure else 0.4 * points


def _is_teaser(block: FlatBlock) -> bool:
    return block.size < TEASER and _BROKEN_OFF.search(block.text) is not None


def _name_weight(flat: Flat, number: int) -> float:
    if flat.tags[number] in ("article", "main"):
        return 1.25
    names = flat.names[number].lower()
    return 1.0 + 0.15 * _marked(names, "article") - 0.3 * _marked(names, "other")


def _marked(names: str, mark: str) -> bool:
    return bool(names) and _marks(mark).search(names) is not None


@cache
def _marks(mark: str) -> re.Pattern[str]:
    parts: list[str] = load("page", language="")["marks"][mark]
    return re.compile("|".join(map(re.escape, parts)))


def _grown(flat: Flat, best: int) -> int:
    """The container around ``best`` to which each further one adds no more good prose.

    What a further one adds must be prose for the most part: menus and teasers are not.
    """
    prose = [0, *accumulate(map(_good_prose, flat.blocks))]
    words = [0, *accumulate(0 if each.dropped else len(each.text) for each in flat.blocks)]
    inside = _held(flat, best, prose, words)
    names, number, level = flat.names[best], flat.parents[best], 0
    closed = flat.tags[best] in _WHOLE  # an element for articles holds all of one
    while number >= 0 and flat.tags[number] != "body":
        around = _held(flat, number, prose, words)
        gained, beside = around[0] - inside[0], around[1] - inside[1]
        if (
            gained > (CLIMB - 1) * inside[0]
            and gained > MIN_GAIN * beside
            and ((level < CLIMB_LEVELS and not closed) or _has_twin(flat, number, names))
        ):
            best, inside = number, around
        closed = closed or flat.tags[number] in _WHOLE
        number, level = flat.parents[number], level + 1
    return best


def _held(flat: Flat, number: int, prose: list[int], words: list[int]) -> tuple[int, int]:
    """Code points of good prose and of all words in a container."""
    start, end = flat.starts[number], flat.ends[number]
    return prose[end] - prose[start], words[end] - words[start]


def _has_twin(flat: Flat, number: int, names: str) -> bool:
    """True where at least two containers inside ``number`` carry just these names."""
    end = flat.ends[number]
    found = 0
    for at in range(number + 1, len(flat.names)):
        if flat.starts[at] > end or flat.ends[at] > end:
            break
        found += flat.names[at] == names
    return bool(names) and found > 1


def _good_prose(block: FlatBlock) -> int:
    """The block's length where it is surely prose and no teaser, 0 otherwise."""
    if block.dropped or block.size <= GOOD_PROSE or block.links >= 0.3 * len(block.text):
        return 0
    return 0 if _is_teaser(block) else sure_prose(block)
