"""A stream of invented articles with the statistics of news, the same for the same seed.

Words follow Zipf's law with Mandelbrot's shift. An article opens a story or goes on with one of
an article of the last days, so stories grow in proportion to their size (Yule, Simon): most stay
alone, a few grow large. Each story has names and words of its own, and shares the others with all.
Some articles are copies of another's text, as syndicated ones are. The process does not depend on
how long it has been running: an archive ten times as large lasts ten times as long.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

FIRST_DAY = date(2022, 1, 3)
PER_DAY = 1000
GOES_ON_WITH = 5000
"""A story goes on as long as it is among so many articles, which is five days."""

OPENS = 0.35
COPIES = 0.1
LARGEST = 120
"""Articles after which a story ends: its timeline is made from all, whatever the archive's size."""

VOCABULARY = 40_000
EXPONENT, SHIFT = 1.05, 2.7
SURNAMES, PLACES = 20_000, 5_000
OUTLETS = 400

_SYLLABLES = tuple(
    part
    for line in (
        "ba be bi bo bra da de dor du fa fen gal gri ha hol ka kel kro la lem lo lu ma mer mi mo",
        "na nel no nu pa per po pra ra rel ri ro sa sel so sta ta tel ti tor tra va ven vo wa zo",
    )
    for part in line.split()
)
_FIRST = (
    "Anna",
    "Carl",
    "Eva",
    "Gil",
    "Ida",
    "Karl",
    "Mia",
    "Otto",
    "Rosa",
    "Sven",
    "Tilda",
    "Nora",
)
_ROLES = ("spokesman", "spokeswoman", "director", "official", "lawyer", "minister", "researcher")
_JOINTS = (
    "the",
    "of",
    "in",
    "and",
    "to",
    "a",
    "for",
    "on",
    "with",
    "at",
    "by",
    "from",
    "the",
    "of",
)
_PAPERS = ("Courier", "Herald", "Tribune", "Gazette", "Observer", "Chronicle", "Dispatch", "Post")


@dataclass(frozen=True, slots=True)
class Matter:
    """What one story is about."""

    number: int
    people: tuple[tuple[str, str], ...]
    bodies: tuple[str, ...]
    places: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """``words`` with what is said in them and by whom (a person and a body), if anybody says it."""

    words: str
    said: str = ""
    speaker: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One article: the story's number, and the paragraphs as sentences."""

    number: int
    story: int
    title: str
    day: date
    outlet: str
    names: tuple[tuple[str, str], ...]
    paragraphs: tuple[tuple[Sentence, ...], ...]


@dataclass(slots=True)
class Stream:
    """Articles one after the other; may be stopped and gone on with."""

    seed: int = 5
    made: int = 0
    opened: int = 0
    _recent: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=GOES_ON_WITH))
    _sizes: dict[int, int] = field(default_factory=dict)

    def take(self, count: int) -> Iterator[Item]:
        """The next ``count`` articles."""
        for _ in range(count):
            chance = random.Random(f"{self.seed} {self.made}")
            story, told = self._story(chance)
            number, self.made = self.made, self.made + 1
            self._recent.append((story, told))
            yield _item(self.seed, number, story, told, chance)

    def _story(self, chance: random.Random) -> tuple[int, int]:
        """Its story, and the number of the article whose words it has: its own, or another's."""
        if self._recent and chance.random() >= OPENS:
            story, told = self._recent[chance.randrange(len(self._recent))]
            if self._sizes[story] < LARGEST:
                self._sizes[story] += 1
                return story, told if chance.random() < COPIES else self.made
        self.opened += 1
        self._sizes[self.opened] = 1
        return self.opened, self.made


def one_matter(count: int, seed: int = 99) -> list[Item]:
    """``count`` articles of one story that no stream has."""
    return [_item(seed, n, 1, n, random.Random(f"{seed} {n}")) for n in range(count)]


