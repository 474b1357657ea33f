# SPDX-License-Identifier: Apache-2.0
"""Tables of recovery: what the runs listed, and the waves in which customers are approached."""

from amends.apps.recovery.models.lists import (
    BLOCKS,
    CAUSES,
    EVIDENCE,
    PublishedRun,
    Target,
    TargetQuerySet,
)
from amends.apps.recovery.models.waves import (
    ARMS,
    MEMBER_BLOCKS,
    MEMBER_STATES,
    PURPOSES,
    SOURCES,
    STATES,
    MemberQuerySet,
    RecoveryWave,
    WaveMember,
    WaveQuerySet,
)

__all__ = [
    "ARMS",
    "BLOCKS",
    "CAUSES",
    "EVIDENCE",
    "MEMBER_BLOCKS",
    "MEMBER_STATES",
    "PURPOSES",
    "SOURCES",
    "STATES",
    "MemberQuerySet",
    "PublishedRun",
    "RecoveryWave",
    "Target",
    "TargetQuerySet",
    "WaveMember",
    "WaveQuerySet",
]
