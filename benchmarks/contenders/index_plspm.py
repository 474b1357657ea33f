# SPDX-License-Identifier: Apache-2.0
"""Python plspm, as its README uses it, with the scale that makes its estimates those of R: estimate and bootstrap."""

import pandas as pd
from plspm import config as c
from plspm.mode import Mode
from plspm.plspm import Plspm
from plspm.scale import Scale
from plspm.scheme import Scheme

from benchmarks.contenders.index_task import PATHS, PREFIXES, IndexTask, index_task, items_of


def main(task: IndexTask) -> None:
    """Estimates and resamples, in one process."""
    frame = pd.DataFrame(task.answers, columns=task.items)
    structure = c.Structure()
    for source, targets in PATHS.items():
        structure.add_path([source], targets)
    config = c.Config(structure.path(), default_scale=Scale.NUM)
    for name, (prefix, count) in PREFIXES.items():
        config.add_lv(name, Mode.A, *(c.MV(item) for item in items_of(prefix, count)))

    def work() -> float:
        found = Plspm(
            frame, config, Scheme.PATH, 300, 1e-7,
            bootstrap=True, bootstrap_iterations=task.resamples, processes=1,
        )  # fmt: skip
        return float(found.path_coefficients().loc["Satisfaction", "Image"])

    task.measured(work)


if __name__ == "__main__":
    main(index_task())
