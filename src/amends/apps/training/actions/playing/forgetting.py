# SPDX-License-Identifier: Apache-2.0
"""What trainees wrote is kept for half a year; points and criteria stay."""

from datetime import datetime, timedelta
from typing import Final

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.training.models.playing import Play, PlayTurn

KEPT: Final = timedelta(days=180)
AT_ONCE: Final = 200  # plays in one transaction
WHY = "words are forgotten in every unit"


def forget_words(*, by: User | None, at: datetime) -> int:
    """Empty the words of plays that began more than half a year ago; how many plays it did. Can be run again."""
    done = 0
    while old := _old(at):
        with writing(by=by, at=at) as log:
            rows = PlayTurn.objects.unscoped(WHY).filter(play__in=old)
            for turn in rows:
                turn.said, turn.reply, turn.judged = "", "", {**turn.judged, "findings": []}
                turn.save(update_fields=["said", "reply", "judged"])
            for play in Play.objects.unscoped(WHY).filter(pk__in=old):
                log(EventKind.PLAYS_FORGOTTEN, play, unit=play.unit, code=play.code)
        done += len(old)
    return done


def _old(at: datetime) -> list[int]:
    rows = PlayTurn.objects.unscoped(WHY).filter(play__begun_at__lt=at - KEPT).exclude(said="")
    return list(rows.order_by("play_id").values_list("play_id", flat=True).distinct()[:AT_ONCE])
