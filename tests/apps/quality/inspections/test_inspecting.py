# SPDX-License-Identifier: Apache-2.0
"""Draw, inspect, tell, appeal, decide: who may, what is refused, what is kept."""

from dataclasses import replace
from datetime import timedelta
from math import isnan
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.core.models import Event, EventKind, Message, User
from amends.apps.quality.actions.inspecting import (
    Draft,
    InHand,
    ModeMissing,
    NoAppeal,
    NotDecided,
    NothingChanged,
    NotOpen,
    NotYoursToDecide,
    appeal_inspection,
    begin_inspection,
    decide_appeal,
    save_inspection,
    take_over_inspection,
    tell_inspection,
)
from amends.apps.quality.actions.refusals import Changed, NotYours
from amends.apps.quality.actions.sampling import NotOver, draw_week
from amends.apps.quality.actions.transcripts import forget_transcripts
from amends.apps.quality.models import Appeal, Drawn, Inspection, SamplePlan, Transcript
from amends.apps.quality.queries.coaching import findings_of, next_step
from amends.apps.quality.queries.comparing import cases_of_period
from tests.apps.cases.conftest import make_customer
from tests.apps.cases.course import complaint
from tests.apps.quality.inspections.conftest import LATER, MONDAY, Inspectors, Taken, all_pass
from tests.people import NOON, People


def test_conversation_taken_twice_is_there_once_and_is_masked(taken: Taken) -> None:
    rows = (("agent", "您好", 0, 1), ("customer", "我的号码是13812341215", 1, 3))
    first, second = taken(rows=rows), taken(rows=rows)
    assert first == second
    assert "13812341215" not in str(Transcript.objects.unscoped("a test").get().turns)


def test_draw_is_the_systems_and_stands(people: People, inspectors: Inspectors, taken: Taken) -> None:
    for at in range(5):
        taken(f"T-{at}")
    rude = (("agent", "这事不归我管", 0, 3), ("customer", "那怎么办", 3, 5))
    taken("T-bad", rude)
    plan = draw_week(unit=people.east, week_date=MONDAY, seed=1, by=inspectors.quinn, at=LATER)
    again = draw_week(unit=people.east, week_date=MONDAY, seed=2, by=inspectors.rita, at=LATER)
    assert (again.pk, again.seed) == (plan.pk, 1)
    rows = {
        each.transcript.key: each.reasons
        for each in plan.drawn.unscoped("a test").select_related("transcript")
    }
    assert "T-bad" in rows
    assert 2 <= len(rows) <= 3


def test_what_came_in_late_is_drawn_where_people_lack_it(
    people: People, inspectors: Inspectors, taken: Taken
) -> None:
    given: dict[str, Any] = {"unit": people.east, "week_date": MONDAY, "by": inspectors.quinn}
    for at in range(4):
        taken(f"T-{at}")
    draw_week(**given, seed=1, at=LATER)
    rude = (("agent", "这事不归我管", 0, 3), ("customer", "那怎么办", 3, 5))
    ids = [
        taken("L-1").pk,
        taken("L-2").pk,
        taken("L-bad", rude).pk,
        taken("L-bob", agent=people.bob, unit=people.east).pk,
    ]
    late = Transcript.objects.unscoped("a test").filter(pk__in=ids)
    late.update(taken_at=LATER + timedelta(hours=1))
    plan = draw_week(**given, seed=2, at=LATER + timedelta(hours=2))
    keys = set(plan.drawn.unscoped("a test").values_list("transcript__key", flat=True))
    assert (plan.turn, plan.candidates, keys) == (1, 4, {"L-bad", "L-bob"})
    assert draw_week(**given, seed=3, at=LATER + timedelta(hours=3)) == plan


def test_inspecting_oneself_or_from_another_city_is_refused(
    people: People, inspectors: Inspectors, drawn: Drawn
) -> None:
    for who in (people.alice, people.charlie, people.bob):
        with pytest.raises(NotYours):
            begin_inspection(drawn=drawn, by=who, at=LATER)


def test_result_needs_every_item_a_ground_for_each_fail_and_a_mode(
    drawn: Drawn, inspectors: Inspectors
) -> None:
    row = begin_inspection(drawn=drawn, by=inspectors.quinn, at=LATER)
    by, at = inspectors.quinn, LATER
    with pytest.raises(NotDecided):
        tell_inspection(inspection=row, edits=0, draft=Draft({}, "courteous"), by=by, at=at)
    bare = all_pass(RESTATE={"mark": "fail"})
    with pytest.raises(NotDecided, match="复述"):
        tell_inspection(inspection=row, edits=0, draft=bare, by=by, at=at)
    with pytest.raises(ModeMissing):
        tell_inspection(inspection=row, edits=0, draft=Draft(all_pass().marks), by=by, at=at)
    row.refresh_from_db()
    assert row.told_at is None


