# SPDX-License-Identifier: Apache-2.0
"""A wave from plan to end: drawn once, given out by capacity, halted when it does harm."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from pytest_django import Settings

from amends.apps.cases.models import Case
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.models import Event, EventKind, JobRun, Message
from amends.apps.core.worker import work_once
from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.waves import dispatching, refusals
from amends.apps.recovery.actions.waves.dispatching import dispatch_day
from amends.apps.recovery.actions.waves.freezing import ask_to_freeze, freeze_wave
from amends.apps.recovery.actions.waves.planning import cancel_wave, change_wave, plan_wave
from amends.apps.recovery.actions.waves.running import (
    finish_waves,
    halt_by_rule,
    pause_wave,
    resume_wave,
    start_wave,
)
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.queries.waves.audience import audience
from amends.apps.recovery.queries.waves.board import (
    freezing_run,
    members_page,
    wave_board,
    wave_by_key,
    wave_page,
)
from amends.apps.recovery.queries.waves.days import is_contact_day
from amends.apps.recovery.queries.waves.simulation import simulate
from amends.apps.recovery.queries.waves.sources import asked_of
from amends.apps.recovery.rules.waves.design import Design, Metric, StopRule, Uploaded, read_design
from amends.apps.recovery.rules.waves.words import MemberState, Purpose, Source, WaveState
from tests.apps.recovery.waves import customer, frozen_wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _customers(people: People, n: int, unit: str = "east_team") -> list[Customer]:
    first = Customer.objects.unscoped("test").count()
    return [customer(f"C{first + each:04}", getattr(people, unit)) for each in range(n)]


def _planned(people: People, n: int, **design: Any) -> RecoveryWave:
    who = _customers(people, n)
    plan = Design(
        uploaded=tuple(Uploaded(each.code, recovery_class="tariff") for each in who),
        **{"stop": None, **design},
    )
    return plan_wave(
        unit=people.province,
        name="十一月修复",
        purpose=Purpose.RECOVERY,
        source=Source.UPLOAD,
        design=plan,
        by=people.dora,
        at=NOON,
    )


def _running(people: People, n: int, **design: Any) -> RecoveryWave:
    wave = _planned(people, n, **design)
    frozen = freeze_wave(wave=wave, by=people.dora, at=NOON)
    return start_wave(wave=frozen, by=people.dora, at=NOON)


def _fresh(wave: RecoveryWave) -> RecoveryWave:
    return RecoveryWave.objects.unscoped("test").select_related("unit", "made_by").get(pk=wave.pk)


def _members(wave: RecoveryWave) -> Any:
    return WaveMember.objects.unscoped("test").filter(wave=wave)


def test_freezing_does_what_the_simulation_said_and_once(people: People) -> None:
    wave = _planned(people, 40, per_unit_per_day=7)
    said = simulate(asked_of(wave), at=NOON)
    frozen = freeze_wave(wave=wave, by=people.dora, at=NOON)
    arms = Counter(_members(wave).values_list("arm", flat=True))
    assert (arms["treated"], arms["control"]) == (said.treated, said.control) == (36, 4)
    planned = Counter(_members(wave).filter(arm="treated").values_list("planned_date", flat=True))
    assert sorted(planned.items()) == list(said.by_day)
    assert [n for _day, n in said.by_day] == [7, 7, 7, 7, 7, 1]
    assert (said.by_unit[0].days, said.by_unit[0].last_date) == (6, max(planned))
    assert said.hours == pytest.approx(36 * 15 * 1.6 / 60)
    assert frozen.horizon_at == NOON + timedelta(days=60)
    assert (frozen.frame["people"], frozen.frame["uploaded"]) == (40, 40)
    assert read_design(frozen.design).uploaded == ()
    for again in (wave, frozen):
        with pytest.raises(refusals.WaveRefused):
            freeze_wave(wave=again, by=people.dora, at=NOON)
    assert _members(wave).count() == 40
    assert Event.objects.unscoped("test").filter(kind=EventKind.RECOVERY_WAVE_FROZEN).count() == 1


def test_assignment_is_stored_before_anybody_is_approached(people: People) -> None:
    wave = _running(people, 30)
    drawn = {each.customer_id: each.arm for each in _members(wave)}
    assert not _members(wave).filter(approached_at__isnull=False).exists()
    dispatch_day(wave=_fresh(wave), at=NOON)
    assert {each.customer_id: each.arm for each in _members(wave)} == drawn
    assert not Case.objects.unscoped("test").filter(
        customer__in=[k for k, arm in drawn.items() if arm == "control"]
    )


def test_who_is_left_alone_is_kept_with_the_reason(people: People) -> None:
    wave = _planned(people, 10)
    Customer.objects.unscoped("test").filter(code="C0003").update(do_not_contact=True)
    freeze_wave(wave=wave, by=people.dora, at=NOON)
    left = _members(wave).get(customer__code="C0003")
    assert (left.arm, left.blocked_reason, left.planned_date) == ("", "do_not_contact", None)


def test_recovery_of_many_needs_a_holdout_and_of_few_does_not(people: People) -> None:
    few = _planned(people, 5, holdout=0)
    freeze_wave(wave=few, by=people.dora, at=NOON)
    assert set(_members(few).values_list("arm", flat=True)) == {"treated"}
    many = _planned(people, 200, holdout=0)
    assert simulate(asked_of(many), at=NOON).holdout_missing
    with pytest.raises(refusals.HoldoutMissing, match="200"):
        freeze_wave(wave=many, by=people.dora, at=NOON)


def test_accounts_are_drawn_together_and_universal_holdout_stands_apart(
    people: People, settings: Settings
) -> None:
    settings.AMENDS_UNIVERSAL_HOLDOUT, settings.AMENDS_HOLDOUT_KEY = 20, "test"
    who = _customers(people, 120)
    rows = tuple(Uploaded(each.code, f"H{n // 3}", "tariff") for n, each in enumerate(who))
    wave = plan_wave(
        unit=people.province, name="家庭", purpose=Purpose.RECOVERY, source=Source.UPLOAD,
        design=Design(uploaded=rows, holdout=0.3), by=people.dora, at=NOON,
    )  # fmt: skip
    freeze_wave(wave=wave, by=people.dora, at=NOON)
    arms: dict[str, set[str]] = {}
    for account, arm in _members(wave).values_list("account", "arm"):
        arms.setdefault(account, set()).add(arm)
    assert all(len(found) == 1 for found in arms.values())
    counted = Counter(next(iter(found)) for found in arms.values())
    assert set(counted) == {"treated", "control", "universal"}
    assert abs(counted["control"] - 0.3 * (40 - counted["universal"])) < 1


def test_second_wave_cannot_take_who_was_frozen_meanwhile(people: People, monkeypatch: Any) -> None:
    first, who = _planned(people, 3, holdout=0), Customer.objects.unscoped("test").order_by("code")
    rows = tuple(Uploaded(each.code, recovery_class="tariff") for each in who)
    second = plan_wave(
        unit=people.province, name="另一个", purpose=Purpose.RECOVERY, source=Source.UPLOAD,
        design=Design(uploaded=rows, holdout=0), by=people.dora, at=NOON,
    )  # fmt: skip
    from amends.apps.recovery.actions.waves import freezing

    def slow(asked: Any, at: Any) -> Any:
        found = audience(asked, at)
        monkeypatch.setattr(freezing, "audience", audience)
        freeze_wave(wave=first, by=people.dora, at=NOON)  # a colleague was quicker
        return found

    monkeypatch.setattr(freezing, "audience", slow)
    with pytest.raises(refusals.WaveMoved):
        freeze_wave(wave=second, by=people.dora, at=NOON)
    assert not _members(second).exists()


def test_day_gives_out_what_capacity_allows_to_who_is_on_duty_and_nothing_twice(people: People) -> None:
    wave = _running(people, 10, holdout=0, per_unit_per_day=4)
    done = [
        dispatch_day(wave=_fresh(wave), at=NOON + each) for each in (timedelta(0), timedelta(minutes=10), DAY)
    ]
    assert [each.opened for each in done] == [4, 0, 4]
    cases = Case.objects.unscoped("test").order_by("pk")
    assert [each.key for each in cases] == [f"wave:{wave.pk}:{each.customer_id}" for each in cases]
    assert {each.owner for each in cases} == {people.bob}
    assert cases[0].reasons == []
    told = Message.objects.filter(to=people.bob, subject__contains=cases[0].number)
    assert told.count() == 1
    logged = Event.objects.unscoped("test").filter(kind=EventKind.MEMBER_APPROACHED)
    assert logged.count() == 8


def test_what_was_left_over_goes_out_the_next_day(people: People) -> None:
    wave = _running(people, 6, holdout=0, per_unit_per_day=3)
    assert dispatch_day(wave=_fresh(wave), at=NOON + 7 * DAY).opened == 3
    assert dispatch_day(wave=_fresh(wave), at=NOON + 8 * DAY).opened == 3


def test_unit_without_room_hides_nobody_of_another(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatching, "MOST", 3)
    wave = _running(people, 8, holdout=0, per_unit_per_day=2)
    last = _members(wave).order_by("-planned_date", "-position", "-pk")[:2]
    _members(wave).filter(pk__in=[each.pk for each in last]).update(unit=people.west_team)
    _members(wave).update(planned_date=NOON.date())
    assert dispatch_day(wave=_fresh(wave), at=NOON).opened == 4


def test_nobody_is_approached_once_the_observation_is_over(people: People) -> None:
    wave = _running(people, 4, holdout=0, per_unit_per_day=1)
    over = _fresh(wave).horizon_at
    assert over is not None
    pause_wave(wave=_fresh(wave), reason="等一等", by=people.dora, at=NOON)
    with pytest.raises(refusals.ObservationOver):
        resume_wave(wave=_fresh(wave), by=people.dora, at=over)
    RecoveryWave.objects.unscoped("test").update(state="running")
    assert dispatch_day(wave=_fresh(wave), at=over).opened == 0
    assert finish_waves(over) == 1
    assert _fresh(wave).state == "finished"


def test_who_may_no_longer_be_approached_is_passed_over_with_the_reason(people: People) -> None:
    wave = _running(people, 3, holdout=0)
    Customer.objects.unscoped("test").filter(code="C0001").update(do_not_contact=True)
    done = dispatch_day(wave=_fresh(wave), at=NOON)
    assert (done.opened, done.skipped) == (2, 1)
    assert _members(wave).get(customer__code="C0001").skipped_reason == "do_not_contact"


def test_nothing_goes_out_on_a_day_that_the_policy_skips(people: People) -> None:
    eve = NOON.replace(month=9, day=30)  # of the national holiday
    wave = _planned(people, 3, holdout=0, per_unit_per_day=1)
    RecoveryWave.objects.unscoped("test").update(made_at=eve)
    wave = start_wave(wave=freeze_wave(wave=wave, by=people.dora, at=eve), by=people.dora, at=eve)
    first, second, _third = sorted(_members(wave).values_list("planned_date", flat=True))
    assert first == eve.date()
    assert second > date(2026, 10, 7)
    _members(wave).update(planned_date=first)
    given = [dispatch_day(wave=_fresh(wave), at=eve + n * DAY).opened for n in range(8)]
    assert given == [1, 0, 0, 0, 0, 0, 0, 0]
    assert not is_contact_day(date(2026, 11, 7), Purpose.COMMERCIAL), "no offers on a Saturday"
    assert is_contact_day(date(2026, 11, 7), Purpose.RECOVERY)


def test_pause_lets_nothing_out_and_going_on_plans_anew(people: People) -> None:
    wave = _running(people, 4, holdout=0, per_unit_per_day=2)
    paused = pause_wave(wave=wave, reason="系统升级", by=people.dora, at=NOON)
    assert dispatch_day(wave=_fresh(wave), at=NOON).opened == 0
    resume_wave(wave=paused, by=people.dora, at=NOON + 3 * DAY)
    days = sorted(_members(wave).values_list("planned_date", flat=True))
    assert days == [(NOON + n * DAY).date() for n in (3, 3, 4, 4)]
    assert dispatch_day(wave=_fresh(wave), at=NOON + 3 * DAY).opened == 2


@pytest.mark.requirement("S3-056")
def test_stop_rule_halts_the_wave_and_tells_who_answers_for_it(people: People) -> None:
    wave = _running(people, 5, holdout=0, per_unit_per_day=4, stop=StopRule(Metric.REFUSALS, 0.2, 4))
    assert dispatch_day(wave=_fresh(wave), at=NOON).opened == 4
    assert not halt_by_rule(wave=_fresh(wave), at=NOON)
    refused = list(Case.objects.unscoped("test").values_list("pk", flat=True)[:1])
    Case.objects.unscoped("test").filter(pk__in=refused).update(
        is_open=False, state="refused", outcome="refused", closed_at=NOON
    )
    assert halt_by_rule(wave=_fresh(wave), at=NOON + DAY)
    assert not halt_by_rule(wave=_fresh(wave), at=NOON + DAY)
    stopped = _fresh(wave)
    assert (stopped.state, stopped.end_reason) == (
        WaveState.STOPPED,
        "触发停止规则：联系 4 人，25.0%，上限 20.0%",
    )
    assert dispatch_day(wave=stopped, at=NOON + DAY).opened == 0
    assert _members(wave).get(approached_at=None).skipped_reason == "wave_ended"
    assert Message.objects.filter(to=people.dora, subject="修复波次“十一月修复”已自动停止").count() == 1


def test_wave_finishes_when_everybodys_turn_has_come(people: People) -> None:
    wave = _running(people, 3, holdout=0, per_unit_per_day=2)
    dispatch_day(wave=_fresh(wave), at=NOON)
    assert finish_waves(NOON) == 0
    dispatch_day(wave=_fresh(wave), at=NOON + DAY)
    assert (finish_waves(NOON + DAY), finish_waves(NOON + DAY)) == (1, 0)
    assert _fresh(wave).state == WaveState.FINISHED


def test_plan_is_fixed_once_the_list_is_and_steps_follow_each_other(people: People) -> None:
    wave = _planned(people, 3, holdout=0)
    plan: dict[str, Any] = {
        "name": "改名",
        "purpose": Purpose.RECOVERY,
        "source": Source.UPLOAD,
        "design": read_design(wave.design),
    }
    changed = change_wave(wave=wave, changes=wave.changes, by=people.dora, at=NOON, **plan)
    with pytest.raises(refusals.WaveMoved):
        change_wave(wave=wave, changes=wave.changes, by=people.dora, at=NOON, **plan)
    with pytest.raises(refusals.StepImpossible, match="筹备"):
        start_wave(wave=changed, by=people.dora, at=NOON)
    frozen = freeze_wave(wave=changed, by=people.dora, at=NOON)
    with pytest.raises(refusals.PlanFixed):
        change_wave(wave=frozen, changes=frozen.changes, by=people.dora, at=NOON, **plan)
    with pytest.raises(refusals.ReasonMissing):
        cancel_wave(wave=frozen, reason=" ", by=people.dora, at=NOON)
    assert cancel_wave(wave=frozen, reason="另建", by=people.dora, at=NOON).state == WaveState.CANCELLED


@pytest.mark.parametrize("who", ["alice", "bob", "charlie"])
def test_only_who_manages_recovery_of_the_unit_may(people: People, who: str) -> None:
    wave = _planned(people, 3, holdout=0)
    with pytest.raises(refusals.NotAllowed):
        freeze_wave(wave=wave, by=getattr(people, who), at=NOON)
    with pytest.raises(refusals.NotAllowed):
        plan_wave(
            unit=people.group, name="越权", purpose=Purpose.RECOVERY, source=Source.DETECTED, design=Design(),
            by=people.dora, at=NOON,
        )  # fmt: skip


def test_offer_is_given_out_without_a_case(people: People) -> None:
    who = _customers(people, 2)
    wave = frozen_wave(
        people.province, people.dora, treated=who, purpose=Purpose.COMMERCIAL, campaign="NEW-5G",
        state=WaveState.RUNNING,
    )  # fmt: skip
    done = dispatch_day(wave=_fresh(wave), at=NOON)
    assert (done.opened, done.skipped) == (0, 2), "nobody consented"
    assert set(_members(wave).values_list("skipped_reason", flat=True)) == {"no_consent"}


def test_board_counts_within_scope_by_state_unit_and_day(people: People) -> None:
    east, west = _customers(people, 4), _customers(people, 2, "west_team")
    wave = frozen_wave(
        people.province, people.dora, treated=[*east[:3], *west], control=east[3:], state=WaveState.RUNNING
    )
    dispatch_day(wave=_fresh(wave), at=NOON)
    done = Case.objects.unscoped("test").get(customer=east[0])
    Case.objects.unscoped("test").filter(pk=done.pk).update(
        is_open=False,
        state="recovered",
        outcome="recovered",
        closed_at=NOON,
        handled_at=NOON,
        result_told_at=NOON,
    )
    board = wave_board(wave, people.dora.scope)
    counted = {state: n for state, n in board.by_state.items() if n}
    assert counted == {MemberState.HELD_OUT: 1, MemberState.RECOVERED: 1, MemberState.LOCATED: 4}
    assert [
        (each.unit, each.planned, each.dispatched, each.recovered, each.in_progress) for each in board.units
    ] == [
        (people.east_team, 3, 3, 1, 2),
        (people.west_team, 2, 2, 0, 2),
    ]
    assert board.days == [(NOON.date(), 5, 5)]
    of_bob = wave_board(wave, people.bob.scope)
    assert [each.unit for each in of_bob.units] == [people.east_team]
    assert wave_by_key(wave.pk, people.charlie.scope) == wave, "their part of the province's wave"
    [part] = wave_page(people.charlie.scope).lines
    assert part.people == 2
    [line] = wave_page(people.dora.scope).lines
    assert (line.people, line.held_out, line.approached, line.ended, line.recovered) == (6, 1, 5, 1, 1)


def test_wave_of_others_and_plans_of_those_above_are_not_seen(people: People) -> None:
    of_east = frozen_wave(people.east, people.dora, treated=_customers(people, 1))
    draft = _planned(people, 1)
    for wave in (of_east, draft):
        assert wave_by_key(wave.pk, people.charlie.scope) is None
    assert wave_page(people.charlie.scope).lines == []
    assert wave_by_key(of_east.pk, people.bob.scope) == of_east


def test_freezing_is_queued_once_done_by_the_job_and_can_be_asked_again_when_refused(people: People) -> None:
    wave = _planned(people, 2, holdout=0)
    Customer.objects.unscoped("test").update(do_not_contact=True)
    asked = [ask_to_freeze(wave=wave, by=people.dora, at=NOON) for _ in range(2)]
    assert asked[0] == asked[1]
    assert work_once(worker="w", clock=lambda: NOON, keep_alive=False)
    refused = freezing_run(wave)
    assert refused is not None
    assert (refused.state, refused.error) == ("failed", "名单里没有可以联系的客户，请放宽条件或换一个来源")
    Customer.objects.unscoped("test").update(do_not_contact=False)
    ask_to_freeze(wave=wave, by=people.dora, at=NOON + timedelta(minutes=1))
    assert work_once(worker="w", clock=lambda: NOON + timedelta(minutes=1), keep_alive=False)
    assert _fresh(wave).state == WaveState.FROZEN


def test_job_gives_out_halts_and_ends(people: People) -> None:
    wave = _running(people, 2, holdout=0)
    for day, told in ((0, {"opened": 2, "finished": 1}), (1, {})):
        enqueue("dispatch_waves", by=None, at=NOON + day * DAY)
        assert work_once(worker="w", clock=partial(_at, day), keep_alive=False)
        run = JobRun.objects.unscoped("test").order_by("-pk")[0]
        assert (run.state, {name: n for name, n in run.result.items() if n}) == ("done", told)
    assert _fresh(wave).state == WaveState.FINISHED


def _at(day: int) -> datetime:
    return NOON + day * DAY


def test_members_follow_each_other_page_by_page_in_their_state(people: People) -> None:
    who = _customers(people, 5)
    wave = frozen_wave(people.province, people.dora, treated=who[:4], control=who[4:])
    first = members_page(wave, people.dora.scope, state="waiting", most=3)
    second = members_page(wave, people.dora.scope, state="waiting", after=first.next_after, most=3)
    assert [each.customer.code for each in (*first.members, *second.members)] == [
        each.code for each in who[:4]
    ]
    assert (first.count, second.next_after) == (4, 0)
    assert [each.customer for each in members_page(wave, people.dora.scope, state="held_out").members] == who[
        4:
    ]
    assert members_page(wave, people.dora.scope, unit="G-P-W-T").count == 0


def test_smallest_effect_is_told_from_what_customers_did_before(people: People) -> None:
    wave = _planned(people, 40, holdout=0.5, target=0.5)
    simulated = simulate(asked_of(wave), at=NOON)
    [complaints, *others] = simulated.detectable
    assert (complaints.base, complaints.smallest) == (0, None), "of what nobody did nothing can be said"
    assert all(each.base in {None, 0} for each in others)
    from amends.apps.cases.actions import open_case
    from amends.apps.cases.rules.states import Origin
    from amends.kernel.recovery_class import RecoveryClass

    for code in ("C0000", "C0001", "C0002", "C0003"):
        case = open_case(
            customer=Customer.objects.unscoped("test").get(code=code), origin=Origin.COMPLAINT,
            recovery_class=RecoveryClass.COMPLAINT, owner=people.alice, by=None, at=NOON - 10 * DAY, key=code,
        )  # fmt: skip
        Case.objects.unscoped("test").filter(pk=case.pk).update(
            is_open=False, state="withdrawn", outcome="withdrawn", closed_at=NOON - DAY
        )
    found = simulate(replace(asked_of(wave)), at=NOON).detectable[0]
    assert found.base == pytest.approx(0.1)
    assert found.smallest == pytest.approx(2.8016 * (0.1 * 0.9) ** 0.5 * (1 / 20 + 1 / 20) ** 0.5, rel=1e-3)
    assert found.enough is True
