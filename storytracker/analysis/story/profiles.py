"""What articles and stories are about, as weighted terms; how rare a term is, how alike two are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from math import fsum, log, sqrt

from storytracker.analysis import thresholds
from storytracker.analysis.lexicons import load
from storytracker.analysis.memo import remembered
from storytracker.analysis.speech.tokens import words_in
from storytracker.analysis.speech.words import CACHE_WORDS, Word
from storytracker.analysis.speech.words import word as known_word
from storytracker.analysis.story.entities import fold
from storytracker.analysis.story.vocabulary import concepts
from storytracker.analysis.types import ArticleFacts, NameKind, Paragraph, ParagraphKind

# Asked of its class at every turn, a member would cost as much as a call.
_OUTLET = NameKind.OUTLET

# "#OpenHouse", "al-Roe": hashtags are written without spaces.
_SEAMS = re.compile(r"(?<=[a-z])(?=[A-Z])|-")
_LEADING = (ParagraphKind.TITLE, ParagraphKind.STANDFIRST)


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


class _Weights(dict[str, float]):
    """Term → its rarity squared, reckoned when it is first asked for."""

    __slots__ = ("counts", "most")

    def __init__(self, stories: int, counts: Mapping[str, int]) -> None:
        super().__init__()
        self.counts = counts
        self.most = thresholds.STORIES_ASSUMED + stories

    def __missing__(self, term: str) -> float:
        assumed = thresholds.STORIES_ASSUMED * _usual().get(term, 0.0)
        rarity = max(0.0, log(self.most / (1 + assumed + self.counts.get(term, 0))))
        found = self[term] = (rarity + thresholds.COMMONEST_TERM) ** 2
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """In how many of ``stories`` stories each term occurs: what is in many tells little.

    Stories are counted, not articles: the words of a large story are no less telling for being in
    many articles (inverse *cluster* frequency). To the stories that there are some come that are
    assumed, with the words that are usual in news; without counts all others weigh alike. It
    remembers every profile that it weighed, so it is made for one batch and forgotten with it.
    """

    stories: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    _weights: _Weights = field(init=False)
    _scaled: dict[int, tuple[Profile, dict[str, float]]] = field(default_factory=dict)
    _lengths: dict[int, tuple[Profile, float]] = field(default_factory=dict)
    _telling: dict[int, tuple[Profile, tuple[str, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_weights", _Weights(self.stories, self.counts))

    def weight(self, term: str) -> float:
        """By what a product of two weights of this term is multiplied: its rarity squared."""
        return self._weights[term]

    def scaled(self, profile: Profile) -> dict[str, float]:
        """The profile's weights times the terms' rarity squared: multiplied by the plain weights
        of another it gives what both have in common."""
        known = self._scaled.get(id(profile))
        if known is None:
            weights = self._weights
            known = profile, {t: w * weights[t] for t, w in profile.terms.items()}
            self._scaled[id(profile)] = known
        return known[1]

    def length(self, profile: Profile) -> float:
        """The length of the profile's weights once rarity counts."""
        known = self._lengths.get(id(profile))
        if known is None:
            weights = self._weights
            squares = fsum([w * w * weights[t] for t, w in profile.terms.items()])
            known = self._lengths[id(profile)] = profile, sqrt(squares) or 1.0
        return known[1]

    def telling(self, profile: Profile) -> tuple[str, ...]:
        """The ``POSTED_TERMS`` that tell most of what the profile is about, the first first."""
        known = self._telling.get(id(profile))
        if known is None:
            weights = self._weights
            counts = {t: w * w * weights[t] for t, w in profile.terms.items()}
            ordered = sorted(counts)
            ordered.sort(key=counts.__getitem__, reverse=True)
            known = profile, tuple(ordered[: thresholds.POSTED_TERMS])
            self._telling[id(profile)] = known
        return known[1]


@cache
def _usual() -> dict[str, float]:
    """Word → in which share (0-1) of stories it is, whatever they are about."""
    listed = load("commonplace")
    return {
        **dict.fromkeys(listed["tenth"].split(), thresholds.USUAL_SHARE),
        **dict.fromkeys(listed["third"].split(), thresholds.MOST_USUAL_SHARE),
    }


def likeness(one: Profile, other: Profile, rarity: Rarity) -> float:
    """The cosine (0-1) of two profiles, each term weighed by its rarity."""
    mine, theirs = rarity.scaled(one), other.terms
    # Exact whatever the order: a set's is another one in each process.
    shared = fsum([mine[t] * theirs[t] for t in mine.keys() & theirs.keys()])
    return shared / (rarity.length(one) * rarity.length(other))


