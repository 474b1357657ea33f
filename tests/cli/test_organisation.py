# SPDX-License-Identifier: Apache-2.0
"""`amends organisation`: an operator's own tree and its first administrator, all or nothing."""

from pathlib import Path

import pytest

from amends.apps.core.models import Unit, User
from amends.cli.main import main
from tests.people import PASSWORD

HEADER = "code,name,kind,parent_code\n"
TREE = HEADER + "T1,东市一组,team,E\nE,东市,city,P\nG,集团,group,\nP,示例省,province,G\n"
WITH_ADMIN = ("--admin", "10001", "--name", "王敏")


@pytest.fixture
def table(tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AMENDS_ADMIN_PASSWORD", PASSWORD)
    return tmp_path / "units.csv"


def _take(table: Path, text: str, *words: str, encoding: str = "utf-8") -> int:
    table.write_text(text, encoding=encoding)
    return main(["organisation", str(table), *words])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_tree_goes_in_whatever_the_order_of_rows(table: Path, encoding: str) -> None:
    assert _take(table, TREE, encoding=encoding) == 0
    assert [unit.code for unit in Unit.objects.order_by("number")] == ["G", "P", "E", "T1"]
    assert Unit.objects.get(code="E").name == "东市"


def test_chinese_headers_and_kinds_are_understood(table: Path) -> None:
    assert _take(table, "机构编码,机构名称,层级,上级编码\nG,集团,集团,\nP,示例省,省公司,G\n") == 0
    assert Unit.objects.get(code="P").kind == "province"


def test_first_administrator_stands_at_the_top_and_can_log_in(table: Path) -> None:
    assert _take(table, TREE, *WITH_ADMIN) == 0
    admin = User.objects.get(username="10001")
    assert (admin.name, admin.role, admin.unit) == ("王敏", "administrator", Unit.objects.get(code="G"))
    assert admin.check_password(PASSWORD)


def test_weak_password_leaves_nothing_behind(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AMENDS_ADMIN_PASSWORD", "short")
    assert _take(table, TREE, *WITH_ADMIN) == 1
    assert "密码不合要求" in capsys.readouterr().err
    assert not Unit.objects.exists()


def test_password_is_asked_for_without_the_variable(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMENDS_ADMIN_PASSWORD")
    monkeypatch.setattr("getpass.getpass", lambda _: "another-Long-word-8")
    assert _take(table, TREE, *WITH_ADMIN) == 0
    assert User.objects.get(username="10001").check_password("another-Long-word-8")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("G,集团,group,\nP,省,province,X\n", "第 3 行：找不到上级机构“X”"),
        ("G,集团,group,\nH,厅,hall,G\n", "第 3 行：hall 不能设在 group 之下"),
        ("G,集团,group,\nP,省,kingdom,G\n", "第 3 行：不认识层级“kingdom”"),
        ("G,集团,group,\nG,又一个,group,\n", "第 3 行：机构编码“G”与第 2 行重复"),
        ("G,集团,group,\nP,省,province,\n", "第 3 行：只有集团可以没有上级"),
        ("G,集团,group,\nG2,集团二,group,\n", "第 3 行：集团只能有一个"),
        ("G,集团,group,\nP,,province,G\n", "第 3 行：机构名称不能为空"),
        (f"G,集团,group,\n{'P' * 33},省,province,G\n", "第 3 行：机构编码不能为空，也不能超过 32"),
    ],
)
def test_one_bad_row_stops_all_and_is_named(
    table: Path, capsys: pytest.CaptureFixture[str], rows: str, told: str
) -> None:
    assert _take(table, HEADER + rows) == 1
    assert told in capsys.readouterr().err
    assert not Unit.objects.exists()


def test_missing_column_is_named(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _take(table, "code,name\nG,集团\n") == 1
    assert "kind" in capsys.readouterr().err


def test_longer_version_of_the_file_adds_the_rest(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _take(table, TREE)
    assert _take(table, TREE + "T2,东市二组,team,E\n", *WITH_ADMIN) == 0
    assert "新增机构 1 个，共 5 个" in capsys.readouterr().out
    assert _take(table, TREE.replace("东市一组", "改名")) == 1
    assert "已经存在" in capsys.readouterr().err


def test_staff_number_in_use_is_refused(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _take(table, TREE, *WITH_ADMIN)
    assert _take(table, TREE, *WITH_ADMIN) == 1
    assert "10001 已经有人用了" in capsys.readouterr().err


def test_admin_needs_a_name(table: Path) -> None:
    assert _take(table, TREE, "--admin", "10001") == 2
