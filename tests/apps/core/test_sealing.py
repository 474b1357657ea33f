# SPDX-License-Identifier: Apache-2.0
"""What is sealed opens with its key, at its place, unchanged; and with nothing else."""

import pytest

from amends.apps.core.rules.sealing import SealBroken, derived, opened, sealed

KEY = derived("a secret", b"purpose")
BLOB = sealed("密语", key=KEY, bound_to="here", nonce=b"n" * 12)


def test_sealed_text_opens_and_is_not_to_be_seen() -> None:
    assert opened(BLOB, key=KEY, bound_to="here") == "密语"
    assert "密语".encode() not in BLOB
    assert opened(sealed("", key=KEY, bound_to="x", nonce=b"n" * 12), key=KEY, bound_to="y") == ""


@pytest.mark.parametrize(
    ("blob", "key", "place"),
    [
        (BLOB, KEY, "elsewhere"),
        (BLOB, derived("a secret", b"another purpose"), "here"),
        (BLOB, derived("another secret", b"purpose"), "here"),
        (BLOB[:-1] + b"\0", KEY, "here"),
        (b"\x02" + BLOB[1:], KEY, "here"),
    ],
)
def test_seal_breaks_for_anything_else(blob: bytes, key: bytes, place: str) -> None:
    with pytest.raises(SealBroken):
        opened(blob, key=key, bound_to=place)
