"""From where a request comes: the peer of the connection, or who a proxy that we trust says it speaks for."""

from collections.abc import Collection, Mapping
from ipaddress import IPv6Address, ip_address
from typing import Any

from litestar import Request

_SAID = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def address_of(request: Request[Any, Any, Any], proxies: Collection[str]) -> str:
    """The address that tries are counted by: of IPv6 the network of 64 bits, which one household has."""
    lines = request.headers.getall("x-forwarded-for", [])  # some proxies add one of their own after the sender's
    said = [part.strip() for part in ",".join(lines).split(",") if part.strip()]
    address = _peer(request)
    while address in proxies and said:
        address = said.pop()
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return found.exploded[:19] if isinstance(found, IPv6Address) and not found.ipv4_mapped else str(found)


def is_near(request: Request[Any, Any, Any], proxies: Collection[str]) -> bool:
    """Whether a request was made on this machine: over loopback, and for nobody else, as what a proxy sends may be."""
    peer = _peer(request)
    return is_loopback(peer) and peer not in proxies and not _speaks_for_another(request.headers)


def is_loopback(address: str) -> bool:
    """Whether an address is one of the machine itself."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _speaks_for_another(headers: Mapping[str, str]) -> bool:
    return any(name in headers for name in _SAID)


def _peer(request: Request[Any, Any, Any]) -> str:
    client = request.scope.get("client")
    return client[0] if client else ""
