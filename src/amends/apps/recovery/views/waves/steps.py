# SPDX-License-Identifier: Apache-2.0
"""What people do to a wave: fix its list, start, pause, resume, stop, cancel."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.actions.waves.freezing import ask_to_freeze
from amends.apps.recovery.actions.waves.planning import cancel_wave
from amends.apps.recovery.actions.waves.refusals import WaveRefused
from amends.apps.recovery.actions.waves.running import pause_wave, resume_wave, start_wave, stop_wave
from amends.apps.recovery.models import RecoveryWave
from amends.apps.recovery.rules.waves.steps import NEEDS_REASON, Step
from amends.apps.recovery.views.waves.board import found

Verb = Callable[..., object]
_VERBS: Mapping[Step, Verb] = {
    Step.FREEZE: ask_to_freeze,
    Step.START: start_wave,
    Step.PAUSE: pause_wave,
    Step.RESUME: resume_wave,
    Step.STOP: stop_wave,
    Step.CANCEL: cancel_wave,
}
DONE: Mapping[Step, Promise] = {
    Step.FREEZE: gettext_lazy("系统正在筛查客户、抽签分组，完成后就能开始联系"),
    Step.START: gettext_lazy("波次已开始，每天按安排交办"),
    Step.PAUSE: gettext_lazy("已暂停，不再交办新的客户"),
    Step.RESUME: gettext_lazy("已恢复"),
    Step.STOP: gettext_lazy("已停止"),
    Step.CANCEL: gettext_lazy("已取消"),
}


@require_POST
@needs(Right.MANAGE_RECOVERY)
def wave_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Do one step; where it is refused the person is told why."""
    if step not in set(Step):
        raise Http404
    wave, reason = found(request, pk), request.POST.get("reason", "").strip()
    try:
        _do(Step(step), wave, reason, by=person(request), at=timezone.now())
    except WaveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(DONE[Step(step)]))
    return redirect("recovery:wave", pk)


def _do(step: Step, wave: RecoveryWave, reason: str, *, by: User, at: datetime) -> None:
    if step in NEEDS_REASON:
        _VERBS[step](wave=wave, reason=reason, by=by, at=at)
    else:
        _VERBS[step](wave=wave, by=by, at=at)