def test_draft_stays_on_the_server_and_nobody_overwrites_it(drawn: Drawn, inspectors: Inspectors) -> None:
    row = begin_inspection(drawn=drawn, by=inspectors.quinn, at=LATER)
    draft = Draft({"OPENING": {"mark": "pass", "turns": [1, 99], "comment": ""}, "NO_SUCH": {"mark": "pass"}})
    save_inspection(inspection=row, edits=0, draft=draft, by=inspectors.quinn, at=LATER)
    row.refresh_from_db()
    assert row.marks == {"OPENING": {"mark": "pass", "turns": [1], "comment": ""}}
    with pytest.raises(Changed):
        save_inspection(inspection=row, edits=0, draft=draft, by=inspectors.quinn, at=LATER)
    with pytest.raises(NotYours):
        save_inspection(inspection=row, edits=1, draft=draft, by=inspectors.rita, at=LATER)


def test_told_result_is_told_and_stays(told: Inspection, people: People, inspectors: Inspectors) -> None:
    assert told.passed is False
    assert Message.objects.filter(to=people.alice, key=f"inspection:{told.pk}").exists()
    with pytest.raises(NotOpen):
        tell_inspection(inspection=told, edits=1, draft=all_pass(), by=inspectors.quinn, at=LATER)
    assert not any("RESTATE" in str(each.payload) for each in Event.objects.unscoped("a test"))


@pytest.mark.requirement("S1-023")
def test_reviewed_contact_has_one_mode_and_coaching_shows_the_next_step(
    told: Inspection, people: People
) -> None:
    assert told.mode == "courteous"
    assert "听出客户的需要" in next_step(people.alice)
    assert next_step(people.bob) == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.unscoped("a test").filter(pk=told.pk).update(mode="")


def test_appeal_is_once_in_time_by_oneself_and_decided_by_another(
    told: Inspection, people: People, inspectors: Inspectors
) -> None:
    with pytest.raises(NoAppeal):
        appeal_inspection(inspection=told, reason="不同意", items=[], by=people.bob, at=LATER)
    late = LATER + timedelta(days=6)
    with pytest.raises(NoAppeal):
        appeal_inspection(inspection=told, reason="不同意", items=[], by=people.alice, at=late)
    made = appeal_inspection(
        inspection=told, reason="有登记", items=["RECORD", "X"], by=people.alice, at=LATER
    )
    assert made.items == ["RECORD"]
    with pytest.raises(NoAppeal):
        appeal_inspection(inspection=told, reason="再来", items=[], by=people.alice, at=LATER)
    with pytest.raises(NotYoursToDecide):
        decide_appeal(appeal=made, upheld=False, decision="不", marks={}, by=inspectors.quinn, at=LATER)
    with pytest.raises(NothingChanged):
        decide_appeal(
            appeal=made, upheld=True, decision="有", marks={"RECORD": "fail"}, by=inspectors.rita, at=LATER
        )
    decided = decide_appeal(
        appeal=made, upheld=True, decision="工单里有", marks={"RECORD": "pass"}, by=inspectors.rita, at=LATER
    )
    told.refresh_from_db()
    assert (told.passed, told.marks["RECORD"]["mark"]) == (False, "fail")
    assert (decided.passed, decided.marks["RECORD"]["mark"]) == (True, "pass")
    assert decided.total is not None
    assert told.total is not None
    assert decided.total > told.total


