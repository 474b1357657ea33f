# SPDX-License-Identifier: Apache-2.0
"""What every report shares: what was asked, its words, how figures are put into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.core.models import Unit
from amends.apps.reports.rules.documents.composition import Composition, Kind, Section
from amends.apps.reports.rules.documents.spells import Spell
from amends.kernel.periods import Period

DAY_SECONDS = 86_400

KINDS: Mapping[str, Promise] = {
    Kind.MONTHLY: gettext_lazy("满意度与投诉报告"),
    Kind.BOARD: gettext_lazy("管理层简报"),
    Kind.WAVE: gettext_lazy("修复波次报告"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is to be about; `at` is the moment it is made."""

    unit: Unit
    spell: Spell
    language: str
    at: datetime


def report(kind: Kind, asked: Asked, period: str, sections: list[Section], *, about: str = "") -> Composition:
    """Those sections that say anything, under a title, with the words of the files."""
    named = str(KINDS[kind])
    title = _("%(kind)s：%(about)s") % {"kind": named, "about": about} if about else named
    made = f"{localtime(asked.at):%Y-%m-%d %H:%M}"
    return Composition(
        kind, title, asked.unit.name, period, asked.language, made, tuple(filter(_says, sections)), _words()
    )


def _says(each: Section) -> bool:
    return bool(each.sentences or each.numbers or each.grids or each.plots)


def period_said(period: Period, at: datetime) -> str:
    """First and last day; one that is not over says so."""
    until = min(period.end, localtime(at).date())
    if until < period.end:
        return _("%(first)s 起，截至 %(last)s（尚未结束）") % {"first": period.start, "last": until}
    last = period.end.fromordinal(period.end.toordinal() - 1)
    return _("%(first)s 至 %(last)s") % {"first": period.start, "last": last}


def _words() -> dict[str, str]:
    return {
        "unit": _("机构"), "period": _("统计期"), "made": _("生成时间"), "definition": _("口径"), "base": _("基数"),
        "source": _("来源"), "number": _("指标"), "value": _("数值"), "before": _("上期"), "change": _("与上期比"),
        "numbers": _("指标与口径"), "summary": _("摘要"),
    }  # fmt: skip
