"""Made-up articles for tests: as many different ones as are asked for, always the same."""

from __future__ import annotations

from itertools import product

from apps.sources.documents import Document

TOWNS = (
    "Ardmore",
    "Belfield",
    "Corran",
    "Dunvale",
    "Easterby",
    "Fallow",
    "Garth",
    "Hollin",
    "Ivelet",
    "Jarrow",
)
THINGS = ["a bridge", "the harbour", "two schools", "its water works", "the tram line"]
OFFICES = ["council", "mayor’s office", "planning board", "audit office"]
SUMS = ["four", "nine", "twelve", "thirty", "fifty-five"]


def text(number: int) -> str:
    """The text of made-up article ``number``: title, date, and two attributed statements."""
    town = TOWNS[number % 10]
    thing = THINGS[number // 10 % 5]
    office, amount = OFFICES[number % 4], SUMS[number % 5]
    return (
        f"{town} to rebuild {thing}, {office} says (case {number})\n\n"
        f"{number % 28 + 1} March 2024\n\n"
        f"The {office} of {town} plans to rebuild {thing} within {amount} months, according to "
        f"a paper with the file number {number} that was read out on Monday.\n\n"
        f"“We have waited for {thing} long enough,” said Mara Quill, who speaks for the "
        f"{office}. The Daily {town} first reported the plan.\n\n"
        f"A residents’ group denied that anybody had asked them about case {number}.\n"
    )


def document(number: int, **known: object) -> Document:
    """Made-up article ``number`` as a file."""
    return Document(text(number).encode(), file_name=f"{number:03}.txt", **known)  # type: ignore[arg-type]


def documents(count: int, start: int = 0) -> list[Document]:
    """``count`` different ones."""
    return [document(number) for number in range(start, start + count)]


SYLLABLES = ["".join(pair) for pair in product("bdfgklmnprst", "aeiou")]
NAMES = len(SYLLABLES) ** 3
# Prime to their number, so that neighbours differ in more than their last syllable.
STRIDE = 48_271


def name(number: int) -> str:
    """An invented name of three syllables, another for each of 216,000 numbers."""
    rest, first = divmod(number * STRIDE % NAMES, 60)
    third, second = divmod(rest, 60)
    return "".join(SYLLABLES[place] for place in (first, second, third)).capitalize()


def unlike(number: int) -> Document:
    """Article ``number`` of many that have nothing to do with each other: each its own story."""
    words = [name(number * 7 + offset) for offset in range(7)]
    firm, town, person, thing, river, other, street = words
    text = (
        f"{firm} {thing} to leave {town} for {river}\n\n"
        f"{number % 28 + 1} March 2024\n\n"
        f"{firm} {thing} plans to leave {town}, according to a letter that was read out in "
        f"{street}.\n\n"
        f"“We have had enough of {other},” said Mara {person}, who speaks for {firm} {thing}.\n"
    )
    return Document(text.encode(), file_name=f"{number:05}.txt")
