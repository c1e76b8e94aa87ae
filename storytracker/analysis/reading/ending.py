"""From the blocks under the front matter to the body: comments, link lists and closings cut."""

from __future__ import annotations

import re
from dataclasses import replace

from storytracker.analysis.lexicons import load
from storytracker.analysis.reading.boilerplate import (
    bare,
    is_source_list,
    starts_comments,
    starts_link_list,
    unwanted,
)
from storytracker.analysis.reading.bylines import looks_like_name, names_in_signoff
from storytracker.analysis.reading.cleaning import has_split_initial, mend_first_word, words_of
from storytracker.analysis.reading.closing import (
    described_author,
    described_outlet,
    disclaimed_outlet,
    follows_description,
    heads_description,
    motto_of,
)
from storytracker.analysis.reading.dateline import split_dateline
from storytracker.analysis.reading.dates import DateSource
from storytracker.analysis.reading.draft import Block, Draft
from storytracker.analysis.reading.frontlines import dates_document
from storytracker.analysis.types import Basis, OutletFinding, ParagraphKind

CONTACT_BLOCKS = 8  # names and addresses of a press office are among the last so many
CLOSING_BLOCKS = 4  # self-descriptions and notes stand among the last so many blocks
LINK_LABEL = 30  # code points beside a page's links: a date, a section's name
LINK_LENGTH = 160  # code points of one line in a list of links
_ENDS = re.compile(r"[\w)][.!?][\"”’')]*$")


def settle_body(blocks: list[Block], draft: Draft) -> None:
    """Append the body among ``blocks`` to ``draft`` and set the rest aside with its reason."""
    blocks = _without_comments(blocks, draft)
    blocks = _without_unwanted(blocks, draft)
    blocks = _without_closing(blocks, draft)
    draft.blocks += _opened(blocks, draft)


def _without_comments(blocks: list[Block], draft: Draft) -> list[Block]:
    """Cut from the heading of the comments on; above any prose it is a mere link to them."""
    kept: list[Block] = []
    for at, block in enumerate(blocks):
        reason = starts_comments(block.text)
        if reason and any(_ENDS.search(each.text) for each in kept):
            rest = "\n".join(each.text for each in blocks[at:])
            draft.remove(rest, "comments", f"{reason}, and all that follows", block.at)
            break
        if reason:
            draft.remove(block.text, "comments", "a link to the reader comments", block.at)
        else:
            kept.append(block)
    return kept


def _without_unwanted(blocks: list[Block], draft: Draft) -> list[Block]:
    kept: list[Block] = []
    in_links = False
    for block in blocks:
        in_links = starts_link_list(block.text) or (in_links and _is_link(block))
        found = (
            ("navigation", "a list of links to other articles")
            if in_links
            else None
            if block.kind is ParagraphKind.QUOTATION
            else unwanted(block.text)
        )
        if found is None and bare(block.text) == bare(draft.title):
            found = ("repeated title", "the title once more")
        if found is None:
            kept.append(block)
            continue
        draft.remove(block.text, *found, block.at)
        _add_bylines(names_in_signoff(block.text), draft)
        if found[0] == "disclaimer":
            _name_outlet(disclaimed_outlet(block.text), "a disclaimer names it", draft)
    return kept


def _is_link(block: Block) -> bool:
    if block.link is not None:
        return block.link or len(block.text) <= LINK_LABEL
    stopped = block.text.rstrip("\"”’').")[-1:] and block.text.endswith((".", ".”", '."'))
    return len(block.text) <= LINK_LENGTH and not stopped


def _without_closing(blocks: list[Block], draft: Draft) -> list[Block]:
    """Cut self-descriptions and authors' notes among the last blocks; mark the source list."""
    told, blocks = len(blocks), _without_contacts(blocks, draft)
    issued = len(blocks) < told  # a press release also describes who issues it
    first = max(1, len(blocks) - CLOSING_BLOCKS)
    elsewhere = " ".join(block.text for block in blocks[:first])
    kept, describing, headed = blocks[:first], False, False
    for block in blocks[first:]:
        known = draft.outlet.name if draft.outlet else ""
        name = described_outlet(block.text, elsewhere, known) or motto_of(block.text, known)
        headed = headed or (issued and heads_description(block.text, known))
        if name or headed or (describing and follows_description(block.text)):
            describing = True
            draft.remove(block.text, "self-description", "the outlet describes itself", block.at)
            _name_outlet(name, "its closing self-description names it", draft)
        elif is_source_list(block.text):
            kept.append(replace(block, kind=ParagraphKind.SOURCES))
        elif described_author(block.text, elsewhere):
            draft.remove(block.text, "self-description", "a note on the author", block.at)
            _add_bylines((described_author(block.text, elsewhere),), draft)
        elif dates_document(block.text):
            draft.remove(block.text, "other", "a closing line that dates the article", block.at)
            draft.dates.append(DateSource(block.text, Basis.TEXT, "a closing line"))
        else:
            kept.append(block)
    return _without_last_headings(kept, draft)


def _without_contacts(blocks: list[Block], draft: Draft) -> list[Block]:
    """Cut what a press release says below "Media contact", and its "ENDS"."""
    heads = load("boilerplate")["contacts"]
    first = max(1, len(blocks) - CONTACT_BLOCKS)
    for at, block in enumerate(blocks[first:], start=first):
        if bare(block.text) in heads["from_here"]:
            rest = "\n".join(each.text for each in blocks[at:])
            draft.remove(rest, "other", "whom the press may ask", block.at)
            return blocks[:at]
    return blocks


def _without_last_headings(blocks: list[Block], draft: Draft) -> list[Block]:
    while blocks and blocks[-1].kind is ParagraphKind.HEADING:
        last = blocks.pop()
        draft.remove(last.text, "other", "a heading with nothing behind it", last.at)
    return blocks


def _name_outlet(name: str, reason: str, draft: Draft) -> None:
    if name and draft.outlet is None:
        draft.outlet = OutletFinding(name, Basis.TEXT, reason)


def _add_bylines(names: tuple[str, ...], draft: Draft) -> None:
    if not draft.bylines and all(map(looks_like_name, names)):
        draft.bylines += names


def _opened(blocks: list[Block], draft: Draft) -> list[Block]:
    """Cut the dateline and mend the drop cap of the first paragraph."""
    at = next((i for i, block in enumerate(blocks) if block.kind is ParagraphKind.PARAGRAPH), None)
    if at is None:
        return blocks
    draft.dateline, text = split_dateline(blocks[at].text)
    if re.search(r"\d{4}$", draft.dateline):
        draft.dates.append(DateSource(draft.dateline, Basis.TEXT, "the dateline"))
    if has_split_initial(text):
        text = mend_first_word(text, words_of(" ".join(block.text for block in blocks)))
    opened = replace(blocks[at], text=text)
    return [*blocks[:at], opened, *blocks[at + 1 :]]
