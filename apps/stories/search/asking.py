"""What somebody types into the search box, taken apart; nothing here knows the database.

    assad "air defence" -trump outlet:cnn speaker:"Vladimir Putin" after:2023-11-01

Words that all have to be there, words beside each other in quotation marks, a minus before what
must not be there, filters by name. What can't be meant so is told in words and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext

from apps.claims.models import VerdictStatus
from storytracker.analysis.types import Stance

LONGEST = 300
"""Characters; more is no search but a text."""
MOST_TERMS = 20

QUOTES = str.maketrans("“”„‟«»", '""""""')
# An optional minus, an optional name, then words in quotation marks or one word.
PART = re.compile(
    r'(?P<minus>-?)(?:(?P<name>[A-Za-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]*))'
)
DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")

KINDS = ("claims", "passages", "articles", "speakers", "stories")
TEXT_FILTERS = ("outlet", "origin", "speaker", "story")
DATE_FILTERS = ("after", "before")
STANCES = tuple(stance.value for stance in Stance)
VERDICTS = tuple(VerdictStatus.values)
CHOICES = {"stance": STANCES, "verdict": VERDICTS}
FILTERS = (*TEXT_FILTERS, *CHOICES, *DATE_FILTERS)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that have to stand beside each other, or must not; a single word is one too."""

    words: str
    is_minus: bool = False
    is_phrase: bool = False

    def __str__(self) -> str:
        return f"{'-' * self.is_minus}" + (f'"{self.words}"' if self.is_phrase else self.words)


@dataclass(frozen=True, slots=True)
class Filter:
    """``name:value``; the value of a choice is one of its own, a date is written in full."""

    name: str
    value: str
    is_minus: bool = False

    def __str__(self) -> str:
        value = f'"{self.value}"' if re.search(r"\s", self.value) else self.value
        return f"{'-' * self.is_minus}{self.name}:{value}"


@dataclass(slots=True)
class Asked:
    """A query taken apart."""

    text: str = ""
    terms: list[Term] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """True where nothing says what to find: a minus alone would find nearly everything."""
        return not self.wanted and not any(not each.is_minus for each in self.filters)

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.is_minus]

    def named(self, name: str, *, is_minus: bool = False) -> list[str]:
        """The values of a filter."""
        return [f.value for f in self.filters if (f.name, f.is_minus) == (name, is_minus)]

    def with_filter(self, name: str, value: str) -> str:
        """The query with one more filter, as text."""
        return f"{self.text} {Filter(name, value.replace(chr(34), ' '))}".strip()

    def without(self, unwanted: Filter) -> str:
        """The query without a filter, as text."""
        return written(self.terms, [each for each in self.filters if each != unwanted])


def ask(text: str) -> Asked:
    """Take a query apart; whatever was typed, something comes of it."""
    clean = " ".join(text.replace("\x00", " ").split())
    asked = Asked(clean[:LONGEST])
    if len(clean) > LONGEST:
        asked.problems.append(
            gettext("Only the first %(most)s characters are looked for.") % {"most": LONGEST}
        )
    for part in PART.finditer(asked.text.translate(QUOTES)):
        _take(asked, part)
    if len(asked.terms) > MOST_TERMS:
        asked.problems.append(
            gettext("Only the first %(most)s words are looked for.") % {"most": MOST_TERMS}
        )
        del asked.terms[MOST_TERMS:]
    return asked


def _take(asked: Asked, part: re.Match[str]) -> None:
    """Add one part of the text to what is asked."""
    name, is_minus = (part["name"] or "").lower(), bool(part["minus"])
    words = part["quoted"] if part["quoted"] is not None else part["bare"]
    if name in FILTERS:
        _take_filter(asked, name, words.strip(), is_minus)
        return
    if name and part["quoted"] is None and not words.startswith("//"):
        asked.problems.append(
            gettext(
                "There is no filter “%(name)s:”, so it was looked for as words. There are "
                "%(others)s and %(last)s."
            )
            % {"name": part["name"], "others": ", ".join(FILTERS[:-1]), "last": FILTERS[-1]}
        )
    words = (f"{part['name']} {words}" if name else words).strip()
    if any(c.isalnum() for c in words):
        is_phrase = part["quoted"] is not None or " " in words
        asked.terms.append(Term(words, is_minus, is_phrase))


def _take_filter(asked: Asked, name: str, value: str, is_minus: bool) -> None:
    if name in CHOICES:
        value, problem = _choice(name, value)
    elif name in DATE_FILTERS:
        value, problem = _day(name, value)
    else:
        nothing = gettext("The filter “%(name)s:” says nothing after its colon; it was left out.")
        problem = "" if value else nothing % {"name": name}
    if problem:
        asked.problems.append(problem)
    else:
        asked.filters.append(Filter(name, value, is_minus))


def _choice(name: str, value: str) -> tuple[str, str]:
    """A value in the form that is stored, or what is wrong with it."""
    known = re.sub(r"[\s_]+", "-", value.lower())
    known = "observes" if (name, known) == ("stance", "unclear") else known
    if known in CHOICES[name]:
        return known, ""
    may = ", ".join(CHOICES[name])
    words = gettext("“%(name)s:%(value)s” is no %(name)s: it can be %(may)s; it was left out.")
    return "", words % {"name": name, "value": value, "may": may}


def _day(name: str, value: str) -> tuple[str, str]:
    """The day that a date, month or year begins with, ISO 8601, or what is wrong with it."""
    found = DATE.fullmatch(value)
    try:
        if found:
            return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)).isoformat(), ""
    except ValueError:
        pass
    words = gettext(
        "“%(name)s:%(value)s” is no date: write it as 2023-11-01, 2023-11 or 2023; it was left out."
    )
    return "", words % {"name": name, "value": value}


def written(terms: Iterable[Term], filters: Iterable[Filter]) -> str:
    """A query as somebody would type it."""
    return " ".join([*map(str, terms), *map(str, filters)])
