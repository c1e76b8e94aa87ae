import django.db.models.deletion
from django.db import migrations, models

# An article's 32 strongest terms; an undated one stands on the day when it was linked.
POSTINGS = """
INSERT INTO stories_articleterm (term, day, article_id, weight)
SELECT term, day, article_id, weight FROM (
    SELECT entry.key AS term, coalesce(link.when_day, link.linked_at::date) AS day,
           link.article_id, entry.value::float8 AS weight,
           row_number() OVER (
               PARTITION BY link.id ORDER BY entry.value::float8 DESC, entry.key
           ) AS place
    FROM stories_storyarticle link, jsonb_each_text(link.terms) entry
    WHERE link.is_main AND length(entry.key) <= 120
) ranked WHERE place <= 32
"""

TOTALS = """
INSERT INTO stories_storytotal (story_id, terms, shared, days, articles)
SELECT story_id, jsonb_object_agg(term, weight),
       coalesce(jsonb_object_agg(term, number) FILTER (WHERE number > 1), '{}'),
       (SELECT coalesce(jsonb_object_agg(when_day, number) FILTER (WHERE when_day IS NOT NULL),
                        '{}')
        FROM (SELECT when_day, 2 * count(*) AS number FROM stories_storyarticle
              WHERE story_id = summed.story_id GROUP BY when_day) days),
       (SELECT count(*) FROM stories_storyarticle WHERE story_id = summed.story_id)
FROM (
    SELECT link.story_id, entry.key AS term, round(sum(entry.value::numeric), 5) AS weight,
           count(*) AS number,
           row_number() OVER (
               PARTITION BY link.story_id ORDER BY sum(entry.value::numeric) DESC, entry.key
           ) AS place
    FROM stories_storyarticle link, jsonb_each_text(link.terms) entry
    GROUP BY link.story_id, entry.key
) summed WHERE place <= 1000 GROUP BY story_id
"""

COUNTS = """
INSERT INTO stories_termcount (term, stories)
SELECT key, count(*) FROM stories_storytotal, jsonb_object_keys(terms) key
WHERE length(key) <= 120 GROUP BY key
UNION ALL SELECT '', count(*) FROM stories_storytotal
"""

# Counts are written again and again: room beside them spares their index.
ROOM = "ALTER TABLE stories_termcount SET (fillfactor = 70)"


class Migration(migrations.Migration):
    """Articles are found by their own terms, and stories have their totals beside them."""

    dependencies = [
        ("sources", "0004_quick_counts"),
        ("stories", "0008_what_articles_add"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoryTotal",
            fields=[
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="total",
                        serialize=False,
                        to="stories.story",
                    ),
                ),
                ("terms", models.JSONField(help_text="Term → summed weight, the heaviest.")),
                (
                    "shared",
                    models.JSONField(
                        help_text="Term → how many articles have it, where more than one."
                    ),
                ),
                (
                    "days",
                    models.JSONField(help_text="Day → how many articles begin or end on it."),
                ),
                ("articles", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="TermCount",
            fields=[
                (
                    "term",
                    models.CharField(max_length=120, primary_key=True, serialize=False),
                ),
                ("stories", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ArticleTerm",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "term",
                        "day",
                        "article",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("term", models.CharField(max_length=120)),
                ("day", models.DateField()),
                (
                    "weight",
                    models.FloatField(help_text="As in its profile, whose length is 1."),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="sources.article",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(POSTINGS, migrations.RunSQL.noop),
        migrations.RunSQL(TOTALS, migrations.RunSQL.noop),
        migrations.RunSQL(COUNTS, migrations.RunSQL.noop),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
        migrations.DeleteModel(name="StoryTerm"),
    ]