def article_profile(article: ArticleFacts) -> Profile:
    """What one article is about: its words, its names and the events that it tells of.

    A word counts with the logarithm of how often it stands there; one of the headline or the
    standfirst counts as several.
    """
    words = _words(article)
    events: dict[str, float] = defaultdict(float)
    for lemma in _events().keys() & words.keys():
        events[f"event:{_events()[lemma]}"] += words[lemma]
    names: dict[str, float] = defaultdict(float)
    for name in article.attributions.names:
        if name.mentions and name.kind is not _OUTLET:
            for term in _name_terms(name.canonical, name.kind):
                names[term] += len(name.mentions)
    # Names and events stand in a profile twice; the second time they count in part.
    weights = _weights(words, 1.0)
    weights |= _weights(events, thresholds.EVENT_AGAIN)
    weights |= _weights(names, thresholds.NAME_AGAIN)
    return Profile(normalised(weights), article.published.day, article.published.day)


def _weights(counts: Mapping[str, float], part: float) -> dict[str, float]:
    weights = {n: part * (1 + log(n)) for n in set(counts.values())}
    return {term: weights[n] for term, n in counts.items()}


def _words(article: ArticleFacts) -> Mapping[str, float]:
    """Lemma → how often it stands in the article, where it leads counted as several times."""
    body = [p for p in article.paragraphs if p.kind not in _LEADING]
    leading = [p for p in article.paragraphs if p.kind in _LEADING]
    words: dict[str, float] = {**_count(article.text, body)}
    for term, times in _count(article.text, leading).items():
        words[term] = words.get(term, 0) + thresholds.TITLE_WEIGHT * times
    return words


def _count(text: str, paragraphs: Sequence[Paragraph]) -> Mapping[str, int]:
    """How often each lemma stands in ``paragraphs``."""
    chunks: list[str] = []
    closing: list[Word] = []
    for paragraph in paragraphs:
        own = paragraph.span.of(text).split()
        if own and own[-1][-1] == ".":
            # No space follows what closes a paragraph: its stop is no abbreviation's.
            last = own.pop()
            if last[:-1].isalpha():
                own.append(last[:-1])
            else:
                closing += words_in(last, "")
        chunks += own
    # No Python runs for a chunk that is known.
    return Counter(chain(chain.from_iterable(map(_terms_in, chunks)), _terms(closing)))


def _terms(words: Sequence[Word]) -> tuple[str, ...]:
    """What words count as: their parts' lemmas; small words and marks count as nothing."""
    parts, small = [part for each in words for part in _parts(each)], _small()
    return tuple([f.lemma for f in parts if len(f.lower) > 1 and f.lower not in small])


def _read_terms(chunk: str) -> tuple[str, ...]:
    if _is_simple(chunk):
        form = known_word(chunk)
        return (form.lemma,) if len(chunk) > 1 and form.lower not in _small() else ()
    return _terms(words_in(chunk))


_terms_in = remembered(_read_terms, CACHE_WORDS)
"""What the words of a chunk of text without spaces count as."""


def _parts(joined: Word) -> Sequence[Word]:
    """A word, or its parts where it is joined, without accents; no marks."""
    form = joined.text
    if _is_simple(form):
        return (joined,)
    if len(form) == 1 and (form.isascii() or not form.isalnum()):
        return ()  # a mark
    parts = _SEAMS.split(form if form.isascii() else _without_accents(form))
    return [known_word(part) for part in parts if part[:1].isalnum()]


def _is_simple(form: str) -> bool:
    """Most are one word, joined of nothing and without accents."""
    return form.isascii() and form.isalpha() and (form[1:].islower() or form.isupper())


def _without_accents(form: str) -> str:
    plain = unicodedata.normalize("NFKD", form)
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def _small() -> frozenset[str]:
    return frozenset(load("stopwords")["words"].split())


@cache
def _events() -> dict[str, str]:
    return {**concepts("nouns"), **concepts("verbs")}


@lru_cache(maxsize=CACHE_WORDS)
def _name_terms(canonical: str, kind: NameKind) -> Sequence[str]:
    """A person's surname; of other names the words that few share: no "Group", no "plc"."""
    words = [w for w in fold(canonical).split() if len(w) > 2]
    telling = [w for w in words if w not in _generic()] if kind is not NameKind.PERSON else []
    return [f"name:{w}" for w in telling or words[-1:]]


@cache
def _generic() -> frozenset[str]:
    return frozenset(load("entities")["generic"].split())


def normalised(
    terms: Mapping[str, float], most: int = thresholds.PROFILE_TERMS
) -> dict[str, float]:
    """The ``most`` heaviest terms, their weights of length 1 together."""
    ordered = sorted(terms)
    ordered.sort(key=terms.__getitem__, reverse=True)
    strongest = ordered[:most]
    length = sqrt(sum([terms[t] * terms[t] for t in strongest])) or 1.0
    shares = {w: round(w / length, 5) for w in {terms[t] for t in strongest}}
    return {t: shares[terms[t]] for t in strongest}


def index_terms(
    profile: Profile, rarity: Rarity | None = None, most: int = thresholds.INDEX_TERMS
) -> tuple[str, ...]:
    """The terms by which articles are looked up, those that tell most first."""
    return (rarity or Rarity()).telling(profile)[:most]
