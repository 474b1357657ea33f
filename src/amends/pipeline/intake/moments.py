# SPDX-License-Identifier: Apache-2.0
"""Days, months and moments as people and systems write them: ISO, Chinese, slashes, compact, spreadsheet serials."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from amends.pipeline.intake.table import Cell, cell_text
from amends.pipeline.intake.unfit import BadCell, Unfit

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of spreadsheet serials, local by nature
_SERIALS = (20_000, 80_000)  # 1954 to 2119: outside, a number is no serial
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:\s*T?\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d{1,9}))?)?[分秒]?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2}):?(\d{2})())?()")
_MONTH = re.compile(r"(\d{4})\s*(?:[-/.年]\s*)?(\d{1,2})\s*月?(?:账期)?")


def read_moment(value: Cell, pattern: str | None, *, months: bool = False) -> tuple[datetime, int | None]:
    """The local moment a cell names, and its own offset from UTC in minutes when it writes one. Raises `BadCell`.

    `pattern` is a strptime format, or `epoch` / `epoch_ms`; `months` also accepts a bare month (its first day).
    """
    if isinstance(value, datetime):
        return value.replace(tzinfo=None), _offset_of(value)
    if isinstance(value, date):
        return datetime.combine(value, time.min), None
    if isinstance(value, bool | time) or value is None:
        raise BadCell(Unfit.UNCLEAR_DAY)
    if pattern is not None:
        return _by_pattern(cell_text(value), pattern)
    if isinstance(value, float) and not value.is_integer():
        return _serial(value), None
    return _written(unicodedata.normalize("NFKC", cell_text(value)).strip(), months=months)


def _written(text: str, *, months: bool) -> tuple[datetime, int | None]:
    match = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is not None:
        return _built(match)
    bare = _MONTH.fullmatch(text) if months else None
    if bare is not None and len(text) >= 6:
        return _checked(int(bare[1]), int(bare[2]), 1), None
    if text.isascii() and re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _serial(float(text)), None
    raise BadCell(Unfit.UNCLEAR_MONTH if months else Unfit.UNCLEAR_DAY)


def _built(match: re.Match[str]) -> tuple[datetime, int | None]:
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    clock = [int(part or 0) for part in (hour, minute, second)]
    moment = _checked(int(year), int(month), int(day), *clock, micro)
    return moment, _offset(zone) if zone else None


def _checked(*parts: int) -> datetime:
    year, month, day, hour, minute, second, micro = (*parts, 0, 0, 0, 0)[:7]
    try:
        moment = datetime(year, month, day, hour, minute, second, micro)  # noqa: DTZ001 - local; the caller knows
    except ValueError:
        raise BadCell(Unfit.NO_SUCH_DAY) from None
    if year < 1900:
        raise BadCell(Unfit.BEFORE_1900)
    return moment


def _serial(number: float) -> datetime:
    if not _SERIALS[0] <= number < _SERIALS[1]:
        raise BadCell(Unfit.UNCLEAR_DAY)
    return _EPOCH + timedelta(seconds=round(number * 86_400))


def _by_pattern(text: str, pattern: str) -> tuple[datetime, int | None]:
    try:
        if pattern in ("epoch", "epoch_ms"):
            seconds = float(text) / (1000 if pattern == "epoch_ms" else 1)
            return datetime(1970, 1, 1) + timedelta(seconds=seconds), 0  # noqa: DTZ001 - UTC, said by offset 0
        moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - local unless it carries a zone
    except (ValueError, OverflowError):
        raise BadCell(Unfit.NOT_THE_FORMAT, format=pattern) from None
    return moment.replace(tzinfo=None), _offset_of(moment)


def _offset_of(moment: datetime) -> int | None:
    offset = moment.utcoffset()
    return None if offset is None else round(offset.total_seconds() / 60)


def _offset(zone: str) -> int:
    if zone == "Z":
        return 0
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if zone[0] == "-" else minutes
