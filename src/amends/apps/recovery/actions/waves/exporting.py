# SPDX-License-Identifier: Apache-2.0
"""Members of a wave leave as a file."""

from datetime import datetime

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.recovery.models import RecoveryWave


def log_member_export(*, wave: RecoveryWave, by: User, at: datetime) -> None:
    """Keep who took the members of a wave, and when."""
    with writing(by=by, at=at) as log:
        log(EventKind.RECOVERY_WAVE_EXPORTED, wave, unit=wave.unit)
