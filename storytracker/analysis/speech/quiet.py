"""Builds the assertions about those who said nothing: refusals, and what reports left out."""

from __future__ import annotations

from storytracker.analysis.speech.reactions import NoComment
from storytracker.analysis.speech.silence import Silence
from storytracker.analysis.speech.speakers import resolve_speaker
from storytracker.analysis.speech.stance import read_stance
from storytracker.analysis.speech.workbench import Workbench
from storytracker.analysis.types import Assertion, Certainty, Hop, Lineage, Stance


class Quiet(Workbench):
    """Adds no-comments and silences."""

    def add_no_comment(self, refusal: NoComment) -> None:
        """Somebody was asked and did not answer."""
        same, before = self.persons_near(refusal.source[0])
        resolved = resolve_speaker(self.text, self.unit, *refusal.source, self.cast, same, before)
        self.cast.heard(resolved)
        self.covered.append(refusal.clause)
        content = (self.span(refusal.clause),)
        silent = [a for a in self.assertions[self.fresh :] if a.stance is Stance.NO_COMMENT]
        if any(a.content == content for a in silent):
            return  # "Roe said he had no comment"
        via = self.relayed.get(refusal.clause, ())
        words = self.span(refusal.cue).of(self.text)
        self.assertions.append(
            Assertion(
                content=content,
                sentence=self.unit.span,
                speaker=resolved.speaker,
                source=self.span(refusal.source),
                cue=self.span(refusal.cue),
                cue_lemma="comment",
                via=via,
                stance=Stance.NO_COMMENT,
                paragraph=self.unit.kind,
                reasons=(
                    f"“{words}” is no comment",
                    resolved.reason,
                    *(h.reason for h in via),
                ),
            )
        )

    def add_silence(self, silence: Silence, outlet: str) -> None:
        """What a report left out; ``outlet`` is whose report, "" when nobody's was named."""
        if silence.now_known:
            self._add_now_known(silence)
            return
        content = self.span(silence.clause)
        via: tuple[Hop, ...] = ()
        if outlet:
            via = (
                Hop(outlet, None, Lineage.STATED, f"about what the report of {outlet} left out"),
            )
        self.covered.append(silence.clause)
        self.assertions.append(
            Assertion(
                content=(content,),
                sentence=self.unit.span,
                speaker=self.outlet,
                via=via,
                stance=Stance.OBSERVES,
                certainty=Certainty.ASSERTED,
                paragraph=self.unit.kind,
                reasons=("says what was not reported", *(h.reason for h in via)),
            )
        )

    def _add_now_known(self, silence: Silence) -> None:
        """``it was not known until now that X``: the article says that X."""
        content = self.span(silence.on)
        reading = read_stance(self.tokens_in((content,)))
        self.covered.append(silence.clause)
        self.assertions.append(
            Assertion(
                content=(content,),
                sentence=self.unit.span,
                speaker=self.outlet,
                stance=reading.stance,
                certainty=reading.certainty,
                strength=reading.strength,
                paragraph=self.unit.kind,
                reasons=("the article says it, and that it was not known before", *reading.reasons),
            )
        )
