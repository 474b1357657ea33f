# SPDX-License-Identifier: Apache-2.0
"""A detector where there is enough to learn from, the playbooks' signals where there is not."""

import pyarrow as pa

from amends.analytics.detection import CannotLearn, DetectorSpec
from amends.pipeline.scores.learnt import learn
from amends.pipeline.scores.scorer import Scorer
from amends.pipeline.scores.signals import SignalScorer


def scorer_for(
    training: pa.Table, sample: pa.Table, *, dissatisfied_at_most: float, spec: DetectorSpec | None = None
) -> Scorer:
    """The best that can be said of customers, learnt from rows of `training_table` if they suffice.

    `sample`: features of customers to be scored, to report drift. A run never fails for want of surveys: it falls
    back, and the card says why.
    """
    try:
        return learn(training, sample, dissatisfied_at_most=dissatisfied_at_most, spec=spec or DetectorSpec())
    except CannotLearn as reason:
        return SignalScorer(str(reason))
