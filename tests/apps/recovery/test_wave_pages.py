# SPDX-License-Identifier: Apache-2.0
"""Pages of waves: who sees what, what the board counts, and what people do to a wave from there."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from amends.apps.core.models import Event, EventKind, JobRun
from amends.apps.recovery.forms.waves import usual
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.queries.waves.board import Board, UnitLine
from amends.apps.recovery.rules.waves.design import Design, Metric, StopRule
from amends.apps.recovery.rules.waves.steps import steps_from
from amends.apps.recovery.rules.waves.words import ENDED, MOVES, WaveState
from amends.apps.recovery.views.waves.shown import placed, totals
from tests.apps.cases.conftest import as_user
from tests.apps.recovery.conftest import Listed
from tests.apps.recovery.test_wave_pages_form import typed
from tests.apps.recovery.waves import customer, frozen_wave, member, wave
from tests.people import People


@pytest.fixture
def dora(people: People) -> Client:
    """The recovery manager's browser."""
    return as_user(people.dora)


@pytest.fixture
def going(people: People) -> RecoveryWave:
    """A running wave of the province: two to call in the east, one in the west, one held out, one left alone."""
    east, west = people.east_team, people.west_team
    treated = [customer("C1", east), customer("C2", east), customer("C3", west)]
    made = frozen_wave(
        people.province,
        people.dora,
        treated=treated,
        control=[customer("C4", east)],
        state=WaveState.RUNNING,
        at=timezone.now() - timedelta(days=2),
    )
    member(made, customer("C5", east), arm="", blocked_reason="do_not_contact", stratum="")
    return made


