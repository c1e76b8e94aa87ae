"""Which story an article belongs to: what it is about, compared with what stories are about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from math import log, sqrt

from storytracker.analysis import thresholds
from storytracker.analysis.lexicons import load
from storytracker.analysis.speech.tokens import LONGEST_KEPT, forms
from storytracker.analysis.speech.words import CACHE_WORDS
from storytracker.analysis.speech.words import word as known_word
from storytracker.analysis.story.entities import fold
from storytracker.analysis.types import ArticleFacts, Name, NameKind, ParagraphKind


@dataclass(frozen=True, slots=True)
class Profile:
    """What an article or a story is about: term → weight, with the days it spans.

    Names are prefixed with "name:" (and "lead:" where the text begins with them), events
    with "event:"; weights are of one article on average, so that a story does not grow
    heavier with its articles.
    """

    terms: Mapping[str, float]
    first_day: date | None
    last_day: date | None
    articles: int = 1


@dataclass(frozen=True, slots=True)
class LinkDecision:
    """Whether an article belongs to a story, with the score (0-1) and why."""

    score: float
    linked: bool
    reasons: tuple[str, ...]


@cache
def _small() -> frozenset[str]:
    return frozenset(load("stopwords")["words"].split())


@cache
def _events() -> dict[str, str]:
    table: dict[str, str] = {}
    for concept, lists in load("concepts").items():
        for lemma in (lists["verbs"] + " " + lists["nouns"]).split():
            table.setdefault(lemma, concept)
    return table


def article_profile(article: ArticleFacts) -> Profile:
    """What one article is about: names, events and words, weighted by where they stand.

    Headline, standfirst and the start of the text say it; the rest is mostly background.
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
            _count_name(counts, name)
    logs = {n: round(log(1 + n), 4) for n in set(counts.values())}
    terms = {t: logs[n] for t, n in counts.items() if n > 0}
    return Profile(_normalised(terms), article.published.day, article.published.day)


def _chunks_by_weight(article: ArticleFacts) -> dict[float, tuple[list[str], list[str]]]:
    """What stands between spaces where words weigh so much, and what closes paragraphs there.

    No space follows what closes a paragraph: its stop is no abbreviation's.
    """
    found: dict[float, tuple[list[str], list[str]]] = {}
    for paragraph in article.paragraphs:
        weight = _place_weight(paragraph.kind, paragraph.span.start)
        chunks, closing = found.setdefault(weight, ([], []))
        own = paragraph.span.of(article.text).split()
        closing += own[-1:]
        chunks += own[:-1]
    return found


@lru_cache(maxsize=CACHE_WORDS)
def _terms(chunk: str) -> tuple[str, ...]:
    """What the words in a chunk that a space follows count as."""
    return _terms_of(chunk if chunk.isalpha() else chunk + " ")


def _terms_of(words: str) -> tuple[str, ...]:
    return tuple([term for term in map(_term, forms(words)) if term])


def _term(form: str) -> str:
    """What a word form counts as: its event or its lemma; "" for small words and marks."""
    if len(form) <= 2 or not form[0].isalpha():
        return ""
    known = known_word(form)
    if known.lower in _small():
        return ""
    concept = _events().get(known.lemma)
    return f"event:{concept}" if concept else known.lemma


def _place_weight(kind: ParagraphKind, start: int) -> float:
    if kind in (ParagraphKind.TITLE, ParagraphKind.STANDFIRST):
        return thresholds.TITLE_WEIGHT
    return thresholds.LEDE_WEIGHT if start < thresholds.LEDE_CHARS else thresholds.BODY_WEIGHT


def _count_name(counts: dict[str, float], name: Name) -> None:
    """Add the name's words; of people, bodies and things in the lead also as "lead:…"."""
    leading = [m for m in name.mentions if m.start < thresholds.LEDE_CHARS]
    weight = thresholds.NAME_WEIGHT * len(leading)
    weight += thresholds.BODY_WEIGHT * (len(name.mentions) - len(leading))
    words = _telling_words(name)
    for word in words:
        counts[f"name:{word}"] += weight
    if leading and words and name.kind is not NameKind.PLACE:
        counts[f"lead:{' '.join(words)}"] += thresholds.NAME_WEIGHT


