# SPDX-License-Identifier: Apache-2.0
"""Take the organisation in from a table (code, name, kind, parent_code), and make the first administrator."""

import argparse
import getpass
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from amends.cli import web

if TYPE_CHECKING:
    from amends.apps.core.rules.unit_rows import UnitRow

HEADERS = {
    "code": ("code", "机构编码", "编码"),
    "name": ("name", "机构名称", "名称"),
    "kind": ("kind", "层级"),
    "parent_code": ("parent_code", "上级编码", "上级机构编码"),
}
DONE, REFUSED, USAGE = 0, 1, 2


class ColumnMissing(ValueError):
    """The table lacks one of the four columns."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The table, and who is to be the administrator."""
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV (UTF-8 or GBK) or XLSX")
    parser.add_argument(
        "--admin", metavar="STAFF_NUMBER", help="make this person an administrator of the top unit"
    )
    parser.add_argument("--name", help="the name of the administrator")


def run(args: argparse.Namespace) -> int:
    """Add everything or nothing; 0 when it is in, 1 with the reasons when not, 2 for wrong usage."""
    if bool(args.admin) != bool(args.name):
        return _say("--admin 与 --name 要一起写。", USAGE)
    if not args.file.is_file():
        return _say(f"找不到文件：{args.file}", USAGE)
    web.load()
    from django.core.exceptions import ValidationError

    from amends.apps.core.rules.unit_rows import UnitRowsRefused
    from amends.pipeline.intake.table import UnreadableFile

    try:
        return _take_in(args)
    except (UnreadableFile, ColumnMissing) as refusal:
        return _say(f"{args.file.name}：{refusal}", REFUSED)
    except UnitRowsRefused as refusal:
        return _say(f"{args.file.name} 没有导入：\n{refusal}", REFUSED)
    except ValidationError as refusal:
        return _say("密码不合要求，什么都没有写入：" + " ".join(refusal.messages), REFUSED)


def _take_in(args: argparse.Namespace) -> int:
    from amends.apps.core.models import Unit, User
    from amends.apps.core.rules.unit_rows import UnitRow, ordered_units

    units = Unit.objects.select_related("parent")
    known = {u.code: UnitRow(0, u.code, u.name, u.kind, u.parent.code if u.parent else "") for u in units}
    rows = ordered_units(read_rows(args.file), known=known)
    if args.admin and User.objects.filter(username=args.admin).exists():
        return _say(f"工号 {args.admin} 已经有人用了，什么都没有写入。", REFUSED)
    if not rows and not args.admin:
        print("没有新的机构，没有改动。")
        return DONE
    _write(rows, args.admin, args.name, _password() if args.admin else "")
    print(f"新增机构 {len(rows)} 个，共 {Unit.objects.count()} 个。")
    if args.admin:
        print(f"系统管理员 {args.name}（{args.admin}）可以登录了。")
    return DONE


def _write(rows: "list[UnitRow]", staff_number: str | None, name: str, password: str) -> None:
    from amends.apps.core.actions.accounts import add_user
    from amends.apps.core.actions.log import writing
    from amends.apps.core.actions.organisation import add_units
    from amends.apps.core.models import Unit
    from amends.apps.core.rules.organisation import UnitKind
    from amends.apps.core.rules.roles import Role

    at = datetime.now(UTC)
    with writing(by=None, at=at):
        added = ((row.code, row.name, UnitKind(row.kind), row.parent_code or None) for row in rows)
        add_units(rows=added, by=None, at=at)
        if staff_number:
            top = Unit.objects.get(parent=None)
            role = Role.ADMINISTRATOR
            add_user(username=staff_number, name=name, role=role, unit=top, password=password, by=None, at=at)


def read_rows(path: Path) -> "list[UnitRow]":
    """The rows of the file as text. Raises `UnreadableFile`, and `ColumnMissing` where a column is not there."""
    from amends.apps.core.rules.unit_rows import UnitRow
    from amends.pipeline.intake.reading import cell_text, read_table

    table = read_table(path)
    headers = [header.strip().lower() for header in table.headers]
    columns = {name: _position(headers, words) for name, words in HEADERS.items()}
    cells = {
        name: [""] * table.height if at is None else [cell_text(cell) for cell in table.columns[at]]
        for name, at in columns.items()
    }
    texts = zip(cells["code"], cells["name"], cells["kind"], cells["parent_code"], strict=True)
    return [UnitRow(row, *each) for row, each in zip(table.row_numbers, texts, strict=True)]


def _position(headers: list[str], words: tuple[str, ...]) -> int | None:
    for at, header in enumerate(headers):
        if header in words:
            return at
    if words[0] == "parent_code":
        return (
            None  # a column without a value is left out when the table is read: a group alone has no parents
        )
    raise ColumnMissing(f"缺少列“{words[0]}”（也可以写“{words[1]}”），表头要有 {'、'.join(HEADERS)}。")


def _password() -> str:
    """Never an argument: those are in the list of processes and in the history of the shell."""
    return os.environ.get("AMENDS_ADMIN_PASSWORD") or getpass.getpass("密码（至少十位，不显示）：")


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code
