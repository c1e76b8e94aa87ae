"""Articles linked to stories as they come in, beside a one-pass TF-IDF centroid baseline.

The UCI headlines come in the order of their times; FNC-1 bodies and ECB+ have no dates and come in
shuffles, whose articles are counted together. Only texts are used: the times of the UCI set say
when a whole cluster was fetched, which would give the answer away.

Both are tuned in the same way: the threshold (the baseline: its likeness too) that does best on the
set itself is taken, and for a check the one that does best on the other half of the stories. Then
one setting for all three sets: ours as it ships, the baseline's the one
that does best on average. The baseline knows the document frequencies of the whole set beforehand,
which nobody has who takes articles one by one; ours counts as it goes. Intervals come of resampling
the stories.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.quality.asking import progress
from benchmarks.quality.clusters import agreement, bcubed_f1, bcubed_parts
from benchmarks.quality.figures import OURS, Figure, count, figures
from benchmarks.quality.scores import Part
from storytracker.analysis import thresholds
from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.story.heap import Heap
from storytracker.analysis.story.profiles import Profile, article_profile
from storytracker.analysis.types import ArticleFacts, Dating, Paragraph, ParagraphKind, Span

ARCHIVE = "story_clusters"
BASELINE = "one-pass TF-IDF centroid"
SHUFFLES = 2
OUR_SCORES = (0.14, 0.18, 0.2, 0.22, 0.26, 0.29, 0.32)
# Of the baseline to both likenesses: cosine to the centroid, mean cosine to the story's articles.
CENTROID, MEAN = "centroid", "mean"
THEIR_SCORES = tuple(
    (kind, score)
    for kind, scores in (
        (CENTROID, (0.03, 0.05, 0.08, 0.11, 0.14, 0.17, 0.2, 0.22, 0.25, 0.28)),
        (MEAN, (0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18)),
    )
    for score in scores
)


@dataclass(frozen=True, slots=True)
class Heaped:
    """The texts of one set with the story of each, and the orders in which they come."""

    name: str
    texts: Sequence[str]
    stories: Sequence[str]
    orders: Sequence[Sequence[int]]
    titles: bool = False


Runs = dict[Any, list[list[int]]]
"""Setting → for each order the story of each text."""


def measure(folder: Path) -> list[Figure]:
    """B-cubed F1 on each set, tuned and in one setting; how well two shuffles agree."""
    heaps = list(read(folder))
    profiles = {heap.name: _profiles(heap) for heap in heaps}
    ours = {heap.name: _ours(heap, profiles[heap.name]) for heap in heaps}
    theirs = {heap.name: _theirs(heap) for heap in heaps}
    return [
        *(figure for heap in heaps for figure in _tuned(heap, ours[heap.name], theirs[heap.name])),
        *(f for heap in heaps for f in _checked(heap, ours[heap.name], theirs[heap.name])),
        *_one_setting(heaps, ours, theirs),
        *_shuffles_agree(heaps[0], ours[heaps[0].name], theirs[heaps[0].name]),
    ]


def _tuned(heap: Heaped, ours: Runs, theirs: Runs) -> list[Figure]:
    best = {
        OURS: max(ours, key=lambda s: f1(heap, ours[s])),
        BASELINE: max(theirs, key=lambda s: f1(heap, theirs[s])),
    }
    parts = {OURS: _parts(heap, ours[best[OURS]]), BASELINE: _parts(heap, theirs[best[BASELINE]])}
    print(f"{heap.name}: {', '.join(f'{who} {setting}' for who, setting in best.items())}")
    return figures("linking", heap.name, bcubed_f1, parts)


def _checked(heap: Heaped, ours: Runs, theirs: Runs) -> list[Figure]:
    """Each half of the stories in the setting that does best on the other half."""
    parts = {OURS: _crossed(heap, ours), BASELINE: _crossed(heap, theirs)}
    return figures("linking", f"{heap.name}_checked", bcubed_f1, parts)


def _crossed(heap: Heaped, runs: Runs) -> list[Part]:
    parts = {setting: _parts(heap, found) for setting, found in runs.items()}
    found: list[Part] = []
    for half in (0, 1):
        best = max(parts, key=lambda s, other=1 - half: bcubed_f1(parts[s][other::2]))  # type: ignore[misc]
        found += parts[best][half::2]
    return found


def _one_setting(
    heaps: Sequence[Heaped], ours: dict[str, Runs], theirs: dict[str, Runs]
) -> list[Figure]:
    def mean_f1(setting: Any) -> float:
        return fmean(f1(heap, theirs[heap.name][setting]) for heap in heaps)

    one = max(THEIR_SCORES, key=mean_f1)
    found: list[Figure] = []
    for heap in heaps:
        parts = {
            OURS: _parts(heap, ours[heap.name][thresholds.LINK_SCORE]),
            BASELINE: _parts(heap, theirs[heap.name][one]),
        }
        found += figures("linking", f"{heap.name}_one", bcubed_f1, parts)
    return found


def _shuffles_agree(heap: Heaped, ours: Runs, theirs: Runs) -> list[Figure]:
    """Of the FNC-1 bodies, each in the setting that is its best there."""
    cases = len(heap.texts)
    return [
        count("linking", "shuffles_agree", agreement(*runs[best][:2]), cases, who)
        for who, runs in ((OURS, ours), (BASELINE, theirs))
        for best in [max(runs, key=lambda s, of=runs: f1(heap, of[s]))]
    ]


def f1(heap: Heaped, runs: Sequence[Sequence[int]]) -> float:
    """B-cubed F1 over all orders together."""
    return bcubed_f1(_parts(heap, runs))


def _parts(heap: Heaped, runs: Sequence[Sequence[int]]) -> list[Part]:
    """One part for each right story, summed over the orders."""
    each = [bcubed_parts(heap.stories, found) for found in runs]
    return [
        tuple(sum(parts[story][k] for parts in each) for k in range(3)) for story in sorted(each[0])
    ]


# --- the sets --------------------------------------------------------------------------------


def read(folder: Path) -> Iterator[Heaped]:
    """The three sets; the one whose shuffles are compared comes first."""
    yield _shuffled(
        "fnc1_bodies", [(r["text"], r["cluster"]) for r in _rows(folder, "fnc1_bodies")]
    )
    rows = sorted(_rows(folder, "uci_headlines"), key=lambda r: (int(r["timestamp"]), r["id"]))
    titles, stories = [r["title"] for r in rows], [r["story"] for r in rows]
    yield Heaped("uci_headlines", titles, stories, [range(len(rows))], titles=True)
    rows = _rows(folder, "ecbplus")
    yield _shuffled("ecbplus", [(" ".join(r["sentences"]), r["subtopic"]) for r in rows])


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    lines = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _shuffled(name: str, rows: Sequence[tuple[str, str]]) -> Heaped:
    orders = []
    for seed in range(SHUFFLES):
        order = list(range(len(rows)))
        random.Random(seed).shuffle(order)
        orders.append(order)
    return Heaped(name, [text for text, _ in rows], [story for _, story in rows], orders)


# --- ours ------------------------------------------------------------------------------------


def _profiles(heap: Heaped) -> list[Profile]:
    progress(f"{heap.name}: reading {len(heap.texts)} texts")
    found = [article_profile(facts_of(text, heap.titles)) for text in heap.texts]
    progress("")
    return found


def facts_of(text: str, is_title: bool) -> ArticleFacts:
    kind = ParagraphKind.TITLE if is_title else ParagraphKind.PARAGRAPH
    lines = re.finditer(r"\S(?:[^\n]*\S)?", text)
    paragraphs = tuple(Paragraph(Span(*line.span()), kind) for line in lines)
    return ArticleFacts(
        key="", title=text if is_title else "", text=text, paragraphs=paragraphs,
        published=Dating(), outlet=None, attributions=attribute(text, paragraphs),
    )  # fmt: skip


def _ours(heap: Heaped, profiles: Sequence[Profile]) -> Runs:
    """In as many processes as there are cores: each order in each setting is a run of its own."""
    found: Runs = {score: [] for score in OUR_SCORES}
    jobs = [(score, order) for score in OUR_SCORES for order in heap.orders]
    context = multiprocessing.get_context("spawn")
    with context.Pool(os.cpu_count()) as pool:
        runs = pool.imap(partial(_linked, profiles), jobs)
        for number, ((score, _), run) in enumerate(zip(jobs, runs, strict=True), 1):
            progress(f"{heap.name}: linking, {number} of {len(jobs)} runs")
            found[score].append(run)
    progress("")
    return found


def _linked(profiles: Sequence[Profile], job: tuple[float, Sequence[int]]) -> list[int]:
    score, order = job
    archive = Heap(score)
    for at in order:
        archive.add(str(at), profiles[at])
    return [archive.story_of[str(at)] for at in range(len(profiles))]


# --- the baseline ----------------------------------------------------------------------------


def _theirs(heap: Heaped) -> Runs:
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    vectors = words.fit_transform(heap.texts)
    alike = (vectors @ vectors.T).toarray()
    found: Runs = {}
    for kind, score in THEIR_SCORES:
        progress(f"{heap.name}: baseline at {kind} {score}")
        found[kind, score] = [_one_pass(alike, order, kind, score) for order in heap.orders]
    progress("")
    return found


def _one_pass(alike: Any, order: Sequence[int], kind: str, score: float) -> list[int]:
    """Each joins the nearest story, or opens one where none is near enough.

    ``sums[s]`` holds the likeness of every text to all of story ``s`` together, ``squares[s]`` the
    squared length of the story's summed vectors.
    """
    import numpy as np

    texts = len(alike)
    sums, squares, sizes = np.zeros((texts, texts)), np.zeros(texts), np.zeros(texts)
    story_of = [0] * texts
    opened = 0
    for at in order:
        length = np.sqrt(squares[:opened]) if kind == CENTROID else sizes[:opened]
        near = sums[:opened, at] / length
        story = int(near.argmax()) if opened and near.max() >= score else opened
        opened += story == opened
        squares[story] += 2 * sums[story, at] + alike[at, at]
        sums[story] += alike[at]
        sizes[story] += 1
        story_of[at] = story
    return story_of
