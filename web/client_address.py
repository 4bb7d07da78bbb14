"""From which address a request came, and whether it was encrypted: the one place that decides whose word is taken.

Behind proxies that are trusted it is the last address of `X-Forwarded-For` that is none of theirs: what stands before
it was written by the visitor.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import Scope


def client_address(scope: Scope, trusted_proxies: Collection[str] = ()) -> str:
    """Return the address that a request came from; empty where it is not known.

    Args:
        scope: Of the request.
        trusted_proxies: Addresses whose word about others is taken.
    """
    client = peer_address(scope)
    chain = _split(Headers(scope=scope).getlist("x-forwarded-for"))
    while client in trusted_proxies and chain:
        client = chain.pop()
    return client


def is_encrypted(scope: Scope, trusted_proxies: Collection[str] = ()) -> bool:
    """Tell whether the visitor's browser asked by https."""
    if scope.get("scheme") == "https":
        return True
    protocols = _split(Headers(scope=scope).getlist("x-forwarded-proto"))
    return peer_address(scope) in trusted_proxies and bool(protocols) and protocols[0].lower() == "https"


def origin_of(scope: Scope, trusted_proxies: Collection[str] = ()) -> str:
    """Return scheme and host by which the visitor's browser asked; empty where it named no host."""
    host = Headers(scope=scope).get("host", "")
    scheme = "https" if is_encrypted(scope, trusted_proxies) else "http"
    return f"{scheme}://{host}" if host else ""


def network_of(address: str) -> str:
    """Return what is counted as one visitor: the address, of IPv6 the network, which one site has whole."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4 or parsed.ipv4_mapped is not None:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def peer_address(scope: Scope) -> str:
    """Return the address at the other end of the connection; empty where it is not known."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _split(values: list[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",")]
