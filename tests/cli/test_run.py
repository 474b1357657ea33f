# SPDX-License-Identifier: Apache-2.0
"""`amends run`: what it says, and with which code it ends."""

from pathlib import Path

import pytest

from amends.cli.main import main
from amends.config.environment import WrongSetting
from amends.pipeline.run import TOTAL
from amends.pipeline.store import current_run, read_summary
from tests.pipeline.worlds import build_home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "made").mkdir()
    build_home(tmp_path / "home", tmp_path / "made", customers=30, surveyed=False)
    return tmp_path / "home"


def test_run_tells_its_progress_and_what_stands(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--as-of", "2026-11-01", "--data", str(home)]) == 0
    told = capsys.readouterr().out
    assert f"[0/{TOTAL}]" in told
    assert f"运行 {current_run(home)}" in told


def test_run_says_when_nothing_changed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main(["run", "--as-of", "2026-11-01", "--data", str(home)]) == 0
    assert "nothing changed" in capsys.readouterr().out


def test_run_without_customers_ends_with_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--as-of", "2026-11-01", "--data", str(tmp_path)]) == 1
    assert "ingest subscribers" in capsys.readouterr().err


def test_run_refuses_an_engine_it_does_not_know(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--as-of", "2026-11-01", "--data", str(home), "--engine", "oracle"]) == 1
    assert "oracle" in capsys.readouterr().err


def test_run_reads_the_settings_that_the_web_reads(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AMENDS_DATA", str(home))
    assert main(["run", "--as-of", "2026-11-01"]) == 0
    assert current_run(home) is not None
    monkeypatch.setenv("AMENDS_ENGINE", "oracle")
    with pytest.raises(WrongSetting, match="AMENDS_ENGINE"):
        main(["run", "--as-of", "2026-11-01"])


def test_run_lists_what_each_unit_can_approach(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.yaml").write_text("capacity: 0\ncapacities: {U1: 1}\n")
    monkeypatch.setenv("AMENDS_LIST_SETTINGS", str(tmp_path / "list.yaml"))
    assert main(["run", "--as-of", "2026-11-01", "--data", str(home)]) == 0
    assert read_summary(home)["found"]["by_unit"] == {"U1": 1}
    (tmp_path / "other.yaml").write_text("capacity: few\n")
    asked = ["run", "--as-of", "2026-11-01", "--data", str(home), "--settings", str(tmp_path / "other.yaml")]
    assert main(asked) == 1
    assert "other.yaml" in capsys.readouterr().err


def test_run_refuses_a_day_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["run", "--as-of", "yesterday"])
    assert stopped.value.code == 2
    assert "yesterday" in capsys.readouterr().err
