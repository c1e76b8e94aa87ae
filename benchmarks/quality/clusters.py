"""Stories as sets of articles: how well two ways of sorting the same articles agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

from benchmarks.quality.scores import Part


def bcubed_parts(right: Sequence[Hashable], found: Sequence[Hashable]) -> dict[Hashable, Part]:
    """For each right story the sums of its articles' precision and recall, and their number.

    B-cubed (Bagga and Baldwin, 1998): an article's precision is the share of its found story that
    belongs to its right one, its recall the share of its right story that is in its found one.
    """
    sizes, found_sizes = Counter(right), Counter(found)
    sums: dict[Hashable, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for (story, group), both in Counter(zip(right, found, strict=True)).items():
        sums[story][0] += both * both / found_sizes[group]
        sums[story][1] += both * both / sizes[story]
        sums[story][2] += both
    return {story: tuple(own) for story, own in sums.items()}


def bcubed_f1(parts: Sequence[Part]) -> float:
    """The harmonic mean of precision and recall, each averaged over all articles."""
    precision, recall, articles = (sum(part[k] for part in parts) for k in range(3))
    total = precision + recall
    return 2 * precision * recall / total / articles if total else 0.0


def agreement(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """B-cubed F1 of two sortings of the same articles, whichever is called right."""
    return bcubed_f1(list(bcubed_parts(one, other).values()))
