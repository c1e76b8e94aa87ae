"""Putting assertions right: who says it, through whom, how; struck, brought back, added.

Decisions are appended and kept by the words they are about. They are made good at once in every
version of the text that was read, and again on whatever a later reading finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from apps.accounts.models import User
from apps.claims import facts
from apps.claims.edits import (
    as_the_program_found,
    program_json,
    values_json,
    values_of,
)
from apps.claims.models import Assertion, AssertionDecision, EditedAssertion
from apps.claims.services.asserting import write_rows
from apps.sources.documents import one_line
from apps.sources.models import Article, ArticleVersion
from apps.sources.services import CantBeDecided
from apps.sources.services.deciding import lock, said_by
from storytracker.analysis.speech.decided import (
    SAME_WORDS,
    Anchor,
    Values,
    anchor_of,
    place_of,
    shared,
)
from storytracker.analysis.types import (
    Attributions,
    Certainty,
    Hop,
    Lineage,
    Span,
    Speaker,
    SpeakerKind,
    Stance,
)

Field = AssertionDecision.Field

LONGEST_NAME = 200
"""Code points of a name that an editor gives; as many as a speaker's row holds."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an editor says of an assertion; ``None`` for what he leaves as it is.

    ``via`` names outlets, the nearest first.
    """

    speaker: Speaker | None = None
    via: Sequence[str] | None = None
    stance: Stance | None = None
    certainty: Certainty | None = None


class AssertionConflict(CantBeDecided):
    """Somebody decided on the assertion since its page was read; ``newest`` is what they decided.

    ``revision`` is what the assertion has now: a decision that has seen it goes through.
    """

    def __init__(self, newest: Sequence[AssertionDecision], revision: int) -> None:
        super().__init__("Somebody else changed this assertion while you were at it.")
        self.newest = newest
        self.revision = revision


class AlreadyThere(CantBeDecided):
    """The words to add are those of an assertion that is there; ``assertion`` is the one."""

    def __init__(self, assertion: Assertion) -> None:
        self.assertion = assertion
        what = "was struck: bring it back" if assertion.is_struck else "is there: correct that one"
        super().__init__(f"An assertion with these words {what}. Nothing was changed.")


def revision_of(assertion: Assertion) -> int:
    """How often editors decided on it; what a form has to have seen."""
    return assertion.edited.decisions.count() if assertion.edited else 0


@transaction.atomic
def correct_assertion(
    assertion: Assertion,
    *,
    said: Said,
    reason: str,
    by: User,
    seen_revision: int | None = None,
) -> list[AssertionDecision]:
    """Say who says it, through whom, how it stands and how certain; returns the decisions.

    One is appended for each field that differs from what counts now. Whoever calls it touches
    the article's stories.

    Raises CantBeDecided where nothing differs, a name is missing, or the article was read anew
    and has no such assertion any more; AssertionConflict where it is past ``seen_revision``.
    """
    row = lock_assertion(assertion, seen_revision)
    had = values_of(facts.assertion_as_called(row))
    now, was = values_json(_with(said, had, row.version.article, by, reason)), values_json(had)
    changes = {field: (now[field], was[field]) for field in now if now[field] != was[field]}
    if not changes:
        raise CantBeDecided(gettext("That is what it says already. Nothing was changed."))
    about = _taken_up(row)
    made = [_append(about, Field(field), *both, reason, by) for field, both in changes.items()]
    apply_decisions(row.version.article)
    return made


@transaction.atomic
def strike_assertion(
    assertion: Assertion, *, reason: str, by: User, seen_revision: int | None = None
) -> AssertionDecision:
    """Say that it is no assertion: it stays on the article's page, and nothing rests on it.

    Raises as ``correct_assertion`` does.
    """
    return _set_struck(assertion, True, reason, by, seen_revision)


@transaction.atomic
def bring_back(
    assertion: Assertion, *, reason: str, by: User, seen_revision: int | None = None
) -> AssertionDecision:
    """Say that a struck one is an assertion after all. Raises as ``correct_assertion`` does."""
    return _set_struck(assertion, False, reason, by, seen_revision)


@transaction.atomic
def add_assertion(
    version: ArticleVersion,
    *,
    start: int,
    end: int,
    said: Said,
    reason: str,
    by: User,
) -> Assertion:
    """Say that somebody says the words at ``start`` to ``end`` (code points of the version's text,
    end exclusive); returns the assertion, in the article's current version.

    Raises CantBeDecided where that is no passage or its words are no longer in the text, and
    AlreadyThere where an assertion has these words, by more than half.
    """
    article = lock(version.article)
    current = article.current_version
    words = version.text[start:end].strip() if 0 <= start < end <= len(version.text) else ""
    if not words or current is None:
        raise CantBeDecided(
            gettext("That is no passage of the article's text. Nothing was changed.")
        )
    start += len(version.text[start:end]) - len(version.text[start:end].lstrip())
    anchor = anchor_of(version.text, [Span(start, start + len(words))])
    place = place_of(anchor, current.text)
    if not place:
        raise CantBeDecided(gettext("These words are no longer in the text. Nothing was changed."))
    _refuse_double(current, place)
    nobody = Values(Speaker("", SpeakerKind.OUTLET))
    values = values_json(_with(said, nobody, article, by, reason))
    about = _keep(article, anchor_of(current.text, place), values, is_added=True)
    _append(about, Field.ADDED, values, None, reason, by)
    apply_decisions(article)
    return Assertion.objects.current().get(version=current, edited=about)


def apply_decisions(article: Article) -> None:
    """Make the decisions good in every version of the article's text that was read.

    In the caller's transaction. The versions are locked, so that a reading that is being
    written comes before this or after.
    """
    locked = article.versions.exclude(analysis=None).order_by("pk")
    ids = list(locked.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    versions = ArticleVersion.objects.select_related("analysis").in_bulk(ids)
    write_rows(versions, {pk: _as_read(version) for pk, version in versions.items()})
    for version in versions.values():
        made_by = version.analysis.analysis_version
        rows = version.assertions.current().exclude(analysis_version=made_by)
        rows.update(analysis_version=made_by)


def forget_words(article: Article) -> None:
    """Blank the words by which assertions of a removed article were kept; who decided stays."""
    article.edited_assertions.update(parts=[], before="", after="")  # type: ignore[attr-defined]


# --- within ---------------------------------------------------------------------------------


def lock_assertion(assertion: Assertion, seen_revision: int | None) -> Assertion:
    """The assertion as it is now, its article locked: decisions come one after the other."""
    lock(assertion.version.article)
    every = Assertion.objects.current().select_related(
        "version__article__outlet", "speaker", "edited"
    )
    row = every.filter(pk=assertion.pk).first()
    if row is None:
        raise CantBeDecided(
            gettext(
                "The article was read anew meanwhile, and this is no longer found in it. "
                "Nothing was changed; select the words in the text to add it."
            )
        )
    revision = revision_of(row)
    if seen_revision is not None and seen_revision != revision:
        raise AssertionConflict(_since(row, seen_revision), revision)
    return row


def _since(row: Assertion, seen_revision: int) -> list[AssertionDecision]:
    """What was decided after somebody looked; the newest decision at least."""
    decisions = list(row.edited.decisions.select_related("by")) if row.edited else []
    return decisions[min(seen_revision, len(decisions) - 1) :]


def _set_struck(
    assertion: Assertion, is_struck: bool, reason: str, by: User, seen_revision: int | None
) -> AssertionDecision:
    row = lock_assertion(assertion, seen_revision)
    if row.is_struck == is_struck:
        state = "is struck already" if is_struck else "was not struck"
        raise CantBeDecided(gettext("It %(state)s. Nothing was changed.") % {"state": state})
    about = _taken_up(row)
    made = _append(about, Field.STRUCK, is_struck, row.is_struck, reason, by)
    apply_decisions(row.version.article)
    return made


def _taken_up(row: Assertion) -> EditedAssertion:
    """What decisions on this row are about; made on the first one."""
    if row.edited:
        return row.edited
    anchor = anchor_of(row.version.text, [facts.span_of(pair) for pair in row.content])
    found = as_the_program_found(row)
    about = _keep(row.version.article, anchor, values_json(values_of(found)))
    # So that it is this row that goes on, whatever its words have in common with others.
    row.edited, row.program = about, program_json(found)
    row.save(update_fields=["edited", "program"])
    return about


def _keep(
    article: Article, anchor: Anchor, values: dict[str, Any], *, is_added: bool = False
) -> EditedAssertion:
    return EditedAssertion.objects.create(
        article=article,
        parts=list(anchor.parts),
        nth=anchor.nth,
        before=anchor.before,
        after=anchor.after,
        found=values,
        is_added=is_added,
    )


def _append(
    about: EditedAssertion, field: Field, value: Any, was: Any, reason: str, by: User
) -> AssertionDecision:
    both = {"value": value, "was": was}
    return AssertionDecision.objects.create(
        about=about, field=field, value=both, reason=reason.strip(), by=by
    )


def _refuse_double(version: ArticleVersion, place: Sequence[Span]) -> None:
    for row in version.assertions.current():
        if shared(place, [facts.span_of(pair) for pair in row.content]) >= SAME_WORDS:
            raise AlreadyThere(row)


def _as_read(version: ArticleVersion) -> Attributions:
    """What the program had found in the version, struck ones included and none that was added."""
    rows = version.assertions.current().select_related("speaker").order_by("position")
    return Attributions(
        assertions=tuple(as_the_program_found(row) for row in rows if not row.is_added),
        sentences=tuple(facts.span_of(pair) for pair in version.analysis.sentences),
    )


# --- what an editor typed -------------------------------------------------------------------


def _with(said: Said, had: Values, article: Article, by: User, reason: str) -> Values:
    """What is said of an assertion, with what the editor says in place of it."""
    return Values(
        _speaker(said.speaker, had.speaker, article) if said.speaker else had.speaker,
        had.via if said.via is None else _hops(said.via, had.via, said_by(by, reason)),
        said.stance or had.stance,
        said.certainty or had.certainty,
    )


def _speaker(said: Speaker, had: Speaker, article: Article) -> Speaker:
    """The speaker as typed; the article itself speaks in the name of its outlet.

    Number and closeness are the article's: they stay where the name does.
    """
    name = one_line(said.name, LONGEST_NAME)
    if said.kind is SpeakerKind.OUTLET:
        name = name or (article.outlet.name if article.outlet else "")
    elif not name:
        raise CantBeDecided(gettext("Say who says it. Nothing was changed."))
    same = name == had.name
    return Speaker(
        name=name,
        kind=said.kind,
        role=one_line(said.role, LONGEST_NAME),
        group=one_line(said.group, LONGEST_NAME),
        count=had.count if same else None,
        closeness=had.closeness if same else "",
    )


def _hops(names: Iterable[str], had: Iterable[Hop], reason: str) -> tuple[Hop, ...]:
    """The way through these outlets; those that were on it keep how that is known."""
    known = {hop.outlet: hop for hop in had}
    cleaned = dict.fromkeys(one_line(name, LONGEST_NAME) for name in names)
    return tuple(known.get(n) or Hop(n, None, Lineage.STATED, reason) for n in cleaned if n)
