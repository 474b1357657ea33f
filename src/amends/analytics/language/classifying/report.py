# SPDX-License-Identifier: Apache-2.0
"""What a fit found out about itself, all of it on texts that were held out."""

from dataclasses import asdict, dataclass
from typing import Any

from amends.analytics.language.classifying.guards import Finding
from amends.analytics.language.classifying.measures import Bin, ClassMeasure, Confusion


@dataclass(frozen=True, slots=True)
class Sureness:
    """From which probability on a prediction is sure (None: never), what share is, and what share of those is right."""

    asked: float
    threshold: float | None
    share: float
    right: float | None


@dataclass(frozen=True, slots=True)
class ClassificationReport:
    """Cross-validated: every figure comes from texts that model, slope, choice and threshold had not seen."""

    texts: int
    features: int
    words: bool
    folds: int
    repeats: int
    model: str
    candidates: dict[str, float]
    macro_f1: float
    macro_f1_interval: tuple[float, float]
    accuracy: float
    accuracy_interval: tuple[float, float]
    classes: tuple[ClassMeasure, ...]
    confusions: tuple[Confusion, ...]
    reliability: tuple[Bin, ...]
    calibration_error: float
    sure: Sureness
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return asdict(self)
