# SPDX-License-Identifier: Apache-2.0
"""The list as a table: one row a customer, the most likely first."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.customers.models.words import VALUE_TIERS
from amends.apps.recovery.models import BLOCKS, CAUSES, Target
from amends.apps.recovery.queries.targets import TargetPage
from amends.kernel.recovery_class import RecoveryClass
from amends.ui.components.labels import meter, tag
from amends.ui.components.tables import Column, Row, Table

STANDINGS = {
    "open": gettext_lazy("待联系"),
    "waiting": gettext_lazy("候补"),
    "taken": gettext_lazy("已有人跟进"),
    "blocked": gettext_lazy("暂不联系"),
}


def standing_tabs(query: Mapping[str, str], standing: str) -> list[dict[str, object]]:
    """The three views of the list; filters stay when one goes from one to another."""
    kept = {name: value for name, value in query.items() if name not in {"standing", "after"} and value}
    return [
        {"label": label, "url": "?" + urlencode({**kept, "standing": name}), "current": name == standing}
        for name, label in STANDINGS.items()
    ]


def next_url(query: Mapping[str, str], after: str) -> str:
    """The address of the page behind this one; empty where there is none."""
    return "?" + urlencode({**dict(query.items()), "after": after}) if after else ""


def target_table(page: TargetPage, standing: str) -> Table:
    """The rows of a page; those to be called can be picked."""
    last = {"taken": _("案件"), "blocked": _("不联系的原因")}.get(standing, _("机构内名次"))
    return Table(
        caption=_("修复名单"),
        columns=[
            Column(_("客户"), lead=True),
            Column(_("不满意概率"), kind="number"),
            Column(_("主要原因")),
            Column(_("依据"), kind="wrap"),
            Column(_("价值"), late=True),
            Column(_("地区"), late=True),
            Column(_("机构"), late=True),
            Column(last, kind="number" if standing in {"open", "waiting"} else "text"),
        ],
        rows=[_row(target, standing) for target in page.targets],
        pick_form="pick" if standing in {"open", "waiting"} else "",
    )


def _row(target: Target, standing: str) -> Row:
    return Row(
        cells=[
            _who(target),
            _how_likely(target),
            cause_tag(target.main_cause),
            _("；").join(target.reasons),
            VALUE_TIERS.get(target.value_tier, target.value_tier),
            target.region,
            target.unit,
            _last(target, standing),
        ],
        url=reverse("customers:page", args=[target.customer.code]),
        key=str(target.pk),
    )


def _who(target: Target) -> SafeString:
    return format_html("{} {}", target.customer, tag(_("沉默"), "info") if target.silent else "")


def _how_likely(target: Target) -> object:
    """Who said so themselves needs no estimate."""
    return _("本人打过低分") if target.evidence == "stated" else meter(target.probability)


def cause_tag(cause: str) -> SafeString:
    """A cause as a quiet label."""
    return (
        tag(CAUSES[RecoveryClass(cause)], "primary")
        if cause in list(RecoveryClass)
        else tag(_("原因待问"), "info")
    )


def _last(target: Target, standing: str) -> object:
    if standing in {"open", "waiting"}:
        return target.rank
    if standing == "blocked":
        since = "do_not_contact" if target.customer.do_not_contact else "held_out"
        return BLOCKS.get(target.blocked_reason or since, target.blocked_reason)
    if target.case is None:
        return BLOCKS["in_hand"]
    return format_html(
        '<a href="{}">{}</a>', reverse("cases:page", args=[target.case.number]), target.case.number
    )
