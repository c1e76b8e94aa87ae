"""The small words of verb groups and the concepts of event words, as sets made once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from storytracker.analysis.lexicons import load
from storytracker.analysis.speech.tokens import Token, tokenise


@cache
def small_words(key: str) -> frozenset[str]:
    """The list ``key`` of the verb-group lexicon."""
    return frozenset(load("verbgroup")[key].split())


@cache
def concepts(kind: str) -> dict[str, str]:
    """Lemma → concept for ``kind`` "verbs" or "nouns"; the first group that lists it wins."""
    table: dict[str, str] = {}
    for concept, lists in load("concepts").items():
        for lemma in lists[kind].split():
            table.setdefault(lemma, concept)
    return table


def event_lemma(tokens: Sequence[Token], at: int) -> str:
    """The lemma of the verb at ``at`` with its particle or errand: "step-down", "go-to-see"."""
    lemma = tokens[at].lemma
    goes = at >= 2 and tokens[at - 1].lower == "to" and tokens[at - 2].lower in small_words("going")
    if goes and f"go-to-{lemma}" in concepts("verbs"):
        return f"go-to-{lemma}"
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    if following in small_words("particles") and f"{lemma}-{following}" in concepts("verbs"):
        return f"{lemma}-{following}"
    return lemma


@cache
def concept_phrases() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """(phrase, concept, verbs' concepts): an event that a verb tells only with the phrase."""
    return tuple(
        (phrase, concept, frozenset(lists.get("with", "").split()))
        for concept, lists in load("concepts").items()
        for phrase in lists.get("phrases", ())
    )


@cache
def kinds_of_things() -> dict[str, str]:
    """Lemma → the kind of thing that it names ("ferry" → "vessel")."""
    things = load("entities")["things"]
    return {lemma: kind for kind, lemmas in things.items() for lemma in lemmas.split()}


@cache
def definite_bodies() -> frozenset[str]:
    """Nouns that mean a body spoken of before: "the company"."""
    return frozenset(load("entities")["definite_bodies"].split())


@cache
def control_words() -> frozenset[str]:
    """Verbs and nouns that take another verb: "plans to …", "agreement to …"."""
    lists = (
        "planned_verbs", "planned_nouns", "agreed_verbs", "agreed_nouns", "under_way_verbs",
        "undone_verbs",
    )  # fmt: skip
    return frozenset().union(*(small_words(name) for name in lists))


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about a matter."""
    closed = ("be", "have", "do", "modal", "negation", "adverb", "relative", "pronoun")
    small = load("stopwords")["words"].split()
    return frozenset(small).union(*(small_words(k) for k in closed), control_words())


def same_event(lemma: str) -> str:
    """The concept or kind of thing that ``lemma`` belongs to, or ``lemma`` itself."""
    return (
        concepts("verbs").get(lemma)
        or concepts("nouns").get(lemma)
        or kinds_of_things().get(lemma)
        or lemma
    )


def concepts_in(words: str) -> frozenset[str]:
    """The concepts that ``words`` name, as verbs, as nouns or by a phrase."""
    lemmas = [t.lemma for t in tokenise(words)]
    tables = (concepts("verbs"), concepts("nouns"))
    named = {table[lemma] for lemma in lemmas for table in tables if lemma in table}
    low = words.lower()
    return frozenset(named | {c for phrase, c, _ in concept_phrases() if phrase in low})


@cache
def _participles() -> frozenset[str]:
    return frozenset(load("irregular")["participles"].split())


def is_participle(token: Token) -> bool:
    """True for a form that may be a past participle."""
    return token.lower.endswith("ed") or token.lower in _participles()


def is_contracted_not(word: str) -> bool:
    """ "hasn't", "won’t"."""
    return word.endswith(("n't", "n’t"))
