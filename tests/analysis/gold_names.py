"""When two names, speakers or wordings of a gold and of the program are the same."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

from storytracker.analysis.types import Assertion

FOLDED = str.maketrans("\u2019\u2018\u201c\u201d\u00a0\u2013\u2014", "''\"\" --")
FILLERS = frozenset(
    """
    the a an of with to for by at in on and or who that which its his her their one two three
    unnamed some
    """.split()  # noqa: SIM905
)


def folded(text: str) -> str:
    """Straight quotes, plain dashes, single spaces: what differs between dump and reading."""
    return " ".join(text.translate(FOLDED).split())


def tokens(text: str) -> set[str]:
    """The words that carry meaning: small letters, no accents, possessives or fillers."""
    plain = unicodedata.normalize("NFKD", text.translate(FOLDED)).lower()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"\bu\.s\.|\bunited states\b", "us", plain)
    plain = re.sub(r"'s\b|s'(?=\s|$)", "", plain)
    found = set(re.findall(r"[a-z0-9]+", plain)) - FILLERS
    return {word[:-1] if len(word) > 3 and word.endswith("s") else word for word in found}


def alternatives(value: Any) -> list[Any]:
    """A list in the gold means that each of its values is right."""
    return list(value) if isinstance(value, list) else [value]


def canonical(name: str) -> str:
    """An outlet's full name, other names as they are."""
    from storytracker.analysis.outlets import outlet

    known = outlet(name)
    return known.name if known else name


def same_name(found: str, wanted: Any) -> bool:
    """True where every word of the wanted name is in the one found ("Kremlin press service");
    of several right names, of one of them."""
    have = tokens(canonical(found)) if found else set()
    return any(tokens(canonical(one)) <= have for one in alternatives(wanted)) if have else False


def same_speaker(found: str, wanted: Any) -> bool:
    """True where most of the wanted speaker's words are there; of two words, both."""
    have = tokens(found)
    for choice in alternatives(wanted):
        need = tokens(choice)
        if len(need & have) >= math.ceil(0.6 * len(need)):
            return True
    return False


def speaker_words(assertion: Assertion) -> str:
    """All that the assertion says about its speaker."""
    who = assertion.speaker
    return " ".join((who.name, who.role, who.group, who.closeness))
