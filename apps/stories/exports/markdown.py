"""A brief as Markdown (CommonMark)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from apps.stories.exports.brief import NO_ADDRESS, Brief, Point, Section, Sentence, Source

MARKS = re.compile(r"([\\`*_\[\]<>#|~!&$@]|:(?=//))")
"""Characters that begin something in CommonMark or its common extensions (bare addresses too)."""
OPENING = re.compile(r"^(\d{1,9})([.)])|^([-+=])")
"""What would make a list or a heading of a line that begins with it."""


def to_markdown(brief: Brief) -> str:
    """The brief as text; whatever articles say in it stays plain words."""
    return "\n".join(_lines(brief)).rstrip() + "\n"


def _lines(brief: Brief) -> Iterator[str]:
    yield f"# {_plain(brief.title)}"
    yield ""
    yield f"{_plain(brief.standing)}. {_plain(brief.numbers)}. [The whole story](<{brief.address}>)"
    if brief.latest:
        yield ""
        yield f"Latest: {_sentence(brief.latest)}"
    for section in brief.sections:
        yield from _section(section)
    if brief.sources:
        yield from ("", "## Sources", "")
        yield from map(_source, brief.sources)


def _section(section: Section) -> Iterator[str]:
    yield from ("", f"## {_plain(section.title)}", "")
    for point in section.points:
        yield from _point(point)
    if section.empty:
        yield _plain(section.empty)
    if section.more:
        yield f"- And {section.more} more on the story’s page."


def _point(point: Point) -> Iterator[str]:
    yield f"- **{_plain(point.text.text)}**{_references(point.text)}{_more(point.text)}"
    for detail in point.details:
        yield f"  - {_sentence(detail)}"


def _source(source: Source) -> str:
    web = f"<{_bare(source.web)}>" if source.web else NO_ADDRESS
    title = f"[{_plain(source.title)}](<{source.address}>)"
    return f"{source.number}. {_plain(source.outlet)}, {_plain(source.published)}: {title} – {web}"


def _sentence(sentence: Sentence) -> str:
    return f"{_plain(sentence.text)}{_references(sentence)}{_more(sentence)}"


def _references(sentence: Sentence) -> str:
    return "".join(f" [\\[{r.number}\\]](<{r.address}>)" for r in sentence.references)


def _more(sentence: Sentence) -> str:
    return f" [more](<{sentence.address}>)" if sentence.address else ""


def _plain(text: str) -> str:
    """Words that mean nothing but themselves, on one line."""
    escaped = MARKS.sub(r"\\\1", " ".join(text.split()))
    return OPENING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", escaped)


def _bare(address: str) -> str:
    """An address between angle brackets, which may hold neither brackets nor blanks."""
    return re.sub(r"[<>\s]", lambda m: f"%{ord(m[0]):02X}", address)
