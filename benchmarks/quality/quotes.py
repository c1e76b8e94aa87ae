"""Who said what: PolNeAR's dev articles, counted by the scorer that lies beside the data.

The scorer's head defines every metric; its own baseline of regular expressions is scored in the
same terms. Exact spans stand beside what others published and have no floors: where a source or
a content ends is a convention of the annotators.
"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.quality import data
from benchmarks.quality.data import DataMissing
from benchmarks.quality.figures import OURS, Figure, count, figures
from benchmarks.quality.scores import Part
from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.types import (
    Assertion,
    Attributions,
    Paragraph,
    ParagraphKind,
    Span,
    SpeakerKind,
    Stance,
)

SET = "polnear_dev"
SCORER = "score_quotes.py"
BASELINE = "regular expressions"
SPANS = ("source", "cue", "content")
# Exact spans as published for PolNeAR (source, cue, content).
PUBLISHED = {
    "CRF (published)": (0.506, 0.534, 0.286),
    "BERT + CofeNet (published)": (0.832, 0.753, 0.729),
}

# Spans as the scorer has them: [[start, end], …]; an attribution by "content", "source", "cue".
Said = dict[str, Any]
# What one article gives, in this order: counts of the scorer's, then of its exact spans.
COUNTS = ("found", "pred", "gold", "joint", "gold_sourced", "found_quoted", "gold_quoted")
_SHARES = {
    "precision": ("found", "pred"),
    "recall": ("found", "gold"),
    "source": ("joint", "gold_sourced"),  # found with the right source
    "quoted": ("found_quoted", "gold_quoted"),
}


def measure(folder: Path) -> list[Figure]:
    """Content precision and recall, recall with the right source, quoted recall, exact spans."""
    scorer, of_set = _scorer(), folder / SET
    said = {OURS: _ours(of_set), BASELINE: scorer.baseline(str(of_set))}
    parts = {name: list(_parts(scorer, of_set, own)) for name, own in said.items()}
    found: list[Figure] = []
    for metric, (of, by) in _SHARES.items():
        found += figures("quotes", metric, _share(COUNTS.index(of), COUNTS.index(by)), parts)
    for number, span in enumerate(SPANS):
        metric = f"exact_{span}"
        found += figures("quotes", metric, _f1(len(COUNTS) + 3 * number), parts)
        cases = len(parts[OURS])
        found += [
            count("quotes", metric, spans[number], cases, name) for name, spans in PUBLISHED.items()
        ]
    return found


def _scorer() -> ModuleType:
    file = data.FOLDER / SCORER
    specification = importlib.util.spec_from_file_location("score_quotes", file)
    if not file.is_file() or specification is None or specification.loader is None:
        raise DataMissing(f"There is no {file}, which counts the attributions of the set “quotes”.")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


# --- what we say ------------------------------------------------------------------------------


def _ours(folder: Path) -> dict[str, list[Said]]:
    return {file.stem: said_in(_text(file)) for file in sorted(folder.glob("text/*.txt"))}


def _text(file: Path) -> str:
    with file.open(encoding="utf-8", newline="") as lines:  # a carriage return counts as one
        return lines.read()


def said_in(text: str) -> list[Said]:
    """The attributions of an article whose first line is its title, as the scorer has them."""
    return attributions_of(attribute(text, list(_paragraphs(text))))


def _paragraphs(text: str) -> Iterator[Paragraph]:
    kind = ParagraphKind.TITLE
    for line in re.finditer(r"\S(?:[^\n]*\S)?", text):
        yield Paragraph(Span(*line.span()), kind)
        kind = ParagraphKind.PARAGRAPH


def attributions_of(found: Attributions) -> list[Said]:
    """Assertions in PolNeAR's terms.

    What the article says in its own voice is no attribution there. Words quoted inside somebody's
    reported words belong to these. One utterance is one attribution, though its sentences may
    differ in stance for us. Of "declined to comment on X" the content is "on X".
    """
    rows: list[Said] = []
    last: Assertion | None = None
    for assertion in found.assertions:
        own_voice = assertion.speaker.kind is SpeakerKind.OUTLET and assertion.cue is None
        if own_voice or _says(assertion, "a fragment"):
            continue
        if last is not None and _is_same_utterance(last, assertion):
            rows[-1]["content"] += _content(assertion)
            last = assertion if assertion.cue else last
            continue
        last = assertion
        rows.append(
            {
                "content": _content(assertion),
                "source": _spans(assertion.source),
                "source_text": assertion.speaker.name,
                "cue": _spans(assertion.cue),
            }
        )
    return rows


def _is_same_utterance(before: Assertion, assertion: Assertion) -> bool:
    if not assertion.direct or before.speaker != assertion.speaker:
        return False
    if assertion.cue is None:
        behind = before.cue is not None and before.cue.start > before.content[0].start
        goes_on = _says(assertion, "the same quotation goes on")
        return goes_on and (before.direct or behind)  # "“…” of it, X said. “…”"
    return before.direct and assertion.cue == before.cue


def _says(assertion: Assertion, opening: str) -> bool:
    return bool(assertion.reasons) and assertion.reasons[0].startswith(opening)


def _content(assertion: Assertion) -> list[list[int]]:
    parts = [[part.start, part.end] for part in assertion.content]
    cue = assertion.cue
    if assertion.stance is Stance.NO_COMMENT and assertion.cue_lemma == "comment" and cue:
        end = parts[-1][1]
        return [[cue.end, end]] if cue.end < end else parts
    return parts


def _spans(span: Span | None) -> list[list[int]] | None:
    return [[span.start, span.end]] if span is not None else None


# --- how it is counted ------------------------------------------------------------------------


def _parts(scorer: ModuleType, folder: Path, said: Mapping[str, list[Said]]) -> Iterator[Part]:
    """What the scorer counts on each article, so that articles can be drawn again.

    It gives only shares of a whole folder; so it is shown one article at a time, and the
    counters that it makes are watched: first its counts, then one for each kind of span.
    """
    made: list[Counter[Any]] = []

    def watched(*values: Any) -> Counter[Any]:
        made.append(Counter(*values))
        return made[-1]

    scorer.Counter = watched  # type: ignore[attr-defined]
    gold = scorer.read_gold
    try:
        for stem, rows in gold(str(folder)).items():
            made.clear()
            scorer.read_gold = lambda _folder, one={stem: rows}: one  # type: ignore[attr-defined]
            scorer.score(str(folder), said)
            counts, *spans = made[: 1 + len(SPANS)]
            exact = (spans[number][key] for number in range(len(SPANS)) for key in ("tp", "g", "p"))
            yield (*(counts[key] for key in COUNTS), *exact)
    finally:
        scorer.read_gold, scorer.Counter = gold, Counter  # type: ignore[attr-defined]


def _share(of: int, by: int) -> Callable[[Sequence[Part]], float]:
    def total(parts: Sequence[Part]) -> float:
        whole = sum(part[by] for part in parts)
        return sum(part[of] for part in parts) / whole if whole else 0.0

    return total


def _f1(first: int) -> Callable[[Sequence[Part]], float]:
    def total(parts: Sequence[Part]) -> float:
        right, wanted, got = (sum(part[first + k] for part in parts) for k in range(3))
        return 2 * right / (wanted + got) if wanted + got else 0.0

    return total
