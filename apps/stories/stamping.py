"""By what a story's page changes: one short text that is another one as soon as any row is.

PostgreSQL gives every row the number of the transaction that wrote it (``xmin``) and, at each
writing, another place (``ctid``). The stamp is a digest of both over the rows of the page that are
written apart from each other: the story itself (a rebuild writes it with all of its timeline; every
decision raises its ``wanted_revision``), its claims (verdicts), its notes, its articles with their
outlets, and the reports that it shares with other stories. Nobody has to remember to raise a
counter.
"""

from __future__ import annotations

from django.db.models import DateTimeField, TextField
from django.db.models.expressions import RawSQL

STAMP = """(SELECT stories_story.xmin || ' ' || stories_story.ctid
    || md5(string_agg(row.state, ',' ORDER BY row.state))
FROM (
    SELECT 'note ' || note.id || ' ' || note.xmin || note.ctid FROM stories_note note
        WHERE note.story_id = stories_story.id
    UNION ALL SELECT 'claim ' || claim.id || ' ' || claim.xmin || claim.ctid
        FROM stories_storyclaim turns_on JOIN claims_claim claim ON claim.id = turns_on.claim_id
        WHERE turns_on.story_id = stories_story.id
    UNION ALL SELECT 'article ' || article.id || ' ' || article.xmin || article.ctid || ' '
            || coalesce(outlet.xmin::text || outlet.ctid, '')
        FROM stories_storyarticle place JOIN sources_article article
            ON article.id = place.article_id
        LEFT JOIN sources_outlet outlet ON outlet.id = article.outlet_id
        WHERE place.story_id = stories_story.id
    UNION ALL SELECT 'report ' || report.id || ' ' || report.xmin || report.ctid || ' '
            || coalesce(outlet.xmin::text || outlet.ctid, '')
        FROM stories_story_reports told JOIN sources_report report ON report.id = told.report_id
        LEFT JOIN sources_outlet outlet ON outlet.id = report.outlet_id
        WHERE told.story_id = stories_story.id
    UNION ALL SELECT 'person ' || person.username FROM accounts_user person
) row(state))"""

NEWEST_SHOWN = """(SELECT greatest(
    (SELECT max(first_shown_at) FROM stories_development
        WHERE story_id = stories_story.id AND NOT is_hidden),
    (SELECT max(claim.created_at) FROM claims_claim claim
        JOIN stories_storyclaim turns_on ON turns_on.claim_id = claim.id
        WHERE turns_on.story_id = stories_story.id)))"""


def stamp() -> RawSQL:
    """The stamp of each story of a queryset."""
    return RawSQL(STAMP, (), output_field=TextField())  # noqa: S611 - no word from outside


def newest_shown() -> RawSQL:
    """When an entry or a claim of each story last came up; none for a story without."""
    return RawSQL(NEWEST_SHOWN, (), output_field=DateTimeField())  # noqa: S611 - as above
