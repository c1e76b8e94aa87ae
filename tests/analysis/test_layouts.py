"""How the copies of other news sites are laid out: what stands around the text, and where."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from storytracker.analysis.reading.markup import read_article
from storytracker.analysis.types import ParagraphKind, Reading

TITLE = "Ferry to the islands will stop in winter, operator says"
BODY = (
    "The ferry to the Skerry islands will not run between November and March, its operator has "
    "said in a letter to the islanders.\n"
    "About 900 people live on the islands. They have had a daily boat since 1922.\n"
    "“We were told by post, and the post comes by boat,” said Ola Brekke, who keeps the shop.\n"
    "The operator, Fjord Line Skerries, did not answer questions on Tuesday."
)


@dataclass(frozen=True)
class Layout:
    """Lines above and below the text, and what they tell."""

    front: str
    outlet: str | None = None
    day: str | None = None
    clock: str | None = None
    bylines: tuple[str, ...] = ()
    end: str = ""
    standfirst: str = ""


LAYOUTS = {
    "masthead above the headline": Layout(
        f"Skerry Courier\n\n{TITLE}\n\nBy Ann Hove, Chief Reporter\n\nTuesday, 3 March 2020",
        "Skerry Courier",
        "2020-03-03",
        bylines=("Ann Hove",),
    ),
    "masthead above section and headline": Layout(
        f"THE SKERRY COURIER\nIslands\n\n{TITLE}\n\n3 March 2020",
        "The Skerry Courier",
        "2020-03-03",
        end="The Skerry Courier is published on Tuesdays.",
    ),
    "masthead with its motto": Layout(
        f"{TITLE}\n\nby Ann Hove\nMarch 3, 2020 at 2:05 PM\n\nTHE BEACON | Skerry news, weekly",
        "The Beacon",
        "2020-03-03",
        "14:05",
        ("Ann Hove",),
        end="More from The Beacon\nThe lighthouse that moved\nWhere to eat in spring?",
    ),
    "masthead with its motto above all": Layout(
        f"Skerry Gazette – the islands' own paper since 1871\n\n{TITLE}\n\n3 March 2020",
        "Skerry Gazette",
        "2020-03-03",
    ),
    "a time on a line of its own": Layout(
        f"{TITLE}\n\nSkerry Courier\n\nTuesday, March 3, 2020\n7.45pm\n\nANN O'HOVE\nArts editor",
        "Skerry Courier",
        "2020-03-03",
        "19:45",
        ("Ann O'Hove",),
        end="Help us to report from the islands: become a member for £2 a month.",
    ),
    "a time above the date": Layout(
        f"{TITLE}\n\nAnn Hove\nTransport correspondent\n\n06:00 GMT\n3 March 2020",
        None,
        "2020-03-03",
        "06:00",
        ("Ann Hove",),
    ),
    "By and the name on two lines": Layout(
        f"{TITLE}\n\nBy\nAnn Hove\n\nPublished 3 March 2020",
        None,
        "2020-03-03",
        None,
        ("Ann Hove",),
    ),
    "byline, place and date on one line": Layout(
        f"{TITLE}\n\nBy Ann Hove | Port Skerry | 3 March 2020",
        None,
        "2020-03-03",
        None,
        ("Ann Hove",),
    ),
    "byline, date and reading time on one line": Layout(
        f"{TITLE}\n\nAnn Hove · 3 March 2020 · 4 min read", None, "2020-03-03", None, ("Ann Hove",)
    ),
    "posted by and on": Layout(
        f"{TITLE}\n\nPosted by Ann Hove on March 3, 2020 at 8:15 am",
        None,
        "2020-03-03",
        "08:15",
        ("Ann Hove",),
    ),
    "last updated": Layout(
        f"{TITLE}\n\nPublished: 3 March 2020, 14:05\nLast updated: 4 March 2020, 09:10",
        None,
        "2020-03-03",
        "14:05",
    ),
    "updated at a time": Layout(
        f"{TITLE}\n\n3 March 2020\nUpdated at 19.20", None, "2020-03-03", None
    ),
    "reading time and readers": Layout(
        f"{TITLE}\n\n3 March 2020\n4 min read\n1,204 views\n12 comments\nListen to this article "
        "(5 minutes)",
        None,
        "2020-03-03",
    ),
    "kicker": Layout(f"EXCLUSIVE\n{TITLE}\n\n3 March 2020", None, "2020-03-03"),
    "kicker with a colon": Layout(f"Analysis:\n\n{TITLE}\n\n3 March 2020", None, "2020-03-03"),
    "breadcrumbs": Layout(f"Home » Islands » Transport\n{TITLE}\n3 March 2020", None, "2020-03-03"),
    "share bar without separators": Layout(
        f"{TITLE}\n\n3 March 2020\n\nTweet Telegram Printer-friendly version", None, "2020-03-03"
    ),
    "share bar with a count of comments": Layout(
        f"{TITLE}\n\n3 March 2020\n\nBookmark · Comments (12) · Share", None, "2020-03-03"
    ),
    "share links one a line": Layout(
        f"{TITLE}\n\n3 March 2020\n\nShare on Facebook\nShare by email\nShare via X\n2 shares",
        None,
        "2020-03-03",
    ),
    "notices of the site": Layout(
        f"Skip to main content\nWe use cookies to improve your visit. Accept all\n{TITLE}\n\n"
        "3 March 2020\n\nAdvertisement\nThis article is more than 3 years old",
        None,
        "2020-03-03",
    ),
    "date in brackets": Layout(f"{TITLE}\n\n(3 March 2020)", None, "2020-03-03"),
    "outlet and date on one line": Layout(
        f"{TITLE}\n\nSkerry Courier, 3 March 2020", "Skerry Courier", "2020-03-03"
    ),
    "standfirst above the byline": Layout(
        f"{TITLE}\n\nIslanders learn by post that they are cut off\n\nBy Ann Hove\n3 March 2020",
        None,
        "2020-03-03",
        None,
        ("Ann Hove",),
        standfirst="Islanders learn by post that they are cut off",
    ),
    "byline with a place below": Layout(
        f"{TITLE}\n\nAnn Hove in Port Skerry\nTue 3 Mar 2020 06.00 GMT",
        None,
        "2020-03-03",
        "06:00",
        ("Ann Hove",),
    ),
    "address of the author": Layout(
        f"{TITLE}\n\nBy ANN HOVE\nahove@example.org\n\n3 March 2020",
        None,
        "2020-03-03",
        None,
        ("Ann Hove",),
    ),
}


def dump(layout: Layout) -> Reading:
    body = BODY.replace("\n", "\n\n")
    return read_article(f"{layout.front}\n\n{body}\n\n{layout.end}".encode())


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_front_of_a_copy_is_read(name: str) -> None:
    layout = LAYOUTS[name]
    reading = dump(layout)
    published = reading.published
    assert reading.title == TITLE
    assert (reading.outlet.name if reading.outlet else None) == layout.outlet
    assert (str(published.day) if published.day else None) == layout.day
    assert (published.clock.isoformat("minutes") if published.clock else None) == layout.clock
    assert reading.bylines == layout.bylines
    assert reading.body() == BODY
    above = [p.span.of(reading.text) for p in reading.paragraphs if p.kind == "standfirst"]
    assert above == ([layout.standfirst] if layout.standfirst else [])


ENDS = {
    "contact by telephone": "To contact the reporter: Ann Hove, +44 20 7946 0001, @ahove",
    "reach by mail": "Reach Ann Hove at ahove@example.org",
    "can be reached": "Ann Hove can be reached at ahove@example.org.",
    "followed": "Follow Ann Hove on Bluesky: @ahove.example.org",
    "a tip": "Do you know more? Email tips@example.org or call the newsroom on 01632 960 001.",
    "newsdesk": "Have a story to tell? Phone our newsroom on 020 7946 0000.",
    "author": "Ann Hove is the transport correspondent of the Skerry Courier.",
    "author's beat": "Ann Hove covers the islands. She joined the Courier in 2012.",
    "sign-off": "(Reporting by Ann Hove in Port Skerry; Editing by Tor Lie)",
    "sign-off in capitals": "Writing by Ann Hove. Editing by Tor Lie.",
    "rights": "© 2020 Skerry Courier. All rights reserved.",
    "rights in words": "Copyright Skerry Courier 2020",
    "motto": "Skerry Courier. Independent voice of the north. Established 1871.",
    "motto behind a dash": "Skerry Courier – the islands’ voice",
    "appears": "The Skerry Courier appears on Tuesdays.",
    "links": "Other coverage of the islands\nThe lighthouse that moved\nHarbours, mapped",
    "headlines": "More headlines\nThe lighthouse that moved\nCan goats swim?",
    "more in": "More in Transport\nThe lighthouse that moved",
    "read next": "READ NEXT\nThe lighthouse that moved",
    "box": "Sign up to our newsletter\nEnter your email\nSubscribe",
    "subscribe": "Subscribe now for unlimited access.",
    "wall": "Already a subscriber? Log in",
    "topics": "Topics: ferries, islands",
    "tags": "Tags\nferries\nislands",
    "first published": "First published on 3 March 2020",
    "printed": "A version of this article appeared in print on March 4, 2020, on page A3.",
    "corrections": "See an error? Report it to corrections@example.org.",
    "share": "Share this article\nFacebook Twitter Email",
    "helpful": "Was this article helpful? Yes No",
    "top": "Back to top",
}


@pytest.mark.parametrize("name", ENDS)
def test_the_end_of_a_copy_is_set_aside(name: str) -> None:
    front = f"{TITLE}\n\nSkerry Courier\n3 March 2020"
    reading = dump(Layout(front, end=ENDS[name]))
    assert reading.body() == BODY
    aside = "\n".join(each.text for each in reading.removed)
    assert [line for line in ENDS[name].split("\n") if line not in aside] == []


WITHIN = {
    "a photo in brackets": "[Photo: The quay at Port Skerry. Tor Lie/Skerry Courier]",
    "a credit in brackets": "The quay at Port Skerry in 2018. (Tor Lie for the Skerry Courier)",
    "a file photo": "The quay at Port Skerry. Courier file photo",
    "whose photo": "The quay at Port Skerry on Monday. Courier photo by Tor Lie",
    "read also": "Read also: Harbours, mapped",
    "an advertisement": "Advertisement",
    "story continues": "Article continues after advertisement",
    "a stamp of a live page": "14:32",
    "a stamp with its zone": "14.32 GMT",
    "a stamp that counts back": "2 hours ago",
    "a stamp of a change": "Updated at 15.02 GMT",
    "a video": "Watch: The last boat leaves",
    "a player": "Listen to this article",
    "a follow-up": "Follow us on Facebook and Instagram",
    "a gallery": "View gallery",
    "a cookie notice": "This website uses cookies. By browsing you agree to our policy.",
    "a count of shares": "24 shares",
    "an allowance": "You have 2 free articles left this month",
}


@pytest.mark.parametrize("name", WITHIN)
def test_a_line_between_paragraphs_is_set_aside(name: str) -> None:
    first, second, rest = BODY.split("\n", 2)
    text = f"{TITLE}\n\n3 March 2020\n\n{first}\n\n{second}\n\n{WITHIN[name]}\n\n{rest}"
    reading = read_article(text.replace("\n", "\n\n").encode())
    assert reading.body() == BODY
    assert WITHIN[name] in [each.text for each in reading.removed]


@pytest.mark.parametrize(
    "sentence",
    [
        "Contact with the boat was lost at 9:30 p.m., the coastguard said.",
        "The Skerry Courier. That was the name of the first boat, too.",
        "Follow-up talks are planned for May.",
        "Email and telephone lines were down on the islands.",
        "More stories of that kind will follow, the islanders fear.",
        "Like the shop, the school depends on the boat.",
        "Share the boat or lose it: that was the choice.",
        "At 14:32 the boat left for the last time.",
        "Comment was sought from the operator.",
        "By email and WhatsApp.",
        "Copyright law does not help the islanders.",
        "Reach the islands by air and you pay 400 crowns.",
        "You have two free days, the letter said.",
        "Subscribers to the ferry's card will be paid back.",
        "The photo by Tor Lie shows the quay, and it won a prize that nobody had heard of before.",
    ],
)
def test_a_sentence_that_only_looks_like_one_of_these_lines_stays(sentence: str) -> None:
    body = BODY.replace("\n", "\n\n")
    middle = read_article(f"{TITLE}\n\n3 March 2020\n\n{body}\n\n{sentence}\n\n{body}".encode())
    last = read_article(f"{TITLE}\n\n3 March 2020\n\n{body}\n\n{sentence}".encode())
    assert sentence in middle.body()
    assert sentence in last.body()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Police arrest three in Sun Street", "The men were held on Tuesday, officers said."),
        ("Island boat is cut", "Operator of the ferry gives in to its owners"),
        ("The Last Boat", "The ferry that linked the islands has gone. What is left of them?"),
    ],
)
def test_a_headline_above_a_standfirst_is_no_masthead(first: str, second: str) -> None:
    body = BODY.replace("\n", "\n\n")
    reading = read_article(f"{first}\n\n{second}\n\nBy Ann Hove\n3 March 2020\n\n{body}".encode())
    assert reading.title == first
    assert second in reading.text


@pytest.mark.parametrize(
    ("front", "outlet"),
    [
        ("Quay & Pier\n\n", "Quay & Pier"),
        ("QUAY & PIER\nThe weekly for all who run ferries\n\nHarbours\n\n", "QUAY & PIER"),
        ("Island Voices\nNews for islanders\n\n", "Island Voices"),
    ],
)
def test_a_name_that_people_told_something_is_the_outlets(front: str, outlet: str) -> None:
    spoken = f"“It will come back,” a boatman told {outlet}."
    reading = read_article(f"{front}{TITLE}\n\n3 March 2020\n\n{BODY}\n{spoken}".encode())
    assert reading.title == TITLE
    assert reading.outlet is not None and reading.outlet.name.casefold() == outlet.casefold()


@pytest.mark.parametrize(
    ("name", "lines", "end"),
    [
        ("Island Voices", "", "Got a tip? Write to tips@islandvoices.example."),
        ("Skerry Evening Pharos", "", "Letters: letters@eveningpharos.example"),
        ("Skerry Evening Pharos", "", "The quay on Tuesday. Photo: Tor Lie/Evening Pharos"),
        ("The Island Pharos", "Boats | Fish | Chess", ""),
        ("Quay & Pier", "News for all who keep boats", "“No,” she told Quay & Pier."),
        ("Quay Wire Service", "", ""),
        ("The Morning Pharos", "", ""),
        ("SKERRY LINE PLC", "Press release\nFor immediate release", "About Skerry Line\nA firm."),
        ("The Evening Pharos", "", "Do you know more? Ring the Pharos newsdesk: 01632 960 002."),
        ("Left to Rot", "", "Left to Rot is written by Ann Hove. Tips: ann@lefttorot.example"),
    ],
)
def test_a_name_that_no_list_knows_above_the_headline(name: str, lines: str, end: str) -> None:
    signed = "PORT SKERRY (QWS) - " if "Wire" in name else ""
    front = f"{name}\n{lines}".strip()
    text = f"{front}\n\n{TITLE}\n\nBy Ann Hove\n3 March 2020\n\n{signed}{BODY}\n\n{end}"
    reading = read_article(text.encode())
    assert reading.title == TITLE
    assert reading.outlet is not None and reading.outlet.name.casefold() == name.casefold()
    assert reading.outlet.reason
    assert reading.body().startswith(BODY[:200])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Winter Without Boats", "How the islands will live on what they have"),
        ("Cut Off", "The ferry operator and the letter that nobody wanted to read"),
        ("Ferry Operator Gives Up", "Islanders learn by post that the boat stops in winter"),
    ],
)
def test_a_headline_in_capitals_is_no_name(first: str, second: str) -> None:
    reading = read_article(f"{first}\n\n{second}\n\nBy Ann Hove\n3 March 2020\n\n{BODY}".encode())
    assert reading.title == first
    assert reading.outlet is None


def test_a_press_release_is_dated_by_its_dateline() -> None:
    front = f"SKERRY LINE PLC\nPress release\n\n{TITLE}\n\nPort Skerry, 3 March 2020 – "
    reading = read_article(f"{front}{BODY}\n\nMedia contact\nAnn Hove, +44 1632 960 001".encode())
    assert str(reading.published.day) == "2020-03-03"
    assert reading.dateline == "Port Skerry, 3 March 2020"
    assert reading.body() == BODY


@pytest.mark.parametrize(
    "labels", ["News release", "PRESS RELEASE\nFor immediate release", "Media statement"]
)
def test_a_release_has_a_short_headline_too(labels: str) -> None:
    front = f"SKERRY LINE\n{labels}\n\nThe winter boat: our statement\n\n3 March 2020\n\n"
    reading = read_article(f"{front}{BODY}\n\nContact: press@skerryline.example".encode())
    assert reading.title == "The winter boat: our statement"
    assert reading.outlet is not None and reading.outlet.name.casefold() == "skerry line"
    assert reading.body() == BODY


def test_a_joined_word_in_capitals_opens_no_dateline() -> None:
    opened = BODY.replace("The ferry", "FED-UP islanders say that the ferry", 1)
    reading = read_article(f"{TITLE}\n\n3 March 2020\n\n{opened}".encode())
    assert reading.body() == opened


def test_a_count_of_comments_above_the_text_does_not_end_it() -> None:
    body = BODY.replace("\n", "\n\n")
    for line in ("12 Comments", "Comments (12)", "Comments", "Leave a comment"):
        reading = read_article(f"{TITLE}\n\nBy Ann Hove\n{line}\n\n{body}".encode())
        assert reading.body() == BODY


def test_links_behind_the_text_of_a_page_are_set_aside() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY.split("\n"))
    links = (
        "<li><a href='/a'>The lighthouse that moved</a></li><li><a href='/b'>Can goats swim?</a>"
    )
    page = (
        f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{paragraphs}"
        f"<section><h3>More headlines</h3><ul>{links}</li></ul></section></article></body></html>"
    )
    assert read_article(page.encode(), content_type="text/html").body() == BODY


def test_the_wires_sign_off_names_the_authors_where_no_byline_does() -> None:
    end = "(Reporting by Ann Hove and Per Dahl in Port Skerry; Editing by Tor Lie)"
    reading = dump(Layout(f"{TITLE}\n\n3 March 2020", end=end))
    assert reading.bylines == ("Ann Hove", "Per Dahl")
    assert reading.body() == BODY
    assert [p.kind for p in reading.paragraphs][-1] is ParagraphKind.PARAGRAPH


def test_a_closing_line_dates_a_copy_that_nothing_else_dates() -> None:
    reading = dump(Layout(TITLE, end="First published on 3 March 2020"))
    assert str(reading.published.day) == "2020-03-03"
    assert reading.body() == BODY


def test_the_time_of_a_change_is_not_lent_to_the_date() -> None:
    front = f"{TITLE}\n\nPublished 3 March 2020\nUpdated 9:30 p.m."
    assert dump(Layout(front)).published.clock is None
