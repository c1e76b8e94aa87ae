"""An address as it is going to be asked: read once, strictly, by nobody else.

The same ``Target`` is looked up, checked, connected to and named in the request, so that no
two readings of one address can differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

from apps.sources.fetching.failures import bad_url

Address = IPv4Address | IPv6Address

DEFAULT_PORTS = {"http": 80, "https": 443}
# Longer ones are no articles'; browsers and servers differ from 8,000 characters on.
LONGEST_URL_CHARACTERS = 8_000

_BLANKS = " \t\r\n\f"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:@%\s]+)(?::([0-9]{0,5}))?")
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
# A last label that a resolver reads as part of an IPv4 address (WHATWG, "ends in a number").
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# IDNA of 2003, which the standard library knows, leads these to another host than browsers do.
_DEVIATIONS = re.compile("[ßς\u200c\u200d]")
_KEPT = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Target:
    """``host`` is lower-case punycode or an address; ``path`` has the query, percent-encoded."""

    scheme: str
    host: str
    port: int
    path: str
    literal: Address | None = None

    @property
    def key(self) -> str:
        """The host, with the port where it isn't the web's."""
        name = f"[{self.host}]" if isinstance(self.literal, IPv6Address) else self.host
        return name if self.port in DEFAULT_PORTS.values() else f"{name}:{self.port}"

    @property
    def origin(self) -> str:
        name = f"[{self.host}]" if isinstance(self.literal, IPv6Address) else self.host
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{name}{port}"

    @property
    def url(self) -> str:
        return self.origin + self.path

    def follow(self, location: str) -> Target:
        """Where a Location header leads. Raises FetchFailed like ``parse``."""
        # Some servers send UTF-8, which arrives here as Latin-1.
        location = location.encode("latin-1", "replace").decode("utf-8", "replace")
        # urljoin would silently drop tabs and line ends.
        location = _without_control(location)
        try:
            return parse(urljoin(self.url, location))
        except ValueError:  # what stands in brackets is no address
            raise bad_url("can't be read") from None


def parse(url: str) -> Target:
    """Read an absolute web address. Raises FetchFailed (bad_url) for all that is doubtful."""
    url = _without_control(url)
    if "\\" in url.partition("?")[0]:
        raise bad_url("has a backslash in it")
    try:
        parts = urlsplit(url)
        path = quote(parts.path, _KEPT) or "/"
        query = quote(parts.query, _KEPT + "?[]|")
    except ValueError:  # an unclosed bracket; letters that turn into others; half a surrogate
        raise bad_url("can't be read") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise bad_url("doesn't begin with http:// or https://")
    if "@" in parts.netloc:
        raise bad_url("has a user name or an @ before the host")
    found = _AUTHORITY.fullmatch(parts.netloc)
    if not found:
        raise bad_url("has no host that could be asked")
    host, literal = _host(found[1])
    port = int(found[2] or DEFAULT_PORTS[parts.scheme])
    if not 0 < port < 65536:
        raise bad_url("has a port that doesn't exist")
    return Target(parts.scheme, host, port, f"{path}?{query}" if query else path, literal)


def host_key(url: str) -> str:
    """The key under which politeness to a host is kept: lower-case, punycode, "host:port".

    Ports 80 and 443 are one host. Raises FetchFailed (bad_url).
    """
    return parse(url).key


def robots_url(url: str) -> str:
    """Where the robots.txt for a page lies. Raises FetchFailed (bad_url)."""
    return parse(url).origin + "/robots.txt"


def _without_control(url: str) -> str:
    url = url.strip(_BLANKS)
    if _CONTROL.search(url):
        raise bad_url("has a control character in it")
    if len(url) > LONGEST_URL_CHARACTERS:
        raise bad_url("is too long")
    return url


def _host(written: str) -> tuple[str, Address | None]:
    """A host as it is asked for, and the IP address that it is, if it is one."""
    try:
        if written.startswith("["):
            address: Address = IPv6Address(written[1:-1])
            return str(address), address
        name = _name(written)
        if _NUMBER.fullmatch(name.rpartition(".")[2]):
            # Strict: no octal, hexadecimal or shortened spelling.
            address = IPv4Address(name)
            return str(address), address
    except ValueError:
        raise bad_url("has a host that can't be read") from None
    return name, None


def _name(written: str) -> str:
    """Lower-case punycode without the closing dot. Raises ValueError."""
    if _DEVIATIONS.search(written):
        raise bad_url("has a letter that would lead to another host: write it as xn--…")
    if not written.isascii():
        written = written.encode("idna").decode("ascii")
    name = written.lower().removesuffix(".")
    if not _NAME.fullmatch(name):
        raise ValueError(name)
    return name
