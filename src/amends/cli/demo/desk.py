# SPDX-License-Identifier: Apache-2.0
"""Work on the demo's desk: cases taken from the list, contacts, promises kept and late."""

from datetime import datetime


def work_at_the_desk(*, at: datetime) -> None:
    """Filled in by and by."""
