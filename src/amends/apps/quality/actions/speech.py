# SPDX-License-Identifier: Apache-2.0
"""Recordings to turns, by whatever the operator uses: a program outside, asked with the file, that answers JSON."""

import shlex
import subprocess
from pathlib import Path
from typing import Final, Protocol

from django.utils.translation import gettext as _

from amends.apps.quality.actions.refusals import QualityRefused

SECONDS: Final = 900
MOST: Final = 8_000_000  # characters of an answer


class Recogniser(Protocol):
    """Gives the turns of a recording as the JSON that `read_turns` reads."""

    def __call__(self, recording: Path) -> str: ...


class SpeechFailed(QualityRefused):
    """The recording could not be written down; nothing was kept."""


class ByCommand:
    """Runs a program with the path of the recording as its last argument, without a shell; what it prints counts."""

    def __init__(self, command: str, *, seconds: int = SECONDS) -> None:
        self.words, self.seconds = tuple(shlex.split(command)), seconds

    def __call__(self, recording: Path) -> str:
        """The printed JSON. Raises `SpeechFailed`: no program is set, it fails, prints too much or takes too long."""
        if not self.words:
            raise SpeechFailed(_("没有设置语音转写程序（AMENDS_SPEECH_COMMAND）。"))
        try:
            done = subprocess.run(  # noqa: S603 the operator's own program, with a path that we made
                [*self.words, str(recording)], capture_output=True, timeout=self.seconds, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SpeechFailed(_("语音转写程序没有运行成功，请联系管理员。")) from error
        if done.returncode or len(done.stdout) > MOST:
            raise SpeechFailed(_("语音转写程序没有转写成功，退出码 %(code)s。") % {"code": done.returncode})
        return done.stdout.decode("utf-8", "replace")
