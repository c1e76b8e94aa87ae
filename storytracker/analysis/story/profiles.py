"""What articles and stories are about, as weighted terms; how rare a term is, how alike two are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from math import log, sqrt

from storytracker.analysis import thresholds
from storytracker.analysis.lexicons import load
from storytracker.analysis.speech.tokens import LONGEST_KEPT, forms
from storytracker.analysis.speech.words import CACHE_WORDS
from storytracker.analysis.speech.words import word as known_word
from storytracker.analysis.story.entities import fold
from storytracker.analysis.story.vocabulary import concepts
from storytracker.analysis.types import ArticleFacts, Name, NameKind, ParagraphKind

# "#OpenHouse", "al-Roe": hashtags are written without spaces.
_SEAMS = re.compile(r"(?<=[a-z])(?=[A-Z])|-")


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What an article or a story is about: term → weight, with the days it spans.

    Terms are lemmas; names stand once more with "name:" before them, events with "event:". The
    weights of one profile have length 1, so that a story does not grow heavier with its articles.
    """

    terms: Mapping[str, float]
    first_day: date | None
    last_day: date | None
    articles: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """In how many of ``stories`` stories each term occurs: what is in many tells little.

    Stories are counted, not articles: the words of a large story are no less telling for being in
    many articles (inverse *cluster* frequency). Without counts all terms weigh alike. It remembers
    every profile that it weighed, so it is made for one batch and forgotten with it.
    """

    stories: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    _weights: dict[str, float] = field(default_factory=dict)
    _weighted: dict[int, tuple[Profile, dict[str, float]]] = field(default_factory=dict)

    def weight(self, term: str) -> float:
        """By what a product of two weights of this term is multiplied: its rarity squared."""
        known = self._weights.get(term)
        if known is None:
            found = (thresholds.STORIES_ASSUMED + self.stories) / (1 + self.counts.get(term, 0))
            known = (max(0.0, log(found)) + thresholds.COMMONEST_TERM) ** 2
            self._weights[term] = known
        return known

    def weighted(self, profile: Profile) -> dict[str, float]:
        """The profile's weights once rarity counts, of length 1; remembered by the profile."""
        known = self._weighted.get(id(profile))
        if known is None:
            terms = {t: w * sqrt(self.weight(t)) for t, w in profile.terms.items()}
            length = sqrt(sum([w * w for w in terms.values()])) or 1.0
            known = profile, {t: w / length for t, w in terms.items()}
            self._weighted[id(profile)] = known
        return known[1]


def likeness(one: Profile, other: Profile, rarity: Rarity) -> float:
    """The cosine (0-1) of two profiles, each term weighed by its rarity."""
    small, large = sorted((rarity.weighted(one), rarity.weighted(other)), key=len)
    return sum([w * large[t] for t, w in small.items() if t in large])


def article_profile(article: ArticleFacts) -> Profile:
    """What one article is about: its words, its names and the events that it tells of.

    A word counts with the logarithm of how often it stands there; one of the headline or the
    standfirst counts as several.
    """
    counts: dict[str, float] = defaultdict(float)
    for weight, (chunks, closing) in _chunks_by_weight(article).items():
        for chunk, times in Counter(chunks).items():
            for term in _terms(chunk) if len(chunk) < LONGEST_KEPT else _terms_of(chunk + " "):
                counts[term] += weight * times
        for chunk in closing:
            for term in _terms_of(chunk):
                counts[term] += weight
    for name in article.attributions.names:
        if name.kind is not NameKind.OUTLET:
            for word in _telling_words(name):
                counts[f"name:{word}"] += len(name.mentions)
    terms = {t: _part(t) * (1 + log(n)) for t, n in counts.items() if n >= 1}
    return Profile(_normalised(terms), article.published.day, article.published.day)


def _part(term: str) -> float:
    """Names and events stand in a profile twice; the second time they count in part."""
    if term.startswith("name:"):
        return thresholds.NAME_AGAIN
    return thresholds.EVENT_AGAIN if term.startswith("event:") else 1.0


def _chunks_by_weight(article: ArticleFacts) -> dict[float, tuple[list[str], list[str]]]:
    """What stands between spaces where words weigh so much, and what closes paragraphs there.

    No space follows what closes a paragraph: its stop is no abbreviation's.
    """
    found: dict[float, tuple[list[str], list[str]]] = {}
    for paragraph in article.paragraphs:
        leading = paragraph.kind in (ParagraphKind.TITLE, ParagraphKind.STANDFIRST)
        chunks, closing = found.setdefault(thresholds.TITLE_WEIGHT if leading else 1.0, ([], []))
        own = paragraph.span.of(article.text).split()
        closing += own[-1:]
        chunks += own[:-1]
    return found


