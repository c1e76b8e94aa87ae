from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="story",
            name="tries",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Rebuilds begun since one last succeeded."
            ),
        ),
        migrations.AddField(
            model_name="story",
            name="next_try_at",
            field=models.DateTimeField(
                blank=True, help_text="The sweeper asks for no rebuild before this.", null=True
            ),
        ),
    ]
