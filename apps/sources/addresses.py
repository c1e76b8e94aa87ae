"""When two addresses are of the same page."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

from storytracker.analysis.outlets import host_of

# What newsletters and networks add to an address to see where readers come from.
TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "ref", "cmpid", "smid"}
)


def url_key(address: str) -> str | None:
    """The key under which an article's address is held once; ``None`` for no web address.

    Scheme, "www.", case of the host, default ports, the fragment, a closing slash, the order
    of parameters and tracking parameters make no difference.
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:  # such as an unclosed bracket, or letters for a port
        return None
    host = host_of(address)
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    plain = f"{place}{parts.path.rstrip('/')}?{telling_parameters(parts.query)}"
    return sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def telling_parameters(query: str) -> str:
    """A query without what only tracks, in alphabetical order."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted((k, v) for k, v in pairs if not is_tracking(k.lower())))


def is_tracking(name: str) -> bool:
    return name in TRACKING or name.startswith("utm_")


def trusted_address(given: str, canonical: str) -> str:
    """The address to hold an article under.

    A page may name its canonical address, but only on the host that it came from: else a page
    could pass itself off as somebody else's article.
    """
    if given and host_of(canonical) != host_of(given):
        return given
    return canonical or given
