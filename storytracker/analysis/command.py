"""The engine alone, from the command line: documents in, who says what out.

Needs neither Django nor a database. How it looks is in ``printing.py``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from storytracker.analysis import printing
from storytracker.analysis.reading.language import analysed_as
from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.story.story import analyse_story
from storytracker.analysis.types import ArticleFacts, Attributions, Reading

ALL_READ, SOME_NOT, NONE_READ = 0, 1, 2
STDIN = "-"

ABOUT = """\
Read articles (HTML, plain text, Markdown, PDF, mail) and print who says what in them. Offsets
count characters of the cleaned text, which --json holds as "text"; ends are exclusive."""
EXIT_CODES = """\
exit codes: 0 all were analysed, 1 some were not (said on standard error), 2 none was, or the
command was wrong."""


class NotRead(Exception):
    """A document that can't be analysed; says why, in words."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code. Prints to standard output, problems to error."""
    options = _parser().parse_args(arguments)
    encoding = "utf-8" if options.json else None  # JSON is UTF-8 wherever it is printed
    sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")  # type: ignore[union-attr]
    try:
        return _run(options)
    except BrokenPipeError:
        # Whoever reads has read enough; the interpreter must not flush into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ALL_READ


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m storytracker.analysis", description=ABOUT, epilog=EXIT_CODES
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="“-” or none: standard input")
    parser.add_argument("--json", action="store_true", help="one object (keys: printing.py)")
    parser.add_argument("--reasons", action="store_true", help="say why, below each line")
    parser.add_argument("--story", action="store_true", help="also the files' claims and timeline")
    return parser


def _run(options: argparse.Namespace) -> int:
    names = options.files or [STDIN]
    found = list(_readings(names))
    story = None
    if options.story and found:
        story = analyse_story([each.facts for each in found])
    if options.json:
        print(printing.as_json(found, story))
    else:
        for line in printing.lines(found, story, reasons=options.reasons):
            print(line)
    sys.stdout.flush()
    if not found:
        return NONE_READ
    return ALL_READ if len(found) == len(names) else SOME_NOT


def _readings(names: Sequence[str]) -> Iterator[printing.Analysed]:
    """The documents that can be analysed; of the others standard error says why not."""
    for name in names:
        try:
            yield _analysed(name, _bytes_of(name))
        except NotRead as problem:
            print(f"{_shown(name)}: {problem}", file=sys.stderr)


def _bytes_of(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except OSError as error:
        raise NotRead(error.strerror or str(error)) from error


def _shown(name: str) -> str:
    return "standard input" if name == STDIN else name


def _analysed(name: str, raw: bytes) -> printing.Analysed:
    reading = read_article(raw, file_name="" if name == STDIN else Path(name).name)
    if reading.problem:
        raise NotRead(reading.problem)
    if not analysed_as(reading.text, reading.language):
        raise NotRead(
            f"Its language ({reading.language}) has no word lists here; English has. Not analysed."
        )
    found = attribute(
        reading.text, reading.paragraphs, outlet=reading.outlet.name if reading.outlet else None
    )
    return printing.Analysed(_shown(name), reading, _facts(reading, found))


def _facts(reading: Reading, found: Attributions) -> ArticleFacts:
    outlet = reading.outlet.name if reading.outlet else None
    return ArticleFacts(
        key=sha256(reading.text.encode("utf-8", "surrogatepass")).hexdigest(),
        title=reading.title,
        text=reading.text,
        paragraphs=reading.paragraphs,
        published=reading.published,
        outlet=outlet,
        attributions=found,
        family=outlet or "",
        dateline=reading.dateline,
    )
