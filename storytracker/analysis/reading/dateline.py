"""Datelines: "WASHINGTON:", "PARIS (AP) —", "LYON, France (AP) -" before the lede."""

from __future__ import annotations

import re

from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import outlet
from storytracker.analysis.reading.boilerplate import bare

DATELINE_LIMIT = 90  # code points

_CAPITALS = r"[^\W\d_a-z][^\W\d_a-z.’'-]*(?:[ /][^\W\d_a-z][^\W\d_a-z.’'-]*){0,4}"
_PLACE = r"[^\W\d_][\w.’'-]*(?:[ /][^\W\d_][\w.’'-]*){0,3}"
_DATE = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?"
_REST = rf"(?:, (?P<more>{_DATE}|{_PLACE}(?:, {_DATE})?))?"
# "RED-FACED bosses": a hyphen without a space behind it joins, unless a bracket closes before.
_DASH = r"(?:\s?(?:—|–|--)\s?|\s?-\s+|(?<=[\s)])-)"
_UPPER = re.compile(
    rf"(?P<place>{_CAPITALS}){_REST}(?: ?\((?P<agency>[^()]{{2,40}})\))?(?:{_DASH}| ?: )(?=\S)"
)
_MIXED = re.compile(
    rf"(?P<place>{_PLACE}){_REST} ?\((?P<agency>[^()]{{2,40}})\)(?:{_DASH}| ?: )(?=\S)"
)
# "Hallby, 3 March 2020 –": how companies and authorities open what they publish.
_RELEASE = re.compile(rf"{_PLACE}(?:, {_PLACE})?, {_DATE}(?<=\d\d\d\d){_DASH}(?=\S)")
_AGENCY = re.compile(rf"\((?P<agency>[^()]{{2,40}})\)(?:{_DASH}| ?: )(?=\S)")


def split_dateline(text: str) -> tuple[str, str]:
    """Dateline and remaining text of a first paragraph; "" and ``text`` when it has none.

    The place must be in capitals, or an agency in brackets or a day with its year must follow
    it. Labels in capitals ("BREAKING:") are no places.
    """
    head = text[:DATELINE_LIMIT]
    match = _UPPER.match(head)
    if match and not _is_place(match["place"], match["agency"]):
        match = None
    if match is None:
        match = _MIXED.match(head) or _AGENCY.match(head)
        if match is not None and not _is_agency(match["agency"]):
            match = None
    match = match or _RELEASE.match(head)
    if match is None:
        return "", text
    dateline = re.sub(r"[\s:—–-]+$", "", match[0])
    return dateline, text[match.end() :].lstrip()


def _is_place(place: str, agency: str | None) -> bool:
    letters = [c for c in place if c.isalpha()]
    if len(letters) < 3 and not agency:
        return False
    return (
        all(c.isupper() for c in letters)
        and bare(place) not in load("layout")["dateline"]["not_places"]
    )


def _is_agency(words: str) -> bool:
    if outlet(words) is not None:
        return True
    return words.isupper() and words.isalpha() and 2 <= len(words) <= 6
