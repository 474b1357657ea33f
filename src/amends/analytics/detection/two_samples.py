# SPDX-License-Identifier: Apache-2.0
"""Can the training rows be told from the rows to be scored? If so, what was learnt may not carry over."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from amends.analytics.detection.columns import Columns, row_count
from amends.analytics.detection.encoding import Encoding
from amends.analytics.detection.measures import area_under_curve

MOST_ROWS = 4_000


def two_sample_auc(
    encoding: Encoding, training: Columns, scoring: Columns, rng: np.random.Generator
) -> float | None:
    """AUC of a classifier that guesses the table of a row, on held-out rows; 0.5 means that they look alike.

    Only columns that both tables have are used; None when there are none, or fewer than 50 rows in either.
    """
    shared = tuple(c for c in encoding.columns if c.name in scoring and c.name in training)
    sizes = row_count(training), row_count(scoring)
    if not shared or min(sizes) < 50:
        return None
    parts = [
        Encoding(shared).matrix(
            {n: table[n][rng.permutation(size)[:MOST_ROWS]] for n in (c.name for c in shared)}
        )
        for table, size in zip((training, scoring), sizes, strict=True)
    ]
    matrix = np.concatenate(parts)
    label = np.repeat([False, True], [p.shape[0] for p in parts])
    held = rng.permutation(label.size) % 3 == 0
    model = HistGradientBoostingClassifier(
        max_iter=40, max_leaf_nodes=6, random_state=0, early_stopping=False
    )
    scores = model.fit(matrix[~held], label[~held]).decision_function(matrix[held])
    return area_under_curve(scores, label[held])
