"""Near-duplicates among the FNC-1 bodies: found, found wrongly, and how fast beside datasketch.

Right are the pairs of which half of the shorter text's five-word shingles stand in the other too; a
pair that is not in the list has less than .3. Both contenders take one text after the other, ask
their index for what is near, compare that in full by the same shingles and add the text. datasketch
is asked generously (Jaccard .1 by its own estimate). Speed is CPU time of whole passes in turns.
"""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.quality import data
from benchmarks.quality.asking import progress
from benchmarks.quality.figures import OURS, Figure, count, figures
from benchmarks.quality.scores import Part
from storytracker.analysis.story.near_duplicates import (
    NEAR_DUPLICATE,
    SHINGLE_WORDS,
    Shingled,
    Sketches,
    sameness,
    shingled,
)

ARCHIVE = "near_dup"
BODIES = "story_clusters"
DATASKETCH = "datasketch MinHash 128"
PERMUTATIONS = 128
JACCARD = 0.1
ROUNDS = 5

Pair = frozenset[str]
Texts = Sequence[tuple[str, str]]


def measure(folder: Path) -> list[Figure]:
    """Recall, precision, and documents per second as a multiple of datasketch's."""
    right = _right(folder)
    with data.unpacked(BODIES) as bodies:
        texts = _texts(bodies)
    contenders: dict[str, Callable[[Texts], set[Pair]]] = {OURS: ours, DATASKETCH: datasketch}
    found, seconds = _rounds(contenders, texts)
    recalled = {who: _parts(right, own) for who, own in found.items()}
    precise = {who: _parts(own, right) for who, own in found.items()}
    figures_found = figures("near_duplicates", "recall", _share, recalled)
    for who, parts in precise.items():  # each has found other pairs, so no paired interval
        figures_found += figures("near_duplicates", "precision", _share, {who: parts})
    return figures_found + _speeds(seconds, len(texts))


def _speeds(seconds: dict[str, list[float]], texts: int) -> list[Figure]:
    rates = {who: [texts / spent for spent in own] for who, own in seconds.items()}
    ratios = [mine / theirs for mine, theirs in zip(rates[OURS], rates[DATASKETCH], strict=True)]
    found = [
        Figure("near_duplicates", "texts_per_second", who, median(own), min(own), max(own), texts)
        for who, own in rates.items()
    ]
    times = Figure(
        "near_duplicates", "times_as_fast", OURS, median(ratios), min(ratios), max(ratios), texts
    )
    return [*found, times, count("near_duplicates", "times_as_fast", 1.0, texts, DATASKETCH)]


def _rounds(
    contenders: dict[str, Callable[[Texts], set[Pair]]], texts: Texts
) -> tuple[dict[str, set[Pair]], dict[str, list[float]]]:
    """What each found, and its CPU seconds by round; the first round warms up and is not kept."""
    found: dict[str, set[Pair]] = {}
    seconds: dict[str, list[float]] = {who: [] for who in contenders}
    names = list(contenders)
    for turn in range(ROUNDS + 1):
        progress(f"near-duplicates, round {turn} of {ROUNDS}")
        for place in range(len(names)):
            who = names[(turn + place) % len(names)]
            before = time.process_time()
            found[who] = contenders[who](texts)
            if turn:
                seconds[who].append(time.process_time() - before)
    progress("")
    return found, seconds


def _parts(wanted: set[Pair], got: set[Pair]) -> list[Part]:
    return [(float(pair in got),) for pair in sorted(wanted, key=sorted)]


def _share(parts: Sequence[Part]) -> float:
    return sum(part[0] for part in parts) / len(parts) if parts else 0.0


def _right(folder: Path) -> set[Pair]:
    with (folder / "fnc1_shingle_pairs.csv").open(encoding="utf-8", newline="") as lines:
        return {
            frozenset((row["body_a"], row["body_b"]))
            for row in csv.DictReader(lines)
            if float(row["containment5"]) >= NEAR_DUPLICATE
        }


def _texts(folder: Path) -> list[tuple[str, str]]:
    lines = (folder / "fnc1_bodies.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row["id"], row["text"]) for row in map(json.loads, lines)]


# --- contenders ------------------------------------------------------------------------------


def ours(texts: Texts) -> set[Pair]:
    """Sketches in an inverted index, candidates compared in full."""
    index = Sketches()
    held: list[Shingled] = []
    found: set[Pair] = set()
    for key, text in texts:
        mine = shingled(text)
        for other in index.add(mine):
            if sameness(mine, held[other]).near_duplicate:
                found.add(frozenset((key, texts[other][0])))
        held.append(mine)
    return found


def datasketch(texts: Texts) -> set[Pair]:
    """MinHash and LSH, candidates compared in full."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=JACCARD, num_perm=PERMUTATIONS)
    held: list[set[bytes]] = []
    found: set[Pair] = set()
    for number, (key, text) in enumerate(texts):
        mine = _shingles(text)
        hashed = MinHash(PERMUTATIONS)
        hashed.update_batch(mine)
        for other in index.query(hashed):
            shared = len(mine & held[other])
            if shared >= NEAR_DUPLICATE * min(len(mine), len(held[other])) > 0:
                found.add(frozenset((key, texts[other][0])))
        index.insert(number, hashed)
        held.append(mine)
    return found


def _shingles(text: str) -> set[bytes]:
    words = re.findall(r"[^\W_]+", text.lower())
    starts = range(max(1, len(words) - SHINGLE_WORDS + 1)) if words else ()
    return {" ".join(words[at : at + SHINGLE_WORDS]).encode() for at in starts}
