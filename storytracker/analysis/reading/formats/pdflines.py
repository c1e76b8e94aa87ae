"""Lines as a page of print places them → paragraphs; running heads and page numbers go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from storytracker.analysis.dictionary import is_known
from storytracker.analysis.reading.cleaning import words_of

EDGE_LINES = 2  # running heads and feet stand among the first or last so many lines
REPEATED = 0.5  # share of the pages on which a running head stands
GAP = 1.35  # a step this many times the usual one parts paragraphs
LARGER = 1.15  # print this many times larger than the text is a heading
SHORT_LINE = 0.8  # of the usual width: a line that ends a paragraph is shorter
INDENT = 0.6  # of the print's size: a first line begins further to the right
TITLE_PARAGRAPHS = 12  # the title stands among the first so many of the first page
LONGEST_TITLE = 250

_PAGE_NUMBER = re.compile(
    r"(?:(?:page|seite|pagina|página|pág|p)\.?\s*)?[–—-]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[–—-]?"
    r"(?:\s*(?:of|/|von|de|di|sur)\s*\d{1,4})?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[•‣▪●◦*–-]|\d{1,2}[.)])\s+\S")
_STOPPED = re.compile(r"[.!?:…][\"”’»)\]]*$")
_BROKEN_WORD = re.compile(r"([^\W\d_]{2,})[-\u2010]$")
_HYPHENATED = re.compile(r"[^\W\d_]+-[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class PdfLine:
    """One line: its words, the size of its print, its left edge and its height on the page."""

    text: str
    size: float = 0
    x: float = 0
    y: float = 0


Pages = Sequence[Sequence[PdfLine]]


@dataclass(frozen=True, slots=True)
class Furniture:
    """A line that belongs to the page and not to the text; ``at``: paragraphs that begin above."""

    text: str
    reason: str
    at: int


def without_page_furniture(pages: Pages) -> tuple[list[list[PdfLine]], list[Furniture]]:
    """The pages without page numbers and running heads, and these, each once, with reasons."""
    heads = _running_heads(pages)
    kept: list[list[PdfLine]] = []
    removed: dict[str, tuple[str, int]] = {}
    for page in pages:
        edges = {*range(EDGE_LINES), *range(len(page) - EDGE_LINES, len(page))}
        lines = []
        for at, line in enumerate(page):
            reason = _furniture(line.text, heads) if at in edges and len(page) > 1 else ""
            if reason:
                removed.setdefault(line.text, (reason, len(kept) + (at >= EDGE_LINES)))
            else:
                lines.append(line)
        kept.append(lines)
    above = {page: sum(1 for _ in _groups(kept[:page])) for _, page in {*removed.values()}}
    found = [Furniture(text, reason, above[page]) for text, (reason, page) in removed.items()]
    return kept, found


def _running_heads(pages: Pages) -> dict[str, int]:
    """Lines at the edges of most pages, figures put aside, with the number of pages."""
    counts: Counter[str] = Counter()
    for page in pages:
        edges = (*page[:EDGE_LINES], *page[-EDGE_LINES:])
        counts.update({_figureless(line.text) for line in edges})
    least = max(2, REPEATED * len(pages))
    return {words: count for words, count in counts.items() if words and count >= least}


def _figureless(text: str) -> str:
    return re.sub(r"\d+", "0", text.casefold())


def _furniture(text: str, heads: dict[str, int]) -> str:
    if _PAGE_NUMBER.fullmatch(text):
        return "a page number"
    count = heads.get(_figureless(text), 0)
    return f"a running head: it stands on {count} pages" if count else ""


# --- paragraphs -----------------------------------------------------------------------------


def paragraphs(pages: Pages) -> list[str]:
    """The paragraphs of all pages in order, their lines joined, broken words mended."""
    text = " ".join(line.text for page in pages for line in page)
    vocabulary = words_of(text)
    compounds = {
        word.lower() for page in pages for line in page for word in _HYPHENATED.findall(line.text)
    }
    return [_joined(lines, vocabulary, compounds) for lines in _groups(pages)]


def _groups(pages: Pages) -> Iterator[list[PdfLine]]:
    group: list[PdfLine] = []
    for page in pages:
        step, width, edge = _measures(page)
        for at, line in enumerate(page):
            above = group[-1] if group else None
            if above is not None and (
                _parts_pages(above, line)
                if at == 0
                else _parts(above, line, step, width) or _indented(above, line, edge)
            ):
                yield group
                group = []
            group.append(line)
    if group:
        yield group


def _measures(page: Sequence[PdfLine]) -> tuple[float, float, float]:
    """Usual step from line to line, usual width in characters, left edge of most lines."""
    pairs = zip(page, page[1:], strict=False)
    steps = [above.y - line.y for above, line in pairs if above.y > line.y]
    widths = sorted(len(line.text) for line in page)
    edges = Counter(round(line.x) for line in page)
    return (
        median(steps) if steps else 0,
        widths[int(0.75 * (len(widths) - 1))] if widths else 0,
        edges.most_common(1)[0][0] if edges else 0,
    )


def _parts(above: PdfLine, line: PdfLine, step: float, width: float) -> bool:
    """True where a new paragraph begins: a gap, other print, an item, a short line that stops."""
    gap = above.y - line.y
    if step and gap > GAP * max(step, line.size):
        return True
    if _other_print(above, line) or _ITEM.match(line.text):
        return True
    short = len(above.text) < SHORT_LINE * width
    return short and bool(_STOPPED.search(above.text)) and not line.text[0].islower()


def _indented(above: PdfLine, line: PdfLine, edge: float) -> bool:
    far = line.size * INDENT
    return far > 0 and line.x > edge + far and above.x < line.x - far and line.x < edge + 6 * far


def _parts_pages(above: PdfLine, line: PdfLine) -> bool:
    """True unless the paragraph runs on over the end of the page."""
    return (
        _other_print(above, line)
        or bool(_STOPPED.search(above.text))
        or bool(_ITEM.match(line.text))
    )


def _other_print(above: PdfLine, line: PdfLine) -> bool:
    small, large = sorted((above.size, line.size))
    return small > 0 and large > LARGER * small


def title_in(pages: Pages) -> str:
    """The first page's paragraph in the largest print, where that is larger than the text's."""
    page = pages[0] if pages else []
    sizes = [line.size for line in page for _ in line.text]
    groups = list(_groups([page]))[:TITLE_PARAGRAPHS]
    if not sizes or len(groups) < 2:
        return ""
    largest = max(groups, key=lambda group: group[0].size)
    words = _joined(largest, set(), set())
    if largest[0].size <= LARGER * median(sizes) or len(words.split()) < 2:
        return ""
    return words if len(words) <= LONGEST_TITLE else ""


def _joined(lines: Sequence[PdfLine], vocabulary: set[str], compounds: set[str]) -> str:
    text = ""
    for line in lines:
        broken = _BROKEN_WORD.search(text)
        if not text:
            text = line.text
        elif broken and line.text[0].islower():
            rest = re.match(r"[^\W\d_]+", line.text)
            whole = _keeps_hyphen(broken[1], rest[0] if rest else "", vocabulary, compounds)
            text = text[:-1] + ("-" if whole else "") + line.text
        else:
            text = f"{text} {line.text}" if not text.endswith(("/", "—")) else text + line.text
    return text


def _keeps_hyphen(start: str, rest: str, vocabulary: set[str], compounds: set[str]) -> bool:
    """Is the hyphen at the end of the line the word's own ("long-term"), not the printer's?

    What stands elsewhere in the document decides, then the language's words: the whole a word,
    no hyphen; both halves words, a hyphen.
    """
    whole, compound = (start + rest).lower(), f"{start}-{rest}".lower()
    if compound in compounds:
        return True
    if whole in vocabulary or _is_word(whole):
        return False
    return _is_word(start.lower()) and _is_word(rest.lower())


@lru_cache(maxsize=10_000)
def _is_word(word: str) -> bool:
    return is_known(word)
