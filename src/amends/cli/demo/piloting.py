# SPDX-License-Identifier: Apache-2.0
"""A small wave of three weeks ago in the demo, worked to its end by the desk's verbs: its board shows who was won back,
who was not, who was never reached and who refused, with the history of each."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import cycle

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.closing import (
    ask_sign_off,
    close_not_recovered,
    close_refused,
    close_unreachable,
    verify,
)
from amends.apps.cases.actions.contacting import ContactMade, record_contact
from amends.apps.cases.actions.handling import confirm_facts, make_plan, mark_handled, record_step
from amends.apps.cases.models import Case
from amends.apps.cases.queries.asking import asking_of
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.core.models import Unit, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Role
from amends.apps.recovery.actions.waves.running import finish_waves
from amends.apps.recovery.models import RecoveryWave
from amends.apps.recovery.rules.waves.design import Design
from amends.cli.demo.waving import DAY, begin_wave, cases_of

NAME = "三周前的试点（演示）"
MOST, WEEKS_AGO = 20, 3
SIGNERS = (Role.TEAM_LEADER, Role.CITY_MANAGER, Role.RECOVERY_MANAGER)
HOUR = timedelta(hours=1)
Done = Callable[..., object]
End = Callable[[Case, datetime], None]


def run_a_pilot(*, unit: Unit, by: User, at: datetime) -> RecoveryWave:
    """Begin the wave, bring each case to an end, and let the wave finish as the schedule does."""
    design = Design(most=MOST, per_unit_per_day=MOST)
    wave, began = begin_wave(name=NAME, unit=unit, design=design, by=by, before=at - WEEKS_AGO * 7 * DAY)
    ends = cycle(ENDS)
    for case in cases_of(wave):
        _brought_to(next(ends), case, began)
    finish_waves(at=began + 5 * DAY)
    wave.refresh_from_db()
    return wave


def _brought_to(end: End, case: Case, began: datetime) -> None:
    """What the desk refuses, on a holiday say, leaves that case open and the demo whole."""
    try:
        _do(
            confirm_facts,
            case,
            began + HOUR / 6,
            findings="核对了三个月的账单和联系记录，系统列出的情况属实。",
        )
        _do(make_plan, case, began + HOUR / 3, plan="先致歉说明，能当场办的当场办，第二天回访。")
        end(case, began + HOUR / 2)
    except CaseRefused:
        return


def _do(verb: Done, case: Case, at: datetime, *, by: User | None = None, **values: object) -> None:
    case.refresh_from_db()
    verb(case=case, version=case.version, by=by or case.owner, at=at, **values)


def _called(case: Case, at: datetime, result: ResultCode, note: str = "") -> None:
    _do(record_contact, case, at, made=ContactMade(result=result, note=note))


def _fixed(case: Case, at: datetime) -> None:
    """The customer is spoken with, every measure of the playbook is done the same afternoon."""
    _called(case, at, ResultCode.REACHED, "说明了情况并致歉，客户同意这样办")
    for place, step in enumerate(case.procedure.procedure.measures, start=1):
        _do(record_step, case, at + 4 * HOUR + place * HOUR / 12, order=step.order, note="已办，见系统记录")
    _do(mark_handled, case, at + 7 * HOUR)


def _asked(case: Case, at: datetime, *, is_content: bool) -> None:
    made = ContactMade(result=ResultCode.REACHED, note="把结果完整告诉了客户")
    _do(verify, case, at, answers=_answers(case, is_content), made=made, told_result=True)


def _answers(case: Case, is_content: bool) -> Mapping[str, str | int]:
    """What a content customer says stands first in the playbook's scales, what one who is not says stands last."""
    place, score = (0, 9) if is_content else (-1, 3)
    asked = [each for each in asking_of(case).questions if not each.is_text]
    return {each.code: score if each.is_number else each.choices[place] for each in asked}


def _recovered(case: Case, at: datetime) -> None:
    _fixed(case, at)
    _asked(case, at + DAY, is_content=True)


def _not_recovered(case: Case, at: datetime) -> None:
    """A second person signs that it ends so; where there is none it waits."""
    _fixed(case, at)
    _asked(case, at + DAY, is_content=False)
    if signer := _signer(case):
        reason = "费用按登记的合约计算，逐笔向客户说明过；已经告诉客户可以怎样向外反映"
        _do(ask_sign_off, case, at + DAY + HOUR, reason=reason, outer_channel_told=True, signer=signer)
        _do(close_not_recovered, case, at + DAY + 5 * HOUR, by=signer)


def _signer(case: Case) -> User | None:
    above = (leaders_above(case.unit, role).exclude(pk=case.owner_id).first() for role in SIGNERS)
    return next((each for each in above if each), None)


def _unreachable(case: Case, at: datetime) -> None:
    for days in range(3):
        _called(case, at + days * DAY, ResultCode.NO_ANSWER)
    _do(close_unreachable, case, at + 2 * DAY + HOUR)


def _refused(case: Case, at: datetime) -> None:
    _called(case, at, ResultCode.REFUSED, "客户说不需要再联系")
    _do(close_refused, case, at + HOUR)


ENDS: tuple[End, ...] = (_recovered, _not_recovered, _recovered, _unreachable, _recovered, _refused)
