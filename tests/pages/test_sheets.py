"""The sheets themselves: contrast of the tokens, and that no colour is beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "static"
TOKENS = dict(
    re.findall(r"--([a-z-]+): light-dark\((#\w+, #\w+)\)", (STATIC / "css/tokens.css").read_text())
)
VERDICTS = ("unverified", "confirmed", "disputed", "refuted", "retracted")
WORDS = [("text", "bg"), ("muted", "bg"), ("link", "bg"), ("new", "bg")]
WORDS += [(word, "sunken") for word in ("text", "muted", "link")]
WORDS += [(stance, "bg") for stance in ("supports", "denies", "observes", "no-comment")]
WORDS += [("text", "highlight"), ("refuted-text", "bg"), ("disputed-text", "bg")]
WORDS += [(f"{verdict}-text", f"{verdict}-tint") for verdict in VERDICTS]
MARKS = [(f"{verdict}-mark", f"{verdict}-tint") for verdict in VERDICTS]
MARKS += [("control", "bg"), ("focus", "bg"), ("focus", "sunken")]


def colour(token: str, theme: int) -> str:
    return TOKENS[token].split(", ")[theme]


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB" (WCAG 2.2, definitions)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_what_the_definition_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("word", "ground"), WORDS)
def test_words_can_be_read(word: str, ground: str, theme: int) -> None:
    assert contrast(colour(word, theme), colour(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_marks_and_borders_can_be_seen(mark: str, ground: str, theme: int) -> None:
    assert contrast(colour(mark, theme), colour(ground, theme)) >= 3


def test_sheets_name_no_colour_that_is_no_token() -> None:
    for path in (STATIC / "css").rglob("*.css"):
        if path.name != "tokens.css":
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b", path.read_text()), path.name
