# SPDX-License-Identifier: Apache-2.0
"""The benchmark of pages tells a page that is too dear."""

from benchmarks.pages import section


def _row(pattern: str, ms: float, size: int = 10_000) -> dict[str, object]:
    return {"who": "a", "pattern": pattern, "address": "/", "ms": ms, "bytes": size}


def test_dearest_look_at_a_page_decides() -> None:
    held = section([_row("a/", 20.0), _row("a/", 290.0), _row("b/", 30.0, 199_000)])
    assert [claim.holds for claim in held.claims] == [True, True]
    assert "2 pages, 3 looks" in held.body
    assert held.body.index("`/a/`") < held.body.index("`/b/`")


def test_slow_or_large_page_breaks_the_claim() -> None:
    broken = section([_row("a/", 301.0), _row("b/", 30.0, 200_001)])
    assert [claim.holds for claim in broken.claims] == [False, False]
