"""A claim before its origins are known, and what stands as evidence for it."""

from __future__ import annotations

from dataclasses import dataclass

from storytracker.analysis.story.propositions import Proposition
from storytracker.analysis.story.vocabulary import small_words
from storytracker.analysis.types import ArticleFacts, Stance

CONTESTING = (Stance.DENIES, Stance.DENIES_IN_PART, Stance.OBSERVES)
DENYING = (Stance.DENIES, Stance.DENIES_IN_PART)


@dataclass(frozen=True, slots=True)
class Match:
    """A proposition as evidence for a claim, with the score of the match and why."""

    proposition: Proposition
    stance: Stance
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """A claim before its origins are known.

    ``names`` are what editors' decisions call it, ``decided`` says in words what they decided,
    ``is_worded`` that ``text`` is an editor's.
    """

    key: str
    text: str
    concept: str
    agent: str
    done: bool
    matches: tuple[Match, ...]
    score: float
    names: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    is_worded: bool = False

    @property
    def articles(self) -> frozenset[str]:
        """The keys of the articles that bear on it."""
        return frozenset(m.proposition.article for m in self.matches)


def stance_of(proposition: Proposition, article: ArticleFacts) -> Stance:
    """How this event is told; "the bridge is safe" denies that it is unsafe."""
    told = _told_stance(proposition, article)
    if not proposition.opposite:
        return told
    return (
        Stance.SUPPORTS if told in DENYING else Stance.DENIES if told is Stance.SUPPORTS else told
    )


def _told_stance(proposition: Proposition, article: ArticleFacts) -> Stance:
    """What is said of it: a negated verb beside another one denies only its own event."""
    assertion = article.attributions.assertions[proposition.assertion]
    if "stance" in assertion.decided:
        return assertion.stance
    if assertion.speaker.name.lower().startswith("unconfirmed"):
        return Stance.OBSERVES  # "unconfirmed messages speak of thirty dead"
    if proposition.undecided:
        return Stance.SUPPORTS
    if assertion.stance is Stance.SUPPORTS and proposition.negated:
        return Stance.DENIES
    if assertion.stance not in DENYING or assertion.cue_lemma in small_words("denying_cues"):
        return assertion.stance
    return Stance.SUPPORTS if proposition.negated_beside else assertion.stance
