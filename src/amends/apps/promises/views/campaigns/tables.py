# SPDX-License-Identifier: Apache-2.0
"""Campaigns and what belongs to them, as rows of tables."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.apps.customers.models.words import CHANNELS, VALUE_TIERS
from amends.apps.promises.models.campaigns import (
    CAMPAIGN_STATES,
    Briefing,
    Campaign,
    CampaignCheck,
    Claim,
    MaterialVersion,
    MismatchReport,
)
from amends.apps.promises.queries.campaigns.materials import Registered
from amends.apps.promises.rules.campaigns.briefing import Quizzed
from amends.apps.promises.rules.campaigns.channels import Reach
from amends.apps.promises.rules.campaigns.checklist import Checklist
from amends.apps.promises.rules.campaigns.words import Briefed, CampaignState
from amends.ui.components.labels import Kind, tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

STATE_KINDS: dict[CampaignState, Kind] = {
    CampaignState.DRAFT: "info",
    CampaignState.RUNNING: "success",
    CampaignState.SUSPENDED: "error",
    CampaignState.CLOSED: "info",
}


def state_tag(campaign: Campaign) -> SafeString:
    """Where a campaign stands, as a label."""
    return tag(CAMPAIGN_STATES[campaign.state], STATE_KINDS[campaign.state])


def days_words(first: object, last: object) -> str:
    """«2026-11-02 至 2026-12-31»; a dash for what is not known."""
    return _("%(first)s 至 %(last)s") % {"first": first or "—", "last": last or "—"}


def yuan_words(amount: int | None) -> str:
    """Fen as yuan."""
    return "" if amount is None else f"{amount / 100:,.2f}"


def campaign_table(campaigns: Iterable[Campaign]) -> Table:
    """The list of campaigns."""
    columns = (
        Column(_("活动"), lead=True), Column(_("编码")), Column(_("状态")), Column(_("起止")),
        Column(_("负责人")), Column(_("机构"), late=True), Column(_("目标客户"), late=True),
    )  # fmt: skip
    rows = [
        Row(
            (each.name, each.code, state_tag(each), days_words(each.starts_date, each.ends_date), each.owner,
             each.unit, each.segment or ""),
            url=reverse("promises:campaign", args=[each.code]),
        )
        for each in campaigns
    ]  # fmt: skip
    return Table(_("营销活动"), columns, rows)


def claim_table(claims: Iterable[Claim], *, may_change: bool) -> Table:
    """What customers are told they will get."""
    columns = (
        Column(_("宣传的内容"), kind="wrap", lead=True), Column(_("条件"), kind="wrap"),
        Column(_("金额（元）"), kind="number"), Column(_("起止")), Column(_("兑现责任人")),
        Column(_("能兑现多少人"), kind="number"),
    )  # fmt: skip
    rows = [
        Row(
            (each.words, each.condition, yuan_words(each.amount), days_words(each.starts_date, each.ends_date),
             each.delivery_owner or tag(_("缺"), "error"), each.capacity or tag(_("缺"), "error")),
            url=reverse("promises:claim", args=[each.campaign.code, each.pk]) if may_change else "",
        )
        for each in claims
    ]  # fmt: skip
    return Table(_("宣传内容"), columns, rows)


def material_table(campaign: Campaign, register: Iterable[Registered]) -> Table:
    """The register of materials."""
    columns = (
        Column(_("材料"), lead=True), Column(_("用途")), Column(_("渠道与位置")), Column(_("在用版本")),
        Column(_("批准")), Column(_("最新版本")),
    )  # fmt: skip
    return Table(_("宣传材料"), columns, [_material_row(campaign, each) for each in register])


def _material_row(campaign: Campaign, each: Registered) -> Row:
    material, used = each.material, each.used
    place = " · ".join(filter(None, (str(material.get_channel_display()), material.place)))
    approved = format_html("{} {}", used.approved_by or "", moment(used.approved_at)) if used else ""
    in_use = tag(f"v{used.number}", "success") if used else tag(_("没有在用的"), "warning")
    newest = version_tag(each.versions[0], used) if each.versions else ""
    url = reverse("promises:material", args=[campaign.code, material.pk])
    return Row((material.name, material.get_kind_display(), place, in_use, approved, newest), url=url)


def version_tag(version: MaterialVersion, used: MaterialVersion | None) -> SafeString:
    """What became of a version."""
    if version.withdrawn_at:
        words, kind = _("v%(n)s 已停用"), "info"
    elif not version.approved_at:
        words, kind = _("v%(n)s 待批准"), "warning"
    elif used is not None and used.pk == version.pk:
        words, kind = _("v%(n)s 在用"), "success"
    else:
        words, kind = _("v%(n)s 已批准"), "info"
    return tag(words % {"n": version.number}, kind)


def briefing_table(briefings: Iterable[Briefing]) -> Table:
    """Who was briefed, the newest first."""
    columns = (
        Column(_("机构"), lead=True), Column(_("对谁")), Column(_("日期")), Column(_("通过 / 参加"), kind="number"),
        Column(_("怎样检验"), kind="wrap"), Column(_("登记人"), late=True),
    )  # fmt: skip
    rows = [
        Row((each.unit, each.get_who_display(), each.held_date, _share(each), each.how, each.by))
        for each in briefings
    ]
    return Table(_("培训"), columns, rows)


def _share(each: Briefing) -> SafeString:
    record = Quizzed("", Briefed(each.who), each.briefed, each.passed)
    words = f"{each.passed} / {each.briefed} · {record.share:.0%}"
    return tag(words, "success" if record.is_enough else "error")


def stage_table(content: Checklist, checks: Sequence[CampaignCheck]) -> Table:
    """How far each stage of the checklist is answered."""
    answered = {each.item for each in checks}
    columns = (Column(_("阶段"), lead=True), Column(_("已答复"), kind="number"))
    rows = []
    for stage in content.stages:
        done = sum(item.code in answered for item in stage.items)
        kind = "success" if done == len(stage.items) else "warning"
        rows.append(Row((stage.name, tag(f"{done} / {len(stage.items)}", kind))))
    return Table(_("检查单"), columns, rows, fold=False)


def mismatch_table(reports: Iterable[MismatchReport]) -> Table:
    """What the front line reported."""
    columns = (
        Column(_("当时怎么说的"), kind="wrap", lead=True), Column(_("实际怎样"), kind="wrap"),
        Column(_("在哪里"), kind="wrap"),
        Column(_("上报"), kind="wrap"), Column(_("客户与案件"), kind="wrap"),
    )  # fmt: skip
    rows = [
        Row(
            (each.said, each.found, f"{each.get_channel_display()} · {each.place}",
             format_html("{} {}", each.by, moment(each.at)), _of_customer(each))
        )
        for each in reports
    ]  # fmt: skip
    return Table(_("不一致上报"), columns, rows)


def _of_customer(each: MismatchReport) -> str:
    return " · ".join(filter(None, (str(each.customer or ""), each.case)))


def reach_rows(reaches: Iterable[Reach], chosen: Sequence[str]) -> list[dict[str, object]]:
    """Each channel with what it reaches, for the form that chooses."""
    return [
        {
            "code": each.channel, "name": CHANNELS[each.channel], "customers": each.customers,
            "preferring": each.preferring, "no_consent": each.no_consent, "other_wish": each.other_wish,
            "selectable": each.is_selectable, "chosen": each.channel in chosen, "tiers": _tiers(each),
        }
        for each in reaches
    ]  # fmt: skip


def _tiers(each: Reach) -> str:
    named = [(VALUE_TIERS.get(tier, _("未知")), count) for tier, count in sorted(each.by_tier.items())]
    return _("，").join(f"{name} {count}" for name, count in named)
