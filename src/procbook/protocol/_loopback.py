"""Which hosts are this machine itself."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str | None) -> bool:
    """Return whether a host name or address is this machine.

    127.0.0.0/8, ``::1``, ``localhost`` and names below it.

    Parameters
    ----------
    host : str or None
        A name or an address, without a port; IPv6 with or without brackets.
    """
    address = ip_address(host or "")
    if address is not None:
        return address.is_loopback
    name = (host or "").lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def is_on_loopback(url: str) -> bool:
    """Return whether a URL leads to this machine."""
    try:
        return is_loopback(urlsplit(url).hostname)
    except ValueError:
        return False


def ip_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that a host is written as, or None for a name."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
