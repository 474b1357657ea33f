# SPDX-License-Identifier: Apache-2.0
"""Two linear views of the same texts, which add up to one matrix of weights.

One-against-the-rest support vector machines, and the same on columns scaled by how much more often a class has them
than the others do (log ratio of naive Bayes; Wang and Manning, ACL 2012). A ratio times a weight is a weight again:
the sum of both costs no more to apply than either.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from amends.analytics.language.classifying.spec import ClassifierSpec

TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class Linear:
    """Scores of n texts: matrix @ weights (float32[f, k]) + offsets (float32[k])."""

    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]

    def scores(self, matrix: Any) -> NDArray[np.float32]:
        """float32[n, k]: how far each text lies on the side of each class."""
        return np.asarray(matrix @ self.weights + self.offsets, dtype=np.float32)

    def plus(self, other: "Linear") -> "Linear":
        """The sum of both."""
        return Linear(self.weights + other.weights, self.offsets + other.offsets)


def fit_plain(matrix: Any, labels: NDArray[np.int64], spec: ClassifierSpec) -> Linear:
    """Support vector machines on the weighed grams; a class counts the more, the fewer rows it has."""
    sizes = np.bincount(labels)
    weights = labels.shape[0] / (sizes.shape[0] * sizes)
    return _stacked(
        [_machine(matrix, labels == k, {True: w, False: 1.0}, spec) for k, w in enumerate(weights)]
    )


def fit_ratios(matrix: Any, labels: NDArray[np.int64], spec: ClassifierSpec) -> Linear:
    """The same on columns scaled by each class's log ratio, itself scaled so that texts keep length one on average."""
    found = []
    for k in range(int(labels.max()) + 1):
        ratio = _ratio(matrix, labels == k, spec.smoothing)
        weights, offset = _machine(_scaled(matrix, ratio), labels == k, "balanced", spec)
        found.append((weights * ratio, offset))
    return _stacked(found)


def _machine(
    matrix: Any, inside: NDArray[np.bool_], weight: Any, spec: ClassifierSpec
) -> tuple[NDArray[np.float64], float]:
    machine = LinearSVC(C=spec.penalty, class_weight=weight, tol=TOLERANCE, random_state=spec.seed)
    machine.fit(matrix, inside)
    return machine.coef_[0], float(machine.intercept_[0])


def _ratio(matrix: Any, inside: NDArray[np.bool_], smoothing: float) -> NDArray[np.float32]:
    own = smoothing + np.asarray(matrix[inside].sum(axis=0)).ravel()
    others = smoothing + np.asarray(matrix[~inside].sum(axis=0)).ravel()
    ratio = np.log(own / own.sum()) - np.log(others / others.sum())
    size = np.sqrt(np.mean(matrix.power(2) @ (ratio * ratio)))
    return np.asarray(ratio / max(float(size), 1e-9), dtype=np.float32)


def _scaled(matrix: Any, factors: NDArray[np.float32]) -> Any:
    data = matrix.data * factors[matrix.indices]
    return csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _stacked(machines: list[tuple[NDArray[np.float64], float]]) -> Linear:
    weights = np.stack([w for w, _ in machines], axis=1)
    return Linear(weights.astype(np.float32), np.array([o for _, o in machines], dtype=np.float32))
