# SPDX-License-Identifier: Apache-2.0
"""How a case stands, in words for the customer: what we do, and what happens next."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.rules.states import CaseState

# The same for every case: a name or a unit would tell a stranger whether the number they typed is one of a customer's;
# and it is shown at any hour, right after sending, before anybody looked.
IN_CHARGE = _("投诉处理团队")
URGED_ONLINE = _("客户在网上催办")  # what is kept where a customer pressed the button and wrote nothing
STATE_FOR_CUSTOMER: dict[str, Promise] = {
    CaseState.RECEIVING: _("已受理"),
    CaseState.CLARIFYING: _("正在核对事实"),
    CaseState.RESOLVING: _("正在处理"),
    CaseState.LOCATED: _("已受理"),
    CaseState.VERIFIED: _("正在核对事实"),
    CaseState.PLANNED: _("已定下处理办法"),
    CaseState.CONTACTING: _("正在与您联系"),
    CaseState.FIXING: _("正在处理"),
    CaseState.VERIFYING: _("处理完了，等您说是不是好了"),
    CaseState.RECOVERED: _("已办结，您说问题解决了"),
    CaseState.NOT_RECOVERED: _("已办结，您没有认可结果"),
    CaseState.UNREACHABLE: _("多次联系不上您，已暂时办结"),
    CaseState.INELIGIBLE: _("已办结：不属于我们可以处理的事项"),
    CaseState.REFUSED: _("已按您的意愿停止联系"),
    CaseState.WITHDRAWN: _("已按您的意愿撤回"),
    CaseState.MERGED: _("已并入您的另一件诉求一起处理"),
}
NEXT_FOR_CUSTOMER: dict[str, Promise] = {
    CaseState.RECEIVING: _("负责人会联系您，把事情问清楚"),
    CaseState.CLARIFYING: _("我们核对清楚以后向您说明"),
    CaseState.RESOLVING: _("我们办完以后把结果告诉您"),
    CaseState.LOCATED: _("负责人会联系您"),
    CaseState.VERIFIED: _("我们会定下处理办法并联系您"),
    CaseState.PLANNED: _("负责人会联系您"),
    CaseState.CONTACTING: _("请留意我们的来电"),
    CaseState.FIXING: _("我们办完以后把结果告诉您"),
    CaseState.VERIFYING: _("我们会回访，请您说是不是真的好了"),
}
