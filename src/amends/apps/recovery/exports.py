# SPDX-License-Identifier: Apache-2.0
"""What of waves leaves for the pipeline: who was drawn into which arm, and until when outcomes count. No reasons."""

import pyarrow as pa

from amends.apps.recovery.models import WaveMember
from amends.apps.recovery.rules.waves.words import HOLDING, Arm
from amends.pipeline.arrow import BATCH_ROWS, feed_table, kept_moment
from amends.pipeline.sources.waves import WAVES

_FIELDS = (
    "wave_id", "customer__code", "account", "arm", "stratum", "recovery_class", "unit__code", "probability",
    "wave__frozen_at", "wave__horizon_at", "approached_at",
)  # fmt: skip


def wave_table() -> pa.Table:
    """The feed `waves`: one row a member of either arm of a frozen wave, moments in UTC.

    Neither those whom nobody could approach (they have no arm) nor the universal holdout, which is no wave's control.
    """
    members = WaveMember.objects.unscoped("the nightly run sees the whole organisation")
    drawn = members.filter(
        arm__in=[str(Arm.TREATED), str(Arm.CONTROL)], wave__state__in=[str(each) for each in HOLDING]
    )
    rows = drawn.order_by("pk").values_list(*_FIELDS)
    return feed_table(WAVES, (_row(line) for line in rows.iterator(chunk_size=BATCH_ROWS)))


def _row(line: tuple[object, ...]) -> dict[str, object]:
    wave, customer, account, arm, stratum, cause, unit, probability, *moments = line
    drawn, horizon, approached = (kept_moment(moment) for moment in moments)
    return {
        "wave_id": str(wave),
        "customer_id": customer,
        "account": account,
        "arm": arm,
        "stratum": stratum,
        "recovery_class": cause or None,
        "unit_code": unit,
        "probability": probability,
        "assigned_at": drawn,
        "horizon_at": horizon,
        "approached_at": approached,
    }
