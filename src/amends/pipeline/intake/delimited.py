# SPDX-License-Identifier: Apache-2.0
"""Text files with separators: which encoding, which separator, then rows. Nothing is trusted but the bytes."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from amends.pipeline.intake.table import EmptyFile, NumberedRows, UnreadableFile

_SNIFFED = 64 * 1024
_CHUNK = 1 << 20
_SEPARATORS = (",", "\t", ";", "|")
_CONTROL = [chr(code) for code in range(32) if chr(code) not in "\t\n\r\f\v\x1f"]
# GB18030 text that was damaged on the way still reads; more damage than this is another encoding, or no text.
_TOLERATED_DAMAGE = 0.01


class NotText(UnreadableFile):
    """The bytes are neither a known table format nor text in a known encoding."""

    def __init__(self) -> None:
        super().__init__(
            "无法识别这个文件：它不是表格，也不是可以读取的文本。",
            "请导出为 XLSX 或 UTF-8 编码的 CSV 后再上传。",
        )


class BrokenText(UnreadableFile):
    """The separators or quotes of a text file do not add up."""

    def __init__(self, row: int) -> None:
        super().__init__(
            f"第 {row} 行附近无法按列拆分：多半是有一个双引号没有成对。",
            "请改正该处的引号，或从源系统重新导出（建议导出为 XLSX）。",
        )
        self.row = row


def text_rows(path: Path) -> NumberedRows:
    """Rows of a text file, numbered as a spreadsheet would. Raises `NotText`; while rows are read, `BrokenText`."""
    encoding, errors = found_encoding(path)
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        sample = file.read(_SNIFFED)
    if not sample.strip():
        raise EmptyFile
    if sum(map(sample.count, _CONTROL)) > _TOLERATED_DAMAGE * len(sample):
        raise NotText
    separator, skipped = _separator(sample)
    return NumberedRows(
        rows=_rows(path, encoding, errors, separator, skipped), positions=(), first=1 + skipped, growing=True
    )


def found_separator(path: Path) -> str:
    """The character between the cells of a text file."""
    encoding, errors = found_encoding(path)
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        return _separator(file.read(_SNIFFED))[0]


def found_encoding(path: Path) -> tuple[str, str]:
    """The encoding of a file and how to treat its damage: `("utf-8-sig", "strict")`, `("gb18030", "replace")` …"""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "replace"
    guess = _utf16_without_mark(start)
    if guess:
        return guess, "replace"
    if b"\0" in start:
        raise NotText
    for encoding in ("utf-8-sig", "gb18030"):
        if _damage(path, encoding) == 0:
            return encoding, "strict"
    encoding = min(("utf-8-sig", "gb18030"), key=lambda name: _damage(path, name))
    if _damage(path, encoding) > _TOLERATED_DAMAGE:
        raise NotText
    return encoding, "replace"


def _utf16_without_mark(start: bytes) -> str | None:
    if len(start) < 4:
        return None
    even, odd = start[0::2].count(0), start[1::2].count(0)
    third = len(start) // 6
    if odd > third and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > third and odd == 0 else None


def _damage(path: Path, encoding: str) -> float:
    """Share of characters that the encoding cannot read, 0 to 1; the whole file is looked at, in chunks."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    bad = total = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            bad += text.count("\ufffd") + text.count("\0")
            total += len(text)
    bad += decoder.decode(b"", final=True).count("\ufffd")
    return bad / max(total, 1)


def _separator(sample: str) -> tuple[str, int]:
    """The separator, and how many rows a `sep=;` line takes."""
    first = sample.split("\n", 1)[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    return max(_SEPARATORS, key=lambda each: _consistency(sample, each)), 0


def _consistency(sample: str, separator: str) -> tuple[float, int]:
    """How much the first rows agree on their number of cells under this separator; one cell counts for nothing."""
    try:
        widths = [len(r) for r in islice(csv.reader(io.StringIO(sample), delimiter=separator), 60) if r]
    except csv.Error:
        return 0.0, 0
    usual = max(set(widths), key=widths.count, default=0)
    return (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, usual)


def _rows(path: Path, encoding: str, errors: str, separator: str, skipped: int) -> Iterator[list[str]]:
    number = skipped
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        reader = csv.reader(islice(file, skipped, None), delimiter=separator)
        try:
            for number, row in enumerate(reader, skipped + 1):  # noqa: B007 - named in the refusal
                yield row
        except csv.Error:
            raise BrokenText(number + 1) from None
