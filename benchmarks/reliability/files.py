# SPDX-License-Identifier: Apache-2.0
"""Files that an operator's systems should not hand over: good ones broken in ways that a seed draws, taken in by the
command that people use. Each is taken in or refused with a sentence; what is kept stays whole."""

import contextlib
import csv
import io
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import xlsxwriter

from amends.cli.main import main
from amends.pipeline.demo.handover import hand_over
from amends.pipeline.feeds import feed_files, feed_manifest

CUSTOMERS, ROWS = 300, 40
FEEDS = ("subscribers", "complaints", "promises", "bills")
ODD_TEXT = (
    "", " ", "\x00", "\ufeff", "=1+1", "9" * 400, "１２３", "上周二", "#REF!", '"', "'", "\t", "C00000007", "-1",
    "1e999", "2026-02-30", "💥" * 20, "\\N", "NULL", "true",
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32", "big5", "cp1252")


@dataclass(slots=True)
class Taken:
    """How many files were taken in, refused or misused the command (by exit code), and what broke."""

    codes: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    not_whole: list[str] = field(default_factory=list)


def fuzzed_files(count: int, *, seed: int) -> Taken:
    """Take in so many broken files, then read back every feed and count it."""
    rng, found = Random(seed), Taken()
    with tempfile.TemporaryDirectory(prefix="amends-reliability-") as name:
        place = Path(name)
        good = _good(place)
        with contextlib.chdir(place):
            for number in range(count):
                feed = rng.choice(FEEDS)
                path = place / f"f{number}{rng.choice(('.csv', '.csv', '.xlsx', '.parquet', '.txt'))}"
                path.write_bytes(_broken(good[feed], path.suffix, rng))
                _take(feed, path, place / "home", found)
                path.unlink()
                path.with_name(f"{path.stem}.rejects.csv").unlink(missing_ok=True)
        _read_back(place / "home", found)
    return found


def _good(place: Path) -> dict[str, list[list[str]]]:
    """The head of each feed as text, headers first."""
    generated = hand_over(place / "good", as_of=date(2026, 11, 23), customers=CUSTOMERS, months=2)
    tables = {}
    for feed in FEEDS:
        path = generated.files[feed][0]
        rows = duckdb.sql(f"SELECT * FROM '{path}' LIMIT {ROWS}")
        tables[feed] = [list(rows.columns), *([str(each or "") for each in row] for row in rows.fetchall())]
    return tables


def _broken(good: list[list[str]], suffix: str, rng: Random) -> bytes:
    """A file of these rows, broken in its cells, its shape, its words or its bytes; now and then in none."""
    rows = [list(row) for row in good]
    for _time in range(rng.choice((0, 1, 1, 2, 5))):
        rng.choice((_odd_cell, _odd_shape))(rows, rng)
    data = _as_workbook(rows) if suffix == ".xlsx" else _as_text(rows, rng)
    if rng.random() < 0.4:
        data = _odd_bytes(data, rng)
    return data


def _odd_cell(rows: list[list[str]], rng: Random) -> None:
    row = rng.choice(rows)
    if row:
        row[rng.randrange(len(row))] = rng.choice(ODD_TEXT)


def _odd_shape(rows: list[list[str]], rng: Random) -> None:
    at, what = rng.randrange(len(rows)), rng.randrange(6)
    if what == 0:
        del rows[at][rng.randrange(len(rows[at]) or 1) :]
    elif what == 1:
        rows[at] += ["多"] * rng.randrange(1, 40)
    elif what == 2:
        rows.insert(at, [])
    elif what == 3:
        rows.insert(0, ["某省公司客户资料表"])
    elif what == 4:
        rows.append(list(rows[at]))
    elif len(rows) > 1:
        del rows[at]


def _as_text(rows: list[list[str]], rng: Random) -> bytes:
    out = io.StringIO()
    csv.writer(
        out, delimiter=rng.choice(",,,\t;|"), lineterminator=rng.choice(("\r\n", "\n", "\r"))
    ).writerows(rows)
    return out.getvalue().encode(rng.choice(ENCODINGS), errors="replace")


def _as_workbook(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell.replace("\x00", "")[:32_000])
    return out.getvalue()


def _odd_bytes(data: bytes, rng: Random) -> bytes:
    raw, what = bytearray(data), rng.randrange(4)
    if not raw or what == 0:
        return bytes(raw[: rng.randrange(len(raw) + 1)])
    if what == 1:
        for _time in range(rng.randrange(1, 30)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
    elif what == 2:
        at = rng.randrange(len(raw))
        raw[at:at] = rng.randbytes(rng.randrange(1, 200))
    else:
        raw = raw * rng.randrange(2, 4)
    return bytes(raw)


def _take(feed: str, path: Path, home: Path, found: Taken) -> None:
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(["ingest", feed, str(path), "--home", str(home)])
    except BaseException as why:  # noqa: BLE001  # whatever is not an exit code of ours is a finding
        found.broken.append(f"{feed}{path.suffix}: {type(why).__name__}: {why}"[:300])
        return
    found.codes[str(code)] = found.codes.get(str(code), 0) + 1
    if code and not said.getvalue().strip():
        found.broken.append(f"{feed}{path.suffix}: refused without a word")


def _read_back(home: Path, found: Taken) -> None:
    """Every part can be read, and holds the rows that the manifest says."""
    for feed in FEEDS:
        parts = [str(each) for each in feed_files(home, feed)]
        wanted = feed_manifest(home, feed).rows
        rows = duckdb.sql(f"SELECT count(*) FROM read_parquet({parts!r})").fetchall()[0][0] if parts else 0
        found.rows[feed] = rows
        if rows != wanted:
            found.not_whole.append(f"{feed}: {rows} rows, the manifest says {wanted}")
