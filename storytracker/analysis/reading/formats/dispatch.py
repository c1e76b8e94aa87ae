"""Which reader a document of another format goes to."""

from __future__ import annotations

from storytracker.analysis.reading.encoding import decode
from storytracker.analysis.reading.formats.kinds import (
    FIRST_BYTES,
    MAIL,
    MARKDOWN,
    PDF,
    ZIP,
    kind_of,
)
from storytracker.analysis.reading.formats.mail import read_mail
from storytracker.analysis.reading.formats.markdown import read_markdown
from storytracker.analysis.reading.formats.pdf import read_pdf
from storytracker.analysis.reading.formats.read import Formatted

_ARCHIVE = (
    "This is a ZIP archive, not one document. Upload it: the import then reads each document in it."
)


def read_format(
    raw: bytes, *, url: str = "", content_type: str = "", file_name: str = ""
) -> Formatted | None:
    """Read a PDF, mail or Markdown document, or say why it is refused.

    ``None`` for pages and plain text, which ``read_article`` reads itself. Never raises.
    """
    kind = kind_of(file_name, content_type, raw[:FIRST_BYTES])
    if kind.refusal:
        return Formatted(problem=kind.refusal)
    if kind.name == PDF:
        return read_pdf(raw)
    if kind.name == MAIL:
        return read_mail(raw, url)
    if kind.name == ZIP:
        return Formatted(problem=_ARCHIVE)
    if kind.name != MARKDOWN:
        return None
    decoded = decode(raw, content_type)
    if decoded.problem:
        return Formatted(problem=decoded.problem)
    return read_markdown(decoded.text, url)
