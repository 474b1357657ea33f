# SPDX-License-Identifier: Apache-2.0
"""Jobs of the area: load, then one action."""

from amends.apps.core.worker import Run
from amends.apps.training.actions.people import warn_ending
from amends.apps.training.actions.playing.forgetting import forget_words


def forget_plays(run: Run) -> dict[str, object]:
    """Empty the words of old plays."""
    return {"plays": forget_words(by=None, at=run.at())}


def warn_certificates(run: Run) -> dict[str, object]:
    """Tell who holds a certificate that it ends soon."""
    return {"certificates": warn_ending(at=run.at())}
