# SPDX-License-Identifier: Apache-2.0
"""How classes, channels, skills and customers are called on the pages of role-play."""

from django.utils.translation import gettext_lazy as _

CLASSES = {
    "tariff": _("资费"), "network": _("网络"), "publicity": _("宣传"), "usage": _("使用"), "complaint": _("投诉处理"),
}  # fmt: skip
CHANNELS = {"hotline": _("热线"), "hall": _("营业厅"), "online": _("在线客服")}
HANDLINGS = {
    "angry": _("生气"), "mild": _("平静"), "expert": _("懂行"), "talkative": _("话多"), "vulnerable": _("需要照顾"),
    "risk": _("有风险"),
}  # fmt: skip
SKILLS = {
    "empathy": _("同理倾听"), "questioning": _("提问分析"), "expectation": _("期望管理"), "expression": _("逻辑表达"),
    "closing": _("一次办结"),
}  # fmt: skip
MOODS = {-2: _("非常生气"), -1: _("不高兴"), 0: _("平静"), 1: _("好些了"), 2: _("满意")}
DIFFICULTIES = {1: _("入门"), 2: _("常见"), 3: _("较难"), 4: _("很难")}
