"""Reading who said what: pure Python, no Django, no database, no network."""

ANALYSIS_VERSION = "6"
"""Stored with every machine decision; raised whenever the same text may come out differently."""