@lru_cache(maxsize=CACHE_WORDS)
def _terms(chunk: str) -> tuple[str, ...]:
    """What the words in a chunk that a space follows count as."""
    return _terms_of(chunk if chunk.isalpha() else chunk + " ")


def _terms_of(words: str) -> tuple[str, ...]:
    return tuple([term for form in forms(words) for term in _terms_of_form(form)])


def _terms_of_form(form: str) -> list[str]:
    """What a word form counts as: lemmas and events; nothing for small words and marks."""
    found: list[str] = []
    for part in _SEAMS.split(_without_accents(form)):
        known = known_word(part) if part[:1].isalnum() else None
        if known is None or len(known.lower) < 2 or known.lower in _small():
            continue
        found.append(known.lemma)
        if concept := _events().get(known.lemma):
            found.append(f"event:{concept}")
    return found


def _without_accents(form: str) -> str:
    if form.isascii():
        return form
    plain = unicodedata.normalize("NFKD", form)
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def _small() -> frozenset[str]:
    return frozenset(load("stopwords")["words"].split())


@cache
def _events() -> dict[str, str]:
    return {**concepts("nouns"), **concepts("verbs")}


def _telling_words(name: Name) -> list[str]:
    """A person's surname; of other names the words that few share: no "Group", no "plc"."""
    words = [w for w in fold(name.canonical).split() if len(w) > 2]
    if name.kind is NameKind.PERSON:
        return words[-1:]
    return [w for w in words if w not in _generic()] or words[-1:]


@cache
def _generic() -> frozenset[str]:
    return frozenset(load("entities")["generic"].split())


def _normalised(
    terms: Mapping[str, float], most: int = thresholds.PROFILE_TERMS
) -> dict[str, float]:
    strongest = sorted(terms.items(), key=lambda kv: (-kv[1], kv[0]))[:most]
    length = sqrt(sum(w * w for _, w in strongest)) or 1.0
    return {t: round(w / length, 5) for t, w in strongest}


def story_profile(profiles: Iterable[Profile]) -> Profile:
    """The mean of its articles' profiles; independent of their order."""
    total = Total()
    for member in profiles:
        total.add(member)
    return total.profile()


class Total:
    """The sum of profiles, to which some can be added and from which they can be taken again."""

    def __init__(self) -> None:
        self._terms: dict[str, float] = defaultdict(float)
        self._having: Counter[str] = Counter()
        self._first: Counter[date] = Counter()
        self._last: Counter[date] = Counter()
        self._size = 0
        self._made: Profile | None = None

    def add(self, member: Profile) -> list[str]:
        """The terms that none had before."""
        new = [term for term in member.terms if not self._having[term]]
        self._count(member, 1)
        return new

    def take(self, member: Profile) -> list[str]:
        """Take one away that was added; the terms that none has any more."""
        self._count(member, -1)
        gone = [term for term in member.terms if not self._having[term]]
        for term in gone:
            del self._terms[term], self._having[term]
        return gone

    def without(self, member: Profile) -> Profile:
        """The mean of the others."""
        self.take(member)
        found = self.profile()
        self.add(member)
        return found

    def profile(self) -> Profile:
        """The mean, made when it is first asked for."""
        if self._made is None:
            terms = {t: round(w, 4) for t, w in self._terms.items()}
            first, last = +self._first, +self._last
            self._made = Profile(
                _normalised(terms, thresholds.STORY_TERMS),
                min(first, default=None),
                max(last, default=None),
                self._size,
            )
        return self._made

    def _count(self, member: Profile, sign: int) -> None:
        self._made = None
        self._size += sign * member.articles
        for term, weight in member.terms.items():
            self._terms[term] += sign * weight * member.articles
            self._having[term] += sign
        for days, day in ((self._first, member.first_day), (self._last, member.last_day)):
            if day:
                days[day] += sign


def index_terms(profile: Profile, rarity: Rarity | None = None) -> tuple[str, ...]:
    """The terms by which candidates are looked up, those that tell most first."""
    rarity = rarity or Rarity()
    telling = {t: w * w * rarity.weight(t) for t, w in profile.terms.items()}
    ordered = sorted(telling.items(), key=lambda kv: (-kv[1], kv[0]))
    return tuple(t for t, _ in ordered[: thresholds.INDEX_TERMS])