def test_findings_count_what_stands_after_the_appeal(
    told: Inspection, people: People, inspectors: Inspectors
) -> None:
    before = findings_of(people.alice, NOON)
    assert (before.inspections, before.by_item) == (1, {"RESTATE": 1, "RECORD": 1})
    assert before.by_skill == {"questioning": 1, "closing": 1}
    made = appeal_inspection(inspection=told, reason="有登记", items=[], by=people.alice, at=LATER)
    decide_appeal(
        appeal=made, upheld=True, decision="有", marks={"RECORD": "pass"}, by=inspectors.rita, at=LATER
    )
    assert findings_of(people.alice, NOON).by_item == {"RESTATE": 1}


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Inspection, {"total": 101}),
        (Inspection, {"mode": "rude"}),
        (Inspection, {"appeal_until": None}),
        (Transcript, {"channel": "fax"}),
        (Transcript, {"forgotten_at": NOON}),
        (SamplePlan, {"least": 0}),
    ],
)
def test_database_refuses(told: Inspection, model: type[Inspection], change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.unscoped("a test").update(**change)


def test_database_refuses_the_inspector_as_judge_and_as_inspected(told: Inspection, people: People) -> None:
    made = appeal_inspection(inspection=told, reason="有登记", items=[], by=people.alice, at=LATER)
    rows = Appeal.objects.unscoped("a test").filter(pk=made.pk)
    judged = {"decided_at": LATER, "upheld": True, "decision": "好"}
    for judge in (told.inspector, people.alice):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(decided_by=judge, **judged)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(decided_by=people.bob, decided_at=LATER, upheld=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.unscoped("a test").update(inspector=people.alice)


def test_week_that_goes_on_is_not_drawn(people: People, inspectors: Inspectors, taken: Taken) -> None:
    taken()
    with pytest.raises(NotOver):
        draw_week(
            unit=people.east, week_date=MONDAY, seed=7, by=inspectors.quinn, at=LATER - timedelta(days=1)
        )
    assert not Drawn.objects.unscoped("a test").exists()
    assert (
        draw_week(unit=people.east, week_date=MONDAY, seed=7, by=inspectors.quinn, at=LATER).candidates == 1
    )


def test_begun_inspection_is_handed_over_with_its_marks(
    drawn: Drawn, inspectors: Inspectors, people: People
) -> None:
    row = begin_inspection(drawn=drawn, by=inspectors.quinn, at=LATER)
    save_inspection(inspection=row, edits=0, draft=all_pass(), by=inspectors.quinn, at=LATER)
    with pytest.raises(InHand):
        take_over_inspection(inspection=row, by=inspectors.rita, at=LATER + timedelta(days=2))
    late = LATER + timedelta(days=3)
    for other in (people.alice, people.bob):
        with pytest.raises(NotYours):
            take_over_inspection(inspection=row, by=other, at=late)
    taken_over = take_over_inspection(inspection=row, by=inspectors.rita, at=late)
    with pytest.raises(NotYours):
        save_inspection(inspection=row, edits=2, draft=all_pass(), by=inspectors.quinn, at=late)
    told = tell_inspection(
        inspection=row, edits=taken_over.edits, draft=all_pass(), by=inspectors.rita, at=late
    )
    assert (told.inspector, told.passed) == (inspectors.rita, True)
    event = Event.objects.unscoped("a test").filter(kind=EventKind.INSPECTION_TAKEN_OVER).latest("pk")
    assert (event.by, event.payload["taken_from"]) == (inspectors.rita, inspectors.quinn.pk)
    with pytest.raises(NotOpen):
        take_over_inspection(inspection=row, by=inspectors.quinn, at=late + timedelta(days=9))


def test_who_left_is_taken_over_from_at_once(drawn: Drawn, inspectors: Inspectors) -> None:
    row = begin_inspection(drawn=drawn, by=inspectors.quinn, at=LATER)
    User.objects.filter(pk=inspectors.quinn.pk).update(is_active=False)
    assert take_over_inspection(inspection=row, by=inspectors.rita, at=LATER).inspector == inspectors.rita


def test_what_is_written_of_an_inspection_is_masked(
    drawn: Drawn, inspectors: Inspectors, people: People
) -> None:
    row = begin_inspection(drawn=drawn, by=inspectors.quinn, at=LATER)
    said = "客户13812341215说的"
    draft = all_pass(RESTATE={"mark": "fail", "turns": [2], "comment": said})
    row = tell_inspection(
        inspection=row, edits=0, draft=replace(draft, comment=said), by=inspectors.quinn, at=LATER
    )
    appeal = appeal_inspection(inspection=row, reason=said, items=[], by=people.alice, at=LATER)
    decide_appeal(appeal=appeal, upheld=False, decision=said, marks={}, by=inspectors.rita, at=LATER)
    appeal.refresh_from_db()
    row.refresh_from_db()
    written = (row.comment, row.marks["RESTATE"]["comment"], appeal.reason, appeal.decision)
    assert all("12341215" not in each and "说的" in each for each in written)
    assert Message.objects.filter(to=people.alice, subject__contains="复核").count() == 1


def test_forgetting_leaves_no_sentence_in_the_figures(taken: Taken) -> None:
    line = ("agent", "您的问题已经反馈给相关部门。", None, None)
    row = taken(rows=(("customer", "什么时候能好？", None, None), line, line, line))
    assert row.figures["repeated"]
    forget_transcripts(by=None, at=LATER + timedelta(days=400))
    row.refresh_from_db()
    assert (row.turns, row.figures["repeated"], row.figures["turns"]) == ([], [], 4)


def test_equal_treatment_hears_how_inspected_customers_were_spoken_to(
    people: People, inspectors: Inspectors, taken: Taken
) -> None:
    case, unseen = (complaint(people, make_customer(people, each)) for each in ("C-1", "C-2"))
    taken(case=case)
    draw_week(unit=people.east, week_date=MONDAY, seed=7, by=inspectors.quinn, at=LATER)
    drawn = Drawn.objects.unscoped("a test").select_related("transcript__agent", "transcript__unit").get()
    row = begin_inspection(drawn=drawn, by=inspectors.quinn, at=LATER)
    manner = [each.code for each in row.scorecard.items if each.skill == "empathy"]
    draft = all_pass(**{manner[0]: {"mark": "fail", "turns": [2], "comment": ""}})
    tell_inspection(inspection=row, edits=0, draft=draft, by=inspectors.quinn, at=LATER)
    found = cases_of_period(people.east, MONDAY - timedelta(days=60), MONDAY + timedelta(days=6))
    values = dict(zip(sorted((case.pk, unseen.pk)), found.values["manner"], strict=True))
    assert values[case.pk] == pytest.approx(100 * (len(manner) - 1) / len(manner))
    assert isnan(values[unseen.pk])  # nobody inspected it
