"""Which of the things that a story's articles say are claims of the story.

A claim is what headlines and first paragraphs tell, and what somebody contests about the same
event; background is left out: a precise few beat many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from storytracker.analysis import thresholds
from storytracker.analysis.story.claim_drafts import CONTESTING, DENYING, stance_of
from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.joining import PARTY_KINDS, Cluster
from storytracker.analysis.story.propositions import Proposition
from storytracker.analysis.story.state_words import is_state
from storytracker.analysis.story.vocabulary import concepts_in, definite_bodies, small_words
from storytracker.analysis.types import ArticleFacts, SpeakerKind, Stance


def choose(
    clusters: Sequence[list[Proposition]],
    articles: dict[str, ArticleFacts],
    entities: Entities,
) -> list[list[Proposition]]:
    """Those of ``clusters`` that are claims of the story."""
    core = _core_concepts(clusters)
    headlined = frozenset(c for a in articles.values() for c in concepts_in(a.title))
    kept = [c for c in clusters if _is_claim(c, core, headlined, articles)]
    kept = [c for c in kept if not _is_vaguer(c, kept, entities)]
    kept = [c for c in kept if not _is_facet(c, kept)]
    told = [c for c in kept if not _is_mere_denial(c, articles)]
    return told or kept


def _core_concepts(clusters: Iterable[Cluster]) -> frozenset[str]:
    """The concepts that most articles lead with."""
    leads: dict[str, set[str]] = defaultdict(set)
    for cluster in clusters:
        for p in cluster:
            if p.leading:
                leads[p.concept].add(p.article)
    most = max((len(keys) for keys in leads.values()), default=0)
    least = max(1, most * thresholds.CORE_CONCEPT_SHARE)
    return frozenset(c for c, keys in leads.items() if len(keys) >= least)


def _is_claim(
    cluster: Cluster,
    core: frozenset[str],
    headlined: frozenset[str],
    articles: dict[str, ArticleFacts],
) -> bool:
    if all(p.nominal for p in cluster):
        return False
    if is_state(cluster[0].concept):
        return _is_state_claim(cluster, articles)
    told_in = {p.article for p in cluster}
    leads = {p.article for p in cluster if p.leading}
    contested = [p for p in cluster if stance_of(p, articles[p.article]) in CONTESTING]
    concept = cluster[0].concept
    if len(leads) >= 2 or (leads and len(articles) <= 2) or _is_headline_and_lede(cluster):
        return True
    if leads and len(told_in) >= (2 if concept in headlined else 3):
        return True
    if contested and concept in core:
        return True
    lede = any(p.leading and not p.in_title for p in cluster)
    if lede and len(told_in) >= 2 and _is_attributed_everywhere(cluster, articles):
        return True
    return any(_is_named_denial(p, articles[p.article]) for p in contested)


def _is_state_claim(cluster: Cluster, articles: dict[str, ArticleFacts]) -> bool:
    """A state that somebody tells and somebody on the record denies, or that two newsrooms have
    somebody tell; or the news of its article."""
    stances = {p: stance_of(p, articles[p.article]) for p in cluster}
    told = [p for p in cluster if stances[p] is Stance.SUPPORTS]
    denied = [p for p in cluster if stances[p] in DENYING]
    if told and any(_is_on_record(p, articles[p.article]) for p in denied):
        return True
    leads = any(p.leading for p in told)
    return leads and (_is_headline_and_lede(told) or len(_newsrooms(told, articles)) >= 2)


def _is_on_record(proposition: Proposition, article: ArticleFacts) -> bool:
    """Somebody with a name says so, or the body that put out the text."""
    speaker = article.attributions.assertions[proposition.assertion].speaker
    body = speaker.name.split()[-1:]  # "the harbour board"
    return speaker.kind is not SpeakerKind.UNNAMED or bool(definite_bodies() & {*body})


def _newsrooms(told: Cluster, articles: dict[str, ArticleFacts]) -> set[str]:
    """The outlets that have somebody tell it, each text once: a copy is no second newsroom."""
    found: dict[str, str] = {}
    for p in told:
        article = articles[p.article]
        assertion = article.attributions.assertions[p.assertion]
        if assertion.speaker.kind is not SpeakerKind.OUTLET or assertion.via:
            found.setdefault(assertion.sentence.of(article.text), article.outlet or article.key)
    return set(found.values())


def _is_attributed_everywhere(cluster: Cluster, articles: dict[str, ArticleFacts]) -> bool:
    """Each article that tells it says who says so: news of somebody's, and no background."""
    told_by = defaultdict(set)
    for p in cluster:
        assertion = articles[p.article].attributions.assertions[p.assertion]
        named = assertion.speaker.kind is not SpeakerKind.OUTLET or bool(assertion.via)
        told_by[p.article].add(named)
    return all(any(named) for named in told_by.values())


def _is_headline_and_lede(cluster: Cluster) -> bool:
    """One article has it in the headline and again below: its news, if nobody else's."""
    titled = {p.article for p in cluster if p.in_title}
    return any(p.leading and not p.in_title and p.article in titled for p in cluster)


def _is_named_denial(proposition: Proposition, article: ArticleFacts) -> bool:
    """Somebody with a name denies, in so many words, that it was done."""
    assertion = article.attributions.assertions[proposition.assertion]
    named = assertion.speaker.kind not in (SpeakerKind.OUTLET, SpeakerKind.UNNAMED)
    says_so = assertion.cue_lemma in small_words("denying_cues")
    return named and says_so and stance_of(proposition, article) in DENYING


def _is_vaguer(cluster: Cluster, kept: Iterable[Cluster], entities: Entities) -> bool:
    """A plan of nobody's beside one of the same event that is somebody's."""

    def is_somebodys(plan: Cluster) -> bool:
        return any(entities.kinds.get(p.agent) in PARTY_KINDS for p in plan)

    first = cluster[0]
    if first.done or is_somebodys(cluster):
        return False
    same = [c for c in kept if c[0].concept == first.concept and not c[0].done]
    return any(is_somebodys(c) for c in same)


def _is_facet(cluster: Cluster, kept: Iterable[Cluster]) -> bool:
    """Told in the same sentences as another claim that is told more: a side of that one."""

    def places(of: Cluster) -> set[tuple[str, int]]:
        return {(p.article, p.assertion) for p in of}

    def weight(of: Cluster) -> tuple[int, bool, int, str]:
        leads = len({p.article for p in of if p.leading})
        return (leads, any(p.named_agent for p in of), len(places(of)), of[0].concept)

    mine = places(cluster)
    return any(
        other is not cluster
        and len(mine & places(other)) >= thresholds.FACET_SHARE * len(mine)
        and weight(other) > weight(cluster)
        for other in kept
    )


def _is_mere_denial(cluster: Cluster, articles: dict[str, ArticleFacts]) -> bool:
    """Denied by somebody and told by nobody: an answer to what the story's claims tell."""
    return all(stance_of(p, articles[p.article]) in DENYING for p in cluster)
