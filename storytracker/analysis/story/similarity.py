"""How much two texts share, word for word."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def words(text: str) -> tuple[str, ...]:
    """The words of ``text`` in lower case, without marks."""
    return tuple(w.lower() for w in _WORD.findall(text))


@lru_cache(maxsize=20_000)
def shingles(text: str, size: int = 3) -> frozenset[tuple[str, ...]]:
    """All runs of ``size`` words; of a shorter text, the text itself."""
    found = words(text)
    if len(found) <= size:
        return frozenset({found}) if found else frozenset()
    return frozenset(found[i : i + size] for i in range(len(found) - size + 1))


def containment(part: str, whole: str, size: int = 3) -> float:
    """Share (0-1) of the runs of ``part`` that stand in ``whole`` too."""
    mine = shingles(part, size)
    return len(mine & shingles(whole, size)) / len(mine) if mine else 0.0


def overlap(one: str, other: str, size: int = 3) -> float:
    """The larger containment of the two, between 0 and 1."""
    return max(containment(one, other, size), containment(other, one, size))
