# SPDX-License-Identifier: Apache-2.0
"""Files that commands write: refused in words where they cannot be, and without numbers that JSON does not know."""

import json
from pathlib import Path
from typing import Any

from amends.cli.detecting.asked import Refused


def write_report(path: Path, report: dict[str, Any]) -> None:
    """The report as JSON; numbers that are not finite become null. Raises `Refused`."""
    with opened(path) as file:
        json.dump(_finite(report), file, ensure_ascii=False, indent=2, allow_nan=False)
        file.write("\n")


def opened(path: Path) -> Any:
    """A text file to write. Raises `Refused` where it cannot be."""
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise Refused(f"写不了 {path}：{error.strerror}。请检查文件夹是否存在、是否有权限。") from None


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(v) for v in value]
    if isinstance(value, float) and not abs(value) < float("inf"):
        return None
    return value
