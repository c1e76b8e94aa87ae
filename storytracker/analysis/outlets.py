"""Which outlet is meant: by the address of a page, or by a name as people write it.

The world's better known outlets stand in ``lexicons/outlets.toml``. An outlet that is not
listed is no error: callers keep the name as written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from storytracker.analysis.lexicons import load

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"'s?$")


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher as the lexicon has it.

    ``name`` is the canonical name, ``family`` the owner's (the outlet's own name where it
    stands alone), ``kind`` one of newspaper, broadcaster, wire, site, official; ``country``
    an ISO code in lower case. ``common`` warns that the name is also an ordinary word or
    another outlet's ("Time", "The Sun"): letters alone don't prove it in running text.
    """

    name: str
    aliases: tuple[str, ...]
    domains: tuple[str, ...]
    family: str
    kind: str
    country: str
    common: bool = False

    def surface_forms(self) -> tuple[str, ...]:
        """Every spelling of the name, the canonical one first."""
        return (self.name, *self.aliases)


@cache
def all_outlets() -> tuple[Outlet, ...]:
    """Every outlet of the lexicon, in its order."""
    return tuple(
        Outlet(
            name=row["name"],
            aliases=tuple(row.get("aliases", ())),
            domains=tuple(row["domains"]),
            family=row["family"],
            kind=row["kind"],
            country=row["country"],
            common=row.get("common", False),
        )
        for row in load("outlets", language="")["outlet"]
    )


def outlet(name: str) -> Outlet | None:
    """The outlet called ``name`` (or aliased so), or ``None`` when the list has no such.

    Case, accents, a leading "The", "’s" at the end and runs of spaces make no difference:
    "the washington post’s" finds what "WaPo" finds. The first listed wins a name that two
    bear ("ABC").
    """
    return _by_name().get(_name_key(name))


def find_by_domain(address: str) -> Outlet | None:
    """The outlet at a URL or host name; the most specific listed domain wins.

    "https://edition.cnn.com/x" finds the outlet of ``cnn.com``. Odd or empty addresses find
    nothing and never raise.
    """
    labels = host_of(address).split(".")
    for start in range(len(labels) - 1):
        found = _by_domain().get(".".join(labels[start:]))
        if found is not None:
            return found
    return None


def family_of(name: str) -> str:
    """The publisher family of the outlet called ``name``: itself when it isn't listed."""
    found = outlet(name)
    return found.family if found is not None else " ".join(name.split())


def host_of(address: str) -> str:
    """The host name in a URL ("www." cut) or of a bare host; "" when there is none."""
    address = address.strip().lower()
    if "//" not in address:
        address = "//" + address
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # such as an unclosed bracket of an IPv6 address
        return ""
    return host.removeprefix("www.").rstrip(".")


def without_accents(name: str) -> str:
    """A name in compatible letters without their accents; most names are so already."""
    if name.isascii():
        return name
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _name_key(name: str) -> str:
    plain = without_accents(name).replace("’", "'").casefold()
    if plain.replace(" ", "").isalpha():
        words = plain.split()  # most names are letters and spaces
    else:
        words = _WORD.findall(_POSSESSIVE.sub("", plain.strip()))
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)


@cache
def _by_name() -> dict[str, Outlet]:
    names: dict[str, Outlet] = {}
    for entry in all_outlets():
        names.setdefault(_name_key(entry.name), entry)
    for entry in all_outlets():
        for alias in entry.aliases:
            names.setdefault(_name_key(alias), entry)
    return names


@cache
def _by_domain() -> dict[str, Outlet]:
    return {domain: entry for entry in all_outlets() for domain in entry.domains}
