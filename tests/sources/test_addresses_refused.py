"""No address, name or redirect leads a fetch to this machine or into its network.

A canary listens on loopback and counts who connects. For these tests its port is the web's
port, so that nothing but the check of addresses keeps a fetch from it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

import pytest

from apps.sources.fetching import FailureKind, FetchFailed, Limits, client, fetch, resolving
from apps.sources.fetching.networks import is_public
from apps.sources.fetching.targets import DEFAULT_PORTS, parse
from tests.sources.hostile_urls import hostile_urls
from tests.support.listener import Listener
from tests.support.site import LOOPBACK, Site

SHORT = Limits(total_seconds=2, connect_seconds=1)
REFUSED = {FailureKind.REFUSED_ADDRESS, FailureKind.BAD_URL}
# What is no address in full leads a redirect back to the site that it came from.
HERE_AGAIN = {FailureKind.STATUS, FailureKind.TOO_MANY_REDIRECTS}
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs a second loopback address")


def to_loopback(host: str, port: int) -> list[str]:
    """The worst resolver: every name is this machine."""
    return ["127.0.0.1"]


class Changing:
    """A resolver with another answer each time; the last one stays."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int) -> list[str]:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return answer


@pytest.fixture
def canary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    with Listener() as listener:
        for scheme in ("http", "https"):
            monkeypatch.setitem(DEFAULT_PORTS, scheme, listener.port)
        yield listener


def refusal(url: str, **options: object) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetch(url, limits=SHORT, **options)  # type: ignore[arg-type]
    return caught.value


def leads_to_loopback(url: str) -> bool:
    """Whether the address can be read at all, and is a name or on loopback."""
    try:
        target = parse(url)
    except FetchFailed:
        return False
    return target.literal is None or target.literal.is_loopback


# --- Addresses and names -------------------------------------------------------------------------


def test_none_of_the_hostile_addresses_reaches_the_canary(canary: Listener) -> None:
    urls = hostile_urls(canary.port)
    assert len(set(urls)) >= 200
    for url in urls:
        failed = refusal(url, resolve=to_loopback)
        assert failed.kind in REFUSED, url
        assert not failed.is_passing
    assert canary.count == 0


def test_the_canary_counts_when_the_check_is_off(
    canary: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolving, "is_public", lambda address: True)
    for url in hostile_urls(canary.port):
        # Addresses inside somebody's network are not asked for in earnest.
        if leads_to_loopback(url):
            refusal(url, resolve=to_loopback)
    assert canary.count >= 40


def test_the_canary_counts_when_it_is_allowed(canary: Listener) -> None:
    assert refusal("http://news.example/", resolve=to_loopback).kind in REFUSED
    assert canary.count == 0
    failed = refusal("http://news.example/", resolve=to_loopback, allowed_networks=LOOPBACK)
    assert failed.kind == FailureKind.CONNECT
    assert canary.count == 1


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "93.184.215.14", "223.255.255.254", "2606:4700::1111", "2a00:1450::1"],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_every_refused_network_is_refused_from_end_to_end() -> None:
    from apps.sources.fetching.networks import REFUSED as networks

    for network in networks:
        assert not is_public(network[0])
        assert not is_public(network[-1])


@pytest.mark.parametrize("bad", ["10.1.2.3", "::ffff:8.8.8.8", "2002:808:808::1", "nonsense", ""])
def test_one_bad_address_among_good_ones_refuses_all(canary: Listener, bad: str) -> None:
    for answers in (["1.1.1.1", bad], [bad, "1.1.1.1"]):
        failed = refusal("http://news.example/", resolve=lambda *_, found=answers: found)
        assert failed.kind == FailureKind.REFUSED_ADDRESS


def test_the_answer_does_not_tell_what_a_name_leads_to(canary: Listener) -> None:
    failed = refusal("http://intranet.example/", resolve=lambda *_: ["10.98.76.54"])
    assert "10.98.76.54" not in failed.reason
    assert "intranet.example" in failed.reason


# --- Ports ---------------------------------------------------------------------------------------


def test_other_ports_of_public_hosts_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    dialled: list[object] = []
    monkeypatch.setattr(client, "dial", lambda *args: dialled.append(args))
    for port in (22, 25, 8080, 6379):
        for allowed in ((), LOOPBACK):
            failed = refusal(
                f"http://news.example:{port}/",
                resolve=lambda *_: ["1.1.1.1"],
                allowed_networks=allowed,
            )
            assert failed.kind == FailureKind.REFUSED_ADDRESS
    assert dialled == []


# --- Rebinding -----------------------------------------------------------------------------------


