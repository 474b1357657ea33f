# SPDX-License-Identifier: Apache-2.0
"""When a delivery is tried again, what its signature covers, and which addresses are called."""

import hashlib
import hmac
from datetime import timedelta
from ipaddress import ip_address
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.apps.core.rules.webhooks import (
    AddressRefused,
    check_url,
    gives_up,
    may_call,
    next_try,
    rests_until,
    signature,
)
from tests.people import NOON


def test_tries_come_further_and_further_apart() -> None:
    waits = [(next_try(n, NOON) - NOON).total_seconds() for n in range(1, 9)]
    assert waits == [10, 60, 300, 1_800, 7_200, 21_600, 21_600, 21_600]


def test_delivery_is_given_up_within_a_day() -> None:
    at, tries = NOON, 0
    while True:
        tries += 1
        again = next_try(tries, at)
        if gives_up(queued_at=NOON, again_at=again):
            break
        at = again
    assert tries == 9
    assert timedelta(hours=18) < at - NOON <= timedelta(hours=24)


def test_target_that_fails_rests_a_little_longer_each_time() -> None:
    rests = [rests_until(failures, NOON) - NOON for failures in range(12)]
    assert rests[:6] == [timedelta(seconds=n) for n in (0, 0, 0, 10, 60, 300)]
    assert all(a <= b for a, b in pairwise(rests))
    assert max(rests) == timedelta(minutes=5)


@given(st.binary(max_size=200), st.text(min_size=1, max_size=20))
def test_signature_covers_the_time_and_the_body(body: bytes, secret: str) -> None:
    moment = int(NOON.timestamp())
    expected = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert signature(body, secrets=[secret], at=NOON) == f"t={moment},v1={expected}"
    assert signature(body + b"x", secrets=[secret], at=NOON) != signature(body, secrets=[secret], at=NOON)


def test_both_secrets_sign_while_one_is_exchanged() -> None:
    parts = signature(b"{}", secrets=["new", "old"], at=NOON).split(",")
    assert [part.split("=")[0] for part in parts] == ["t", "v1", "v1"]
    assert parts[1] == signature(b"{}", secrets=["new"], at=NOON).split(",")[1]


@pytest.mark.parametrize(
    "url",
    ["https://example.cn/a?b=1", "https://example.cn:8443/", "https://8.8.8.8/", "https://[2400:3200::1]/x"],
)
def test_public_address_is_taken(url: str) -> None:
    assert check_url(url, private=False) == url


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://example.cn/", "scheme"),
        ("ftp://example.cn/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("example.cn", "scheme"),
        ("https:///x", "form"),
        ("https://user:word@example.cn/", "form"),
        ("https://@example.cn/", "form"),
        ("https://example.cn/#x", "form"),
        ("https://example.cn:0/", "form"),
        ("https://example.cn:99999/", "form"),
        ("https://example.cn/a b", "form"),
        ("https://例子.cn/", "form"),
        ("https://[::1", "form"),
        ("https://localhost/", "private"),
        ("https://a.localhost/", "private"),
        ("https://127.0.0.1/", "private"),
        ("https://10.1.2.3/", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
    ],
)
def test_other_address_is_refused(url: str, reason: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        check_url(url, private=False)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "169.254.169.254",
     "224.0.0.1", "255.255.255.255", "::1", "::", "fc00::1", "fe80::1", "ff02::1", "::ffff:127.0.0.1",
     "64:ff9b::a00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_address_of_a_private_network_is_not_called(address: str) -> None:
    assert not may_call(ip_address(address), private=False)


def test_own_network_is_called_where_the_operator_says_so_but_never_its_link() -> None:
    assert all(
        may_call(ip_address(each), private=True)
        for each in ("127.0.0.1", "10.0.0.1", "100.64.0.1", "::1", "8.8.8.8")
    )
    for each in (
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fe80::1",
        "224.0.0.1",
        "0.0.0.0",
        "255.255.255.255",
    ):
        assert not may_call(ip_address(each), private=True)
    assert check_url("http://bus.internal:8080/x", private=True)
