"""A story's claims while editors decide on them: found, founded, put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from storytracker.analysis.story.attaching import bearing_on
from storytracker.analysis.story.claim_drafts import ClaimDraft, Match, stance_of
from storytracker.analysis.story.decisions import ClaimName, Decision, Said
from storytracker.analysis.story.drafting import draft_of, weight_of, worded
from storytracker.analysis.story.entities import Entities
from storytracker.analysis.story.event_reading import propositions
from storytracker.analysis.story.finding_again import Assertions, Place, find_claim, places_of
from storytracker.analysis.story.propositions import Proposition, leading_assertions
from storytracker.analysis.types import ArticleFacts


class ClaimBoard:
    """The claims of a story while decisions are carried out on them."""

    def __init__(
        self,
        claims: Sequence[ClaimDraft],
        articles: Sequence[ArticleFacts],
        entities: Entities,
    ) -> None:
        self.claims = list(claims)
        self.articles = {a.key: a for a in articles}
        self.entities = entities
        self.assertions = Assertions(articles)

    def find(self, wanted: ClaimName) -> ClaimDraft | None:
        """The claim that an editor meant, which bears the name from now on."""
        found = find_claim(self.claims, wanted, self.assertions.places(wanted.rests_on))
        if found is None or wanted.name in found.names:
            return found
        named = replace(found, names=(*found.names, wanted.name))
        self.put(found, named)
        return named

    def stand(
        self, wanted: ClaimName, decision: Decision, also: frozenset[Place] = frozenset()
    ) -> ClaimDraft | None:
        """The same; where the program finds it no more, made of what it rested on."""
        found = self.find(wanted)
        if found is not None:
            return found
        places = self.assertions.places(wanted.rests_on) | also
        reason = decision.in_words("kept as a claim")
        matches = [because(self.match_at(place), reason) for place in sorted(places)]
        return self.made(wanted, wanted.rests_on, matches, reason) if matches else None

    def made(
        self,
        name: ClaimName,
        said: frozenset[Said],
        matches: Sequence[Match],
        reason: str,
        text: str = "",
    ) -> ClaimDraft:
        """A claim of an editor's own; ``said`` keeps its key apart from others."""
        draft = draft_of(matches, [m.proposition for m in matches], self.articles, self.entities)
        made = replace(
            draft,
            key=self._free_key(draft.key, said),
            text=text or draft.text,
            is_worded=bool(text),
            names=(name.name,),
            decided=(reason,),
        )
        self.claims.append(made)
        return made

    def _free_key(self, key: str, said: frozenset[Said]) -> str:
        if all(c.key != key for c in self.claims):
            return key
        named = "\n".join(f"{each.article} {each.words}" for each in sorted(said))
        return f"{key[:100]}~{sha256(named.encode()).hexdigest()[:16]}"

    def match_at(self, place: Place, claim: ClaimDraft | None = None) -> Match:
        """An assertion as evidence for ``claim``: as one that tells of its event, if it does."""
        article, index = self.articles[place[0]], place[1]
        told = self._told_at(place)
        same = [p for p in told if claim is None or _tells_of(p, claim)]
        if same:
            return Match(same[0], stance_of(same[0], article), 1.0, ())
        about = claim or _NO_CLAIM
        return replace(bearing_on(about, article, index, 1.0, ""), reasons=())

    def _told_at(self, place: Place) -> Sequence[Proposition]:
        article, index = self.articles[place[0]], place[1]
        leads = index in leading_assertions(article)
        return propositions(article, index, self.entities, leading=leads)

    def put(self, old: ClaimDraft, new: ClaimDraft) -> None:
        """``new`` in the place of ``old``; a claim that rests on nothing is none."""
        at = next(i for i, c in enumerate(self.claims) if c is old)
        self.claims[at : at + 1] = [new] if new.matches else []

    def resting_on(self, claim: ClaimDraft, matches: Sequence[Match]) -> ClaimDraft:
        """The claim with other matches: weighed anew and, where words left it, worded anew."""
        gone = places_of(claim) - {place_of(m) for m in matches}
        text = claim.text
        if gone and matches and not claim.is_worded:
            text = worded(matches, self.articles)
        score = weight_of([m.proposition for m in matches])
        return replace(claim, matches=tuple(matches), text=text, score=score)


_NO_CLAIM = ClaimDraft("", "", "", "", done=True, matches=(), score=0.0)


def _tells_of(told: Proposition, claim: ClaimDraft) -> bool:
    return (told.concept, told.done) == (claim.concept, claim.done)


def place_of(match: Match) -> Place:
    """Where its assertion stands."""
    return match.proposition.article, match.proposition.assertion


def because(match: Match, reason: str) -> Match:
    """The match with one more reason."""
    return replace(match, reasons=(*match.reasons, reason))
