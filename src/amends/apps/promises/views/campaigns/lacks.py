# SPDX-License-Identifier: Apache-2.0
"""What a campaign lacks, in sentences that say what to do, each with the place where it is done."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.customers.models.words import CHANNELS
from amends.apps.promises.models.campaigns import BRIEFED, MATERIAL_KINDS, Campaign
from amends.apps.promises.queries.campaigns.content import checklist
from amends.apps.promises.rules.campaigns.launch import Lack, Missing
from amends.apps.promises.rules.campaigns.words import Briefed, MaterialKind

PLAN_WORDS: dict[str, Promise] = {
    "goal": gettext_lazy("目标"),
    "segment": gettext_lazy("目标客户"),
    "offer": gettext_lazy("优惠内容"),
    "capacity": gettext_lazy("容量"),
    "budget": gettext_lazy("预算"),
    "maker": gettext_lazy("谁来承诺"),
    "enabler": gettext_lazy("谁来保障"),
    "keeper": gettext_lazy("谁来兑现"),
    "starts_date": gettext_lazy("开始日期"),
    "ends_date": gettext_lazy("结束日期"),
    "exit_rule": gettext_lazy("退出与取消办法"),
    "expected_enquiries": gettext_lazy("预计每天咨询量"),
}
_PLAIN: dict[Lack, Promise] = {
    Lack.OVER: gettext_lazy("活动的结束日期已经过了"),
    Lack.NOT_COUNTED: gettext_lazy("客户名单还没有核算：要先排除未结投诉、免打扰和没有同意的客户"),
    Lack.COUNT_OLD: gettext_lazy("客户名单是两周以前核算的：再核算一次，去掉这期间投诉、退订和离网的客户"),
    Lack.NOBODY_LEFT: gettext_lazy("核算下来没有可以联系的客户：换一个目标客户群"),
    Lack.NOT_TOLD: gettext_lazy("预计咨询量还没有告知热线和营业厅"),
    Lack.NO_CLAIM: gettext_lazy("还没有登记宣传内容"),
    Lack.NO_TERM: gettext_lazy("还没有选定统一用语"),
    Lack.NO_CHANNEL: gettext_lazy("还没有选定渠道"),
}
# Where each is mended; everything else on the page of the campaign itself.
_PLACES: dict[Lack, str] = {
    Lack.PLAN: "campaign_edit",
    Lack.OVER: "campaign_edit",
    Lack.NO_TERM: "campaign_edit",
    Lack.NO_CLAIM: "claim_new",
    Lack.NO_CHANNEL: "campaign_channels",
    Lack.CHANNEL_UNUSABLE: "campaign_channels",
    Lack.MATERIAL: "material_new",
    Lack.NOT_BRIEFED: "briefing_new",
    Lack.NOT_PASSED: "briefing_new",
    Lack.CHECK: "campaign_checklist",
}


def lack_lines(campaign: Campaign, lacking: Iterable[Missing]) -> list[dict[str, str]]:
    """Each thing that is lacking as words and the address where it is done."""
    return [{"words": lack_words(each), "url": each.url or _place(campaign, each.lack)} for each in lacking]


def lack_words(missing: Missing) -> str:
    """One thing that is lacking, in words."""
    if missing.lack in _PLAIN:
        return str(_PLAIN[missing.lack])
    return _NAMED[missing.lack](missing)


def _place(campaign: Campaign, lack: Lack) -> str:
    name = _PLACES.get(lack)
    return reverse(f"promises:{name}", args=[campaign.code]) if name else ""


def _check(missing: Missing) -> str:
    item = checklist().items[missing.of]
    return _("检查单 %(code)s 没有答复：%(words)s") % {"code": item.code, "words": item.words}


def _passed(missing: Missing) -> str:
    record = missing.figures
    if record is None:
        return missing.of
    words = _("%(unit)s的%(who)s %(briefed)s 人里只有 %(passed)s 人讲对，不足九成")
    values = {"unit": record.unit, "briefed": record.briefed, "passed": record.passed}
    return words % {**values, "who": BRIEFED[record.who]}


_NAMED: dict[Lack, Callable[[Missing], str]] = {
    Lack.PLAN: lambda each: _("方案没有写明%(what)s") % {"what": PLAN_WORDS[each.of]},
    Lack.CLAIM_OWNER: lambda each: _("宣传内容“%(what)s”没有兑现责任人") % {"what": each.of},
    Lack.CLAIM_CAPACITY: lambda each: _("宣传内容“%(what)s”没有写明能兑现多少人") % {"what": each.of},
    Lack.CLAIM_SHORT: lambda each: _("宣传内容“%(what)s”能兑现的人数少于活动容量") % {"what": each.of},
    Lack.CHANNEL_UNUSABLE: lambda each: (
        _("目标客户里没有人同意通过%(what)s接收") % {"what": CHANNELS.get(each.of, each.of)}
    ),
    Lack.MATERIAL: lambda each: _("没有批准在用的%(what)s") % {"what": MATERIAL_KINDS[MaterialKind(each.of)]},
    Lack.NOT_BRIEFED: lambda each: _("还没有培训%(what)s") % {"what": BRIEFED[Briefed(each.of)]},
    Lack.NOT_PASSED: _passed,
    Lack.CHECK: _check,
    Lack.GATE: lambda each: each.of,
}
