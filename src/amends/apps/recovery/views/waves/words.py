# SPDX-License-Identifier: Apache-2.0
"""Words of waves that pages share: states as labels, what each state of a member means, how a stop rule stands."""

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.recovery.models import STATES, RecoveryWave
from amends.apps.recovery.models.wave_words import METRICS
from amends.apps.recovery.rules.waves.design import Metric
from amends.apps.recovery.rules.waves.stopping import StopStanding
from amends.apps.recovery.rules.waves.words import MemberState, WaveState
from amends.ui.components.labels import tag

TONES = {
    WaveState.RUNNING: "success",
    WaveState.PAUSED: "warning",
    WaveState.STOPPED: "error",
    WaveState.FROZEN: "primary",
}
M = MemberState
MEANS: dict[MemberState, Promise] = {
    M.WAITING: gettext_lazy("联系组里还没有轮到的客户"),
    M.LOCATED: gettext_lazy("已经开案，还没有核实情况"),
    M.VERIFIED: gettext_lazy("情况已核实，还没有定安排"),
    M.PLANNED: gettext_lazy("安排已定，还没有联系"),
    M.CONTACTING: gettext_lazy("已经拨打或发信，还没有联系上"),
    M.FIXING: gettext_lazy("联系上了，正在办理"),
    M.VERIFYING: gettext_lazy("办理完毕，等客户确认"),
    M.RECOVERED: gettext_lazy("客户确认问题解决了"),
    M.NOT_RECOVERED: gettext_lazy("办理之后客户仍不满意，经两人签认结案"),
    M.UNREACHABLE: gettext_lazy("按规定次数联系过，没有联系上"),
    M.INELIGIBLE: gettext_lazy("核实后发现不符合修复条件"),
    M.REFUSED: gettext_lazy("客户不愿意再联系"),
    M.HELD_OUT: gettext_lazy("抽签留下不联系的客户，用来比较"),
}


def state_tag(wave: RecoveryWave) -> SafeString:
    """The state of a wave as a label."""
    state = WaveState(wave.state)
    return tag(STATES[state], TONES.get(state, "info"))


def stop_words(standing: StopStanding | None) -> str:
    """How a stop rule stands, in one sentence."""
    if standing is None:
        return _("没有设自动停止的条件。")
    named: dict[str, object] = {
        "what": METRICS[standing.metric],
        "limit": amount(standing.metric, standing.limit),
        "n": standing.contacted,
        "least": standing.min_contacted,
    }
    if standing.value is None:
        return _("%(what)s超过 %(limit)s 就停。联系过 %(n)s 人，满 %(least)s 人开始计算。") % named
    named["value"] = amount(standing.metric, standing.value)
    return _("%(what)s %(value)s，超过 %(limit)s 就停（n=%(n)s）。") % named


def amount(metric: Metric, value: float) -> str:
    """A rate in per cent, a count as it is."""
    return _("%(n)s 件") % {"n": f"{value:.0f}"} if metric is Metric.MISMATCHES else f"{value:.1%}"
