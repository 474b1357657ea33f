# SPDX-License-Identifier: Apache-2.0
"""Sealing: what is kept does not tell, what finds does not hold, and nothing opens elsewhere."""

import pytest

from amends.apps.customers.rules.sealing import (
    SealBroken,
    keys_of,
    name_index,
    number_index,
    number_tail,
    opened,
    sealed,
)

KEYS = keys_of("a secret of the operator")
NONCE = bytes(range(12))


def _sealed(text: str, bound_to: str = "number:C-1") -> bytes:
    return sealed(text, keys=KEYS, bound_to=bound_to, nonce=NONCE)


def test_sealed_text_opens_with_the_same_secret() -> None:
    assert (
        opened(_sealed("王小明"), keys=keys_of("a secret of the operator"), bound_to="number:C-1") == "王小明"
    )


def test_sealed_bytes_hold_neither_text_nor_length_of_nothing() -> None:
    assert b"13800001215" not in _sealed("13800001215")
    assert _sealed("") == b""


@pytest.mark.parametrize(
    ("blob", "secret", "bound_to"),
    [
        (_sealed("x"), "another secret", "number:C-1"),
        (_sealed("x"), "a secret of the operator", "number:C-2"),
        (_sealed("x")[:-1] + b"\x00", "a secret of the operator", "number:C-1"),
        (b"\x09" + _sealed("x")[1:], "a secret of the operator", "number:C-1"),
    ],
    ids=["other secret", "other customer", "changed", "unknown version"],
)
def test_seal_is_broken_when_anything_differs(blob: bytes, secret: str, bound_to: str) -> None:
    with pytest.raises(SealBroken):
        opened(blob, keys=keys_of(secret), bound_to=bound_to)


def test_index_is_one_for_every_spelling() -> None:
    assert number_index("+86 138-0000 1215", KEYS) == number_index("１３８００００１２１５", KEYS)
    assert name_index("Wang  Xiaoming", KEYS) == name_index("wang xiaoming", KEYS)


def test_index_depends_on_secret_and_purpose() -> None:
    assert number_index("13800001215", KEYS) != number_index("13800001215", keys_of("another"))
    assert number_index("1", KEYS) != name_index("1", KEYS)
    assert len(number_index("13800001215", KEYS)) == 32


@pytest.mark.parametrize(
    ("number", "tail"), [("13800001215", "1215"), ("010-6655 1234", "1234"), ("12345", "")]
)
def test_tail_is_kept_only_where_it_does_not_tell_the_number(number: str, tail: str) -> None:
    assert number_tail(number) == tail
