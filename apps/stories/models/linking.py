"""What linking reads instead of the archive: an index of articles, and what stories are about."""

from __future__ import annotations

from django.db import models

from apps.sources.models import Article
from apps.stories.models.stories import Story


class ArticleTerm(models.Model):
    """One of an article's most telling terms: the index through which later articles find it.

    The key is the index: a term's articles in the order of their days (the day of linking, where
    an article has none), so that those nearest in time are read and no others.
    """

    pk = models.CompositePrimaryKey("term", "day", "article")
    term = models.CharField(max_length=120)
    day = models.DateField()
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="terms")
    weight = models.FloatField(help_text="As in its profile, whose length is 1.")

    def __str__(self) -> str:
        return f"{self.term} in article {self.article_id}"


class ArticleSketch(models.Model):
    """One of the runs of words by which copies of an article's text are found.

    The sums are those of ``analysis.story.near_duplicates``: who changes them there has the rows
    written anew by a migration.
    """

    pk = models.CompositePrimaryKey("shingle", "article")
    shingle = models.BigIntegerField()
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="sketch")

    def __str__(self) -> str:
        return f"{self.shingle} in article {self.article_id}"


class StoryTotal(models.Model):
    """The sum of what a story's articles are about; linking reads it instead of the articles."""

    story = models.OneToOneField(
        Story, on_delete=models.CASCADE, primary_key=True, related_name="total"
    )
    terms = models.JSONField(help_text="Term → summed weight, the heaviest.")
    shared = models.JSONField(help_text="Term → how many articles have it, where more than one.")
    profile = models.JSONField(
        default=dict, help_text="Term → weight: the mean of its articles, empty where not made yet."
    )
    days = models.JSONField(help_text="Day → how many articles begin or end on it.")
    articles = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.articles} articles of story {self.story_id}"


class TermCount(models.Model):
    """In how many stories a term occurs: what is in many tells little.

    The empty term stands for the number of stories.
    """

    term = models.CharField(max_length=120, primary_key=True)
    stories = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.term}: {self.stories}"
