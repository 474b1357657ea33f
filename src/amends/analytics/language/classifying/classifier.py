# SPDX-License-Identifier: Apache-2.0
"""A fitted classifier: plain arrays that say of any text which class it belongs to, how probably, and if surely."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.language.classifying.calibration import Calibration
from amends.analytics.language.classifying.linear import Linear
from amends.analytics.language.classifying.vocabulary import Vocabulary, blocks
from amends.analytics.language.masking import mask

NONE = -1


@dataclass(frozen=True, slots=True)
class Prediction:
    """For n texts: the class (int64[n], a place in `classes`, -1 for an empty text), its probability (float64[n],
    NaN for an empty text) and whether it is sure (bool[n])."""

    classes: tuple[str, ...]
    number: NDArray[np.int64]
    probability: NDArray[np.float64]
    sure: NDArray[np.bool_]

    def name(self, row: int) -> str:
        """The class of a text, '' for an empty one."""
        return "" if self.number[row] == NONE else self.classes[self.number[row]]


@dataclass(frozen=True, slots=True)
class TextClassifier:
    """A vocabulary, one matrix of weights, the calibration, and the probability from which on it is sure (2: never)."""

    vocabulary: Vocabulary
    linear: Linear
    classes: tuple[str, ...]
    calibration: Calibration
    threshold: float

    def predict(self, texts: Sequence[str]) -> Prediction:
        """The likeliest class of each text as people wrote it: masked here; block after block."""
        number = np.full(len(texts), NONE, dtype=np.int64)
        probability = np.full(len(texts), np.nan)
        done = 0
        for block in blocks(texts):
            ready = prepared(block)
            scores = self.linear.scores(self.vocabulary.matrix(ready)).astype(np.float64)
            filled = np.array([bool(t) for t in ready], dtype=np.bool_)
            rows = slice(done, done + len(block))
            number[rows] = np.where(filled, scores.argmax(axis=1), NONE)
            probability[rows] = np.where(filled, self.calibration.of_best(scores), np.nan)
            done += len(block)
        return Prediction(self.classes, number, probability, probability >= self.threshold)


def prepared(texts: Sequence[str]) -> list[str]:
    """Personal data masked, blank ends cut: what is learnt from and what is predicted from are the same."""
    return [mask(text).strip() for text in texts]
