"""Is the name that stands above a dump's headline its publisher's, though no list has it?

Evidence is what the rest of the document does with the name: people tell it something, its
photographers work for it, its letters stand in an address or in the dateline's brackets. The
weakest is silence: a headline says what the text is about, a publisher's name does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import host_of
from storytracker.analysis.reading.boilerplate import bare, unwanted
from storytracker.analysis.reading.cleaning import words_of
from storytracker.analysis.reading.dateline import split_dateline
from storytracker.analysis.reading.frontlines import is_section
from storytracker.analysis.reading.mastheads import MASTHEAD_LIMIT, SMALL

NAME_WORDS = 6  # a publisher's name has so many words or fewer
END_LINES = 8  # a publisher leaves its addresses and descriptions in the last lines
STATEMENT_WORDS = 8  # "Statement regarding press speculation"
RELEASE_LINES = 3  # "Press release" stands so close below the name of who issues it
OWN_LETTERS = 6  # letters that an address must share with the name

STEM = 4  # letters that the forms of a word share: "boat", "boats", "boatman"

SILENT = "a name above the headline, of which the text never speaks"

_JOINING = SMALL | {"a", "at", "by", "from", "to", "with"}
_TO = (
    "told|asked by|approached by|contacted by|reached by|interview with|questions from|"
    "(?:seen|obtained|shared|reviewed) (?:by|with)|shown to|spoke to|speaking to|referred"
)
_HAS = "has (?:also )?(?:seen|learned|learnt|obtained|reviewed)|understands"
_HOST = re.compile(r"(?:@|https?://|www\.)[\w.-]+\.[a-z]{2,}|(?<![\w.])[\w-]{4,}\.[a-z]{2,}\b")


def is_name(line: str) -> bool:
    """True for a line written as names are: few words, the main ones capitalised, no sentence."""
    words = line.split()
    if not words or len(words) > NAME_WORDS or len(line) > MASTHEAD_LIMIT:
        return False
    if re.search(r"[.!?:,;…]$|[\"“”]|\d{3}", line):
        return False
    return words[0][0].isupper() and all(w[0].isupper() or w in _JOINING for w in words)


def is_told(line: str, texts: Sequence[str]) -> bool:
    """True for a name that people speak to in the text: "…, an official told Clinic & Ward".

    The last two words stand for a longer name ("told the Evening Argus").
    """
    if not is_name(line) or len(line.split()) < 2:
        return False
    names = "|".join(map(re.escape, _forms(line)))
    spoken = re.compile(rf"\b(?:{_TO}) (?:the )?(?:{names})\b|\b(?:{names}) (?:{_HAS})\b", re.I)
    return any(spoken.search(text) for text in texts)


def publisher(line: str, below: Sequence[str]) -> str:
    """Why ``line``, with ``below`` under it, names who publishes the document; "" otherwise."""
    if not is_name(line):
        return ""
    end = below[-END_LINES:]
    if is_told(line, below):
        return "people in the text speak to it"
    if _signs_dateline(line, below):
        return "its letters stand in the dateline's brackets"
    if _has_address(line, end):
        return "an address at the end is its own"
    if _is_credited(line, below):
        return "a picture's credit names it"
    if _calls_itself(line, end):
        return "a closing line to its readers names it"
    if below and len(line.split()) > 1 and _is_menu(below[0]):
        return "it stands above a menu"
    if any(map(labels_release, below[:RELEASE_LINES])):
        return "it stands above “press release”"
    if (
        below
        and heads_statement(below[0])
        and line.split()[-1].lower().rstrip(".") in _forms_of_law()
    ):
        return "a firm's name above its statement"
    return ""


def heads_statement(line: str) -> bool:
    """True for a title such as "Statement regarding press speculation"."""
    words = line.split()
    opens = bool(words) and words[0].casefold() in load("layout")["statement_words"]
    return opens and 1 < len(words) <= STATEMENT_WORDS and is_name(line.title())


@cache
def _forms_of_law() -> frozenset[str]:
    return frozenset(load("layout")["legal_forms"])


def labels_release(line: str) -> bool:
    """True for "Press release", "For immediate release" and their like."""
    return bare(line) in load("layout")["release_labels"]


def is_silent_on(line: str, below: Sequence[str]) -> bool:
    """True for a name of two words or more of which the text never uses one, in any form.

    Names have few small words: "Cut Off" and "Winter Without Boats" are headlines.
    """
    words = line.split()
    if not is_name(line) or len(words) < 2 or _small_words(words[1:]):
        return False
    rest = re.sub(re.escape(line), " ", "\n".join(below), flags=re.IGNORECASE)
    spoken = {word[:STEM] for word in words_of(rest)}
    return not {word[:STEM] for word in _content(line)} & spoken


def opens_as_headline(line: str) -> bool:
    """False for a line that begins with a small word, as standfirsts do ("How …", "The …")."""
    return line.split()[0].lower() not in _stop_words()


def speaks_of(line: str, below: Sequence[str]) -> int:
    """How many words of ``line`` that carry meaning the text below uses too."""
    return len(_content(line) & words_of("\n".join(below)))


def _content(line: str) -> set[str]:
    return words_of(line) - _stop_words()


def _small_words(words: list[str]) -> set[str]:
    """The function words among ``words`` that names seldom have."""
    return ({word.lower() for word in words} - SMALL) & _stop_words()


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(load("stopwords")["words"].split())


def _forms(line: str) -> list[str]:
    """The names that stand for ``line``: itself, and its last two words where it has more."""
    words = re.sub(r"^the ", "", line, flags=re.IGNORECASE).split()
    short = words[-2:] if len(words) > 2 and words[-2] not in SMALL else words
    return [" ".join(words), *([" ".join(short)] if short != words else [])]


def _letters(text: str) -> str:
    return re.sub(r"^the", "", "".join(c for c in text.casefold() if c.isalnum()))


def _signs_dateline(line: str, below: Sequence[str]) -> bool:
    """ "Quay Wire Service" above "PORT SKERRY (QWS) -"."""
    initials = "".join(w[0] for w in re.split(r"[\s-]+", line) if w[0].isupper())
    for text in below:
        signed = re.search(r"\((?P<agency>[A-Z]{2,6})\)$", split_dateline(text)[0])
        if signed:
            return signed["agency"] in (initials, initials.removeprefix("T"))
    return False


def _has_address(line: str, end: Sequence[str]) -> bool:
    """ "letters@eveningargus.example" below "The Evening Argus" or "Skerry Evening Argus"."""
    name = _letters(line)
    hosts = [host_of(found[0].lstrip("@")) for text in end for found in _HOST.finditer(text)]
    labels = {re.sub(r"[^a-z0-9]", "", label) for host in hosts for label in host.split(".")[:-1]}
    return any(
        len(label) >= OWN_LETTERS and (label in name or name in label)
        for label in labels
        if len(name) >= OWN_LETTERS
    )


def _calls_itself(line: str, end: Sequence[str]) -> bool:
    """ "Got a story? Ring the Argus newsdesk" below "The Evening Argus"."""
    last = line.split()[-1]
    named = re.compile(rf"\b[Tt]he (?:[A-Z]\w+ ){{0,2}}{re.escape(last.title())}\b")
    return len(last) > 3 and any(named.search(text) and unwanted(text) for text in end)


def _is_menu(line: str) -> bool:
    """True for "News | Boats | Chess" and "Home > News"."""
    parts = re.split(r"\s*[|>»›]\s*", line)
    short = len(parts) > 2 and all(len(part.split()) <= 2 for part in parts)
    return short or (len(parts) > 1 and is_section(line))


def _is_credited(line: str, below: Sequence[str]) -> bool:
    """ "Photo: Ann Hove/Evening Argus", "Drawing: Quay & Pier": who is credited publishes."""
    names = "|".join(map(re.escape, _forms(line)))
    credited = re.compile(rf"(?:[/:(©]|\bfor) ?(?:the )?(?:{names})[)\]]?\.?$", re.I)
    return any(
        credited.search(text) and (found := unwanted(text)) and found[0] in ("credit", "caption")
        for text in below
    )
