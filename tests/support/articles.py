"""Made-up articles for tests: as many different ones as are asked for, always the same."""

from __future__ import annotations

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
