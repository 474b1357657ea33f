# SPDX-License-Identifier: Apache-2.0
"""What the import page shows before anything is written."""

from collections.abc import Callable
from pathlib import Path

from amends.pipeline.intake.dry_run import preview
from amends.pipeline.intake.ingest import IngestResult
from amends.pipeline.sources import FEEDS
from tests.pipeline.intake.conftest import bills_mapping
from tests.pipeline.intake.test_ingest import state

ROWS: list[list[object]] = [
    ["客户", "账期", "金额"],
    ["a", "2022-06", "9"],
    ["b", "2022-06", "x"],
    ["c", "2022-06", "1"],
]


def test_counts_are_those_that_taking_it_in_would_give(
    bills: Callable[..., IngestResult], written: Callable[..., Path], tmp_path: Path
) -> None:
    bills([["a", "2022-06", "1"], ["c", "2022-06", "1"]])
    before = state(tmp_path)
    path = written(ROWS, "new.csv")
    seen = preview(path, bills_mapping(), FEEDS["bills"], home=tmp_path / "home")
    path.unlink()
    assert state(tmp_path) == before
    assert seen.outcome is not None
    counts = (seen.outcome.accepted, seen.outcome.rejected, seen.outcome.replaced, seen.outcome.unchanged)
    assert counts == (2, 1, 1, 1)
    assert [(p.row, p.header, p.value) for p in seen.outcome.problems] == [(3, "金额", "x")]
    assert [(r["customer_id"], r["amount"]) for r in seen.records] == [("a", 900), ("c", 100)]


def test_without_a_mapping_the_suggestion_is_shown_and_used(written: Callable[..., Path]) -> None:
    seen = preview(
        written([["用户编号", "账期", "出账金额(元)"], ["a", "202206", "1"]]), None, FEEDS["bills"]
    )
    assert [(h.position, h.header, h.sample) for h in seen.headers] == [
        (1, "用户编号", ("a",)), (2, "账期", ("202206",)), (3, "出账金额(元)", ("1",)),
    ]  # fmt: skip
    assert seen.outcome is not None
    assert (seen.outcome.new, seen.mapping_problems) == (1, ())


def test_unusable_mapping_is_explained_beside_the_headers(written: Callable[..., Path]) -> None:
    seen = preview(written([["客户", "值"], ["a", 1]]), None, FEEDS["bills"])
    assert seen.outcome is None
    assert any("账单金额" in problem for problem in seen.mapping_problems)
    assert [h.header for h in seen.headers] == ["客户", "值"]


def test_personal_values_are_masked(written: Callable[..., Path]) -> None:
    rows: list[list[object]] = [
        ["客户编号", "姓名", "手机号", "机构编码", "电子邮箱"],
        ["1", "王小明", "13800001215", "BJ", "wang12@example.com"],
    ]
    seen = preview(written(rows), None, FEEDS["subscribers"])
    assert [h.sample for h in seen.headers[1:3]] == [("王*明",), ("138****1215",)]
    assert (seen.headers[4].sample, seen.records[0]["email"]) == (("w***@example.com",), "w***@example.com")
    assert (seen.records[0]["name"], seen.records[0]["service_number"]) == ("王*明", "138****1215")
    assert "13800001215" not in repr(seen)
