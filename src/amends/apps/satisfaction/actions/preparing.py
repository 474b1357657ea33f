# SPDX-License-Identifier: Apache-2.0
"""Ask for the figures of a large wave, which the queue makes while people wait."""

import hashlib
from datetime import datetime

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.models import JobRun, User
from amends.apps.satisfaction.queries.keeping import FRESH, NotYet
from amends.apps.satisfaction.queries.runs import JOB

PREFIX = "figures:"


def ask_figures(*, missing: NotYet, by: User, at: datetime) -> JobRun:
    """Queue what makes every figure of a wave within a scope. Who asks for the same figure within a quarter of an
    hour, or twice, gets the same run."""
    mark, slot = missing.mark, int(at.timestamp()) // FRESH
    digest = hashlib.sha256(missing.name.encode()).hexdigest()[:12]
    span = {"first": mark.scope.first, "last": mark.scope.last}
    key = f"{PREFIX}{mark.wave}:{mark.scope.first}-{mark.scope.last}:{slot}:{digest}"
    return enqueue(JOB, by=by, at=at, key=key, arguments={"figures": {"wave": mark.wave, **span}})
