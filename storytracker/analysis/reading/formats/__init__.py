"""Documents that are neither a web page nor plain text: PDF, mail, Markdown."""

from storytracker.analysis.reading.formats.dispatch import read_format
from storytracker.analysis.reading.formats.kinds import Kind, kind_of
from storytracker.analysis.reading.formats.read import Formatted

__all__ = ["Formatted", "Kind", "kind_of", "read_format"]
