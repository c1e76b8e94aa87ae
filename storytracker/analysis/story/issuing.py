"""Which articles are a body's own releases: published by one of whom the story tells."""

from __future__ import annotations

from collections.abc import Sequence

from storytracker.analysis.outlets import outlet
from storytracker.analysis.speech.gazetteer import heads
from storytracker.analysis.story.entities import Entities, fold
from storytracker.analysis.types import ArticleFacts, NameKind


def find_issuers(
    articles: Sequence[ArticleFacts], cited: frozenset[str], entities: Entities
) -> dict[str, str]:
    """Article key → the body that published it, by its fullest name.

    A body, and no newsroom: it is known as no outlet, nobody cites it as one (``cited`` are the
    folded names of those), and other articles have it say something.
    """
    found = {}
    for article in articles:
        name = fold(article.outlet or "")
        if not name or name in cited or outlet(article.outlet or ""):
            continue
        body = _body_called(name, entities)
        if body and any(_quotes(other, body, entities) for other in articles if other != article):
            found[article.key] = entities.labels[body]
    return found


def _body_called(name: str, entities: Entities) -> str:
    """The organisation whose name begins the outlet's ("Acme" and "Acme plc"), "" for none."""
    known = [
        form
        for form, entity in entities.forms.items()
        if f"{name} ".startswith(f"{form} ")
        and (entities.kinds.get(entity) is NameKind.ORGANISATION or _is_firm(name, form))
    ]
    return entities.forms[max(known, key=lambda form: (len(form), form))] if known else ""


def _is_firm(name: str, form: str) -> bool:
    """``Acme`` beside "Acme Ltd": a firm, whatever articles that call it Acme take it for."""
    rest = name.removeprefix(form).split()
    return bool(rest) and heads("organisations").issuperset(rest)


def _quotes(article: ArticleFacts, body: str, entities: Entities) -> bool:
    said = article.attributions.assertions
    return any(entities.forms.get(fold(a.speaker.name)) == body for a in said)
