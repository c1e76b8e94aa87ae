"""What the command prints: one line for each assertion, or JSON.

The JSON is one object. New keys may come; those listed here stay as they are::

    analysis_version
    articles: [{file, title, outlet, published, language, text, assertions, citations}]
    story:    null without --story, else {title, claims, developments}

An assertion holds ``speaker`` (name, kind, role, group, count, closeness), ``cue``, ``source``
and ``sentence`` ([start, end] or null), ``cue_lemma``, ``content`` ([[start, end], …]), ``words``
(the content's, one string for each part), ``direct``, ``stance``, ``certainty``, ``strength``,
``via`` (outlet, span, lineage, reason; nearest first), ``paragraph`` and ``reasons``. Claims,
developments and citations have the fields of ``types.ClaimFinding``, ``DevelopmentFinding`` and
``Citation``, with files for articles' keys. Offsets count code points of ``text``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis.types import (
    ArticleFacts,
    Assertion,
    Certainty,
    ClaimFinding,
    Dating,
    DevelopmentFinding,
    Precision,
    Reading,
    Span,
    Speaker,
    SpeakerKind,
    StoryAnalysis,
)
from storytracker.analysis.wire import to_json

DASH = " — "


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document with what was read out of it."""

    file: str
    reading: Reading
    facts: ArticleFacts


# --- lines ----------------------------------------------------------------------------------


def lines(
    found: Sequence[Analysed], story: StoryAnalysis | None, *, reasons: bool = False
) -> Iterator[str]:
    """The lines for people: each document's assertions, then the story; with ``reasons`` why."""
    for number, each in enumerate(found):
        if number:
            yield ""
        yield _head(each)
        for assertion in each.facts.attributions.assertions:
            yield assertion_line(assertion, each.reading.text)
            if reasons:
                yield from (f"    because: {reason}" for reason in assertion.reasons)
    if story is not None:
        yield ""
        yield from _story_lines(story, _files(found), reasons)


def _head(each: Analysed) -> str:
    outlet = each.facts.outlet or "outlet unknown"
    count = len(each.facts.attributions.assertions)
    title = each.reading.title or "without a headline"
    counted = f"{count} assertion{'' if count == 1 else 's'}"
    return f"# {each.file}: {title} ({outlet}, {day_of(each.reading.published)}; {counted})"


def assertion_line(assertion: Assertion, text: str) -> str:
    """Speaker — cue — stance and certainty — via — exact words with offsets; one line."""
    parts = [
        speaker_words(assertion.speaker),
        f"“{one_line(assertion.cue, text)}”" if assertion.cue else "no cue",
        _stance_words(assertion),
    ]
    if assertion.via:
        parts.append("via " + " → ".join(hop.outlet for hop in assertion.via))
    parts.append(" … ".join(_exact(part, text) for part in assertion.content))
    return DASH.join(parts)


def speaker_words(speaker: Speaker) -> str:
    """ "Jane Roe (spokeswoman, Treasury)"; "the article" for its own voice."""
    if speaker.kind is SpeakerKind.OUTLET:
        return speaker.name or "the article"
    about = ", ".join(filter(None, (speaker.role, speaker.group, speaker.closeness)))
    return f"{speaker.name} ({about})" if about else speaker.name


def _stance_words(assertion: Assertion) -> str:
    words = [assertion.stance.value, assertion.certainty.value]
    if assertion.strength:
        words.append(assertion.strength.value)
    return ", ".join(words)


def _exact(part: Span, text: str) -> str:
    return f"{one_line(part, text)} [{part.start}–{part.end}]"


def one_line(span: Span, text: str) -> str:
    """The words of a span without line feeds."""
    return " ".join(span.of(text).split())


def day_of(dating: Dating) -> str:
    """ "2024-03-04", "2024-03" or "undated"."""
    if dating.day is None:
        return "undated"
    return f"{dating.day:%Y-%m}" if dating.precision is Precision.MONTH else f"{dating.day}"


def _story_lines(
    story: StoryAnalysis, files: Mapping[str, Analysed], reasons: bool
) -> Iterator[str]:
    yield f"# Story: {story.title}"
    yield f"## Claims ({len(story.claims)})"
    for claim in story.claims:
        yield from _claim_lines(claim, files, reasons)
    yield f"## Timeline ({len(story.developments)})"
    for development in story.developments:
        yield _development_line(development)
        if reasons:
            yield from (f"    because: {reason}" for reason in development.reasons)


def _claim_lines(
    claim: ClaimFinding, files: Mapping[str, Analysed], reasons: bool
) -> Iterator[str]:
    counts = DASH.join(
        f"{name} {len(held)}"
        for name, held in (
            ("articles", claim.articles),
            ("newsrooms", claim.newsrooms),
            ("independent origins", claim.origins),
        )
    )
    denied = f"{DASH}denied by {', '.join(claim.denied_by)}" if claim.denied_by else ""
    yield f"{claim.text}{DASH}{counts}{denied}"
    for evidence in claim.evidence:
        held = files[evidence.article]
        assertion = held.facts.attributions.assertions[evidence.assertion]
        unsure = "" if evidence.certainty is Certainty.ASSERTED else f" ({evidence.certainty})"
        yield f"    {evidence.stance}{unsure}: {held.file}: {assertion.words(held.reading.text)}"
        if reasons:
            yield from (f"        because: {reason}" for reason in evidence.reasons)


def _development_line(found: DevelopmentFinding) -> str:
    name = found.report.partition(":")[2] or found.report
    return DASH.join((day_of(found.when), found.kind.value, name, found.says))


def _files(found: Sequence[Analysed]) -> dict[str, Analysed]:
    return {each.facts.key: each for each in found}


# --- JSON -----------------------------------------------------------------------------------


def as_json(found: Sequence[Analysed], story: StoryAnalysis | None) -> str:
    """The same as one JSON object; its keys are listed at the head of this module."""
    files = {each.facts.key: each.file for each in found}
    return json.dumps(
        {
            "analysis_version": ANALYSIS_VERSION,
            "articles": [_article(each) for each in found],
            "story": _story(story, files) if story else None,
        },
        indent=2,
        ensure_ascii=False,
    )


def _article(each: Analysed) -> dict[str, Any]:
    text = each.reading.text
    return {
        "file": each.file,
        "title": each.reading.title,
        "outlet": each.facts.outlet,
        "published": to_json(each.reading.published),
        "language": each.reading.language,
        "text": text,
        "assertions": [
            {**to_json(a), "words": [part.of(text) for part in a.content]}
            for a in each.facts.attributions.assertions
        ],
        "citations": [to_json(citation) for citation in each.facts.attributions.citations],
    }


def _story(story: StoryAnalysis, files: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": story.title,
        "claims": [_named(to_json(claim), files) for claim in story.claims],
        "developments": [_named(to_json(found), files) for found in story.developments],
    }


def _named(value: Any, files: Mapping[str, str]) -> Any:
    """Files in place of articles' keys, wherever they stand."""
    if isinstance(value, dict):
        return {key: _named(each, files) for key, each in value.items()}
    if isinstance(value, list):
        return [_named(each, files) for each in value]
    return files.get(value, value) if isinstance(value, str) else value
