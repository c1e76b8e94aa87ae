"""A brief as PDF, through ReportLab: pure Python, so there is one wherever the program runs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate

from apps.stories.exports.brief import NO_ADDRESS, Brief, Point, Section, Sentence, Source

FONTS = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    # ReportLab's own: western European letters only.
    ("Vera.ttf", "VeraBd.ttf"),
)
"""Plain and bold, the ones with most alphabets first."""

FOLDERS = tuple(
    Path("/usr/share/fonts", name)
    for name in ("truetype/dejavu", "truetype/noto", "truetype/liberation", "dejavu", "TTF", "noto")
)
"""Where Linux systems keep them."""

LINK, MUTED = "#0B57B0", "#4F5B67"


def to_pdf(brief: Brief) -> bytes:
    """The brief on A4 pages, with links and with the addresses of its sources in full."""
    return _Paper().printed(brief)


@cache
def _faces() -> tuple[str, frozenset[int]]:
    """The font's name, registered with its bold, and the code points that both can draw."""
    for files in FONTS:
        try:
            plain, bold = (_face(file) for file in files)
        except TTFError:
            continue
        pdfmetrics.registerFont(plain)
        pdfmetrics.registerFont(bold)
        name = plain.fontName
        pdfmetrics.registerFontFamily(
            name, normal=name, bold=bold.fontName, italic=name, boldItalic=bold.fontName
        )
        return name, frozenset(plain.face.charToGlyph) & frozenset(bold.face.charToGlyph)
    raise RuntimeError("ReportLab came without its own fonts.")


def _face(file: str) -> Any:
    """Raises TTFError where there is none."""
    path = next((folder / file for folder in FOLDERS if (folder / file).exists()), Path(file))
    return TTFont(path.stem, str(path))


class _Paper:
    """Draws a brief once; counts what its font can't draw."""

    def __init__(self) -> None:
        self.font, self.known = _faces()
        self.missing = 0
        self.styles = {
            "title": self.style(18, bold=True, space=4),
            "section": self.style(12, bold=True, space=3, above=12, keep=True),
            "text": self.style(9.5, space=3),
            "point": self.style(10, bold=True, above=5, space=2),
            "detail": self.style(9.5, left=5 * mm, space=1.5),
            "source": self.style(9, left=7 * mm, first=-7 * mm, space=3),
            "small": self.style(8, colour=MUTED, space=3),
        }

    def style(self, size: float, **how: Any) -> ParagraphStyle:
        face = pdfmetrics.getFont(self.font).fontName
        name = f"<b>{size}" if how.get("bold") else str(size)
        return ParagraphStyle(
            name,
            fontName=face,
            fontSize=size,
            leading=size * 1.35,
            textColor=HexColor(how.get("colour", "#14191F")),
            leftIndent=how.get("left", 0),
            firstLineIndent=how.get("first", 0),
            spaceBefore=how.get("above", 0),
            spaceAfter=how.get("space", 0),
            keepWithNext=how.get("keep", False),
            # An address or a headline without blanks still stays on the paper.
            splitLongWords=True,
        )

    def printed(self, brief: Brief) -> bytes:
        parts = list(self.parts(brief))
        if self.missing:
            words = (
                f"{self.missing} characters of this brief stand here as □: the font at hand can’t "
                "draw their alphabet. The page and the Markdown have them."
            )
            parts.append(Paragraph(escape(words), self.styles["small"]))
        file = BytesIO()
        paper = SimpleDocTemplate(
            file,
            pagesize=A4,
            leftMargin=20 * mm,
            rightMargin=20 * mm,
            topMargin=18 * mm,
            bottomMargin=18 * mm,
            title=brief.title,
            author="Storytracker",
            subject=brief.standing,
            lang="en-GB",
        )
        foot = self.foot(brief)
        paper.build(parts, onFirstPage=foot, onLaterPages=foot)
        return file.getvalue()

    def foot(self, brief: Brief) -> Any:
        style = self.style(8, colour=MUTED)
        style.alignment = TA_RIGHT
        words = self.plain(brief.standing)

        def draw(canvas: Any, paper: Any) -> None:
            line = Paragraph(f"{words} · {paper.page}", style)
            line.wrap(paper.width, 20)
            line.drawOn(canvas, paper.leftMargin, 9 * mm)

        return draw

    def parts(self, brief: Brief) -> Iterator[Flowable]:
        yield self.line("title", f"<b>{self.plain(brief.title)}</b>")
        yield self.line("small", f"{self.plain(brief.standing)}. {self.plain(brief.numbers)}.")
        yield self.line("small", self.link(brief.address, self.plain(brief.address)))
        if brief.latest:
            yield self.line("text", f"<b>Latest:</b> {self.sentence(brief.latest)}")
        for section in brief.sections:
            yield from self.section(section)
        if brief.sources:
            yield self.line("section", "<b>Sources</b>")
            yield from map(self.source, brief.sources)

    def section(self, section: Section) -> Iterator[Flowable]:
        yield self.line("section", f"<b>{self.plain(section.title)}</b>")
        for point in section.points:
            yield KeepTogether(list(self.point(point)))
        if section.empty:
            yield self.line("text", self.plain(section.empty))
        if section.more:
            yield self.line("text", f"And {section.more} more on the story’s page.")

    def point(self, point: Point) -> Iterator[Flowable]:
        status = f" [{self.plain(point.status)}]" if point.status else ""
        yield self.line("point", f"<b>{self.sentence(point.text)}{status}</b>")
        for detail in point.details:
            yield self.line("detail", self.sentence(detail))

    def source(self, source: Source) -> Flowable:
        title = self.link(source.address, self.plain(source.title))
        web = self.link(source.web, self.plain(source.web)) if source.web else NO_ADDRESS
        where = f"{self.plain(source.outlet)}, {self.plain(source.published)}"
        return self.line("source", f"[{source.number}] {where}: {title}<br/>{web}")

    def sentence(self, sentence: Sentence) -> str:
        words = self.plain(sentence.text)
        if sentence.address:
            words = self.link(sentence.address, words)
        numbers = (self.link(r.address, f"[{r.number}]") for r in sentence.references)
        return " ".join([words, *numbers])

    def link(self, address: str, words: str) -> str:
        return f"<a href={quoteattr(address)} color={quoteattr(LINK)}>{words}</a>"

    def line(self, style: str, markup: str) -> Paragraph:
        return Paragraph(markup, self.styles[style])

    def plain(self, text: str) -> str:
        """Words as markup that says just them, with what the font can't draw as □."""
        return escape("".join(map(self.drawable, " ".join(text.split()))))

    def drawable(self, letter: str) -> str:
        if ord(letter) in self.known or letter == " ":
            return letter
        base = unicodedata.normalize("NFKD", letter)[0]
        if ord(base) in self.known and base != letter:
            return base
        if unicodedata.category(letter).startswith("C"):
            return ""
        self.missing += 1
        return "□" if ord("□") in self.known else "?"
