# SPDX-License-Identifier: Apache-2.0
"""The two files that `amends detect` writes."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from amends.analytics.causes import NO_CAUSE
from amends.analytics.detection import Columns
from amends.cli.detecting.asked import Refused
from amends.cli.detecting.explained import Explainer
from amends.kernel.recovery_class import NAMES_ZH, RecoveryClass

HEADER = ("id", "probability", "main_cause", "main_cause_zh", "reasons")
NO_REASON = "未见明显原因"


def write_scores(path: Path, ids: Sequence[str], columns: Columns, explainer: Explainer) -> Counter[str]:
    """One line a row of the scored file, in its order; returns how often each main cause came up."""
    seen: Counter[str] = Counter()
    with _opened(path) as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        row = 0
        for probabilities, explained in explainer.blocks(columns, len(ids)):
            for probability, cause, reasons in zip(
                probabilities, explained.main_cause, explained.reasons, strict=True
            ):
                said = "；".join(reasons) or NO_REASON
                writer.writerow([ids[row], f"{probability:.6f}", cause, cause_zh(cause), said])
                seen[cause] += 1
                row += 1
    return seen


def write_report(path: Path, report: dict[str, Any]) -> None:
    """The report as JSON; numbers that are not finite become null."""
    with _opened(path) as file:
        json.dump(_finite(report), file, ensure_ascii=False, indent=2, allow_nan=False)
        file.write("\n")


def cause_zh(cause: str) -> str:
    """A cause in Chinese."""
    return "未见明显原因" if cause == NO_CAUSE else NAMES_ZH[RecoveryClass(cause)]


def _opened(path: Path) -> Any:
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
