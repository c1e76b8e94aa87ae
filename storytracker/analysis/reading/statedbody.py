"""The article's text where a page holds it as data only (JSON-LD's ``articleBody``)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from storytracker.analysis.reading.cleaning import plain

MIN_BODY = 400  # code points; a shorter one is a description
MAX_NODES = 5000  # a page's JSON-LD has tens

_BREAK = re.compile(r"\s*\n\s*|</?(?:p|br|div|li|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,500}>")


def stated_body(tree: HtmlElement) -> list[str]:
    """The paragraphs of the longest ``articleBody`` of the page; empty where none is long."""
    scripts = (
        each.text or "" for each in tree.iter("script") if "ld+json" in (each.get("type") or "")
    )
    bodies = (body for script in scripts if "articleBody" in script for body in _bodies(script))
    longest = max(bodies, key=len, default="")
    if len(longest) < MIN_BODY:
        return []
    return [words for part in _BREAK.split(longest) if (words := plain(_TAG.sub(" ", part)))]


def _bodies(script: str) -> Iterator[str]:
    try:
        waiting: list[Any] = [json.loads(script, strict=False)]
    except (ValueError, RecursionError):
        return
    seen = 0
    while waiting and seen < MAX_NODES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, dict):
            body = value.get("articleBody")
            if isinstance(body, str):
                yield body
            waiting += [each for each in value.values() if isinstance(each, (dict, list))]
        elif isinstance(value, list):
            waiting += value[:MAX_NODES]