def page_of(client: Client, name: str, *args: object, **query: str) -> str:
    """The text of a page."""
    answer = client.get(reverse(f"recovery:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def numbers(page: str, label: str) -> str:
    """What stands in the cell with that label."""
    cell = re.search(rf'data-label="{label}"[^>]*>(.*?)</td>', page, re.S)
    assert cell, label
    return re.sub(r"<[^>]+>|\s", "", cell[1])


def test_list_shows_people_holdout_and_what_is_left(dora: Client, going: RecoveryWave) -> None:
    page = page_of(dora, "waves")
    assert reverse("recovery:wave", args=[going.pk]) in page
    assert (numbers(page, "人数"), numbers(page, "对照"), numbers(page, "已交办")) == ("4", "1", "0")
    assert "到观察期满" in page


def test_wave_whose_people_have_no_cases_tells_nobody_recovered_nor_none(
    dora: Client, going: RecoveryWave
) -> None:
    treated = WaveMember.objects.unscoped("a test").filter(wave=going, arm="treated")
    treated.update(approached_at=going.frozen_at)
    page = page_of(dora, "waves")
    assert (numbers(page, "已交办"), numbers(page, "已修复"), numbers(page, "修复率")) == ("3", "—", "—")
    board = page_of(dora, "wave", going.pk)
    assert {numbers(board, each) for each in ("联系上", "联系上率", "修复率", "办理中")} == {"—"}


def test_draw_without_strata_is_told_as_such(dora: Client, people: People) -> None:
    plain = wave(
        people.east, people.dora, state=WaveState.RUNNING, design=Design(holdout=0.3, stratify_by=())
    )
    page = page_of(dora, "wave", plain.pk)
    assert "30%，不分层抽签" in page
    assert "按不分层" not in page


def test_units_without_cases_have_no_place(people: People) -> None:
    counts = dict.fromkeys(("reached", "recovered", "unreachable", "refused", "in_progress"), 0)
    told, untold = (
        UnitLine(people.east_team, planned=60, dispatched=60, cases=cases, **counts) for cases in (60, 0)
    )
    assert placed([untold, told]) == [(1, told), (None, untold)]
    for unit, shown in ((untold, ["60", "60", "—", "—"]), (told, ["60", "60", "0", "0"])):
        board = Board(by_state={}, units=[unit], days=[], blocked={}, skipped={}, stop=None)
        assert [each.value for each in totals(board)] == shown


def test_list_says_what_to_do_when_there_is_no_wave(dora: Client, people: People) -> None:
    assert reverse("recovery:wave_new") in page_of(dora, "waves")
    assert reverse("recovery:wave_new") not in page_of(as_user(people.alice), "waves")


def test_list_takes_as_many_queries_for_many_waves(
    dora: Client, people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for at in range(12):
        wave(people.province, people.dora, name=f"第 {at} 波")
    with django_assert_max_num_queries(8):
        page_of(dora, "waves")


def test_board_counts_everybody_once_and_leads_to_them(dora: Client, going: RecoveryWave) -> None:
    page = page_of(dora, "wave", going.pk)
    assert (numbers(page, "排队中"), numbers(page, "对照"), numbers(page, "已修复")) == ("3", "1", "0")
    assert f"{reverse('recovery:wave_members', args=[going.pk])}?state=waiting" in page
    assert "客户谢绝主动联系" in page
    assert reverse("recovery:wave_effect", args=[going.pk]) in page


def test_board_takes_few_queries(
    dora: Client, going: RecoveryWave, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20):
        page_of(dora, "wave", going.pk)
    with django_assert_max_num_queries(14):
        dora.get(reverse("recovery:wave_live", args=[going.pk]), headers={"HX-Request": "true"})


def test_live_part_is_silent_until_something_changes(
    dora: Client, going: RecoveryWave, people: People
) -> None:
    address = reverse("recovery:wave_live", args=[going.pk])
    shown = dora.get(address, headers={"HX-Request": "true"}).content.decode()
    found = re.search(r"mark=(\w+)", shown)
    assert found
    assert dora.get(address, {"mark": found[1]}, headers={"HX-Request": "true"}).status_code == 204
    member(going, customer("C9", people.east_team))
    assert dora.get(address, {"mark": found[1]}, headers={"HX-Request": "true"}).status_code == 200
    assert "every 5s" in shown


def test_people_of_other_units_do_not_find_the_wave(going: RecoveryWave, people: People) -> None:
    own = wave(people.west, people.dora)
    for name in ("wave", "wave_live", "wave_members"):
        address = reverse(f"recovery:{name}", args=[own.pk])
        assert as_user(people.alice).get(address).status_code == 404
        assert as_user(people.dora).get(address).status_code == 200


def test_a_city_sees_its_part_of_the_provinces_wave_and_cannot_halt_it(
    going: RecoveryWave, people: People
) -> None:
    page = page_of(as_user(people.bob), "wave", going.pk)
    assert numbers(page, "排队中") == "2"
    assert "东市投诉组" in page
    assert "西市投诉组" not in page
    assert "停止波次" not in page


@pytest.mark.parametrize("state", WaveState)
def test_steps_are_those_that_the_states_allow(state: WaveState) -> None:
    leads = {
        "freeze": WaveState.FROZEN,
        "start": WaveState.RUNNING,
        "resume": WaveState.RUNNING,
        "pause": WaveState.PAUSED,
        "stop": WaveState.STOPPED,
        "cancel": WaveState.CANCELLED,
    }
    offered = {leads[each] for each in steps_from(state)}
    assert offered == MOVES[state] - {WaveState.FINISHED}, "finishing happens by itself"
    assert bool(offered) == (state not in ENDED)


def do(client: Client, of: RecoveryWave, step: str, reason: str = "") -> str:
    """Press a button of the page and read what it says afterwards."""
    address = reverse("recovery:wave_step", args=[of.pk, step])
    return client.post(address, {"reason": reason}, follow=True).content.decode()


def test_wave_is_paused_with_a_reason_and_goes_on(dora: Client, going: RecoveryWave) -> None:
    assert "请写明原因" in do(dora, going, "pause")
    page = do(dora, going, "pause", "话务高峰")
    assert "暂停原因：话务高峰" in page
    do(dora, going, "resume")
    going.refresh_from_db()
    assert going.state == WaveState.RUNNING
    assert "停止" in do(dora, going, "stop", "客户反感")
    going.refresh_from_db()
    assert (going.state, going.end_reason) == (WaveState.STOPPED, "客户反感")


def test_who_only_looks_cannot_act(going: RecoveryWave, people: People) -> None:
    address = reverse("recovery:wave_step", args=[going.pk, "stop"])
    assert as_user(people.bob).post(address, {"reason": "x"}).status_code == 403
    assert "停止波次" not in page_of(as_user(people.dora), "wave", wave(people.west, people.dora).pk)
    assert (
        as_user(people.dora).post(reverse("recovery:wave_step", args=[going.pk, "burn"])).status_code == 404
    )


def test_fixing_the_list_is_a_job_whose_run_is_shown(dora: Client, people: People, listed: Listed) -> None:
    draft = wave(people.province, people.dora)
    page = do(dora, draft, "freeze")
    run = JobRun.objects.unscoped("a test").get(job="freeze_wave")
    assert reverse("core:job", args=[run.pk]) in page
    assert run.arguments == {"wave": draft.pk}


def test_members_are_shown_masked_and_cut_by_state_and_unit(dora: Client, going: RecoveryWave) -> None:
    page = page_of(dora, "wave_members", going.pk)
    assert page.count("138****1215") == 5
    assert page_of(dora, "wave_members", going.pk, state="held_out").count("138****1215") == 1
    assert page_of(dora, "wave_members", going.pk, state="waiting", unit="G-P-W-T").count("138****1215") == 1
    assert "客户谢绝主动联系" in page_of(dora, "wave_members", going.pk, state="blocked")
    assert "换一个状态或机构再看" in page_of(dora, "wave_members", going.pk, state="recovered")


def test_members_page_takes_few_queries(
    dora: Client, going: RecoveryWave, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        page_of(dora, "wave_members", going.pk)


def test_export_holds_codes_and_no_person_and_is_logged(dora: Client, going: RecoveryWave) -> None:
    text = dora.post(reverse("recovery:wave_export", args=[going.pk])).content.decode("utf-8-sig")
    rows = [line.split(",") for line in text.splitlines()]
    assert len(rows) == 6
    assert rows[1][:3] == ["C1", "G-P-E-T", "treated"]
    assert "王*明" not in text
    assert "138****1215" not in text
    event = Event.objects.unscoped("a test").get(kind=EventKind.RECOVERY_WAVE_EXPORTED)
    assert event.payload == {}


def test_small_units_have_no_place_in_the_ranking(people: People) -> None:
    def unit(line: int, dispatched: int, recovered: int) -> UnitLine:
        return UnitLine(
            people.east_team,
            planned=dispatched,
            dispatched=dispatched,
            cases=dispatched,
            reached=recovered,
            recovered=recovered,
            unreachable=line,
            refused=0,
            in_progress=0,
        )

    found = placed([unit(1, 29, 29), unit(2, 40, 10), unit(3, 60, 30), unit(4, 80, 40)])
    assert [(place, line.unreachable) for place, line in found] == [(1, 3), (1, 4), (3, 2), (None, 1)]


def test_home_shows_waves_behind_their_plan_and_nothing_otherwise(
    dora: Client, going: RecoveryWave, people: People
) -> None:
    address = reverse("recovery:waves_home_panel")
    panel = dora.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "落后 3 人" in panel
    assert "东市投诉组 2" in panel
    later = timezone.localdate() + timedelta(days=1)
    WaveMember.objects.unscoped("a test").filter(wave=going, arm="treated").update(planned_date=later)
    assert "没有要操心的波次" in dora.get(address, headers={"HX-Request": "true"}).content.decode()


def test_home_shows_waves_near_their_stop_rule(dora: Client, people: People) -> None:
    design = Design(stop=StopRule(Metric.REFUSALS, 0.0, 1))
    made = frozen_wave(people.province, people.dora, state=WaveState.RUNNING, design=design)
    one = member(made, customer("C1", people.east_team), planned_date=timezone.localdate())
    one.approached_at = timezone.now()
    one.save(update_fields=["approached_at"])
    panel = dora.get(reverse("recovery:waves_home_panel")).content.decode()
    assert "没有要操心的波次" in panel, "nobody refused"


def test_plan_is_saved_and_changed_once_by_each_who_saw_it(dora: Client, people: People) -> None:
    sent = typed(usual(people.province))
    dora.post(reverse("recovery:wave_new"), sent)
    made = RecoveryWave.objects.unscoped("a test").get()
    assert (made.name, made.state) == ("十一月资费修复", WaveState.DRAFT)
    edit = reverse("recovery:wave_edit", args=[made.pk])
    assert dora.post(edit, {**dict(sent.lists()), "name": "新的", "changes": made.changes}).status_code == 302
    answer = dora.post(edit, {**dict(sent.lists()), "name": "又改", "changes": made.changes})
    assert answer.status_code == 422
    assert "刚刚被别人改过" in answer.content.decode()


def test_simulation_tells_who_and_why_not_and_writes_nothing(
    dora: Client, listed: Listed, people: People
) -> None:
    sent = typed(usual(people.province))
    part = dora.post(reverse("recovery:wave_simulate"), sent, headers={"HX-Request": "true"}).content.decode()
    assert "三十天内已经联系过" in part
    assert 'name="capacity:G-P-E-T"' in part
    assert re.search(r'name="channel:phone"[^>]*value=""[^>]*placeholder="不限"', part)
    closed = typed(usual(people.province), **{"channel:phone": "0"})
    again = dora.post(
        reverse("recovery:wave_simulate"), closed, headers={"HX-Request": "true"}
    ).content.decode()
    assert re.search(r'name="channel:phone"[^>]*value="0"', again)
    assert "<script" not in part
    assert not RecoveryWave.objects.unscoped("a test").exists()
    whole = dora.post(reverse("recovery:wave_new"), {**dict(sent.lists()), "try": "1"})
    assert "三十天内已经联系过" in whole.content.decode(), "without JavaScript a button does it"
    assert not RecoveryWave.objects.unscoped("a test").exists()


def test_simulation_of_what_cannot_be_says_which_number(dora: Client, people: People) -> None:
    sent = typed(usual(people.province), holdout=80)
    part = dora.post(reverse("recovery:wave_simulate"), sent, headers={"HX-Request": "true"}).content.decode()
    assert "留出不联系的比例" in part
