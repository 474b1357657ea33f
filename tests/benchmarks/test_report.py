# SPDX-License-Identifier: Apache-2.0
"""The page of benchmarks is rewritten between its markers only, and claims say whether they hold."""

from importlib import import_module
from pathlib import Path

import pytest

pytest.importorskip("psutil", reason="needs psutil: pip install amends[bench]")

from amends.pipeline.night import STEPS
from benchmarks.report import DOCS, Claim, Section, table, write


@pytest.mark.parametrize(("claim", "holds"), [
    (Claim("CPU", 1.05, 1.1), True),
    (Claim("CPU", 1.15, 1.1), False),
    (Claim("times", 3.5, 3, at_least=True), True),
    (Claim("times", 2.5, 3, at_least=True), False),
])  # fmt: skip
def test_claim_holds_within_its_limit(claim: Claim, *, holds: bool) -> None:
    assert claim.holds is holds
    assert ("does not hold" in claim.line()) is not holds


def test_claim_that_is_an_aim_is_missed_rather_than_broken() -> None:
    assert Claim("CPU", 1.5, 1, aim=True).line() == "- CPU: 1.50 (aimed at ≤ 1) — missed"


def test_write_replaces_what_stands_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- a:begin -->\nold\n<!-- a:end -->\nafter\n")
    write([Section("a", table(["", "s"], [["x", "1"]]))], page)
    assert page.read_text() == (
        "before\n<!-- a:begin -->\n|  | s |\n| --- | ---: |\n| x | 1 |\n<!-- a:end -->\nafter\n"
    )


def test_write_refuses_a_page_without_the_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing here\n")
    with pytest.raises(ValueError, match="no place for «a»"):
        write([Section("a", "new")], page)
    assert page.read_text() == "nothing here\n"


def test_page_has_a_place_for_every_section() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert not [
        name
        for name in ("machine", *import_module("benchmarks.__main__").SCRIPTS)
        if f"<!-- {name}:begin -->" not in text
    ]


def test_every_step_of_the_night_has_words() -> None:
    assert list(import_module("benchmarks.nightly").WORDS) == [code for code, _words, _step in STEPS]