def test_fifty_rebinds_and_the_checked_address_is_dialled(
    canary: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialled: list[str] = []

    def no_network(target: object, place: resolving.Place, *_: object) -> None:
        dialled.extend(map(str, place.addresses))
        raise OSError("this test has no outside network")

    monkeypatch.setattr(client, "dial", no_network)
    public = [f"93.184.{number}.34" for number in range(50)]
    for number, address in enumerate(public):
        resolve = Changing([address], ["127.0.0.1"])
        failed = refusal(f"http://rebind-{number}.example/", resolve=resolve)
        assert (failed.kind, resolve.asked) == (FailureKind.CONNECT, 1)
    assert dialled == public
    assert canary.count == 0


@linux
def test_fifty_rebinds_between_the_hops(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look-up leads to an allowed site, which redirects to its own name again."""
    allowed = (ip_network("127.0.0.2/32"),)
    with Site(host="127.0.0.2") as site, Listener(port=site.port) as canary:
        for number in range(50):
            url = f"http://rebind-{number}.example:{site.port}/again"
            site.redirect("/again", url)
            resolve = Changing(["127.0.0.2"], ["127.0.0.1"])
            failed = refusal(url, resolve=resolve, allowed_networks=allowed)
            assert (failed.kind, resolve.asked) == (FailureKind.REFUSED_ADDRESS, 2)
        assert (site.connections, canary.count) == (50, 0)


@linux
def test_the_socket_goes_to_the_checked_address_alone() -> None:
    """Whatever the name would lead to by now: it is not looked up again."""
    with Site(host="127.0.0.2") as site, Listener(port=site.port) as canary:
        site.page("/", "here")
        resolve = Changing(["127.0.0.2"], ["127.0.0.1"])
        fetched = fetch(
            f"http://localhost:{site.port}/",
            resolve=resolve,
            allowed_networks=(ip_network("127.0.0.2/32"),),
        )
        assert (fetched.content, resolve.asked, canary.count) == (b"here", 1, 0)
        assert site.requests[0].host == f"localhost:{site.port}"


# --- Redirects -----------------------------------------------------------------------------------


@linux
def test_no_redirect_leads_to_a_hostile_address() -> None:
    allowed = (ip_network("127.0.0.2/32"),)
    with Site(host="127.0.0.2") as site, Listener(port=site.port) as canary:
        absolute = [url for url in hostile_urls(canary.port) if "://" in url and url.isprintable()]
        for number, url in enumerate(absolute):
            # As a server would send it: UTF-8.
            site.redirect(f"/{number}", url.encode().decode("latin-1"))
        for number, url in enumerate(absolute):
            resolve = Changing(["127.0.0.1"])
            failed = refusal(f"{site.url}/{number}", resolve=resolve, allowed_networks=allowed)
            assert failed.kind in REFUSED | HERE_AGAIN, url
        assert len(absolute) >= 150
        assert canary.count == 0


@linux
def test_a_redirect_across_hosts_is_looked_up_and_followed() -> None:
    allowed = (ip_network("127.0.0.2/31"),)
    with Site(host="127.0.0.2") as site, Site(host="127.0.0.3") as other:
        site.redirect("/a", f"http://other.example:{other.port}/b")
        other.page("/b", "there")
        names = {"site.example": ["127.0.0.2"], "other.example": ["127.0.0.3"]}
        fetched = fetch(
            f"http://site.example:{site.port}/a",
            resolve=lambda host, port: names[host],
            allowed_networks=allowed,
        )
        assert fetched.content == b"there"


def test_no_redirect_leads_from_outside_into_an_allowed_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The operator's own pages are for whoever imports them, not for strangers to point at."""
    with Site() as site, Site() as intranet:
        intranet.page("/", "inside")
        site.redirect("/", intranet.url + "/")
        # The site passes for a public one: its address is dialled instead of the public one.
        monkeypatch.setitem(DEFAULT_PORTS, "http", site.port)
        real = client.dial
        monkeypatch.setattr(
            client,
            "dial",
            lambda target, place, *rest: real(
                target, resolving.Place((ip_address("127.0.0.1"),), True), *rest
            ),
        )
        told: list[object] = []
        failed = refusal(
            "http://news.example/",
            resolve=lambda *_: ["1.1.1.1"],
            allowed_networks=LOOPBACK,
            before_redirect=lambda *what: told.append(what),
        )
        assert failed.kind == FailureKind.REFUSED_ADDRESS
        assert told == [], "its robots.txt would be asked for"
        assert "redirected" in failed.reason
        assert (site.connections, intranet.connections) == (1, 0)
        assert fetch(intranet.url, allowed_networks=LOOPBACK).content == b"inside"
