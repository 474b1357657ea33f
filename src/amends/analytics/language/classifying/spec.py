# SPDX-License-Identifier: Apache-2.0
"""What a fit is asked to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClassifierSpec:
    """Settings of one fit; the defaults suit 200 to 100,000 texts in 2 to some hundred classes.

    `precision`: what share of the texts called sure must be right. `folds` × `repeats`: cross-validation
    (`repeats=0`: 3 below 3,000 texts, else 1). `min_each_class`: smaller classes are left out, `few_rows`: smaller
    ones are warned of. `penalty`: C of the support vector machines. `smoothing`: of the class ratios (naive Bayes).
    `ratio_classes`: with more classes than this, the ratios are not tried. `resamples`: bootstrap draws for intervals.
    """

    precision: float = 0.95
    folds: int = 5
    repeats: int = 0
    seed: int = 20261122
    min_rows: int = 50
    min_each_class: int = 5
    few_rows: int = 30
    penalty: float = 1.0
    smoothing: float = 0.1
    ratio_classes: int = 40
    max_features: int = 500_000
    resamples: int = 500

    def __post_init__(self) -> None:
        if not 0 < self.precision < 1:
            raise ValueError(f"precision must lie between 0 and 1, got {self.precision}")
        if self.folds < 2 or self.min_each_class < self.folds:
            raise ValueError("folds must be at least 2, and min_each_class at least folds")

    def repeats_for(self, rows: int) -> int:
        """How often the cross-validation is repeated for that many texts."""
        return self.repeats or (3 if rows < 3_000 else 1)

    def fewest_texts(self, rows: int) -> int:
        """In how many texts a gram must stand to be learnt from."""
        return 2 if rows < 3_000 else 3
