# SPDX-License-Identifier: Apache-2.0
"""The command `amends ingest`."""

import subprocess
import sys
from pathlib import Path

import pytest

from amends.cli.main import main
from amends.pipeline.feeds import feed_manifest

CSV = "客户编号,账期,出账金额(元)\nc1,2022-06,12.5\nc2,2022-06,坏\n"
MAPPING = "feed: bills\ncolumns:\n  customer_id: 客户编号\n  month: 账期\n  amount: {from: 出账金额(元), unit: yuan}\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AMENDS_DATA", raising=False)
    (tmp_path / "bills.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "m.yaml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def test_rows_go_in_and_the_others_come_back_in_a_file(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", "bills", "bills.csv", "--mapping", "m.yaml"]) == 0
    said = capsys.readouterr().out
    assert [line.split() for line in said.splitlines()[1:5]] == [
        ["记录", "2"], ["接收", "1"], ["其中新增", "1"], ["退回", "1"],
    ]  # fmt: skip
    assert "第 3 行 出账金额(元)「坏」：应为数字" in said
    assert "c2,2022-06,坏" in (place / "bills.rejects.csv").read_text(encoding="utf-8-sig")
    assert feed_manifest(place / "var/data", "bills").rows == 1


def test_second_time_nothing_is_new_and_that_is_no_failure(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["ingest", "bills", "bills.csv", "--mapping", "m.yaml", "--home", "h"])
    assert main(["ingest", "bills", "bills.csv", "--mapping", "m.yaml", "--home", "h"]) == 0
    assert "没有改动" in capsys.readouterr().out


def test_files_of_twelve_months_go_in_at_once(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "july.csv").write_text(CSV.replace("2022-06", "2022-07"), encoding="utf-8")
    (place / "empty.csv").write_text("", encoding="utf-8")
    assert main(["ingest", "bills", "bills.csv", "empty.csv", "july.csv"]) == 1, (
        "one of them could not be read"
    )
    assert feed_manifest(place / "var/data", "bills").rows == 2, "which kept none of the others out"
    assert {each.name for each in place.glob("*.rejects.csv")} == {"bills.rejects.csv", "july.rejects.csv"}
    capsys.readouterr()
    assert main(["ingest", "bills", "bills.csv", "july.csv", "--rejects", "back.csv"]) == 2
    (place / "more").mkdir()
    (place / "more/bills.csv").write_text(CSV, encoding="utf-8")
    assert main(["ingest", "bills", "bills.csv", "more/bills.csv"]) == 2
    assert "互相覆盖" in capsys.readouterr().err


def test_home_comes_from_the_environment(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_DATA", str(place / "env"))
    assert main(["ingest", "bills", "bills.csv"]) == 0
    assert feed_manifest(place / "env", "bills").rows == 1


def test_dry_run_writes_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(place.rglob("*"))
    assert main(["ingest", "bills", "bills.csv", "--mapping", "m.yaml", "--dry-run"]) == 0
    assert sorted(place.rglob("*")) == before
    assert "没有写入" in capsys.readouterr().out


def test_headers_that_are_known_need_no_mapping_and_doubtful_ones_do(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", "bills", "bills.csv", "--home", "h"]) == 0
    (place / "odd.csv").write_text(CSV.replace("出账金额(元)", "合计"), encoding="utf-8")
    capsys.readouterr()
    assert main(["ingest", "bills", "odd.csv", "--home", "h"]) == 2
    said = capsys.readouterr()
    assert "customer_id: 客户编号" in said.out
    assert "账单金额" in said.err


def test_suggested_mapping_can_be_used_as_printed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", "bills", "bills.csv", "--suggest"]) == 0
    (place / "printed.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["ingest", "bills", "bills.csv", "--mapping", "printed.yaml", "--home", "h"]) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["bills", "none.csv"], 2, "找不到文件"),
        (["bills", "bills.csv", "--mapping", "none.yaml"], 2, "找不到映射"),
        (["usage", "bills.csv", "--mapping", "m.yaml"], 2, "不能用于"),
        (["bills", "empty.csv", "--mapping", "m.yaml"], 1, "文件是空的"),
    ],
)
def test_refusal_says_why(
    place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    (place / "empty.csv").touch()
    assert main(["ingest", *arguments]) == code
    assert said in capsys.readouterr().err


def test_nothing_acceptable_exits_with_one(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "bad.csv").write_text("客户编号,账期,出账金额(元)\n,,\nc,x,y\n", encoding="utf-8")
    assert main(["ingest", "bills", "bad.csv", "--mapping", "m.yaml"]) == 1


def test_declared_parquet_needs_no_mapping(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from datetime import date

    import pyarrow as pa
    from pyarrow.parquet import write_table

    write_table(
        pa.table({"customer_id": ["a"], "month": [date(2022, 6, 1)], "amount": [5]}), place / "b.parquet"
    )
    assert main(["ingest", "bills", "b.parquet", "--home", "h"]) == 0
    assert feed_manifest(place / "h", "bills").rows == 1
    assert main(["ingest", "bills", "b.parquet", "--home", "h2", "--dry-run"]) == 0
    assert not (place / "h2").exists()


def test_personal_values_are_not_printed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "客户编号,姓名,手机号,机构编码\n1,王小明,1.38E+10,BJ\n2,李静,13800001215,BJ\n"
    (place / "p.csv").write_text(rows, encoding="utf-8")
    assert main(["ingest", "subscribers", "p.csv", "--home", "h"]) == 0
    said = capsys.readouterr()
    for value in ("王小明", "李静", "1.38E+10", "13800001215"):
        assert value not in said.out + said.err


def test_base_install_is_told_what_to_install(place: Path) -> None:
    hidden = "import sys; from importlib.machinery import PathFinder as P; find = P.find_spec; "
    hidden += "P.find_spec = lambda n, *a: None if n.split('.')[0] in {'ibis', 'duckdb', 'pyarrow'} else find(n, *a); "
    code = hidden + "from amends.cli.main import main; sys.exit(main(['ingest', 'bills', 'bills.csv']))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "pip install 'amends[pipeline]'" in answer.stderr
    assert "Traceback" not in answer.stderr
