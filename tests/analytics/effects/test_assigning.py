# SPDX-License-Identifier: Apache-2.0
"""Who is held out: the same people whoever asks, the wanted share, and nothing else to see in it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.effects.assigning import ShareOutOfRange, held_out, held_out_by_stratum, places

OPENSSL = 0xB712D2871D3E8EF9 / 2**64
KEYS = [f"A{at}" for at in range(5_000)]


def test_place_of_a_key_is_its_hash() -> None:
    # HMAC-SHA256("wave-1", "A0"), first 53 bits, by another tool: printf A0 | openssl dgst -sha256 -hmac wave-1
    assert places(["A0"], salt=b"wave-1")[0] == pytest.approx(OPENSSL, abs=2**-52)


def test_share_is_about_what_was_asked_and_evenly_spread() -> None:
    at = places(KEYS, salt=b"s")
    assert held_out(KEYS, salt=b"s", share=0.1).mean() == pytest.approx(0.1, abs=0.015)
    assert np.histogram(at, bins=10, range=(0, 1))[0] == pytest.approx(500, abs=90)


def test_another_wave_draws_others() -> None:
    one, other = (held_out(KEYS, salt=salt, share=0.1) for salt in (b"one", b"two"))
    assert (one & other).mean() == pytest.approx(0.01, abs=0.006)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=80), st.sampled_from([0.05, 0.1, 0.5]))
def test_strata_give_their_share_to_one_key(strata: list[int], share: float) -> None:
    keys = [f"K{at}" for at in range(len(strata))]
    codes = np.array(strata)
    out = held_out_by_stratum(keys, codes, salt=b"x", share=share)
    for each in set(strata):
        size = (codes == each).sum()
        assert np.floor(share * size) <= out[codes == each].sum() <= np.ceil(share * size)


def test_lines_of_one_household_go_together() -> None:
    keys = [f"H{at // 3}" for at in range(300)]
    out = held_out_by_stratum(keys, np.zeros(300, dtype=np.int64), salt=b"x", share=0.2)
    assert out.sum() == 60
    assert (out.reshape(100, 3).sum(axis=1) % 3 == 0).all()


def test_order_of_the_rows_does_not_matter() -> None:
    codes = np.array([at % 4 for at in range(len(KEYS))])
    out = held_out_by_stratum(KEYS, codes, salt=b"x", share=0.1)
    back = held_out_by_stratum(KEYS[::-1], codes[::-1], salt=b"x", share=0.1)[::-1]
    assert (out == back).all()


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5])
def test_share_when_it_is_none_is_refused(share: float) -> None:
    with pytest.raises(ShareOutOfRange):
        held_out(KEYS, salt=b"x", share=share)
