# SPDX-License-Identifier: Apache-2.0
"""A job that waits in the middle until it is let go, so that its worker can be killed there."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from amends.apps.core.actions.organisation import add_unit
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.worker import Running


def slow_write(run: Running) -> dict[str, int]:
    """Writes a unit in one transaction, but waits first, the first time it is tried."""
    run.progress(1, 2, "等待")
    place = Path(os.environ["AMENDS_DATA"])
    if run.run.attempts == 1:
        (place / "waiting").touch()
        time.sleep(60)
    add_unit(code="G", name="集团", kind=UnitKind.GROUP, parent=None, by=None, at=datetime.now(UTC))
    return {"units": Unit.objects.count()}
