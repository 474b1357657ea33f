# SPDX-License-Identifier: Apache-2.0
"""What clocks, limits and pauses are called, for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.rules.clocks import ClockKind

CLOCKS: dict[str, Promise] = {
    ClockKind.ACKNOWLEDGE: _("受理确认"),
    ClockKind.FIRST_CONTACT: _("首次联系"),
    ClockKind.NEXT_PROGRESS: _("下次进度告知"),
    ClockKind.RESOLVE: _("内部办结"),
    ClockKind.PROMISED: _("对客户的承诺"),
    ClockKind.STATUTORY: _("法定时限"),
    ClockKind.REGULATOR: _("监管反馈"),
    ClockKind.ON_SITE: _("上门到达"),
    ClockKind.STEP: _("步骤时限"),
}

# Why a limit of the law holds, by its code: the sentence itself stands in the pack.
PAUSE_REASONS: dict[str, Promise] = {
    "customer_material": _("等待客户补充材料"),
    "customer_reschedule": _("客户约定改期"),
}
