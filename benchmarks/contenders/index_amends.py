# SPDX-License-Identifier: Apache-2.0
"""The product's own index: every figure with its percentile and BCa interval, HTMT among them."""

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

from amends.analytics.index.bootstrap import bootstrap
from amends.analytics.index.figures import Kind
from amends.analytics.index.reading import model_of
from amends.analytics.index.templates import ECSI
from benchmarks.contenders.index_task import IndexTask, index_task


def main(task: IndexTask) -> None:
    """Estimates, resamples, and takes both kinds of intervals."""
    spec = model_of(ECSI)
    answers = task.answers[:, [task.items.index(item) for item in spec.items]]

    def work() -> float:
        found = bootstrap(spec, answers, samples=task.resamples, rng=np.random.default_rng(1))
        found.percentile(), found.bca()
        return float(found.estimate[found.at(Kind.PATH, "Image -> Satisfaction")])

    with threadpool_limits(1):
        task.measured(work)


if __name__ == "__main__":
    main(index_task())
