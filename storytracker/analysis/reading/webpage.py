"""An HTML page: its head, the container of its article, the blocks inside it."""

from __future__ import annotations

from lxml.html import HtmlElement

from storytracker.analysis.reading.blocks import Flat, flatten, sure_prose
from storytracker.analysis.reading.boilerplate import bare
from storytracker.analysis.reading.bylines import BYLINE_LIMIT
from storytracker.analysis.reading.cleaning import visible
from storytracker.analysis.reading.container import article_range
from storytracker.analysis.reading.draft import MAX_BLOCKS, Block, Draft
from storytracker.analysis.reading.ending import settle_body
from storytracker.analysis.reading.frontlines import kind_of
from storytracker.analysis.reading.linklists import is_link, set_links_aside
from storytracker.analysis.reading.pagehead import PageHead, read_head
from storytracker.analysis.reading.pagestate import LONG_ENOUGH, PageWords, state_of
from storytracker.analysis.reading.parsing import parse, stripped
from storytracker.analysis.reading.plaintext import read_plain
from storytracker.analysis.reading.standfirst import with_standfirst
from storytracker.analysis.reading.statedbody import stated_body
from storytracker.analysis.types import BODY_KINDS, Basis, OutletFinding, ParagraphKind

PROSE = 80  # a longer block is prose; a menu's word below one heads a list of links
# What is told of as removed although it stands outside the article.
TOLD_OUTSIDE = frozenset({"caption", "comments", "consent", "newsletter"})
FEW_WORDS = 400  # code points of prose; a page with fewer may hide its text
TOP_BLOCKS = 12  # the page's own lines above the text stand among the first so many blocks


def read_page(text: str, url: str = "") -> Draft:
    """Read an HTML page given as characters.

    Mark-up that can't be parsed, or not to its end, is read as plain text.
    """
    tree = parse(text)
    if tree is None:
        return read_plain(visible(stripped(text)))
    head = read_head(tree, url)
    draft = _drafted(head)
    flat, start, end = _article(tree)
    end, far = min(end, start + MAX_BLOCKS), end
    set_links_aside(flat.blocks[start:end])
    draft.title_at = _title_at(flat, start, draft.title)
    blocks = _divided(flat, start, end, draft)
    beyond = "\n".join(block.text for block in flat.blocks[end:far])
    draft.remove(beyond, "other", f"beyond the first {MAX_BLOCKS} blocks", end)
    if sum(len(block.text) for block in blocks) < FEW_WORDS:
        blocks = _stated(tree, flat, draft) or blocks
    settle_body(_under_title(blocks, draft), draft)
    draft.blocks = with_standfirst(draft.blocks, head.standfirst)
    note_state(draft, flat, tree, text)
    if flat.cut:
        draft.partial = "The page is too long; only its beginning was read. Paste what is missing."
    return draft


def _stated(tree: HtmlElement, flat: Flat, draft: Draft) -> list[Block]:
    """The blocks of the body that a page built by scripts states as data."""
    words = stated_body(tree)
    if words:
        draft.reasons.append("the text stands in the page's JSON-LD only")
    first = len(flat.blocks)
    return [Block(each, ParagraphKind.PARAGRAPH, False, first + i) for i, each in enumerate(words)]


def _divided(flat: Flat, start: int, end: int, draft: Draft) -> list[Block]:
    """The article's blocks; what is none of it is set aside, menus outside it only counted."""
    blocks: list[Block] = []
    outside = 0
    run: list[int] = []
    for at, block in enumerate(flat.blocks):
        inside = start <= at < end
        aside = block.dropped and (inside or block.dropped[0] in TOLD_OUTSIDE)
        if run and not (aside and block.dropped == flat.blocks[run[-1]].dropped):
            run = _set_aside(flat, run, draft)
        if aside:
            run.append(at)
        elif inside:
            blocks.append(Block(block.text, block.kind, is_link(block), at))
        else:
            outside += not block.dropped
    _set_aside(flat, run, draft)
    draft.reasons.append(f"{outside} blocks outside the article's container left out")
    return blocks


def _set_aside(flat: Flat, run: list[int], draft: Draft) -> list[int]:
    """Set neighbours that go for one reason aside as one."""
    if run:
        words = "\n".join(flat.blocks[at].text for at in run)
        draft.remove(words, *(flat.blocks[run[0]].dropped or ("other", "")), run[0])
    return []


def _title_at(flat: Flat, start: int, title: str) -> int:
    """Where the title stands among the blocks; above the article where it isn't seen."""
    wanted = bare(title)
    for at, block in enumerate(flat.blocks[: start + TOP_BLOCKS]):
        if block.kind is ParagraphKind.HEADING and bare(block.text) == wanted:
            return at
    return start - 1


def _article(tree: HtmlElement) -> tuple[Flat, int, int]:
    """The page's blocks and the range of the article.

    A page whose shown words are few is looked at once more, with all that it hides: some show
    their text by script only.
    """
    flat = flatten(tree)
    start, end = article_range(flat)
    shown = _prose(flat, start, end)
    if shown < FEW_WORDS:
        whole = flatten(tree, all_of_it=True)
        first, last = article_range(whole)
        if _prose(whole, first, last) > max(2 * shown, FEW_WORDS):
            return whole, first, last
    return flat, start, end


def _prose(flat: Flat, start: int, end: int) -> int:
    return sum(sure_prose(block) for block in flat.blocks[start:end] if not block.dropped)


def _drafted(head: PageHead) -> Draft:
    draft = Draft(
        title=head.title,
        dates=head.dates,
        bylines=list(head.bylines),
        locale=head.locale,
        canonical_url=head.canonical_url,
        amp_url=head.amp_url,
        section=head.section,
        changes=head.changes,
    )
    if head.site_name:
        draft.outlet = OutletFinding(
            head.site_name, Basis.METADATA, "the page's metadata name the site"
        )
    elif head.publisher:
        draft.outlet = OutletFinding(
            head.publisher, Basis.METADATA, "the page's JSON-LD names the publisher"
        )
    return draft


def _under_title(blocks: list[Block], draft: Draft) -> list[Block]:
    """Drop what stands in the container above the title, the title, and date line and byline."""
    for at, block in enumerate(blocks[:TOP_BLOCKS]):
        if block.kind is ParagraphKind.HEADING and bare(block.text) == bare(draft.title):
            blocks = blocks[at + 1 :]
            break
    kept: list[Block] = []
    for block in blocks[:TOP_BLOCKS]:
        quoted = block.kind is ParagraphKind.QUOTATION
        kind = "" if quoted or len(block.text) > BYLINE_LIMIT else kind_of(block.text)
        below = any(len(each.text) > PROSE for each in kept)
        if kind in ("date", "byline") or (kind == "section" and not below):
            draft.remove(block.text, "other", f"a {kind} line above the text", block.at)
        else:
            kept.append(block)
    return kept + blocks[TOP_BLOCKS:]


def note_state(draft: Draft, flat: Flat, tree: HtmlElement, html: str) -> None:
    """Note in the draft why the page is no article, or not the whole of one."""
    if sum(len(block.text) for block in draft.blocks) > LONG_ENOUGH:
        return
    titles = [draft.title, *(each.text or "" for each in tree.iter("title", "h1"))]
    words = PageWords(
        body=[block.text for block in draft.blocks if block.kind in BODY_KINDS],
        blocks=[block.text for block in flat.blocks],
        titles=titles[:5],
        html=html,
    )
    state = state_of(words, tree)
    draft.problem, draft.partial = state.problem, state.partial
