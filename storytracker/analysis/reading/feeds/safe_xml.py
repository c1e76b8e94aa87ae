"""XML from anywhere → XML that a parser reads quickly and that loads and expands nothing.

The repairs are those that feeds in the wild need: a bare "&", HTML's entities, prefixes that
nobody declared, words above the root, characters that XML forbids, tags left open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from lxml import etree

from storytracker.analysis.reading.feeds.prolog import split_prolog
from storytracker.analysis.reading.feeds.references import mend_references

# A feed's depth is about 5, of mark-up inside it 30; libxml2 itself stops at 256. The other
# limits keep a feed's reading within some 5 CPU-seconds (20 µs per element and 200 to 400 µs per
# entry, measured).
MAX_DEPTH = 200
MAX_ELEMENTS = 150_000
MAX_ENTRIES = 10_000
MAX_NAMESPACES = 20_000  # declarations in all
MAX_ATTRIBUTES = 200  # of one element; reading them takes the square of their number
MAX_PREFIXES = 50

PRINTED_ABOVE = 5_000  # code points that stand above a feed at most

ENTRY_NAMES = frozenset({"item", "entry"})

# Prefixes that feeds use without a declaration; others get an address that means nothing.
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
_PREFIX = re.compile(
    r"</?([A-Za-z_][\w.-]{0,40}):|\s([A-Za-z_][\w.-]{0,40}):[\w.-]{1,40}\s?=\s?[\"']"
)
_DECLARED = re.compile(r"\sxmlns:([A-Za-z_][\w.-]{0,40})\s*=")
_FEED_ROOT = re.compile(r"<(?:rss|feed|[A-Za-z]+:RDF)\b", re.IGNORECASE)
_DOCUMENT_ROOT = re.compile(r"<(?:html|opml|channel)\b", re.IGNORECASE)
_BETWEEN = "\x01"  # no character of XML
_ROOT = re.compile(r"<[A-Za-z_][\w.:-]*")


@dataclass(frozen=True, slots=True)
class SafeXml:
    """Well-formed UTF-8 without a document type; ``root`` is its local name in lower case.

    ``notice`` says what had to be left out; ``problem`` why there is no ``xml`` at all.
    """

    xml: bytes = b""
    root: str = ""
    notice: str = ""
    problem: str = ""


def safe_xml(text: str) -> SafeXml:
    """Make the source ``text`` (no stray characters) safe; never raises."""
    body, declared = split_prolog(text)
    body = _from_root(body)
    root = _ROOT.match(body)
    if root is None:
        return SafeXml(problem="There is no mark-up in it.")
    body = _with_prefixes(mend_references(body, declared), root.end())
    raw = body.encode("utf-8")
    name = root[0].lstrip("<").rpartition(":")[2].lower()
    checked = _Check().run(raw)
    if not checked.error:
        return SafeXml(raw, name)
    if not checked.beyond:
        repaired = _repaired(raw)
        again = _Check().run(repaired)
        if repaired and not again.error:
            return SafeXml(repaired, name, notice="The feed's mark-up is broken and was mended.")
        if again.entries > checked.entries:
            raw, checked = repaired, again
    return _cut(raw, name, checked)


def limit_passed(raw: bytes) -> str:
    """In words: which limit UTF-8 XML passes, a document type included; "" for none.

    Broken mark-up is measured up to where it breaks.
    """
    return _Check().run(raw).beyond


def _from_root(body: str) -> str:
    """``body`` without what a server's program printed above the feed ("<b>Warning</b>: …")."""
    late = _FEED_ROOT.search(body, 0, PRINTED_ABOVE)
    own = _DOCUMENT_ROOT.match(body)
    return body[late.start() :] if late and not own else body


def _with_prefixes(body: str, at: int) -> str:
    """Declare in the root each prefix that is used and that the root does not declare."""
    used = {match[1] or match[2] for match in _PREFIX.finditer(body)}
    missing = used - {*_DECLARED.findall(body, at, body.find(">", at)), "xml", "xmlns"}
    declarations = "".join(
        f' xmlns:{prefix}="{_NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")}"'
        for prefix in sorted(missing)[:MAX_PREFIXES]
    )
    return body[:at] + declarations + body[at:]


def _repaired(raw: bytes) -> bytes:
    """What libxml2 makes of broken mark-up: open tags closed, stray ones left out."""
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        tree = etree.fromstring(raw, parser=parser)
        return etree.tostring(tree, encoding="utf-8") if tree is not None else b""
    except (etree.LxmlError, ValueError, AssertionError):
        return b""


def _cut(raw: bytes, root: str, checked: _Check) -> SafeXml:
    """What stands up to the last whole entry, the elements around it closed."""
    why = checked.beyond or "its mark-up is broken beyond repair from there on"
    if not checked.entries:
        return SafeXml(root=root, problem=f"No entry could be read: {why}.")
    closing = "".join(f"</{name}>" for name in reversed(checked.around))
    notice = f"Only the first {checked.entries} entries were read: {why}."
    # expat names the place in front of an end tag, and behind an empty element.
    end = raw.find(b">", checked.end) + 1 if raw.startswith(b"</", checked.end) else checked.end
    return SafeXml(raw[:end] + closing.encode(), root, notice)


class _Limit(Exception):
    pass


@dataclass(slots=True)
class _Check:
    """A run of expat over the bytes that measures them and builds nothing."""

    error: str = ""
    beyond: str = ""  # the limit that was passed, in words
    entries: int = 0
    elements: int = 0
    namespaces: int = 0
    end: int = 0  # where the last whole entry ended
    around: tuple[str, ...] = ()  # the elements that were open there
    stack: list[str] = field(default_factory=list)

    def run(self, raw: bytes) -> _Check:
        parser = expat.ParserCreate("utf-8", namespace_separator=_BETWEEN)
        parser.namespace_prefixes = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = lambda name: self._close(parser)
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(raw, True)
        except expat.ExpatError as error:
            self.error = str(error)
        except _Limit as limit:
            self.error = self.beyond = str(limit)
        return self

    def _refuse(self, *declaration: object) -> None:
        raise _Limit("it declares a document type where none may stand")

    def _declare(self, *declaration: object) -> None:
        self.namespaces += 1
        if self.namespaces > MAX_NAMESPACES:
            raise _Limit(f"it declares more than {MAX_NAMESPACES} namespaces")

    def _start(self, name: str, attributes: list[str]) -> None:
        self.elements += 1
        self.stack.append(_qualified(name))
        if len(self.stack) > MAX_DEPTH:
            raise _Limit(f"its elements are nested more than {MAX_DEPTH} deep")
        if self.elements > MAX_ELEMENTS:
            raise _Limit(f"it has more than {MAX_ELEMENTS} elements")
        if len(attributes) > 2 * MAX_ATTRIBUTES:
            raise _Limit(f"an element has more than {MAX_ATTRIBUTES} attributes")

    def _close(self, parser: expat.XMLParserType) -> None:
        name = self.stack.pop()
        if name.rpartition(":")[2].lower() in ENTRY_NAMES:
            if self.entries == MAX_ENTRIES:
                raise _Limit(f"it has more than {MAX_ENTRIES} entries")
            self.entries += 1
            self.around = tuple(self.stack)
            self.end = parser.CurrentByteIndex


def _qualified(name: str) -> str:
    """The name as written, out of expat's "address, local name, prefix"."""
    parts = name.split(_BETWEEN)
    return f"{parts[2]}:{parts[1]}" if len(parts) == 3 else parts[-1]
