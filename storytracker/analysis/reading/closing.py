"""The end of an article: what the outlet says of itself, of its author and of its sources."""

from __future__ import annotations

import re

from storytracker.analysis.lexicons import load

_PART = r"[A-Z0-9][\w’'&.+-]*"
_NAME = rf"(?:[Tt]he )?{_PART}(?: (?:of |the |and |& |for |de |la )?{_PART}){{0,5}}"


def described_outlet(block: str, elsewhere: str, known: str = "") -> str:
    """The outlet that ``block`` describes ("X is dedicated to publishing …"); "" for none.

    ``elsewhere`` is the rest of the article: a name that it speaks of is its topic, not its
    publisher, unless it is ``known`` to be the outlet.
    """
    lists = load("boilerplate")["self_description"]
    if len(block) > lists["longest"]:
        return ""
    labelled = re.match(rf"About us ?[:–—-] ?(?P<name>{_NAME})", block)
    if labelled:
        return labelled["name"]
    name = _subject_with(block, lists["verbs"]) or _subject_with_colon(block)
    if not name:
        return ""
    if known and _same(name, known):
        return name
    sentence = re.split(r"(?<=[a-z]{2}[.!?])\s", block, maxsplit=1)[0].casefold()
    about = any(word in sentence for word in lists["about"])
    return name if about and not _is_topic(name, elsewhere) else ""


def motto_of(block: str, known: str) -> str:
    """``known`` where ``block`` is the outlet's name and its motto; "" otherwise."""
    lists = load("boilerplate")["motto"]
    plain, name = block.casefold().removeprefix("the "), known.casefold().removeprefix("the ")
    rest = plain.removeprefix(name)
    if not name or rest == plain or len(block) > lists["longest"]:
        return ""
    return known if re.match(r"\s?[.:|,·•–—-]", rest) and holds_motto(rest) else ""


def holds_motto(words: str) -> bool:
    """True where ``words`` hold one that outlets' mottos are made of."""
    motto = load("boilerplate")["motto"]["words"]
    return any(word in motto for word in re.findall(r"[^\W\d_]+", words.casefold()))


def _subject_with_colon(block: str) -> str:
    match = re.match(rf"(?P<name>{_NAME}) ?[:–—] ", block)
    return match["name"] if match and len(match["name"].split()) > 1 else ""


def _same(name: str, other: str) -> bool:
    return name.casefold().removeprefix("the ") == other.casefold().removeprefix("the ")


def _is_topic(name: str, elsewhere: str) -> bool:
    """True where the article speaks of ``name`` in other ways than "told X" and "seen by X"."""
    plain = name.removeprefix("The ").removeprefix("the ")
    for match in re.finditer(re.escape(plain), elsewhere, re.IGNORECASE):
        before = elsewhere[max(0, match.start() - 24) : match.start()].casefold()
        if not re.search(r"\b(?:told|by|to|with|for)(?: the)? $", before):
            return True
    return False


def heads_description(block: str, known: str) -> bool:
    """True for "About us" and for "About" with the outlet's name, or with its first words."""
    about = re.match(r"About (?:the )?", block)
    if about is None or not known or block.endswith("."):
        return False
    named = block[about.end() :].rstrip(" :").casefold()
    own = known.casefold().removeprefix("the ")
    return named == "us" or own == named or own.startswith(f"{named} ")


def follows_description(block: str) -> bool:
    """True for a further block of a self-description ("It aims to …")."""
    lists = load("boilerplate")["self_description"]
    return len(block) <= lists["longest"] and block.casefold().startswith(
        tuple(lists["follow_ups"])
    )


def described_author(block: str, elsewhere: str) -> str:
    """The author that a closing note describes ("X is a staff writer at …"); "" for none."""
    lists = load("boilerplate")["author_note"]
    if len(block) > lists["longest"]:
        return ""
    name = _subject_with(block, ("is a", "is an", "is the", "covers", "writes", "has been"))
    if not re.fullmatch(r"(?:[A-Z][\w’'.-]+ ){1,3}[A-Z][\w’'-]+", name):
        return ""
    about = any(word in block.casefold() for word in lists["about"])
    return name if about and name.split()[-1] not in elsewhere else ""


def disclaimed_outlet(block: str) -> str:
    """The outlet that a disclaimer names ("do not reflect the opinion of X"); "" for none."""
    for phrase in load("boilerplate")["disclaimer"]["names_after"]:
        match = re.search(rf"\b{re.escape(phrase)} (?P<name>{_NAME})", block)
        if match:
            return match["name"].rstrip(".,’'")
    return ""


def _subject_with(block: str, verbs: tuple[str, ...] | list[str]) -> str:
    """The name that opens ``block`` when one of ``verbs`` follows it."""
    match = re.match(_NAME, block)
    if match is None:
        return ""
    rest = block[match.end() :].lstrip(" ,")
    rest = re.sub(r"^\([^)]{1,40}\)\s*", "", rest)
    return (
        match[0].removeprefix("About ")
        if rest.startswith(tuple(f"{verb} " for verb in verbs))
        else ""
    )
