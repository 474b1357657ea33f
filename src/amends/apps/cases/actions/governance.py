# SPDX-License-Identifier: Apache-2.0
"""Self-assessment of the programme, self-review of a post, why customers leave, hard contacts and breaks."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import IN_SCOPE, CaseRefused, RightMissing, changing
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import (
    Assessment,
    Case,
    ChurnReason,
    Duty,
    HardContact,
    Improvement,
    SelfReview,
)
from amends.apps.cases.models.governance_words import ImprovementKind, ImprovementState
from amends.apps.cases.queries.governance_content import rows
from amends.apps.cases.queries.workload import break_offered
from amends.apps.cases.rules.improvements import MarksWrong, checked_marks, low_elements, score
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Right, Role

GAP_ACTION_WITHIN = timedelta(days=90)


class MarkMissing(CaseRefused):
    """An element or a goal has no mark from 1 to 5."""

    sentence = _("请给每一项打分（1 到 5）")


class NoBreakOffered(CaseRefused):
    """No break is due: three hard cases in a shift offer one."""

    sentence = _("现在没有安排休息的提示")


def assess_programme(
    *, unit: Unit, marks: Mapping[str, int], notes: Mapping[str, str], by: User, at: datetime
) -> Assessment:
    """Assess the eight elements of the loyalty programme; each low one opens an improvement with its first action,
    unless one is open already.

    Raises `MarkMissing`, `RightMissing` (who does not lead there).
    """
    if not by.may(Right.ASSIGN_CASES) or not by.scope.covers(unit.number):
        raise RightMissing
    elements = {str(row["code"]): row for row in rows("programme_elements")}
    checked = _marks([*elements], marks)
    with writing(by=by, at=at) as log:
        written = {code: kept(words)[:400] for code, words in notes.items() if words.strip()}
        found = Assessment.objects.create(
            unit=unit, at=at, by=by, scores=checked, notes=written, score=score(checked)
        )
        log(EventKind.PROGRAMME_ASSESSED, found, unit=unit, score=found.score)
        for code in low_elements(checked):
            _gap_action(log, found, code, str(elements[code]["gap_zh"]))
    return found


def _marks(codes: list[str], marks: Mapping[str, int]) -> dict[str, int]:
    try:
        return checked_marks(codes, marks)
    except MarksWrong as error:
        raise MarkMissing from error


def _gap_action(log: Log, found: Assessment, code: str, title: str) -> None:
    unit, by, at = found.unit, found.by, found.at
    prefix = f"programme:{unit.pk}:{code}"
    mine = Improvement.objects.unscoped("the unit is within the person's scope").filter(
        key__startswith=prefix
    )
    if mine.filter(closed_at__isnull=True).exists():
        return
    row = Improvement.objects.create(
        kind=ImprovementKind.PROGRAMME,
        key=f"{prefix}:{mine.count() + 1}",
        title=title,
        unit=unit,
        owner=by,
        departments=["operations"],
        due_date=localtime(at + GAP_ACTION_WITHIN).date(),
        state=ImprovementState.OPEN,
        opened_at=at,
        opened_by=by,
    )
    log(EventKind.IMPROVEMENT_OPENED, row, unit=unit, improvement_kind="programme", element=code)


def review_oneself(*, marks: Mapping[str, int], next_goal: str, by: User, at: datetime) -> SelfReview:
    """Keep how somebody sees their own work against the nine goals of the post. Raises `MarkMissing`."""
    checked = _marks([str(row["code"]) for row in rows("role_goals")], marks)
    with writing(by=by, at=at) as log:
        found = SelfReview.objects.create(
            person=by, at=at, marks=checked, next_goal=kept(next_goal.strip())[:200]
        )
        log(EventKind.SELF_REVIEWED, found, unit=by.unit)
    return found


def note_churn(
    *, case: Case, version: int, reason: str, words: str = "", by: User, at: datetime
) -> ChurnReason:
    """Note why the customer leaves or says that they will; a later word takes the place of the earlier.

    `reason` is a code of the churn reasons. Raises `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        found, _made = ChurnReason.objects.unscoped(IN_SCOPE).update_or_create(
            case=change.case,
            defaults={"reason": reason, "words": kept(words.strip())[:200], "at": at, "by": by},
        )
        change.note(EventKind.CHURN_NOTED, reason=reason)
    return found


def mark_hard_contact(*, case: Case, version: int, by: User, at: datetime) -> bool:
    """Mark that one was abused in a contact of this case: a fact about the work, never about the customer. At the third
    case of a shift a break is offered to the person, and the leaders are told. Says whether it is.

    Raises `CaseChanged`, `RightMissing`.
    """
    with changing(case, version=version, by=by, at=at) as change:
        HardContact.objects.create(case=change.case, person=by, at=at)
        change.note(EventKind.HARD_CONTACT_MARKED)
        offered = break_offered(by, at=at)
        if offered:
            _offer_break(by, at)
    return offered


def _offer_break(person: User, at: datetime) -> None:
    """Tell the person, with the way to a break, and the leaders: once a day each."""
    key = f"break:{person.pk}:{localtime(at):%Y%m%d}"
    words = gettext("本班次您遇到多件辱骂来电，请休息一下")
    notify(to=person, subject=words, at=at, link=reverse("cases:break_panel"), key=key)
    for leader in leaders_above(person.unit, Role.TEAM_LEADER) if person.unit else ():
        told = gettext("%(name)s 本班次遇到多件辱骂来电，请安排休息") % {"name": person.name}
        notify(to=leader, subject=told, at=at, key=f"{key}:{leader.pk}")


def take_break(*, by: User, at: datetime) -> None:
    """Take the break that is offered: off duty, so that no case is assigned; being on duty again begins a new count.

    Raises `NoBreakOffered`.
    """
    with writing(by=by, at=at) as log:
        if not break_offered(by, at=at):
            raise NoBreakOffered
        duty, _made = Duty.objects.update_or_create(person=by, defaults={"on_duty": False, "since": at})
        log(EventKind.BREAK_TAKEN, duty, unit=by.unit)
