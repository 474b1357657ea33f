# SPDX-License-Identifier: Apache-2.0
"""Saying what an improvement is to prevent, and judging it by what came later."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.analytics.effects.rates import Weeks
from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.models import Improvement
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.quality.models import Judgement, Prevention
from amends.apps.quality.models.preventing import VERDICTS
from amends.apps.quality.queries.preventing import Counted, counted, may_set, prevention_of
from amends.apps.quality.rules.preventing import Found, Verdict, judged


class PreventionRefused(CaseRefused):
    """A verb on what an improvement is to prevent was refused."""


class WhichCasesMissing(PreventionRefused):
    """Neither a topic nor a cause nor a domain says which cases should not come again."""

    sentence = _("请说明要防止哪些案件：投诉分类、投诉原因或根因所在环节，至少选一项")


class NotYours(PreventionRefused):
    """Somebody who neither leads the improvement nor owns it with others, or a unit that is not theirs."""

    sentence = _("只有负责人、共同负责人和本机构的主管可以改")


class PlanChanged(PreventionRefused):
    """Somebody else changed it meanwhile."""

    sentence = _("这里刚刚被别人改过，请看过最新内容再提交")


@dataclass(frozen=True, slots=True)
class Aim:
    """Which cases, where, from when on, by how much (per cent), and how long it is watched."""

    unit: Unit
    start_date: date
    expected_cut: int
    topic: str = ""
    cause: str = ""
    domain: str = ""
    weeks_before: int = 26
    weeks_after: int = 12
    co_owners: Collection[User] = ()


def set_prevention(*, improvement: Improvement, aim: Aim, version: int, by: User, at: datetime) -> Prevention:
    """Say, or say anew, what an improvement is to prevent; `version` is 0 where nothing was said before. What was found
    of the earlier aim stays as it was, for the earlier version.

    Raises `WhichCasesMissing`, `NotYours`, `PlanChanged`.
    """
    if not (aim.topic or aim.cause or aim.domain):
        raise WhichCasesMissing
    if not may_set(by, improvement) or not by.scope.covers(aim.unit.number):
        raise NotYours
    with writing(by=by, at=at) as log:
        Improvement.objects.unscoped("the row is locked").select_for_update(no_key=True).get(
            pk=improvement.pk
        )
        row = prevention_of(improvement)
        if (row.version if row else 0) != version:
            raise PlanChanged
        kind = EventKind.PREVENTION_CHANGED if row else EventKind.PREVENTION_PLANNED
        row = _stored(improvement, aim, version, by, at)
        row.co_owners.set(aim.co_owners)
        log(kind, row, unit=aim.unit, start=aim.start_date.isoformat(), cut=aim.expected_cut)
    return row


def _stored(improvement: Improvement, aim: Aim, version: int, by: User, at: datetime) -> Prevention:
    row = Prevention(
        improvement=improvement,
        unit=aim.unit,
        topic=aim.topic,
        cause=aim.cause,
        domain=aim.domain,
        start_date=aim.start_date,
        weeks_before=aim.weeks_before,
        weeks_after=aim.weeks_after,
        expected_cut=aim.expected_cut,
        set_at=at,
        set_by=by,
        version=version + 1,
    )
    row.save(force_insert=version == 0, force_update=version > 0)
    return row


def judge(*, plan: Prevention, by: User | None, at: datetime) -> Judgement:
    """Look at the weeks that are complete, and keep what they say; once for each last day. The owner is told where the
    verdict is another than the last one."""
    found = counted(plan, today=localtime(at).date())
    said = judged(
        found.before,
        found.after,
        expected_cut=plan.expected_cut,
        others=found.others,
        most_before=found.most_before,
    )
    rows = Judgement.objects.unscoped("of a plan in hand").filter(prevention=plan, version=plan.version)
    before = rows.order_by("-until_date", "-pk").first()
    if before is not None and before.until_date == found.until:
        return before
    with writing(by=by, at=at) as log:
        row = Judgement.objects.create(
            prevention=plan,
            until_date=found.until,
            made_at=at,
            made_by=by,
            version=plan.version,
            verdict=str(said.verdict),
            content=_content(found, said),
        )
        log(EventKind.PREVENTION_JUDGED, row, unit=plan.unit, verdict=str(said.verdict))
        _tell(plan, row, before, at)
    return row


def _content(found: Counted, said: Found) -> dict[str, Any]:
    weeks = [*found.before.cases, *found.after.cases]
    customers = [*found.before.customers, *found.after.customers]
    return {
        **asdict(said),
        "before": {"cases": found.before.count, "rate": found.before.rate},
        "after": {"cases": found.after.count, "rate": found.after.rate},
        "others": [{"cases": each.count, "rate": each.rate} for each in found.others or ()],
        "other_units": list(found.other_units),
        "first": found.first.isoformat(),
        "by_week": [Weeks([n], [base]).rate for n, base in zip(weeks, customers, strict=True)],
    }


def _tell(plan: Prevention, row: Judgement, before: Judgement | None, at: datetime) -> None:
    """Whoever owns it hears of a verdict that is new; it is a prompt to look, not a mark."""
    if row.verdict == (before.verdict if before else Verdict.TOO_EARLY):
        return
    words = gettext("改进的效果：%(verdict)s") % {"verdict": VERDICTS[row.verdict]}
    for person in {plan.improvement.owner, *plan.co_owners.all()}:
        key = f"judgement:{row.pk}:{person.pk}"
        link = reverse("quality:prevention", args=[plan.pk])
        notify(to=person, subject=words, at=at, body=plan.improvement.title, link=link, key=key)
