# SPDX-License-Identifier: Apache-2.0
"""What sources of the voice of customers are called, what they bring, from where, and what to do when one is silent."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.core.rules.roles import Right
from amends.apps.reports.rules.voices import Voice


@dataclass(frozen=True, slots=True)
class Words:
    """One source in words; `page` is where what it brought is seen, for those with the right."""

    name: Promise
    brings: Promise
    comes: Promise
    do: Promise
    page: str
    right: Right


VOICES: Mapping[Voice, Words] = {
    Voice.COMPLAINTS: Words(
        _("热线和线上投诉"), _("客户开口说的不满"), _("受理台、邮件、表格和接口登记的案件"),
        _("一件都没有不正常：看受理检查和收信是否在运行"), "cases:list", Right.WORK_CASES,
    ),
    Voice.HALL_COMPLAINTS: Words(
        _("营业厅当面投诉"), _("在柜台说的不满"), _("营业厅登记的案件"),
        _("请营业厅班组长查一查柜台上的不满有没有登记"), "cases:list", Right.WORK_CASES,
    ),
    Voice.APPEALS: Words(
        _("监管申诉"), _("对我们的处理不服的客户"), _("监管机构转来的申诉案件"),
        _("没有申诉是好事；确认转办的通道还通"), "cases:list", Right.WORK_CASES,
    ),
    Voice.OPINION: Words(
        _("舆情与媒体"), _("公开说出来的不满"), _("公共关系岗登记的案件"),
        _("请公共关系负责人确认舆情监测在做，看到的都登记了"), "cases:list", Right.WORK_CASES,
    ),
    Voice.STAFF: Words(
        _("员工反映"), _("一线替客户说的话"), _("员工登记的案件"),
        _("晨会上问一问：这个月有没有替客户反映过"), "cases:list", Right.WORK_CASES,
    ),
    Voice.SURVEYS: Words(
        _("客户自己填的问卷"), _("打分、原因和原话"), _("短信、网页和二维码收回的完整答卷"),
        _("建一期调查，或者看邀请有没有发出去"), "surveys:waves", Right.SEE_SATISFACTION,
    ),
    Voice.INTERVIEWS: Words(
        _("电话和当面访问"), _("不上网的客户的打分和原话"), _("访问员录入的完整答卷"),
        _("安排电话访问，把没有作答的客户补上"), "surveys:waves", Right.SEE_SATISFACTION,
    ),
    Voice.EXPECTATIONS: Words(
        _("与客户约定的期望"), _("客户要什么"), _("客户页上登记的期望"),
        _("请客户经理在客户页登记期望"), "satisfaction:expectation_drivers", Right.SEE_SATISFACTION,
    ),
    Voice.REACTIONS: Words(
        _("不满之后的反应"), _("客户还告诉了谁、做了什么"), _("办理案件时登记的反应"),
        _("请办理人员在联系客户时问一句并登记"), "recovery:reactions", Right.SEE_RECOVERY,
    ),
    Voice.CALLS: Words(
        _("热线来电"), _("打进来的次数、等了多久"), _("话务系统的日志和现场登记"),
        _("导入昨天的话务日志"), "halls:calls", Right.ASSIGN_CASES,
    ),
    Voice.TICKETS: Words(
        _("营业厅取号"), _("等了多久、有多少人走掉"), _("排队机的日志和现场取号"),
        _("导入排队机的日志"), "halls:list", Right.WORK_CASES,
    ),
    Voice.TRANSCRIPTS: Words(
        _("对话记录"), _("客户的原话和我们的答法"), _("质检导入的文字和录音"),
        _("请质检员导入这一周的对话"), "quality:inspections", Right.SEE_QUALITY,
    ),
    Voice.VISITS: Words(
        _("神秘走访"), _("客户在营业厅真正遇到的"), _("访客手机上填的走访表"),
        _("安排一轮走访"), "quality:visits", Right.SEE_QUALITY,
    ),
    Voice.MISMATCHES: Words(
        _("宣传与实际不一致"), _("客户以为的和得到的差在哪里"), _("一线上报的不一致"),
        _("提醒一线：看到宣传与实际不一致就上报"), "promises:campaigns", Right.SEE_CUSTOMERS,
    ),
    Voice.SCORES: Words(
        _("外部得分"), _("监管机构、集团、第三方怎么评我们和对手"), _("导入的得分"),
        _("向发布单位要最新一期，导入"), "satisfaction:sources", Right.SEE_SATISFACTION,
    ),
    Voice.MANAGERS: Words(
        _("管理人员的预计"), _("我们以为客户要什么"), _("管理人员填的预计"),
        _("请管理人员在看答卷以前先填预计"), "satisfaction:gaps", Right.SEE_SATISFACTION,
    ),
    Voice.NIGHT: Words(
        _("没有开口的客户"), _("从账单、使用、网络里看出来的不满"), _("夜间识别的运行"),
        _("看夜间运行为什么没有跑完"), "recovery:list", Right.SEE_RECOVERY,
    ),
}  # fmt: skip
FEED = Words(
    _("夜间数据"), _("夜间识别所用的行"), _("数据部门交来的文件或数据表"),
    _("向数据部门要这一种的最新文件，导入"), "customers:imports", Right.IMPORT_DATA,
)  # fmt: skip
