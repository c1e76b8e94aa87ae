"""What is counted on one page, and what that makes over all of them.

Everything is counted alike for every contender. Needs nothing that only benchmarks install.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

SHINGLE_WORDS = 4

# What a page gives to a figure: a share, or true positives, false positives, false negatives.
Part = tuple[float, ...]
Total = Callable[[Sequence[Part]], float]


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody read out of a page; ``failure`` names the exception where one was raised.

    ``day`` is YYYY-MM-DD, or "" for none that is exact to the day.
    """

    text: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    day: str = ""
    failure: str = ""


# --- main text -------------------------------------------------------------------------------


def shingle_part(right: str, found: str) -> Part:
    """Shingles (runs of four words) found rightly, found wrongly, missed; shares of all three.

    As the article-extraction-benchmark of scrapinghub (2019) defines it: words are runs of
    ``\\w``, case counts, shingles that stand there more than once count as often, and each page
    has the same weight whatever its length.
    """
    wanted, got = _shingles(right), _shingles(found)
    counts = (
        (wanted & got).total(),
        (got - wanted).total(),
        (wanted - got).total(),
    )
    everything = sum(counts)
    return tuple(count / everything for count in counts) if everything else (0.0, 0.0, 0.0)


def shingle_f1(parts: Sequence[Part]) -> float:
    """The harmonic mean of precision and recall, each averaged over the pages that have one."""
    precision = _mean(_share(hit, wrong) for hit, wrong, _ in parts if hit + wrong)
    recall = _mean(_share(hit, missed) for hit, _, missed in parts if hit + missed)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def shingle_precision(parts: Sequence[Part]) -> float:
    """Of what was found, the share that belongs there."""
    return _mean(_share(hit, wrong) for hit, wrong, _ in parts if hit + wrong)


def shingle_recall(parts: Sequence[Part]) -> float:
    """Of what belongs there, the share that was found."""
    return _mean(_share(hit, missed) for hit, _, missed in parts if hit + missed)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    starts = range(max(1, len(words) - SHINGLE_WORDS + 1))
    return Counter(filter(None, (tuple(words[at : at + SHINGLE_WORDS]) for at in starts)))


def _share(hits: float, others: float) -> float:
    return hits / (hits + others)


# --- titles, authors, days -------------------------------------------------------------------


def plain(words: str | None) -> str:
    """Words without what doesn't count: case, punctuation, symbols, how they are spaced."""
    folded = unicodedata.normalize("NFKC", words or "").casefold()
    kept = (" " if unicodedata.category(c)[0] in "PS" else c for c in folded)
    return " ".join("".join(kept).split())


def title_part(right: str, found: str) -> Part:
    """1 for the same title; a site's name at its end makes another one of it."""
    return (float(plain(right) == plain(found)),)


def authors_part(right: Iterable[str], found: Iterable[str]) -> Part:
    """F1 of two sets of names; 1 where both are empty."""
    wanted = {plain(name) for name in right} - {""}
    got = {plain(name) for name in found} - {""}
    if not wanted and not got:
        return (1.0,)
    return (2 * len(wanted & got) / (len(wanted) + len(got)),)


def day_part(right: str, found: str) -> Part:
    """1 for the same day, as both wrote it (YYYY-MM-DD, whatever the zone)."""
    return (float(right[:10] == found),)


def average(parts: Sequence[Part]) -> float:
    """The mean over all pages."""
    return _mean(part[0] for part in parts)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return fmean(listed) if listed else 0.0
