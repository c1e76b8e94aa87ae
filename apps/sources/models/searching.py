"""What search needs to know beside the rows themselves."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchedVersion(models.Model):
    """The searched words of an article version: a column of its table that PostgreSQL fills.

    A model of its own, so that nobody who reads versions reads the column along; it is as large
    as the text.
    """

    search = SearchVectorField()

    class Meta:
        managed = False
        db_table = "sources_articleversion"

    def __str__(self) -> str:
        return f"Words of version {self.pk}"


class Word(models.Model):
    """A word that some text has, folded and in small letters: what a typing error is held against.

    ``search_trigrams(word)`` has an index.
    """

    word = models.CharField(max_length=40, primary_key=True)
    versions = models.PositiveIntegerField(help_text="In how many article versions it stands.")

    def __str__(self) -> str:
        return self.word


class GatheredWords(models.Model):
    """Up to which article version the words were gathered; one row."""

    until = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "gathered words"

    def __str__(self) -> str:
        return f"up to version {self.until}"
