# SPDX-License-Identifier: Apache-2.0
"""Decisions about webhooks: when to try again, what a signature covers, which addresses may be called."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

LEASE = timedelta(seconds=60)
GIVEN_UP_AFTER = timedelta(hours=24)
OLD_SECRET_SIGNS = timedelta(hours=24)
DELIVERIES_KEPT = timedelta(days=30)
_DELAYS = (10, 60, 300, 1_800, 7_200, 21_600)  # seconds; the last one repeats
_REST_FROM, _LONGEST_REST = 3, timedelta(minutes=5)
_NAT64 = IPv6Network("64:ff9b::/96")


class AddressRefused(ValueError):
    """An address that events must not be sent to; `reason` is a word: scheme, form, private."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def next_try(attempts: int, at: datetime) -> datetime:
    """When to send again after `attempts` failures: 10 s, 1 min, 5 min, 30 min, 2 h, then every 6 h."""
    return at + timedelta(seconds=_DELAYS[min(max(attempts, 1), len(_DELAYS)) - 1])


def gives_up(*, queued_at: datetime, again_at: datetime) -> bool:
    """Whether another try would come more than 24 hours after the event."""
    return again_at > queued_at + GIVEN_UP_AFTER


def rests_until(failures: int, at: datetime) -> datetime:
    """When a target may be called again after `failures` in a row, whatever waits for it: at once after one or
    two, which may be the fault of what was sent; then 10 s, 1 min, and every 5 minutes."""
    if failures < _REST_FROM:
        return at
    return min(next_try(failures - _REST_FROM + 1, at), at + _LONGEST_REST)


def signature(body: bytes, *, secrets: Iterable[str], at: datetime) -> str:
    """`t=<unix>,v1=<hex>`: HMAC-SHA256 over `t.body` with each secret that is valid now, the newest first."""
    moment = int(at.timestamp())
    signed = f"{moment}.".encode() + body
    digests = (hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets if secret)
    return ",".join([f"t={moment}", *(f"v1={digest}" for digest in digests)])


def check_url(url: str, *, private: bool) -> str:
    """The address as it is called. With `private` (an operator's own network), http is allowed too.

    Raises `AddressRefused`: `scheme` where it is not https, `form` where it is no plain address, `private` where it
    names a host of this machine or network by number. Names are looked up when they are called.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
        host.encode("idna" if host else "ascii")
    except ValueError as error:
        raise AddressRefused("form") from error
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise AddressRefused("scheme")
    if not host or parts.username is not None or parts.fragment or port == 0 or not url.isascii():
        raise AddressRefused("form")
    if any(each <= " " or each == "\x7f" for each in url):
        raise AddressRefused("form")
    _check_host(host, private=private)
    return url


def _check_host(host: str, *, private: bool) -> None:
    if host == "localhost" or host.endswith(".localhost"):
        refused = not private
    else:
        try:
            refused = not may_call(ip_address(host), private=private)
        except ValueError:
            refused = False  # a name
    if refused:
        raise AddressRefused("private")


def may_call(address: IPv4Address | IPv6Address, *, private: bool) -> bool:
    """Whether an address may be called: a public one; with `private` also those of an operator's own network, but
    never what only this link knows (there clouds keep their credentials), multicast or nobody."""
    address = _embedded(address)
    if address.is_multicast or address.is_unspecified or address.is_link_local:
        return False
    return address.is_global or (private and not (address.is_reserved and address.version == 4))


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one leads to, so that a private one cannot be written another way."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
