"""Word lists, one folder per language; each file names its source in its header.

A list is a TOML file of string lists or tables. Code reads words from here only, so that a
second language is data and not code.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def languages() -> frozenset[str]:
    """The codes of the languages that have word lists for who said what: what is analysed."""
    folders = (each for each in files(__name__).iterdir() if each.is_dir())
    return frozenset(f.name for f in folders if (f / "cues.toml").is_file())


@cache
def load(name: str, language: str = "en") -> dict[str, Any]:
    """The lexicon ``name`` of ``language``, or the one shared by all languages (language "").

    Raises FileNotFoundError for a list that does not exist.
    """
    folder = files(__name__) / language if language else files(__name__)
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
