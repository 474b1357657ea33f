# SPDX-License-Identifier: Apache-2.0
"""A wave in the order of expected gain: refused without proof, drawn by it where a finished wave has shown it."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django import Settings as DjangoSettings

from amends.apps.core.models import Event, EventKind
from amends.apps.core.worker import work_once
from amends.apps.recovery.actions.publish import publish_run
from amends.apps.recovery.actions.waves.freezing import ask_to_freeze, freeze_wave
from amends.apps.recovery.actions.waves.planning import change_wave, plan_wave
from amends.apps.recovery.actions.waves.refusals import GainOfOffers, GainUnlearnt, GainUnproven
from amends.apps.recovery.forms.waves import WaveForm, usual
from amends.apps.recovery.models import RecoveryWave, WaveEffect, WaveMember
from amends.apps.recovery.models.wave_words import GAIN_OF_OFFERS, UNPROVEN
from amends.apps.recovery.queries.waves import ordering
from amends.apps.recovery.queries.waves.audience import audience
from amends.apps.recovery.queries.waves.board import freezing_run
from amends.apps.recovery.queries.waves.ordering import gain_evidence
from amends.apps.recovery.queries.waves.simulation import simulate
from amends.apps.recovery.queries.waves.sources import Asked, asked_of
from amends.apps.recovery.rules.waves.design import Design, Order, Uploaded
from amends.apps.recovery.rules.waves.words import Purpose, Source, WaveState
from amends.pipeline.marts.schemas import KNOWN_TODAY
from tests.apps.recovery.conftest import AS_OF, SUMMARY
from tests.apps.recovery.effects.conftest import RUN, past_wave, put_outcomes, rows_of
from tests.apps.recovery.effects.outcomes import MUCH, uneven
from tests.apps.recovery.test_wave_pages_form import typed
from tests.apps.recovery.waves import customer, wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
PEOPLE = 40
BETTER = {"difference": 0.03, "low": 0.01, "high": 0.05, "better": True, "members": 3_000}
ALIKE = {"difference": 0.0, "low": -0.01, "high": 0.01, "better": False, "members": 2_000}
WORSE = {"difference": -0.03, "low": -0.05, "high": -0.01, "better": False, "members": 2_000}


def ranked(of: RecoveryWave, figures: dict[str, Any], **fields: Any) -> WaveEffect:
    """What a wave showed of the two orders."""
    usual: dict[str, Any] = {"final": True, "as_of": AS_OF, "computed_at": NOON}
    return WaveEffect.objects.create(wave=of, outcome="ranking", figures=figures, **{**usual, **fields})


@pytest.fixture
def proven(people: People) -> RecoveryWave:
    """A finished wave in which the order by expected gain was better."""
    made = past_wave(people, "七月资费修复")
    ranked(made, BETTER)
    return made


@pytest.fixture
def world(people: People, proven: RecoveryWave, tmp_path: Path, settings: DjangoSettings) -> None:
    """The run with the members of that wave, whom it helped if they use much, and what it knows of forty customers:
    every other one uses much, of the last ten nothing is known."""
    settings.AMENDS_DATA = tmp_path
    put_outcomes(tmp_path, rows_of(proven, uneven(np.random.default_rng(2))))
    codes = [customer(f"P{n:03}", people.east_team).code for n in range(PEOPLE)]
    known = {
        "customer_id": codes[:-10],
        "complaints_180d": [1.0] * (PEOPLE - 10),
        "service_calls_180d": [1.0] * (PEOPLE - 10),
        "tenure_days": [1_000.0] * (PEOPLE - 10),
        "bill_before_yuan": [100.0] * (PEOPLE - 10),
        "usage_before_mb": [MUCH * (2.0 if n % 2 else 0.3) for n in range(PEOPLE - 10)],
    }
    pq.write_table(pa.table(known).cast(KNOWN_TODAY), tmp_path / "runs" / RUN / "known_today.parquet")
    publish_run(run_id=RUN, as_of=AS_OF, found=[], summary=SUMMARY, by=people.dora, at=NOON)


def listed(**design: Any) -> Design:
    """A plan of the forty customers in their order, by expected gain."""
    rows = tuple(Uploaded(f"P{n:03}", recovery_class="tariff") for n in range(PEOPLE))
    return Design(**{"uploaded": rows, "order": Order.GAIN, "stop": None, **design})


def plan(people: People, design: Design, **changes: Any) -> RecoveryWave:
    """The plan, noted by the recovery manager."""
    usual: dict[str, Any] = {
        "unit": people.province, "name": "十二月修复", "purpose": Purpose.RECOVERY, "source": Source.UPLOAD,
        "design": design, "by": people.dora, "at": NOON,
    }  # fmt: skip
    return plan_wave(**{**usual, **changes})


def test_only_a_finished_wave_that_showed_it_is_evidence(people: People) -> None:
    scope = people.dora.scope
    assert not gain_evidence(scope).holds
    ranked(past_wave(people, "看不出"), ALIKE)
    ranked(past_wave(people, "人太少"), {"problem": "too_few"})
    ranked(past_wave(people, "没到期"), BETTER, final=False)
    ranked(wave(people.east_team, people.dora, state=WaveState.RUNNING), BETTER)
    ranked(wave(people.east_team, people.dora, state=WaveState.FINISHED, purpose=Purpose.COMMERCIAL), BETTER)
    found = gain_evidence(scope)
    assert (found.holds, found.compared) == (False, 1)
    made = past_wave(people, "看得出")
    ranked(made, BETTER)
    found = gain_evidence(scope)
    assert (found.waves, found.compared) == ((made.pk,), 2)
    assert found.proofs[0].name == "看得出"
    assert (found.proofs[0].low, found.proofs[0].members) == (0.01, 3_000)


def test_evidence_is_of_ones_own_units_only(people: People, proven: RecoveryWave) -> None:
    assert gain_evidence(people.dora.scope).waves == (proven.pk,)
    assert not gain_evidence(people.charlie.scope).holds


def test_wave_in_which_risk_was_better_ends_what_older_ones_showed(
    people: People, proven: RecoveryWave
) -> None:
    later = wave(people.east_team, people.dora, state=WaveState.FINISHED, at=NOON)
    row = ranked(later, WORSE)
    assert not gain_evidence(people.dora.scope).holds
    row.figures = ALIKE
    row.save()
    assert gain_evidence(people.dora.scope).waves == (proven.pk,)
    ranked(wave(people.east_team, people.dora, state=WaveState.FINISHED, at=NOON + timedelta(days=1)), BETTER)
    assert len(gain_evidence(people.dora.scope).proofs) == 2


def test_plan_by_gain_is_refused_without_proof_and_to_offers(people: People) -> None:
    ranked(past_wave(people, "看不出"), ALIKE)
    with pytest.raises(GainUnproven, match="还没有一期波次证明按预期效果排更好"):
        plan(people, listed())
    by_risk = plan(people, listed(order=Order.RISK))
    with pytest.raises(GainUnproven):
        change_wave(
            wave=by_risk, name="十二月修复", purpose=Purpose.RECOVERY, source=Source.UPLOAD, design=listed(),
            changes=by_risk.changes, by=people.dora, at=NOON,
        )  # fmt: skip
    ranked(past_wave(people, "看得出"), BETTER)
    assert plan(people, listed()).design["order"] == "gain"
    with pytest.raises(GainOfOffers):
        plan(people, listed(), purpose=Purpose.COMMERCIAL, campaign="C1")


def test_proof_that_was_overtaken_stops_the_freezing(
    people: People, proven: RecoveryWave, world: None
) -> None:
    made = plan(people, listed())
    ranked(wave(people.east_team, people.dora, state=WaveState.FINISHED, at=NOON), WORSE)
    with pytest.raises(GainUnproven):
        freeze_wave(wave=made, by=people.dora, at=NOON)
    assert not WaveMember.objects.unscoped("test").filter(wave=made).exists()


def test_those_helped_most_come_first_and_unknown_ones_last_by_risk(
    people: People, proven: RecoveryWave, world: None
) -> None:
    asked = replace(asked_of(plan(people, listed())), learnt_from=(proven.pk,))
    found = audience(asked, NOON)
    codes = [each.code for each in found.people]
    helped = [f"P{n:03}" for n in range(1, PEOPLE - 10, 2)]
    assert codes[: len(helped)] == helped, "those who use much, equals in the order of risk"
    assert codes[-10:] == [f"P{n:03}" for n in range(PEOPLE - 10, PEOPLE)]
    assert found.ordered is not None
    assert (found.ordered.unranked, found.ordered.members, found.ordered.run_id) == (10, 3_000, RUN)
    by_risk = audience(replace(asked, design=listed(order=Order.RISK)), NOON)
    assert [each.code for each in by_risk.people] == sorted(codes)
    assert by_risk.ordered is None


def test_most_takes_the_first_by_gain_and_the_draw_holds_out_of_them(
    people: People, proven: RecoveryWave, world: None
) -> None:
    made = plan(people, listed(most=14, holdout=0.5))
    shown = simulate(replace(asked_of(made), learnt_from=(proven.pk,)), at=NOON)
    frozen = freeze_wave(wave=made, by=people.dora, at=NOON)
    members = WaveMember.objects.unscoped("test").filter(wave=frozen)
    assert set(members.values_list("customer__code", flat=True)) == {f"P{n:03}" for n in range(1, 28, 2)}
    assert frozen.frame["control"] == members.filter(arm="control").count() > 0
    assert (shown.treated, shown.control) == (frozen.frame["treated"], frozen.frame["control"])
    assert shown.ordered is not None
    treated = members.filter(arm="treated").order_by("position").values_list("customer__code", flat=True)
    assert list(treated) == sorted(treated), "equals keep their place in the queue"


def test_frozen_wave_and_log_tell_the_order_and_its_evidence(
    people: People, proven: RecoveryWave, world: None
) -> None:
    frozen = freeze_wave(wave=plan(people, listed()), by=people.dora, at=NOON)
    order = frozen.frame["order"]
    assert (order["by"], order["members"], order["unranked"], order["run_id"]) == ("gain", 3_000, 10, RUN)
    assert [(each["wave"], each["name"], each["low"]) for each in order["evidence"]] == [
        (proven.pk, proven.name, 0.01)
    ]
    logged = Event.objects.unscoped("test").filter(kind=EventKind.RECOVERY_WAVE_FROZEN).latest("sequence")
    assert logged.payload["order"] == order
    planned = Event.objects.unscoped("test").filter(kind=EventKind.RECOVERY_WAVE_PLANNED).latest("sequence")
    assert planned.payload["order"] == "gain"


def test_wave_by_risk_says_so_and_asks_for_no_proof(people: People) -> None:
    customer("P000", people.east_team)
    frozen = freeze_wave(wave=plan(people, listed(order=Order.RISK)), by=people.dora, at=NOON)
    assert frozen.frame["order"] == {"by": "risk"}


def test_many_people_stand_by_risk_where_somebody_waits(
    people: People, proven: RecoveryWave, world: None
) -> None:
    asked = Asked(people.province, Purpose.RECOVERY, Source.UPLOAD, listed(), learnt_from=(proven.pk,))
    assert audience(asked, NOON, most_ordered=PEOPLE).ordered is not None
    found = audience(asked, NOON, most_ordered=PEOPLE - 1)
    assert (found.ordered, found.people[0].code) == (None, "P000")


def test_run_without_those_waves_teaches_nothing_and_the_job_says_so(
    people: People, proven: RecoveryWave, world: None, tmp_path: Path
) -> None:
    made = plan(people, listed())
    put_outcomes(tmp_path, uneven(np.random.default_rng(2)))  # of another wave
    with pytest.raises(GainUnlearnt):
        freeze_wave(wave=made, by=people.dora, at=NOON)
    ask_to_freeze(wave=made, by=people.dora, at=NOON)
    assert work_once(worker="w", clock=lambda: NOON, keep_alive=False)
    run = freezing_run(made)
    assert run is not None
    assert run.state == "failed"
    assert "没有可以学习的波次结果" in run.error


def sent(people: People, **changes: Any) -> QueryDict:
    """The usual plan of the forty customers, by expected gain, as a browser sends it."""
    rows = "\n".join(f"P{n:03},,tariff" for n in range(PEOPLE))
    shown = usual(people.province) | {"source": "upload", "listed": rows, "order": "gain"}
    return typed(shown | changes)


def gain_button(page: str) -> str:
    """The button of the order by expected gain."""
    found = re.search(r'<input[^>]*name="order"[^>]*value="gain"[^>]*>', page)
    assert found
    return found[0]


def test_form_shows_the_option_closed_with_the_reason(dora: Client, people: People) -> None:
    ranked(past_wave(people, "看不出"), ALIKE)
    page = dora.get(reverse("recovery:wave_new")).content.decode()
    assert "disabled" in gain_button(page)
    assert "还没有一期波次证明按预期效果排更好" in page
    assert "已比过 1 期" in page
    answer = dora.post(reverse("recovery:wave_new"), sent(people, listed="P000,,tariff"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["order"] == [str(UNPROVEN)]
    assert not RecoveryWave.objects.unscoped("test").filter(state="draft").exists()


def test_form_shows_the_evidence_beside_the_option(
    dora: Client, people: People, proven: RecoveryWave
) -> None:
    ranked(past_wave(people, "看不出"), ALIKE)
    page = dora.get(reverse("recovery:wave_new")).content.decode()
    assert "disabled" not in gain_button(page)
    assert f'<a href="{reverse("recovery:wave_effect", args=[proven.pk])}">{proven.name}</a>' in page
    assert "0.03000（95% 区间 0.01000 到 0.05000），3000 位成员" in page
    assert "比过 2 期已完成的波次，1 期看得出" in page
    assert "不说明谁不该联系" in page


def test_evidence_costs_one_query_however_many_waves(
    dora: Client, people: People, proven: RecoveryWave, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(5):
        ranked(past_wave(people, f"第 {n} 期"), BETTER)
    with django_assert_num_queries(1):
        assert len(gain_evidence(people.dora.scope).proofs) == 6


def test_offer_is_not_ordered_by_complaints_avoided(people: People, proven: RecoveryWave) -> None:
    given = sent(people, purpose="commercial", campaign="C1", listed="P000")
    form = WaveForm(given, scope=people.dora.scope, regions=[], evidence=gain_evidence(people.dora.scope))
    assert form.errors["order"] == [str(GAIN_OF_OFFERS)]
    plain = WaveForm(
        sent(people, order=None, source="detected"), scope=people.dora.scope, regions=[], trying=True
    )
    assert plain.is_valid(), plain.errors
    assert plain.plan()["design"].order is Order.RISK


def test_plan_is_tried_saved_and_shown_with_its_order(
    dora: Client, people: People, proven: RecoveryWave, world: None
) -> None:
    tried = dora.post(reverse("recovery:wave_simulate"), sent(people)).content.decode()
    assert "按预期效果排先后，从 3000 位成员的结果学出。10 位客户资料不全，按风险排在后面。" in tried
    dora.post(reverse("recovery:wave_new"), sent(people))
    made = RecoveryWave.objects.unscoped("test").get(state="draft")
    again = dora.get(reverse("recovery:wave_edit", args=[made.pk])).content.decode()
    assert "checked" in gain_button(again)
    freeze_wave(wave=made, by=people.dora, at=timezone.now())
    page = dora.get(reverse("recovery:wave", args=[made.pk])).content.decode()
    assert "按预期效果：预计联系后少复诉最多的在前" in page
    assert "先后的依据：七月资费修复，Qini 面积差 0.03000（95% 区间 0.01000 到 0.05000），3000 位成员" in page
    assert "10 位客户资料不全，按风险排在后面" in page
    assert "确定修复波次名单：按预期效果排" in page


def test_trying_says_what_is_missing_where_nothing_can_be_learnt(
    dora: Client, people: People, proven: RecoveryWave, world: None, tmp_path: Path
) -> None:
    put_outcomes(tmp_path, uneven(np.random.default_rng(2)))  # of another wave
    answer = dora.post(reverse("recovery:wave_simulate"), sent(people))
    assert "最近一次夜间运行里没有可以学习的波次结果" in answer.content.decode()
    whole = dora.post(reverse("recovery:wave_new"), sent(people, **{"try": "1"}))
    assert "最近一次夜间运行里没有可以学习的波次结果" in whole.content.decode()


@pytest.mark.parametrize(("limit", "most"), [("MOST_ORDERED", PEOPLE - 1), ("MOST_KNOWN", PEOPLE - 11)])
def test_many_people_are_told_that_they_are_tried_by_risk(
    dora: Client, people: People, proven: RecoveryWave, world: None, monkeypatch: pytest.MonkeyPatch,
    limit: str, most: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(ordering, limit, most)
    tried = dora.post(reverse("recovery:wave_simulate"), sent(people)).content.decode()
    assert "人多，试算按风险排先后" in tried
