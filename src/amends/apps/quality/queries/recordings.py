# SPDX-License-Identifier: Apache-2.0
"""Questions about recordings: those that somebody handed in, and the one of a run."""

from amends.apps.core.models import User
from amends.apps.quality.models import Recording

_LINKED = ("unit", "agent", "case", "run", "taken_by", "transcript")
SHOWN = 10


def recording_of_run(pk: int) -> Recording | None:
    """The recording that a run is about."""
    rows = Recording.objects.unscoped("the run says which").select_related(*_LINKED)
    return rows.filter(pk=pk).first()


def recordings_of(user: User) -> list[Recording]:
    """What somebody handed in, the newest first. One query."""
    rows = Recording.objects.within(user.scope).filter(taken_by=user).select_related(*_LINKED)
    return list(rows.order_by("-taken_at", "-pk")[:SHOWN])


def recording_seen(pk: int, user: User) -> Recording | None:
    """One that somebody handed in themselves."""
    rows = Recording.objects.within(user.scope).filter(taken_by=user).select_related(*_LINKED)
    return rows.filter(pk=pk).first()
