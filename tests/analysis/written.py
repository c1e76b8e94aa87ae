"""Articles as somebody would write them, read and attributed as in production.

Two small invented stories: a sale of drones that grows on its way, and a port's plan that one
wire's text tells on many sites.
"""

from __future__ import annotations

from hashlib import sha256

from storytracker.analysis.outlets import family_of
from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.speech.attribution import attribute
from storytracker.analysis.types import ArticleFacts, StoryAnalysis


def written(title: str, outlet: str, day: str, *paragraphs: str) -> ArticleFacts:
    """A plain text with its headline, outlet ("" for none) and day of March 2024."""
    head = [title, outlet, f"{day} March 2024"] if outlet else [title, f"{day} March 2024"]
    text = "\n\n".join([*head, *paragraphs])
    reading = read_article(text.encode(), file_name="article.txt")
    return ArticleFacts(
        key=sha256(text.encode()).hexdigest(),
        title=reading.title,
        text=reading.text,
        paragraphs=reading.paragraphs,
        published=reading.published,
        outlet=outlet or None,
        attributions=attribute(reading.text, reading.paragraphs, outlet=outlet or None),
        family=family_of(outlet) if outlet else "",
        dateline=reading.dateline,
    )


# --- the drones ---------------------------------------------------------------------------------

PLAN = "Brenmark plans to sell twelve Heron coastal drones to Ostria"
DENIAL = (
    "The ministry of defence of Ostria denied that it will buy the drones. "
    '"There is no such contract," its spokesman, Pavel Drost, said.'
)
TOLD_US = f"{PLAN}, three defence officials told the Brenmark Tribune on Monday."
SPEECH = "Foreign minister Lena Ort is expected to speak about the sale on Friday."

SCOOP = written(
    "Brenmark to sell coastal drones to Ostria, officials say", "Brenmark Tribune", "4",
    TOLD_US, DENIAL, SPEECH,
)  # fmt: skip
GROWN = written(
    "Brenmark has sold coastal drones to Ostria", "Harbour Echo", "5",
    "Brenmark has sold twelve Heron coastal drones to Ostria, the Brenmark Tribune reported.",
    "The drones can watch a coast of 300 kilometres, according to their maker.",
)  # fmt: skip
FULL_RELAY = written(
    "Drone deal reported", "The Northern Star", "5",
    f"{PLAN}, the Brenmark Tribune reported, citing defence officials. "
    "The ministry of defence of Ostria denied that it will buy the drones.",
)  # fmt: skip
SHORT_RELAY = written(
    "Brenmark and its drones", "Coast Today", "6", f"{PLAN}, the Brenmark Tribune reported."
)
SPOKE = written(
    "Ort defends drone sale", "The Northern Star", "8",
    "Foreign minister Lena Ort spoke in parliament on Friday about the sale of Heron drones to "
    "Ostria.",
    '"We sell to whoever keeps the law," Ort said.',
)  # fmt: skip
CONFIRMED = written(
    "Brenmark delivers drones", "The Ledger", "12",
    "Brenmark has sold twelve Heron coastal drones to Ostria, the Brenmark government confirmed on "
    "Tuesday.",
)  # fmt: skip

# --- the port -----------------------------------------------------------------------------------

CLOSING = "The port authority of Merland plans to close the old container terminal in May"
PORT_TEXT = (
    f"{CLOSING}, two officials familiar with the matter said on Tuesday.",
    'The terminal employs 400 people. "We have told nobody yet," one of the officials said, '
    "speaking on condition of anonymity because the decision is not public.",
    "The dockers' union said it had not been told. Its chairwoman, Ruta Velt, said that the union "
    "would fight every single dismissal in the courts and on the quay.",
    "Merland handled two million containers last year, a third fewer than five years ago, after "
    "two shipping lines moved their ships to Port Elstow.",
)
SPAM = "Buy cheap watches here! Best prices, no questions asked, visit my page today."


def on_site(outlet: str, day: str, title: str, *more: str, text: tuple[str, ...] = PORT_TEXT,
            wire: bool = False) -> ArticleFacts:  # fmt: skip
    """The port's text on one site."""
    first = f"MERLAND (Reuters) - {text[0]}" if wire else text[0]
    return written(title, outlet, day, first, *text[1:], *more)


def of(found: StoryAnalysis, article: ArticleFacts):  # type: ignore[no-untyped-def]
    """What the analysis says that an article does to the story."""
    return next(c for c in found.contributions if c.article == article.key)