def _item(seed: int, number: int, story: int, told: int, chance: random.Random) -> Item:
    matter = _matter(seed, story)
    words = random.Random(f"{seed} words {told}")
    topic = [w.capitalize() for w in words.sample(matter.words, 3)]
    title = f"{matter.bodies[0]} {words.choice(_verbs())} {' '.join(topic)} in {matter.places[0]}"
    paragraphs = [_paragraph(words, matter) for _ in range(words.randint(6, 14))]
    outlet = outlets()[min(int(chance.paretovariate(0.8)) - 1, OUTLETS - 1)]
    if told != number:
        paragraphs.append((Sentence(f"Number {number} of {outlet}, first published elsewhere."),))
    names = tuple(
        [*((f"{a} {b}", "person") for a, b in matter.people),
         *((body, "organisation") for body in matter.bodies),
         *((place, "place") for place in matter.places)]
    )  # fmt: skip
    day = FIRST_DAY + timedelta(days=number // PER_DAY)
    return Item(number, story, title, day, outlet, names, tuple(paragraphs))


@cache
def _verbs() -> Sequence[str]:
    return ("faces", "leaves", "closes", "wins", "buys", "delays", "questions", "opens")


def _paragraph(chance: random.Random, matter: Matter) -> tuple[Sentence, ...]:
    return tuple(_sentence(chance, matter) for _ in range(chance.randint(1, 3)))


def _sentence(chance: random.Random, matter: Matter) -> Sentence:
    kind = chance.random()
    words = _clause(chance, matter)
    if kind > 0.3:
        name = chance.choice((*matter.bodies, *matter.places, " ".join(matter.people[0])))
        return Sentence(f"{name} {words}.")
    first, last = chance.choice(matter.people)
    body, role = chance.choice(matter.bodies), chance.choice(_ROLES)
    told = words.capitalize()
    if kind < 0.1:
        return Sentence(f"{first} {last}, a {role} for {body}, said that {words}.", words,
                        f"{first} {last}", body)  # fmt: skip
    if kind < 0.2:
        return Sentence(f"“{told},” said {first} {last}.", told, f"{first} {last}", "")
    return Sentence(f"{told}, {body} said in a statement.", told, body, body)


def _clause(chance: random.Random, matter: Matter) -> str:
    """Twelve to twenty-four words: a fifth of the story's own, the rest everybody's, and joints."""
    common, weights = vocabulary()
    count = chance.randint(7, 13)
    drawn = chance.choices(common, cum_weights=weights, k=count)
    joints = chance.choices(_JOINTS, k=count)
    own = matter.words
    found = []
    for word, joint in zip(drawn, joints, strict=True):
        found += [joint, own[int(chance.random() * len(own))] if chance.random() < 0.2 else word]
    return " ".join(found[1:])


@cache
def _words_of(seed: str, count: int) -> tuple[str, ...]:
    """So many different invented words that the program has never heard of."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3, 4))))] = None
    return tuple(found)


@cache
def vocabulary() -> tuple[Sequence[str], Sequence[float]]:
    """All words with what their frequencies add up to, the most frequent first."""
    weights = [(rank + SHIFT) ** -EXPONENT for rank in range(1, VOCABULARY + 1)]
    return _words_of("vocabulary", VOCABULARY), list(accumulate(weights))


@cache
def outlets() -> Sequence[str]:
    """Names of outlets, the busiest first."""
    names = _words_of("outlets", OUTLETS)
    return [f"The {w.capitalize()} {_PAPERS[n % len(_PAPERS)]}" for n, w in enumerate(names)]


@cache
def _name_weights(count: int) -> Sequence[float]:
    return list(accumulate((rank + 20) ** -0.8 for rank in range(1, count + 1)))


def _names(chance: random.Random, pool: str, size: int, count: int) -> list[str]:
    """Names that some have more often than others."""
    names = _words_of(pool, size)
    return [n.capitalize() for n in chance.choices(names, cum_weights=_name_weights(size), k=count)]


_MATTERS_KEPT = 20_000


def _matter(seed: int, number: int) -> Matter:
    known = _matters.get((seed, number))
    if known is None:
        if len(_matters) >= _MATTERS_KEPT:
            _matters.clear()
        known = _matters[seed, number] = _new_matter(seed, number)
    return known


_matters: dict[tuple[int, int], Matter] = {}


def _new_matter(seed: int, number: int) -> Matter:
    chance = random.Random(f"{seed} matter {number}")
    common, _ = vocabulary()
    people = zip(chance.choices(_FIRST, k=4), _names(chance, "surnames", SURNAMES, 4), strict=True)
    bodies = _names(chance, "surnames", SURNAMES, 2)
    return Matter(
        number,
        tuple(people),
        (f"{bodies[0]} Holdings", f"{bodies[1]} Council"),
        tuple(_names(chance, "places", PLACES, 2)),
        # From the middle of the vocabulary: what a story is about is neither "say" nor unheard of.
        tuple(chance.sample(common[200:20_000], 14)),
    )
