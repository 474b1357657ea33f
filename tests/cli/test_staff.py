# SPDX-License-Identifier: Apache-2.0
"""`amends staff`: arrivals in, a plan out, or a sentence that names row and column."""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from amends.analytics.queueing import Load, Target, servers_needed
from amends.cli.main import main

OPTIONS = ("--aht", "180", "--patience", "120", "--target", "0.8/20")


def _rows(minutes: int = 15, days: int = 30) -> list[list[str]]:
    rng = np.random.default_rng(4)
    rows = []
    for day in range(days):
        for at in range(9 * 60, 17 * 60, minutes):
            moment = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=day, minutes=at)
            if moment.weekday() < 5:
                rows.append([f"{moment:%Y-%m-%d %H:%M}", str(rng.poisson(2 * minutes))])
    return rows


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def go(rows: list[list[str]], *options: str) -> tuple[int, dict[str, Any]]:
        with (tmp_path / "calls.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["时段", "来电"], *rows])
        out = tmp_path / "plan.json"
        code = main(["staff", str(tmp_path / "calls.csv"), *OPTIONS, *options, "--out", str(out)])
        return code, json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}

    return go


def test_plan_says_who_comes_and_how_many_are_needed(run: Any, capsys: Any) -> None:
    code, found = run(_rows(), "--shrinkage", "0.3")
    day = found["days"][0]
    assert (code, day["date"], len(day["half_hours"])) == (0, "2026-04-01", 16)
    for half in day["half_hours"]:
        need = servers_needed(Load(half["forecast"], 180, 120), Target())
        assert (half["needed"], half["service_level"]) == (need.servers, pytest.approx(need.service_level))
        assert half["low"] < half["forecast"] < half["high"]
        assert half["service_level"] >= 0.8
        assert half["needed_with_shrinkage"] == -(-half["needed"] * 10 // 7)
    assert day["forecast"] == pytest.approx(960, rel=0.05)
    assert "需在岗" in capsys.readouterr().out


@pytest.mark.parametrize("minutes", [5, 20, 30, 60])
def test_bins_of_any_length_make_the_same_day(run: Any, minutes: int) -> None:
    _, found = run(_rows(minutes))
    assert len(found["days"][0]["half_hours"]) == 16
    assert found["days"][0]["forecast"] == pytest.approx(960, rel=0.06)


def test_bad_rows_are_named_and_the_good_ones_kept(run: Any, capsys: Any) -> None:
    rows = _rows()
    rows[3][1], rows[7][0], rows[9][0] = "很多", "昨天", rows[8][0]
    code, found = run(rows)
    assert code == 0
    notes = "；".join(found["notes"])
    assert "第 5 行“来电”不是人数（“很多”）" in notes
    assert "第 9 行“时段”不是日期时间（“昨天”）" in notes
    assert "第 11 行“时段”与第 10 行重复" in notes
    assert "2026-03-02 09:30 起的半小时缺数据" in notes
    assert "提醒：第 5 行" in capsys.readouterr().out
    assert found["days"][0]["forecast"] == pytest.approx(960, rel=0.05)


def test_wrong_column_is_refused_with_row_and_column(run: Any, capsys: Any) -> None:
    code, found = run([[row[1], row[0]] for row in _rows()])
    assert (code, found) == (1, {})
    assert "第 2 行“时段”不是日期时间" in capsys.readouterr().err


def test_calendar_closes_a_day_and_opens_another(run: Any, tmp_path: Path) -> None:
    calendar = tmp_path / "days.csv"
    calendar.write_text("日期,类别\n2026/4/1,休息\n2026年4月4日,调休上班\n", encoding="utf-8")
    _, found = run(_rows(), "--days", "3", "--calendar", str(calendar))
    assert [day["date"] for day in found["days"]] == ["2026-04-02", "2026-04-03", "2026-04-04"]


def test_roster_covers_the_need_and_the_day_is_played(run: Any, capsys: Any) -> None:
    shifts = ("--shift", "早班=09:00-15:00/11:00-13:00", "--shift", "晚班=11:00-17:00/13:00-15:00")
    _, found = run(_rows(), *shifts, "--shrinkage", "0.2")
    day = found["days"][0]
    for half, met in zip(day["half_hours"], day["simulation"]["half_hours"], strict=True):
        cover = day["roster"]["cover"][half["start"]]
        assert cover >= half["needed_with_shrinkage"]
        assert met["at_work"] == cover * 4 // 5
        assert met["arrivals"] == pytest.approx(half["forecast"], rel=0.15)
    level = day["simulation"]["whole"]["service_level"]
    assert 0.8 < level["low"] < level["value"] < level["high"] <= 1
    assert {one["break"] for one in day["roster"]["shifts"]} <= {
        f"{hour}:{at}" for hour in range(11, 15) for at in ("00", "30")
    }
    assert "早班" in capsys.readouterr().out


def test_roster_that_cannot_be_says_which_half_hours_lack(run: Any, capsys: Any) -> None:
    code, found = run(_rows(), "--shift", "09:00-16:30")
    assert (code, list(found["days"][0]["lacks"])) == (0, ["16:30"])
    assert "16:30 缺" in capsys.readouterr().out


def test_same_seed_same_plan(run: Any) -> None:
    assert run(_rows()) == run(_rows())
    assert run(_rows(), "--seed", "5")[1]["days"][0]["simulation"] != run(_rows())[1]["days"][0]["simulation"]


@pytest.mark.parametrize(
    "shift", ["早班", "早班=09:15-12:00", "早班=09:00-25:00", "早班=09:00-12:00/08:00-10:00"]
)
def test_shift_that_is_none(run: Any, capsys: Any, shift: str) -> None:
    assert run(_rows(), "--shift", shift)[0] == 1
    assert "班" in capsys.readouterr().err


@pytest.mark.parametrize("target", ["80", "0.8/x", "1.8/20"])
def test_target_that_is_none(run: Any, capsys: Any, target: str) -> None:
    assert run(_rows(), "--target", target)[0] == 1
    assert "amends staff：" in capsys.readouterr().err


def test_history_too_short(run: Any, capsys: Any) -> None:
    assert run(_rows(days=9))[0] == 1
    assert "只有 7 天" in capsys.readouterr().err


@pytest.mark.shared
def test_bank_with_its_wrong_zone(shared_dir: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    file = shared_dir / "data/bank_calls_5min/bank_calls_144_days.csv"
    assert main(["staff", str(file), *OPTIONS, "--out", str(out)]) == 0
    halves = json.loads(out.read_text(encoding="utf-8"))["days"][0]["half_hours"]
    assert (halves[0]["start"], halves[-1]["start"], halves[-1]["seconds"]) == ("07:00", "21:00", 300)
    assert 40 < halves[-1]["forecast"] < 100  # five minutes, beside a half hour of four hundred
