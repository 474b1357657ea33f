# SPDX-License-Identifier: Apache-2.0
"""A list of customers that somebody hands over: which rows can be taken, and what is wrong with the others."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from amends.apps.recovery.rules.waves.design import Uploaded
from amends.kernel.recovery_class import NAMES_ZH, RECOVERABLE

LONGEST = 64  # as customers and accounts are kept
# How the columns may be called in a file.
HEADS = {
    "code": ("客户编号", "客户编码", "customer_id", "customer", "code"),
    "account": ("账户", "账户编号", "account_id", "account"),
    "class": ("类别", "修复类别", "class", "recovery_class"),
}
_CLASSES = {
    word: str(each) for each in RECOVERABLE for word in (str(each), NAMES_ZH[each], NAMES_ZH[each][:-1])
}


class Fault(StrEnum):
    """What may be wrong with a cell."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TWICE = "twice"
    NO_CLASS = "no_class"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One row as it was handed over: where it stood, and its three cells."""

    number: int
    code: str
    account: str = ""
    recovery_class: str = ""


@dataclass(frozen=True, slots=True)
class RowFault:
    """Row and column of a cell that cannot be taken."""

    row: int
    column: str  # code, account, class
    fault: Fault


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows that can be taken, in their order, and what is wrong with the others."""

    rows: Sequence[Uploaded] = ()
    faults: Sequence[RowFault] = ()


def checked(given: Iterable[GivenRow], unknown: Collection[str] = ()) -> Listed:
    """Take every good row; `unknown` are codes that no customer of ours has. A row has one fault at most told."""
    rows: list[Uploaded] = []
    faults: list[RowFault] = []
    seen: set[str] = set()
    for row in given:
        if fault := _fault(row, seen, unknown):
            faults.append(fault)
            continue
        seen.add(row.code)
        rows.append(Uploaded(row.code, row.account, _CLASSES.get(row.recovery_class, "")))
    return Listed(rows, faults)


def _fault(row: GivenRow, seen: Collection[str], unknown: Collection[str]) -> RowFault | None:
    if not row.code:
        return RowFault(row.number, "code", Fault.EMPTY)
    for column, value in (("code", row.code), ("account", row.account)):
        if len(value) > LONGEST:
            return RowFault(row.number, column, Fault.TOO_LONG)
    if row.code in seen:
        return RowFault(row.number, "code", Fault.TWICE)
    if row.recovery_class and row.recovery_class not in _CLASSES:
        return RowFault(row.number, "class", Fault.NO_CLASS)
    return RowFault(row.number, "code", Fault.UNKNOWN) if row.code in unknown else None


def rows_of_text(text: str) -> list[GivenRow]:
    """One row a line: the code, then the account and the class behind commas (also full-width) or tabs; blank lines
    are skipped and counted."""
    lines = enumerate(text.splitlines(), start=1)
    return [_row_of(number, line) for number, line in lines if line.strip()]


def _row_of(number: int, line: str) -> GivenRow:
    cells = [each.strip() for each in line.replace("\N{FULLWIDTH COMMA}", ",").replace("\t", ",").split(",")]
    return GivenRow(number, *[*cells, "", ""][:3])


def text_of(rows: Iterable[Uploaded]) -> str:
    """The rows as they are read by `rows_of_text`."""
    return "\n".join(",".join((each.code, each.account, each.recovery_class)).rstrip(",") for each in rows)
