"""Reading article versions for who said what, and keeping it as rows."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import partial

from django.db import transaction
from django.utils import timezone

from apps.claims import facts
from apps.claims.edits import edit_of, edits_on, mark
from apps.claims.models import Assertion, EditedAssertion, Speaker, VersionAnalysis
from apps.sources.models import ArticleVersion, Citation
from apps.sources.services.copying import copy_in, update_in
from apps.sources.services.isolating import run_isolated
from storytracker import isolation
from storytracker.analysis import ANALYSIS_VERSION
from storytracker.analysis import types as analysis
from storytracker.analysis.reading.language import analysed_as
from storytracker.analysis.speech.decided import Decided, decide
from storytracker.analysis.speech.wire import (
    attribute_to_json,
    attributions_from_json,
    request_of,
)
from storytracker.analysis.warming import load_everything

isolation.register("attribute", attribute_to_json, warm=load_everything)

Found = Mapping[int, analysis.Attributions]

OUT_OF_THE_WAY = 1_000_000
"""Added to positions while rows swap theirs: the constraint is checked row by row."""

REWRITTEN = [
    field.name
    for field in Assertion._meta.concrete_fields
    if not field.primary_key and field.name not in ("version", "withdrawn_at")
]


def record_assertions(version_ids: Iterable[int]) -> set[int]:
    """Read article versions and keep their assertions, speakers and citations.

    Takes ids of ``ArticleVersion``; gives back the ids of those read now. A version that this
    ``ANALYSIS_VERSION`` has read before is left as it is. One that an older analysis has read
    keeps the rows of what is found again; what is found no more goes, or is marked withdrawn
    where a verdict rests on it. The number of queries does not depend on the number of versions.

    Raises isolation's Breach, ChildFailed, OutOfTime or NoChild where a version can't be read.
    """
    wanted = set(version_ids)
    return write_attributions({version.pk: _read(version) for version in _unread(wanted)})


def write_attributions(found: Found) -> set[int]:
    """Keep what was found in versions (by id) as rows; gives back the ids of those written.

    Versions that this ``ANALYSIS_VERSION`` has read before are left as they are.
    """
    if not found:
        return set()
    with transaction.atomic():
        # The lock makes two deliveries of one batch queue up; the second finds nothing to do.
        versions = {v.pk: v for v in _unread(found).select_for_update(of=("self",), no_key=True)}
        _write(versions, found)
    return set(versions)


def _unread(version_ids: Collection[int]):  # type: ignore[no-untyped-def]
    read = VersionAnalysis.objects.filter(analysis_version=ANALYSIS_VERSION)
    return (
        ArticleVersion.objects.filter(pk__in=version_ids)
        .exclude(pk__in=read.values("version_id"))
        .select_related("article__outlet")
        .order_by("pk")
    )


def _read(version: ArticleVersion) -> analysis.Attributions:
    """Who says what; nobody in a language without word lists, which counts as read."""
    if not analysed_as(version.text, version.article.language):
        return analysis.Attributions()
    outlet = version.article.outlet
    name = outlet.name if outlet else None
    request = request_of(facts.paragraphs_of(version), name)
    decode = partial(attributions_from_json, length=len(version.text))
    return run_isolated("attribute", request, version.text.encode(), decode)


def _write(versions: Mapping[int, ArticleVersion], found: Found) -> None:
    write_rows(versions, found)
    _write_citations(versions, found)
    VersionAnalysis.objects.bulk_create(
        [facts.analysis_row(version, found[pk]) for pk, version in versions.items()],
        update_conflicts=True,
        unique_fields=["version"],
        update_fields=["names", "sentences", "analysis_version"],
    )


def write_rows(versions: Mapping[int, ArticleVersion], found: Found) -> None:
    """Make the versions' rows say what was found in them, with all decisions of editors made.

    ``found`` is what the program found, by version id. Runs in the caller's transaction, which
    has locked the versions: a decision comes before the writing or after it.
    """
    edited = edits_on(version.article_id for version in versions.values())
    decided = {
        pk: _decide(version, found[pk], edited.get(version.article_id, ()))
        for pk, version in versions.items()
    }
    speakers = _speakers(each.assertion.speaker for every in decided.values() for each in every)
    rows = [
        mark(
            facts.assertion_row(
                version, position, each.assertion, speakers[speaker_key(each.assertion.speaker)]
            ),
            each,
            edited.get(version.article_id, ()),
        )
        for pk, version in versions.items()
        for position, each in enumerate(decided[pk])
    ]
    copy_in(_new_among(rows, versions))


def _decide(
    version: ArticleVersion, found: analysis.Attributions, edited: Iterable[EditedAssertion]
) -> tuple[Decided, ...]:
    edits = [edit_of(each) for each in edited]
    return decide(version.text, facts.paragraphs_of(version), found, edits)


# --- speakers -------------------------------------------------------------------------------


def fold(text: str) -> str:
    """Lower case, without accents, dots and doubled spaces: "U.S. Officials" → "us officials"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[.’']", "", plain).casefold().split())


def speaker_key(speaker: analysis.Speaker) -> str:
    """What makes two mentions the same speaker across articles: folded kind, name and group."""
    key = "|".join((speaker.kind.value, fold(speaker.name), fold(speaker.group)))
    if len(key) <= 300:
        return key
    return key[:235] + "#" + hashlib.sha256(key.encode()).hexdigest()


def _speakers(found: Iterable[analysis.Speaker]) -> dict[str, Speaker]:
    """The rows of all speakers by key; missing ones are made in one statement."""
    named = {speaker_key(speaker): speaker for speaker in found}
    known = Speaker.objects.filter(key__in=named)
    have = {speaker.key: speaker for speaker in known}
    # In one order for everybody, so that two workers never wait for each other crosswise.
    missing = [_speaker_row(key, named[key]) for key in sorted(named.keys() - have.keys())]
    if missing:
        Speaker.objects.bulk_create(missing, ignore_conflicts=True)
        have = {speaker.key: speaker for speaker in known.all()}
    return have


def _speaker_row(key: str, speaker: analysis.Speaker) -> Speaker:
    return Speaker(
        key=key,
        name=speaker.name[:200],
        kind=speaker.kind.value,
        role=speaker.role[:200],
        group=speaker.group[:200],
    )


# --- what an older analysis had found -------------------------------------------------------


def _place(row: Assertion) -> tuple[object, ...]:
    """Where in the text the assertion stands: the same place is the same row."""
    return (row.version_id, str(row.content), row.source_start, row.cue_start, row.sentence_start)


def _new_among(rows: list[Assertion], versions: Mapping[int, ArticleVersion]) -> list[Assertion]:
    """The rows to insert; those that an older analysis had found too are rewritten in place."""
    old = list(Assertion.objects.current().filter(version_id__in=versions))
    if not old:
        return rows
    by_place = {_place(row): row for row in old}
    # What editors decided on keeps its row even where it is found with other ends.
    by_edit = {(row.version_id, row.edited_id): row for row in old if row.edited_id is not None}
    taken: set[int] = set()
    kept: list[Assertion] = []
    new: list[Assertion] = []
    for row in rows:
        edited = by_edit.get((row.version_id, row.edited_id)) if row.edited_id else None
        before = edited or by_place.get(_place(row))
        if before is None or before.pk in taken:
            before = None
        else:
            taken.add(before.pk)
        row.pk = before.pk if before else None
        (kept if before else new).append(row)
    _retire([row.pk for row in old if row.pk not in {k.pk for k in kept}])
    _rewrite(kept)
    return new


def _retire(ids: list[int]) -> None:
    """Delete what is found no more, or mark it withdrawn where a verdict rests on it."""
    gone = Assertion.objects.filter(pk__in=ids)
    gone.filter(verdicts__isnull=True).delete()
    gone.update(withdrawn_at=timezone.now())


def _rewrite(rows: list[Assertion]) -> None:
    for row in rows:
        row.position += OUT_OF_THE_WAY
    update_in(rows, REWRITTEN)
    for row in rows:
        row.position -= OUT_OF_THE_WAY
    update_in(rows, ["position"])


# --- citations ------------------------------------------------------------------------------


def _write_citations(versions: Mapping[int, ArticleVersion], found: Found) -> None:
    Citation.objects.filter(version_id__in=versions).delete()
    rows: dict[tuple[object, ...], Citation] = {}
    for pk, version in versions.items():
        for citation in found[pk].citations:
            # The same words are cited in the same role once; the first time counts.
            place = (pk, citation.span, citation.role)
            rows.setdefault(place, facts.citation_row(version, citation))
    copy_in(list(rows.values()))
