"""Which IP addresses are public.

A list of our own on top of the standard library's, which differs from release to release
(Python 3.11.7 calls NAT64, 6to4, ``::127.0.0.1`` and ``fec0::1`` global). Both have to agree
that an address is public. Sources: IANA's special-purpose address registries for IPv4 and
IPv6 (RFC 6890 and those that add to them).
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network

from apps.sources.fetching.targets import Address

Network = IPv4Network | IPv6Network

REFUSED = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carriers' NAT
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local; clouds' metadata
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
            "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address inside
            "3fff::/20",  # documentation
        ),
    )
)
# All that has been given out to the public so far. Outside of it lie loopback, mapped and
# compatible IPv4, NAT64, link-local, site-local, unique local and multicast.
GLOBAL_IPV6 = IPv6Network("2000::/3")


def is_public(address: Address) -> bool:
    """Whether anybody on the internet would reach the same server at this address."""
    if isinstance(address, IPv6Address) and (address.scope_id or address not in GLOBAL_IPV6):
        return False
    return address.is_global and not is_inside(address, REFUSED)


def is_inside(address: Address, networks: Sequence[Network]) -> bool:
    """Whether one of the networks holds the address."""
    return any(address in network for network in networks)
