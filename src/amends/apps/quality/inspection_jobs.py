# SPDX-License-Identifier: Apache-2.0
"""Entry points of the queue: a recording to write down, conversations that were kept long enough."""

from django.conf import settings

from amends.apps.core.worker import AskedRun, JobRefused, Run
from amends.apps.quality.actions.recordings import tidy_recordings, write_down
from amends.apps.quality.actions.speech import ByCommand
from amends.apps.quality.actions.transcripts import MOST_FORGOTTEN, forget_transcripts
from amends.apps.quality.queries.recordings import recording_of_run


def forget_conversations(run: Run) -> dict[str, int]:
    """Empty the words of conversations whose time is over, in batches."""
    count = 0
    while done := forget_transcripts(by=None, at=run.at()):
        count += done
        if done < MOST_FORGOTTEN:
            break
    return {"forgotten": count, "recordings": tidy_recordings(at=run.at())}


def write_down_recording(run: AskedRun, *, recording: int) -> dict[str, int]:
    """One recording; killed and begun again it is one conversation. The lease is kept alive while the program works."""
    row = recording_of_run(recording)
    if row is None:
        return {"skipped": 1}
    run.progress(0, 1)
    ended = write_down(recording=row, recogniser=ByCommand(settings.AMENDS_SPEECH_COMMAND), at=run.at())
    if ended.refused:
        raise JobRefused(ended.refused)
    run.progress(1, 1)
    return {"recording": ended.pk, "transcript": ended.transcript_id or 0}
