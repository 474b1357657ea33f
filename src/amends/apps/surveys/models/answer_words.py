# SPDX-License-Identifier: Apache-2.0
"""The words that people read for why an answer is low, and for what speaks against one."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.surveys.rules.integrity import Flag

LOW_REASONS: Mapping[str, Promise] = {
    "routed": _("答案符合跟进规则"),
    "promise": _("说答应的事没有做到"),
    "low_score": _("总体打分低"),
    "below_expectation": _("不如事先期望"),
    "no_contact": _("不要再联系"),
}
FLAGS: Mapping[str, Promise] = {
    Flag.SAME_DEVICE: _("同一设备答了多份"),
    Flag.SAME_NETWORK: _("同一网络一天内答了很多份"),
    Flag.RIGHT_AFTER_VISIT: _("服务刚结束几十秒就作答"),
    Flag.CONTACT_EDITED: _("邀请前联系方式被改过"),
    Flag.BARE_TOP: _("全是最高分，没写一个字"),
    Flag.SPEEDER: _("答得太快"),
    Flag.STRAIGHT_LINE: _("每题分数都一样"),
    Flag.STAFF_NETWORK: _("来自内部网络"),
    Flag.OVER_QUOTA: _("配额已满"),
}
FLAGS_WHY: Mapping[str, Promise] = {
    Flag.SAME_DEVICE: _("本期里，同一台设备至少第二份"),
    Flag.SAME_NETWORK: _("本期里，同一网络 24 小时内至少第十份"),
    Flag.RIGHT_AFTER_VISIT: _("开始作答前 90 秒内有上门或接触记录"),
    Flag.CONTACT_EDITED: _("邀请前两天内，有人改过客户的资料或联系偏好"),
    Flag.BARE_TOP: _("四道以上打分题全是满分，也没有文字"),
    Flag.SPEEDER: _("每题用时不到本期中位数的三分之一"),
    Flag.STRAIGHT_LINE: _("四道以上打分题给了同一个分数，不是满分"),
    Flag.STAFF_NETWORK: _("作答地址在登记的内部网段里"),
    Flag.OVER_QUOTA: _("所属的配额格已经收满"),
}
