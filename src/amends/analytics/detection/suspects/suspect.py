# SPDX-License-Identifier: Apache-2.0
"""A column that may fool the analyst, with the evidence in words."""

from dataclasses import dataclass
from enum import StrEnum


class SuspectKind(StrEnum):
    """What is wrong with a column."""

    ANSWER = "answer_in_disguise"
    PRESENCE = "missingness_tells_label"
    ZERO = "zero_tells_label"
    DUPLICATE = "duplicate_column"
    CONSTANT = "constant"
    IDENTIFIER = "identifier"
    TEXT = "free_text"
    DRIFT = "drift"
    ABSENT = "absent_in_scoring"


@dataclass(frozen=True, slots=True)
class SuspectColumn:
    """One finding; `position` is 1-based; `left_out` says whether the fit goes without the column."""

    name: str
    position: int
    kind: SuspectKind
    evidence_zh: str
    evidence_en: str
    left_out: bool

    @property
    def evidence(self) -> str:
        """Both languages, Chinese first."""
        return f"{self.evidence_zh} / {self.evidence_en}"

    def as_dict(self) -> dict[str, str | int | bool]:
        """JSON-able."""
        return {
            "name": self.name,
            "position": self.position,
            "kind": str(self.kind),
            "evidence": self.evidence_zh,
            "evidence_en": self.evidence_en,
            "left_out": self.left_out,
        }
