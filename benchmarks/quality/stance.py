"""Headlines against bodies (FNC-1): agree, disagree, discuss or unrelated; rules, nothing trained.

The learner beside us is TF-IDF with logistic regression, by cross-validation. Headlines recur
across bodies, so it is split by story: a fold learns from no pair whose headline or body belongs
to a story of the fold that it is asked about. Stories are the connected components of related
headlines and bodies; the intervals come of resampling them, not single pairs, which depend on
one another.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.quality.figures import OURS, Figure, figures
from benchmarks.quality.scores import Part
from storytracker.analysis.story.text_stance import stance_of_text

LABELS = ("agree", "disagree", "discuss", "unrelated")
LEARNER = "TF-IDF + logistic regression"
BALANCED = f"{LEARNER}, balanced"
FOLDS = 5
TERMS = 5000  # of TF-IDF, as in the challenge's own "UCL" system


@dataclass(frozen=True, slots=True)
class Pair:
    """A headline beside a body, with what people said of the two and the stories of both."""

    headline: str
    body: str
    right: str
    headline_story: str
    story: str


def measure(folder: Path) -> list[Figure]:
    """Macro-F1 over the four labels, and F1 of each."""
    asked = read(folder)
    answers = {
        OURS: ours(asked),
        LEARNER: learnt(asked, None),
        BALANCED: learnt(asked, "balanced"),
    }
    parts = {name: by_story(asked, said) for name, said in answers.items()}
    found = figures("stance", "macro_f1", macro_f1, parts)
    for label in LABELS:
        found += figures("stance", f"f1_{label}", lambda p, of=label: f1(p, of), parts)
    return found


# --- the pairs -------------------------------------------------------------------------------


def read(folder: Path) -> list[Pair]:
    """All pairs, those of one body after another."""
    csv.field_size_limit(sys.maxsize)
    bodies = {row["Body ID"]: row["articleBody"] for row in rows(folder / "train_bodies.csv")}
    listed = [
        (r["Headline"], r["Body ID"], r["Stance"]) for r in rows(folder / "train_stances.csv")
    ]
    stories = stories_of(listed)
    ordered = sorted(listed, key=lambda row: int(row[1]))
    return [
        Pair(headline, bodies[body], right, stories[f"h{headline}"], stories[f"b{body}"])
        for headline, body, right in ordered
    ]


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a table with a head."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def stories_of(listed: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Headline ("h…") or body ("b…") → one node of its story, the same for all in it."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for headline, body, stance in listed:
        one, other = root(f"h{headline}"), root(f"b{body}")
        if stance != "unrelated":
            parent[one] = other
    return {node: root(node) for node in list(parent)}


# --- contenders ------------------------------------------------------------------------------


def ours(asked: Sequence[Pair]) -> list[str]:
    """What the rules say."""
    return [stance_of_text(pair.headline, pair.body).stance.value for pair in asked]


def learnt(asked: Sequence[Pair], class_weight: str | None) -> list[str]:
    """What the learner says of each pair, taught on other stories only."""
    folds = folds_of(asked)
    said = [""] * len(asked)
    for fold in range(FOLDS):
        train = [
            p for p in asked if folds[p.story] != fold and folds[p.headline_story] != fold
        ]  # fmt: skip
        held = [at for at, p in enumerate(asked) if folds[p.story] == fold]
        answers = _taught(train, [asked[at] for at in held], class_weight)
        for at, answer in zip(held, answers, strict=True):
            said[at] = answer
    return said


def folds_of(asked: Sequence[Pair]) -> dict[str, int]:
    """Story → fold; the largest stories first, each into the fold that is smallest so far."""
    sizes = Counter(pair.story for pair in asked)
    for pair in asked:
        sizes.setdefault(pair.headline_story, 0)
    filled = [0] * FOLDS
    folds = {}
    for story, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        folds[story] = filled.index(min(filled))
        filled[folds[story]] += size
    return folds


def _taught(train: Sequence[Pair], held: Sequence[Pair], class_weight: str | None) -> list[str]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(max_features=TERMS, stop_words="english")
    words.fit([*{p.headline for p in train}, *{p.body for p in train}])
    learner = LogisticRegression(class_weight=class_weight, max_iter=300, tol=1e-3)
    learner.fit(_features(words, train), [p.right for p in train])
    return [str(label) for label in learner.predict(_features(words, held))]


def _features(words: Any, pairs: Sequence[Pair]) -> Any:
    """Both texts' TF-IDF vectors and their cosine, tenfold so that it is not shrunk away."""
    from scipy.sparse import csr_matrix, hstack

    heads, bodies = (_vectors(words, [getattr(p, k) for p in pairs]) for k in ("headline", "body"))
    cosine = csr_matrix(heads.multiply(bodies).sum(axis=1)) * 10
    return hstack([heads, bodies, cosine]).tocsr()


def _vectors(words: Any, texts: Sequence[str]) -> Any:
    """One row for each text; each different text is split once."""
    places = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    return words.transform(list(places))[[places[text] for text in texts]]


# --- counting --------------------------------------------------------------------------------


def by_story(asked: Sequence[Pair], said: Sequence[str]) -> list[Part]:
    """For each story hits, wrong ones and missed ones of each label, one after another."""
    counts: Mapping[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for pair, answer in zip(asked, said, strict=True):
        if pair.right == answer:
            counts[pair.story][answer, "hit"] += 1
        else:
            counts[pair.story][answer, "wrong"] += 1
            counts[pair.story][pair.right, "missed"] += 1
    return [
        tuple(counts[story][label, what] for label in LABELS for what in ("hit", "wrong", "missed"))
        for story in sorted(counts)
    ]


def f1(parts: Sequence[Part], label: str) -> float:
    """F1 of one label over all stories."""
    at = 3 * LABELS.index(label)
    hit, wrong, missed = (sum(part[at + k] for part in parts) for k in range(3))
    return 2 * hit / (2 * hit + wrong + missed) if hit else 0.0


def macro_f1(parts: Sequence[Part]) -> float:
    """The mean F1 of the four labels, each weighing the same however rare."""
    return fmean(f1(parts, label) for label in LABELS)
