"""Feeds of every format, whole and broken: ``python -m benchmarks.feeds [FOLDER]``.

What is asked of ``read_feed`` on each file: that it raises nothing; that it finds as many entries
as the file holds; that it says of what is no feed that it is none. The entries are counted here,
by other means than the reader's: ``item`` and ``entry`` elements (any case, any prefix) in the
tree that libxml2 recovers from the untouched bytes, the list of items of a JSON Feed.

FOLDER is the unpacked ``dev`` of the set; without it the archive of the development data is taken
(``STORYTRACKER_BENCH_DATA``). Ends with 1 where a file raised something.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from lxml import etree

from benchmarks.quality.data import DataMissing, unpacked
from storytracker.analysis.reading.feeds import read_feed

FEED_ROOTS = {"rss", "feed", "rdf", "channel"}
ENTRIES = {"item", "entry"}
ADDRESS = "http://feeds.example/feed.xml"


@dataclass(frozen=True, slots=True)
class Case:
    """One file: what there is in it by the benchmark's own count, what the reader made of it."""

    name: str
    is_feed: bool
    there: int
    found: int
    refused: bool
    raised: str
    seconds: float


def measure(folder: Path) -> list[tuple[str, float, int]]:
    """Metric, value and number of files it is over, for the set unpacked in ``folder``."""
    return figures(list(cases(folder)))


def cases(folder: Path) -> Iterator[Case]:
    """Each file below ``folder``, read."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        raw = file.read_bytes()
        is_feed, there = counted(raw)
        began = process_time()
        found, refused, raised = 0, False, ""
        try:
            feed = read_feed(raw, url=ADDRESS)
            found, refused = len(feed.entries), bool(feed.problem)
        except Exception as error:
            raised = f"{type(error).__name__}: {error}"
        name = str(file.relative_to(folder))
        yield Case(name, is_feed, there, found, refused, raised, process_time() - began)


def figures(read: list[Case]) -> list[tuple[str, float, int]]:
    """The shares over all files, over feeds, over feeds with entries, over what is no feed."""
    feeds = [case for case in read if case.is_feed]
    full = [case for case in feeds if case.there]
    others = [case for case in read if not case.is_feed]
    return [
        ("no_exception", share([not case.raised for case in read]), len(read)),
        ("entries", share([equal(case) for case in feeds]), len(feeds)),
        ("entries_if_any", share([equal(case) for case in full]), len(full)),
        ("refused", share([case.refused for case in others]), len(others)),
    ]


def equal(case: Case) -> bool:
    """True where the reader found as many entries as there are."""
    return not case.raised and case.found == case.there


def share(hits: list[bool]) -> float:
    """The share of True; 1 for none at all."""
    return sum(hits) / len(hits) if hits else 1.0


def counted(raw: bytes) -> tuple[bool, int]:
    """Is it a feed, and how many entries does it hold? By no code of ours."""
    if raw.lstrip()[:1] == b"{":
        return _counted_json(raw)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True
    )
    try:
        tree = etree.fromstring(raw, parser=parser)
    except etree.XMLSyntaxError:
        return False, 0
    if tree is None:
        return False, 0
    names = Counter(_local(each.tag) for each in tree.iter() if isinstance(each.tag, str))
    return _local(tree.tag) in FEED_ROOTS, sum(names[name] for name in ENTRIES)


def _counted_json(raw: bytes) -> tuple[bool, int]:
    try:
        feed = json.loads(raw)
    except ValueError:
        return False, 0
    items = feed.get("items")
    return isinstance(items, list), len(items) if isinstance(items, list) else 0


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def main(arguments: list[str]) -> int:
    """Measure, print the figures and every file that went wrong."""
    try:
        if arguments:
            read = list(cases(Path(arguments[0])))
        else:
            with unpacked("feeds") as folder:
                read = list(cases(folder))
    except DataMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    for metric, value, number in figures(read):
        print(f"{metric:24} {value:7.4f}  of {number}")
    slowest = max(read, key=lambda case: case.seconds)
    total = sum(case.seconds for case in read)
    print(f"{'CPU-seconds':24} {total:7.2f}  slowest {slowest.seconds:.2f} ({slowest.name})")
    for case in read:
        if case.raised or (case.is_feed and not equal(case)) or (not case.is_feed and case.found):
            print(f"{case.name}: {case.found} of {case.there} entries {case.raised}")
    return 1 if any(case.raised for case in read) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
