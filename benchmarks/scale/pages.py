"""The stream's articles as web pages, and as what the analysis finds in them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from benchmarks.scale.stream import Item, Sentence
from storytracker.analysis.types import (
    Assertion,
    Attributions,
    Name,
    NameKind,
    Paragraph,
    ParagraphKind,
    Span,
    Speaker,
    SpeakerKind,
)

LINKS, STYLES, RELATED = 60, 150, 12
"""What stands around the words: about 40 kB, as on a lean news site."""


def html(item: Item) -> bytes:
    """The article as a page with navigation, styles, related articles and a footer."""
    body = "".join(f"<p>{escape(' '.join(s.words for s in p))}</p>" for p in item.paragraphs)
    title = escape(item.title)
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>"
        f'<meta property="og:site_name" content="{escape(item.outlet)}">'
        f'<meta property="article:published_time" content="{item.day}T08:00:00Z">'
        f"{_AROUND[0]}</head><body>{_AROUND[1]}<main><article><h1>{title}</h1>{body}</article>"
        f"{_AROUND[2]}</main></body></html>"
    ).encode()


def _around() -> tuple[str, str, str]:
    rules = "".join(
        f".card-{n} > .title:hover {{ color: #{n:06x}; margin: {n}px auto; display: block }}\n"
        for n in range(STYLES)
    )
    links = "".join(
        f'<li class="menu-item"><a class="menu-link" href="/section/{n}/news">Section {n}</a></li>'
        for n in range(LINKS)
    )
    cards = "".join(
        f'<div class="card card-{n}"><a href="/{n}"><img src="/{n}.jpg" alt="" loading=lazy>'
        f'<h3 class="title">Another headline, number {n}</h3></a><span>{n} hours ago</span></div>'
        for n in range(RELATED)
    )
    script = "".join(
        f"window.slots.push({{id: 'slot-{n}', sizes: [300, {n}]}});" for n in range(200)
    )
    return (
        f"<style>{rules}</style><script>{script}</script>",
        f"<header><nav><ul>{links}</ul></nav></header>",
        f'<aside class="related">{cards}</aside><footer><ul>{links}</ul></footer>',
    )


_AROUND = _around()

Laid = tuple[str, tuple[Paragraph, ...], Attributions]


def laid_out(item: Item) -> Laid:
    """The text as a version keeps it, its paragraphs, and who says what there by construction."""
    parts, paragraphs = [item.title], [Paragraph(Span(0, len(item.title)), ParagraphKind.TITLE)]
    sentences, said = list[Span](), list[Assertion]()
    at = len(item.title) + 2
    for paragraph in item.paragraphs:
        start = at
        for sentence in paragraph:
            span = Span(at, at + len(sentence.words))
            sentences.append(span)
            said += _assertions(sentence, span)
            at = span.end + 1
        parts.append(" ".join(s.words for s in paragraph))
        paragraphs.append(Paragraph(Span(start, at - 1), ParagraphKind.PARAGRAPH))
        at += 1
    text = "\n\n".join(parts)
    found = Attributions(tuple(said), names=tuple(_names(item, text)), sentences=tuple(sentences))
    return text, tuple(paragraphs), found


def _assertions(sentence: Sentence, span: Span) -> Iterator[Assertion]:
    if sentence.said:
        start = span.start + sentence.words.index(sentence.said)
        kind = SpeakerKind.PERSON if sentence.speaker != sentence.body else SpeakerKind.ORGANISATION
        yield Assertion(
            content=(Span(start, start + len(sentence.said)),),
            sentence=span,
            speaker=Speaker(sentence.speaker, kind, group=sentence.body),
            cue_lemma="say",
        )


def _names(item: Item, text: str) -> Iterator[Name]:
    for name, kind in item.names:
        found, at = list[Span](), text.find(name)
        while at >= 0:
            found.append(Span(at, at + len(name)))
            at = text.find(name, at + 1)
        if found:
            yield Name(name, NameKind(kind), tuple(found))
