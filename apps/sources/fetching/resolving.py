"""From a host to the addresses that may be connected to: looked up once, all checked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from apps.sources.fetching.failures import LATER, PASTE, FailureKind, FetchFailed
from apps.sources.fetching.networks import Network, is_inside, is_public
from apps.sources.fetching.targets import DEFAULT_PORTS, Address, Target

# host and port → IP addresses as text, the preferred one first; OSError where there are none.
Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a host is. ``inside``: in the operator's networks, all of it."""

    addresses: tuple[Address, ...]
    inside: bool


def system_resolve(host: str, port: int) -> list[str]:
    """What this machine's resolver says. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def find(target: Target, resolve: Resolve, allowed: Sequence[Network], seconds: float) -> Place:
    """Look a target up, once, and check every address.

    One refused address among several refuses them all: a host with a public and a private
    face is what rebinding looks like. Ports other than 80 and 443 are for the operator's
    networks. Raises FetchFailed (dns, refused_address).
    """
    odd_port = target.port not in DEFAULT_PORTS.values()
    if odd_port and not allowed:
        raise _refused_port(target)
    addresses = (target.literal,) if target.literal else _look_up(target, resolve, seconds)
    inside = [is_inside(address, allowed) for address in addresses]
    if not all(ours or is_public(address) for ours, address in zip(inside, addresses, strict=True)):
        raise _refused_address(target)
    if odd_port and not all(inside):
        raise _refused_port(target)
    return Place(addresses, all(inside))


def _look_up(target: Target, resolve: Resolve, seconds: float) -> tuple[Address, ...]:
    try:
        answers = _within(seconds, lambda: resolve(target.host, target.port))
    except TimeoutError:
        words = f"Looking up {target.host} took too long. {LATER}"
        raise FetchFailed(words, FailureKind.DNS) from None
    except (OSError, UnicodeError):
        answers = []
    if not answers:
        words = f"There is no host {target.host} to be found. Check the address. {LATER}"
        raise FetchFailed(words, FailureKind.DNS)
    try:
        return tuple(map(ip_address, answers))
    except ValueError:
        raise _refused_address(target) from None


def _within(seconds: float, look_up: Callable[[], list[str]]) -> list[str]:
    """The system's resolver can't be told how long it may take: let a thread wait for it.

    Raises TimeoutError; the thread ends when the resolver gives up.
    """
    answers: list[list[str]] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            answers.append(look_up())
        except Exception as error:  # raised again below, where somebody sees it
            errors.append(error)

    thread = threading.Thread(target=run, name="look-up", daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not answers:
        raise TimeoutError
    return answers[0]


def _refused_address(target: Target) -> FetchFailed:
    # Not the address itself: what names lead to inside is nobody's business.
    words = (
        f"{target.host} isn't on the public internet, so nothing was asked there. {PASTE} "
        "Whoever runs Storytracker can open a network of your own: STORYTRACKER_ALLOWED_NETWORKS."
    )
    return FetchFailed(words, FailureKind.REFUSED_ADDRESS)


def _refused_port(target: Target) -> FetchFailed:
    words = f"Port {target.port} isn't the web's, so nothing was asked there. {PASTE}"
    return FetchFailed(words, FailureKind.REFUSED_ADDRESS)
