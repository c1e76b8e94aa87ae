"""The standfirst: the block below the title that the page itself marks as one."""

from __future__ import annotations

from dataclasses import replace

from storytracker.analysis.reading.draft import Block
from storytracker.analysis.reading.headmarks import letters_of
from storytracker.analysis.types import BODY_KINDS, ParagraphKind

FIRST_BLOCKS = 3  # a standfirst is among the first so many blocks of the text
PROSE_BELOW = 2  # blocks of text that must follow, else it is the text itself


def with_standfirst(blocks: list[Block], words: str) -> list[Block]:
    """``blocks`` with the one that says ``words`` told as the standfirst; as they are without one.

    Nothing is added and nothing lost: a standfirst that the text does not hold stays out.
    """
    wanted = letters_of(words)
    for at, block in enumerate(blocks[:FIRST_BLOCKS] if wanted else ()):
        below = sum(each.kind in BODY_KINDS for each in blocks[at + 1 :])
        if letters_of(block.text) == wanted and block.kind in BODY_KINDS and below >= PROSE_BELOW:
            told = replace(block, kind=ParagraphKind.STANDFIRST)
            return [*blocks[:at], told, *blocks[at + 1 :]]
    return blocks
