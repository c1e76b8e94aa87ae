"""The public development data: where it is, and its pages with what is right for them."""

from __future__ import annotations

import gzip
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("STORYTRACKER_BENCH_DATA") or ROOT.parent / "shared" / "data")


class DataMissing(Exception):
    """The development data isn't where it was looked for; says where that is."""


@dataclass(frozen=True, slots=True)
class Page:
    """A stored page: its bytes, its address, and what people found in it (``right``)."""

    name: str
    url: str
    raw: bytes
    right: Mapping[str, Any]


@contextmanager
def unpacked(name: str) -> Iterator[Path]:
    """The ``dev`` folder of a set, unpacked to a folder that is gone afterwards.

    Raises DataMissing where there is no such archive.
    """
    archive = FOLDER / f"{name}.tar.gz"
    if not archive.is_file():
        raise DataMissing(
            f"There is no {archive}. The development data is not part of this repository; "
            "say in STORYTRACKER_BENCH_DATA which folder has it."
        )
    with tempfile.TemporaryDirectory(prefix=f"st-bench-{name}-") as folder:
        with tarfile.open(archive) as members:
            members.extractall(folder, filter="data")
        yield Path(folder) / "dev"


def pages(folder: Path) -> list[Page]:
    """The pages that a set's manifest lists, in its order."""
    lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [_page(folder, json.loads(line)) for line in lines]


def _page(folder: Path, row: dict[str, Any]) -> Page:
    raw = (folder / row["html"]).read_bytes()
    if row["html"].endswith(".gz"):
        raw = gzip.decompress(raw)
    return Page(row["html"], row["url"], raw, row)
