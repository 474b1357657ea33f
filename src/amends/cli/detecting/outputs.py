# SPDX-License-Identifier: Apache-2.0
"""The scores that `amends detect` writes."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from amends.analytics.causes import NO_CAUSE
from amends.analytics.detection import Columns
from amends.cli.detecting.explained import Explainer
from amends.cli.result_files import opened
from amends.kernel.recovery_class import NAMES_ZH, RecoveryClass

HEADER = ("id", "probability", "main_cause", "main_cause_zh", "reasons")
NO_REASON = "未见明显原因"


def write_scores(path: Path, ids: Sequence[str], columns: Columns, explainer: Explainer) -> Counter[str]:
    """One line a row of the scored file, in its order; returns how often each main cause came up."""
    seen: Counter[str] = Counter()
    with opened(path) as file:
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


def cause_zh(cause: str) -> str:
    """A cause in Chinese."""
    return "未见明显原因" if cause == NO_CAUSE else NAMES_ZH[RecoveryClass(cause)]