def _telling_words(name: Name) -> list[str]:
    """A person's surname; of other names the words that few share: no "Group", no "plc"."""
    words = [w for w in fold(name.canonical).split() if len(w) > 2]
    if name.kind is NameKind.PERSON:
        return words[-1:]
    return [w for w in words if w not in _generic()] or words[-1:]


@cache
def _generic() -> frozenset[str]:
    return frozenset(load("entities")["generic"].split())


def _normalised(terms: Mapping[str, float]) -> dict[str, float]:
    weights = sorted(terms.values(), reverse=True)[: thresholds.PROFILE_TERMS]
    strong = [(-weight, term) for term, weight in terms.items() if weight >= weights[-1]]
    strongest = [(t, -w) for w, t in sorted(strong)[: thresholds.PROFILE_TERMS]]
    length = sqrt(sum(w * w for _, w in strongest)) or 1.0
    return {t: round(w / length, 5) for t, w in strongest}


def story_profile(profiles: Iterable[Profile]) -> Profile:
    """The mean of its articles' profiles; independent of their order."""
    members = list(profiles)
    total: dict[str, float] = defaultdict(float)
    size = 0
    for member in members:
        size += member.articles
        for term, weight in member.terms.items():
            total[term] += weight * member.articles
    days = [d for m in members for d in (m.first_day, m.last_day) if d]
    return Profile(_normalised(dict(total)), min(days, default=None), max(days, default=None), size)


def index_terms(profile: Profile) -> tuple[str, ...]:
    """The terms by which candidates are looked up, strongest first."""
    ordered = sorted(profile.terms.items(), key=lambda kv: (-kv[1], kv[0]))
    return tuple(t for t, _ in ordered[: thresholds.INDEX_TERMS])


def compare(article: Profile, story: Profile) -> LinkDecision:
    """Whether ``article`` belongs to ``story``: shared terms, shared names, days between them.

    A likeness of words is not enough: a name that both lead with has to be shared or, where
    they lead with places alone, several names and an event.
    """
    shared = set(article.terms) & set(story.terms)
    cosine = sum(article.terms[t] * story.terms[t] for t in shared)
    names = sorted(t[5:] for t in shared if t.startswith("name:"))
    leads = sorted(t[5:] for t in shared if t.startswith("lead:"))
    events = sorted(t[6:] for t in shared if t.startswith("event:"))
    gap = _days_between(article, story)
    fade = 1.0 if gap is None else max(0.0, 1 - gap / thresholds.STORY_FADES_AFTER_DAYS)
    score = round(cosine * (1 - thresholds.AGE_COSTS * (1 - fade)), 3)
    by_places = len(names) >= thresholds.LINK_NAMES and bool(events)
    linked = score >= thresholds.LINK_SCORE and (bool(leads) or by_places)
    return LinkDecision(score, linked, _reasons(leads, names, events, gap, score))


def _days_between(article: Profile, story: Profile) -> int | None:
    if not (article.last_day and story.first_day and story.last_day):
        return None
    before = (story.first_day - article.last_day).days
    after = (article.last_day - story.last_day).days
    return max(0, before, after)


def _reasons(
    leads: list[str], names: list[str], events: list[str], gap: int | None, score: float
) -> tuple[str, ...]:
    reasons = [f"both lead with {', '.join(leads[:3])}"] if leads else []
    reasons += [f"{len(names)} shared names" + (f": {', '.join(names[:5])}" if names else "")]
    if events:
        reasons.append("the same events: " + ", ".join(events[:3]))
    reasons.append("dates unknown" if gap is None else f"{gap} days apart")
    reasons.append(f"likeness {score:.2f} (a story takes an article from "
                   f"{thresholds.LINK_SCORE:.2f})")  # fmt: skip
    return tuple(reasons)
