# SPDX-License-Identifier: Apache-2.0
"""Who it is that asks without logging in: the address, what is kept of it, and whether it is our own."""

import hashlib
import hmac
from collections.abc import Sequence
from ipaddress import ip_address, ip_network


def asker(remote: str, forwarded: str, proxies: int) -> str:
    """The address that asks: what the outermost of our own proxies saw. Whatever stands further left anybody can write.

    `forwarded` is the header that each proxy appends the address of its caller to.
    """
    chain: Sequence[str] = [part.strip() for part in forwarded.split(",") if part.strip()]
    if proxies and len(chain) >= proxies:
        return chain[-proxies]
    return remote


def kept_of(key: bytes, kind: str, value: str) -> str:
    """What is kept of an address or a browser, to count by: a keyed hash, bound to what it is (`kind`)."""
    return hmac.new(key, f"{kind}|{value}".encode(), hashlib.sha256).hexdigest()


def is_ours(address: str, networks: Sequence[str]) -> bool:
    """Whether an address lies in one of our own networks, given as `10.0.0.0/8`; what is no address does not."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(each, strict=False) for each in networks)
