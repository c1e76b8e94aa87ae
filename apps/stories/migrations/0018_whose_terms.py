"""A place in a story says of which text the article's terms are: until now always of the first."""

import django.db.models.deletion
from django.db import migrations, models

# Texts that came after it are put into the index when their stories are made next.
OF_THE_FIRST = """
UPDATE stories_storyarticle AS link SET version_id = first.id
FROM (SELECT article_id, min(id) AS id FROM sources_articleversion GROUP BY article_id) AS first
WHERE first.article_id = link.article_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0008_acts_on_feeds_and_imports"),
        ("stories", "0017_feed_acts_and_visits"),
    ]

    operations = [
        migrations.AddField(
            model_name="storyarticle",
            name="version",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose terms these are.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="sources.articleversion",
            ),
        ),
        migrations.AlterField(
            model_name="storyarticle",
            name="terms",
            field=models.JSONField(
                default=dict,
                help_text="What the article is about (term → weight), as it is found by.",
            ),
        ),
        migrations.RunSQL(OF_THE_FIRST, migrations.RunSQL.noop),
    ]
