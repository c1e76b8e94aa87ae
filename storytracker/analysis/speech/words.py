"""What a single word form can be: its classes, its cue, its lemma. No context is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from storytracker.analysis.dictionary import dictionary_form, is_known
from storytracker.analysis.lexicons import load
from storytracker.analysis.memo import remembered

if TYPE_CHECKING:
    from storytracker.analysis.speech.quotes import Quote

# A page of random letters must not fill the memory: so many forms are remembered, no more.
CACHE_WORDS = 60_000


# Classes of a word form, as bits of one integer; a form may have several ("that", "report").
# Plain integers: arithmetic on IntFlag members costs microseconds, and every token is tested; what
# is tested most stands below bit 30, where Python's own arithmetic is quickest.
DETERMINER = 1 << 0
POSSESSIVE = 1 << 1
PRONOUN = 1 << 2
OBJECT_PRONOUN = 1 << 3
INDEFINITE = 1 << 4
RELATIVE = 1 << 5
QUESTION = 1 << 6
SUBORDINATOR = 1 << 7
COORDINATOR = 1 << 8
PREPOSITION = 1 << 9
BE = 1 << 10
HAVE = 1 << 11
DO = 1 << 12
MODAL = 1 << 13
NEGATION = 1 << 14
ADVERB = 1 << 15
TIME = 1 << 16
TIME_NOUN = 1 << 17
NUMBER = 1 << 18
VERB = 1 << 19
PAST = 1 << 20
ING = 1 << 21
AMBIGUOUS = 1 << 22
CAPITAL = 1 << 23
PUNCTUATION = 1 << 24
QUOTE = 1 << 25
ROLE = 1 << 26
PEOPLE = 1 << 27
CUE = 1 << 28  # may open an attribution: looked at more closely
TITLE = 1 << 32
HEDGE = 1 << 33  # may make what is said less sure: looked at more closely
UNCLEAR = 1 << 34  # says that something is not known
ORIGIN = 1 << 35  # may tell where the information comes from: looked at more closely
REFUSAL = 1 << 36  # may open a refusal to comment: looked at more closely
DENYING = 1 << 37  # may deny a clause or leave it open: looked at more closely
REPORTEDLY = 1 << 38
BASE = 1 << 31  # the bare form of a verb ("report"), which agrees with plurals only
SET_OFF = 1 << 30  # the first word inside scare quotes
QUOTED = 1 << 29  # a token that stands for a whole quotation
GLUED = 1 << 39  # a hyphen, a stop or "'s" with no space before it ("Roe-", not "Roe -")
AUXILIARY = BE | HAVE | DO | MODAL
FINITE = AUXILIARY | VERB
NEVER_IN_A_NAME = PRONOUN | RELATIVE | SUBORDINATOR | AUXILIARY | NEGATION | PUNCTUATION | QUOTE

_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})
_QUOTE_MARKS = frozenset([*'"“”„«»‟″〝〞', "''"])
# Written so, they are the country, the health body and the trade, never pronouns.
_NAMES_IN_CAPITALS = frozenset(["US", "WHO", "IT"])
_VOWELS = frozenset("aeiou")


class Word:
    """A word form as written: ``lower`` (plain apostrophes), ``flags``; ``lemma`` on demand.

    ``size`` is the number of code points that it covers.
    """

    __slots__ = ("_lemma", "flags", "lower", "size", "text")

    quote: Quote | None = None

    def __init__(self, text: str) -> None:
        self.text = text
        self.size = len(text)
        self._lemma: str | None = None
        if text.isascii() and text.isalpha() and text.islower():
            self.lower = text  # most forms are so, and need no further look
            self.flags = _lower_flags(text)
        else:
            self.lower = text.lower() if text.isascii() else text.translate(_PLAIN).lower()
            self.flags = _flags(text, self.lower)

    @property
    def lemma(self) -> str:
        """The English dictionary form in lower case; the form itself where none is known."""
        if self._lemma is None:
            self._lemma = lemma_of(self.lower)
        return self._lemma

    def marked(self, flags: int) -> Word:
        """The same form with other classes, for one place in a text; the shared one stays."""
        other = Word.__new__(Word)
        other.text, other.lower, other.flags = self.text, self.lower, flags
        other.size = self.size
        other._lemma = self._lemma
        return other

    def __repr__(self) -> str:
        return f"Word({self.text!r})"


class StandIn(Word):
    """A word that stands for a whole quotation (see units.py), or the first ``size`` of it."""

    __slots__ = ("quote",)

    def __init__(self, quote: Quote, size: int) -> None:
        self.text = self.lower = "“”"
        self.size = size
        self.flags = QUOTED
        self.quote = quote
        self._lemma = self.lower


word = remembered(Word, CACHE_WORDS)
"""The :class:`Word` of a form, shared by all the places where it stands."""


def all_flags(words: Iterable[Word]) -> int:
    """What one at least of ``words`` is: tells at once what is not worth looking for."""
    found = 0
    for each in words:
        found |= each.flags
    return found


def lemma_of(lower: str) -> str:
    """The dictionary form of a lower-case English word (irregular verbs from the lexicon)."""
    known = verb_forms().get(lower)
    if known is not None:
        return known
    if not lower.isalpha() or len(lower) > 40:
        return lower
    return dictionary_form(lower)


def inflect(base: str) -> tuple[str, ...]:
    """The forms of a verb: base, -s, -ing, past and participle ("rely" → "relied")."""
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        third = base + "es"
    elif base.endswith("y") and base[-2:-1] not in _VOWELS:
        third = base[:-1] + "ies"
    else:
        third = base + "s"
    stem = base + base[-1] if base in _doubling() else base
    if base.endswith("ie"):
        ing = base[:-2] + "ying"
    elif base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        ing = base[:-1] + "ing"
    else:
        ing = stem + "ing"
    return (base, third, ing, *_pasts(base, stem))


def _pasts(base: str, stem: str) -> tuple[str, ...]:
    irregular = load("grammar")["irregular"].get(base)
    if irregular is not None:
        return tuple(irregular)
    if base.endswith("e"):
        return (base + "d",)
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return (base[:-1] + "ied",)
    return (stem + "ed",)


@cache
def reflexives() -> frozenset[str]:
    """``himself`` and its kin."""
    return frozenset(load("grammar")["reflexives"])


@cache
def _doubling() -> frozenset[str]:
    return frozenset(load("grammar")["doubling"])


@cache
def verb_forms() -> dict[str, str]:
    """Every form of the frequent verbs and of the reporting verbs → its base form."""
    grammar, cues = load("grammar"), load("cues")
    bases = [*grammar["irregular"], *grammar["verbs"].split()]
    bases += [w.split()[0] for table in cues["verbs"] for w in table["words"]]
    forms: dict[str, str] = {}
    for base in bases:
        for form in inflect(base):
            forms.setdefault(form, base)
    return forms


@cache
def _classes() -> dict[str, int]:
    grammar, people, modality, cues = (
        load(name) for name in ("grammar", "people", "modality", "cues")
    )
    lists = {
        DETERMINER: grammar["determiners"],
        POSSESSIVE: grammar["possessives"],
        PRONOUN: grammar["pronouns"],
        OBJECT_PRONOUN: grammar["object_pronouns"],
        INDEFINITE: grammar["indefinites"],
        RELATIVE: grammar["relatives"],
        QUESTION: grammar["questions"],
        SUBORDINATOR: grammar["subordinators"],
        COORDINATOR: grammar["coordinators"],
        PREPOSITION: grammar["prepositions"],
        BE: grammar["be"],
        HAVE: grammar["have"],
        DO: grammar["do"],
        MODAL: grammar["modals"],
        NEGATION: grammar["negations"],
        ADVERB: grammar["adverbs"],
        TIME: grammar["times"],
        TIME_NOUN: grammar["time_nouns"],
        NUMBER: grammar["numbers"],
        ROLE: people["roles"],
        PEOPLE: people["unnamed"],
        TITLE: people["titles"],
        AMBIGUOUS: cues["ambiguous"],
        HEDGE: [*modality["possible"], *modality["likely"], *modality["conditional"]],
        UNCLEAR: modality["unclear"],
        ORIGIN: cues["origins"],
        REFUSAL: [*cues["refusals"], *modality["until_now"]],
        DENYING: [
            *grammar["negations"],
            *modality["negations"],
            *modality["negative_openings"],
            *modality["until_now"],
            *modality["excluding"],
            *modality["unclear"],
        ],
        REPORTEDLY: modality["reportedly"],
    }
    classes: dict[str, int] = {}
    for flag, entries in lists.items():
        for entry in entries:
            classes[entry] = classes.get(entry, 0) | flag
    for entry in _openers():
        classes[entry] = classes.get(entry, 0) | CUE
    for form, base in verb_forms().items():
        classes[form] = classes.get(form, 0) | VERB | (BASE if form == base else 0)
    return classes


def _openers() -> set[str]:
    """Every word that heads.py asks about: cue verbs, cue nouns, "according", "as", "per"."""
    cues = load("cues")
    found = {"according", "as", "per", "quoted", "quotes", "cited"}
    found |= {*cues["knowing_verbs"], *cues["nouns"], *cues["promises"], *cues["calls"]}
    found |= {"heard", *cues["sure"], *cues["views"], *cues["positions"]}
    found |= {noun + "s" for noun in cues["nouns"]}
    for table in cues["verbs"]:
        for entry in table["words"]:
            found |= set(inflect(entry.split()[0]))
    return found


@cache
def _not_adverbs() -> frozenset[str]:
    return frozenset(load("grammar")["not_adverbs"])


def _lower_flags(lower: str) -> int:
    """The classes of a form that is nothing but small letters."""
    flags = _classes().get(lower, 0)
    return flags | _by_ending(lower, flags) if lower[-1] in "tygd" or flags & VERB else flags


def _flags(text: str, lower: str) -> int:
    first = text[:1]
    if not first.isalnum():
        if text in _QUOTE_MARKS:
            return PUNCTUATION | QUOTE
        if first not in "$£€'’#@":
            return PUNCTUATION
    flags = 0 if text in _NAMES_IN_CAPITALS else _classes().get(lower, 0)
    if first.isupper() or "-" in text and _particled(text):
        flags |= CAPITAL
    elif first.isdigit() or first in "$£€":
        flags |= NUMBER
    return flags | _by_ending(lower, flags) if lower[-1:] in "tygd" or flags & VERB else flags


def _particled(text: str) -> bool:
    """``al-Roe``: a name that begins with a particle in lower case."""
    particle, hyphen, name = text.partition("-")
    return bool(hyphen) and name[:1].isupper() and particle in {"al", "el", "ul", "as", "an", "ad"}


def _by_ending(lower: str, flags: int) -> int:
    """What the ending of a word suggests when the lists do not know it."""
    last = lower[-1:]
    if last == "t" and lower.endswith("n't"):
        return NEGATION | DENYING
    if last == "y" and lower.endswith("ly") and len(lower) > 4 and lower not in _not_adverbs():
        return 0 if flags & CAPITAL and not _from_adjective(lower) else ADVERB
    if last == "g" and lower.endswith("ing") and len(lower) > 5:
        return ING
    if last == "d" and lower.endswith("ed") and len(lower) > 4 and "-" not in lower:
        return PAST
    if flags & VERB and lower in _past_forms():
        return PAST
    return 0


def _from_adjective(lower: str) -> bool:
    """``Sadly``, ``Happily``, ``Notably``, but not ``Pelly``: what "-ly" was added to is known."""
    stems = [lower[:-2], lower[:-2] + "le"]
    if lower.endswith("ily"):
        stems.append(lower[:-3] + "y")
    if lower.endswith("ally"):
        stems.append(lower[:-4])
    return any(len(stem) > 2 and is_known(stem) for stem in stems)


@cache
def _past_forms() -> frozenset[str]:
    return frozenset(form for forms in load("grammar")["irregular"].values() for form in forms)
