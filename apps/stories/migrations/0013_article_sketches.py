import json
from itertools import islice

import django.db.models.deletion
from django.db import migrations, models

from storytracker.analysis.story.near_duplicates import shingled

AT_ONCE = 500
INDEXED = 3
BODY = ("paragraph", "quotation")

POST = """
INSERT INTO stories_articlesketch (shingle, article_id)
SELECT shingle, article FROM jsonb_to_recordset(%s::jsonb) AS new(article bigint, shingle bigint)
ON CONFLICT DO NOTHING
"""


def write_sketches(apps, schema_editor):
    """Let the texts that are held be found; as ``apps.stories.services.copies`` does."""
    versions = apps.get_model("sources", "ArticleVersion").objects.filter(
        article__current_version=models.F("pk"), article__removed_at=None
    )
    rows = versions.values_list("article_id", "text", "paragraphs").iterator(AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        found = [
            {"article": article, "shingle": run}
            for article, text, paragraphs in some
            for run in shingled(
                "\n".join(text[start:end] for start, end, kind in paragraphs if kind in BODY)
            ).sketch
            if run % INDEXED == 0
        ]
        schema_editor.execute(POST, [json.dumps(found)])


class Migration(migrations.Migration):
    """Copies of a text are found by an index of sketches."""

    dependencies = [
        ("sources", "0007_outlet_decisions"),
        ("stories", "0012_follow"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArticleSketch",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "shingle",
                        "article",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("shingle", models.BigIntegerField()),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sketch",
                        to="sources.article",
                    ),
                ),
            ],
        ),
        migrations.RunPython(write_sketches, migrations.RunPython.noop),
    ]
