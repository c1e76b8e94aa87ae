"""Does a bare line of the front matter name the outlet?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from storytracker.analysis.lexicons import load
from storytracker.analysis.outlets import host_of, outlet
from storytracker.analysis.reading.boilerplate import bare
from storytracker.analysis.reading.closing import holds_motto

MASTHEAD_LIMIT = 60  # code points
SMALL = frozenset({"of", "the", "and", "for", "&", "on", "in"})
# An outlet's own people, "THE NORLAND GLOBE BUREAU"; a wire and where it writes from.
_OWN_PEOPLE = re.compile(r"(.{2,40}?) (?i:bureau|news desk|web desk|desk|staff|newsroom)")
_FROM_PLACE = re.compile(r"([A-Z]{2,5})[/|] ?[A-Z][\w .’'-]{2,30}")
_ITS_COPY = re.compile(r"(.{2,40}?) (?:with|and) (.{2,20})")
_AGENCIES = frozenset(["agencies", "news agencies", "wires", "wire services"])
_SPLIT = re.compile(r"[^\w’'&.-]+")


def masthead(line: str, addresses: Iterable[str]) -> str:
    """Why ``line`` names the outlet; "" when nothing says so.

    A known outlet's name does, a name that stands in an address of the front matter does
    ("Example Media Group" beside images.examplemediagroup.com), and so does a capitalised
    line with a word such as "Times" or "News", or with "The" in front (no person's name has it).
    """
    name = without_motto(line)
    if name != line:
        return "a line of the front matter is a name with an outlet's motto"
    words = [word for word in _SPLIT.split(line) if word]
    if (
        not words
        or len(words) > 7
        or len(line) > MASTHEAD_LIMIT
        or line.endswith((".", "!", "?", ":"))
    ):
        return ""
    if known_outlet(line):
        return "a line of the front matter is a known outlet's name"
    if in_address(line, addresses):
        return "a line of the front matter stands in the page's addresses too"
    capitals = all(word[0].isupper() or word in ("of", "the", "and", "&", "for") for word in words)
    mastheads = load("layout")["masthead_words"]
    if len(words) > 1 and capitals and any(word.casefold() in mastheads for word in words):
        return "a bare line of the front matter with a word of newspapers' names"
    if 1 < len(words) <= 5 and capitals and words[0] == "The":
        return "a bare line of the front matter written as newspapers' names are"
    return ""


def known_outlet(line: str) -> str:
    """The known outlet that ``line`` names; "" for none.

    "Le Monde", "Le Monde with agencies", a wire's letters before a place, "LE MONDE BUREAU".
    """
    return next((name for name in (line, *_credited(line)) if outlet(name) is not None), "")


def _credited(line: str) -> Iterator[str]:
    for pattern in (_OWN_PEOPLE, _FROM_PLACE):
        if credited := pattern.fullmatch(line):
            yield credited[1]
    copied = _ITS_COPY.fullmatch(line)
    wire = outlet(copied[2]) if copied else None
    if copied and (copied[2] in _AGENCIES or (wire is not None and wire.kind == "wire")):
        yield copied[1]


def without_motto(line: str) -> str:
    """The name of "EXAMPLE HERALD | News from the hills"; ``line`` itself where no motto is."""
    parts = re.split(r"\s+[|–—•·-]\s+|:\s", line, maxsplit=1)
    if len(parts) < 2 or len(line) > 2 * MASTHEAD_LIMIT or not holds_motto(parts[1]):
        return line
    name, motto = parts
    words = name.split()
    capitals = bool(words) and all(word[0].isupper() or word in SMALL for word in words)
    named = capitals and (name.isupper() or words[0] == "The" or bool(masthead(name, ())))
    # "EXCLUSIVE: …" and "News | Daily life" are kickers and menus.
    known = any(
        bare(word) in load("layout")["section_words"] for word in words if bare(word) not in SMALL
    )
    return name if named and len(words) <= 5 and len(motto.split()) <= 12 and not known else line


def names_itself(line: str, closing: str) -> bool:
    """True where the document's last lines speak of ``line`` as the outlet does of itself.

    "© 2020 Example Herald", "Example Herald is published by …", "Follow Example Herald on …".
    """
    name = bare(line).removeprefix("the ")
    if not name or len(line) > MASTHEAD_LIMIT or not line[:1].isupper():
        return False
    lists = load("boilerplate")["self_description"]
    for match in re.finditer(re.escape(name), closing.casefold()):
        before = closing[max(0, match.start() - 40) : match.start()].casefold()
        if re.search(
            r"(?:©|\(c\)|copyright|about us:?|follow|subscribe to|sign up for)[^\n.]*$", before
        ):
            return True
        start = closing.rfind("\n", 0, match.start()) + 1
        opens = closing[start : match.start()].casefold() in ("", "the ", "about ", "about the ")
        if opens and closing[match.end() :].casefold().startswith(
            tuple(f" {v} " for v in lists["verbs"])
        ):
            return True
    return False


def as_written(name: str, text: str) -> str:
    """``name`` in the spelling of ``text`` where it stands in capitals only."""
    if not name.isupper() or " " not in name:
        return name
    for match in re.finditer(re.escape(name), text, re.IGNORECASE):
        found = match[0]
        if not found.isupper() and all(w[0].isupper() or w in SMALL for w in found.split()):
            return found[0].upper() + found[1:]
    return name


def in_address(name: str, addresses: Iterable[str]) -> bool:
    """True where the letters of ``name``, run together, are a part of a host name."""
    letters = "".join(c for c in name.casefold() if c.isalnum())
    hosts = [re.sub(r"[^a-z0-9.]", "", host_of(address)) for address in addresses]
    return len(letters) >= 4 and any(
        letters in label for host in hosts for label in host.split(".")
    )
