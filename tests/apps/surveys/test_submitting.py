# SPDX-License-Identifier: Apache-2.0
"""An answer is taken once, by item, judged, without personal data; drafts are kept, refusals noted."""

from datetime import timedelta
from typing import Any

import pytest

from amends.apps.core.models import Event, EventKind, JobRun
from amends.apps.customers.models import Consent
from amends.apps.surveys.actions.answering import NotOpen, Visitor, begin, decline, keep
from amends.apps.surveys.actions.submitting import submit
from amends.apps.surveys.models import Answer, Invitation, OpenLink, Response, Stratum, SurveyWave
from amends.apps.surveys.queries.answering import Door, Entrance, by_token
from amends.apps.surveys.queries.outcomes import outcomes_of, rates_of
from amends.apps.surveys.queries.waves import now_of
from amends.apps.surveys.queries.weights import weights_of
from tests.apps.cases.conftest import make_customer
from tests.apps.surveys.answers import ANSWERED, HAPPY, LONG, UNHAPPY, answered, begun, long_version, stored
from tests.apps.surveys.conftest import invited, link_token, wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(people: People) -> Invitation:
    """A customer of the eastern team, asked the long questionnaire."""
    return invited(wave(long_version(people.group), people.province), make_customer(people))


def _event_kinds(about: str) -> list[str]:
    return list(
        Event.objects.unscoped("test").filter(about=about).order_by("sequence").values_list("kind", flat=True)
    )


def _answers(row: Response) -> dict[str, Answer]:
    rows = Answer.objects.unscoped("test").filter(response=row).select_related("item")
    return {each.item.code: each for each in rows}


def test_answer_is_kept_by_item_when_submitted(invitation: Invitation) -> None:
    row = answered(invitation, HAPPY | {"O1": "很好", "E1": 8}).response
    kept = _answers(row)
    assert (kept["C2"].number, kept["C1"].chosen, kept["O1"].words) == (9, ["solved"], "很好")
    assert row.complete
    assert not row.is_low
    assert row.seconds == 120
    invitation.refresh_from_db(from_queryset=Invitation.objects.unscoped("test"))
    assert invitation.state == "completed"
    assert invitation.ended_at == ANSWERED


def test_personal_data_is_hidden_in_words_when_kept_and_submitted(invitation: Invitation) -> None:
    row = begun(invitation)
    keep(response=row, answers={"O1": "打我 13800001234"}, page=1, language="zh-hans", at=NOON)
    assert "13800001234" not in stored(row).answers["O1"]
    done = submit(response=row, answers=UNHAPPY, language="zh-hans", at=ANSWERED).response
    assert "13800001234" not in done.answers["O1"]
    assert "13800001234" not in _answers(done)["O1"].words


def test_one_response_stands_when_submitted_twice(invitation: Invitation) -> None:
    first = answered(invitation, HAPPY)
    again = submit(
        response=begun_again(invitation), answers=UNHAPPY, language="zh-hans", at=ANSWERED + timedelta(1)
    )
    assert again.taken
    assert again.response.pk == first.response.pk
    assert stored(first.response).answers["C2"] == 9
    assert Answer.objects.unscoped("test").count() == 2
    assert _event_kinds(invitation.customer.code).count(EventKind.SURVEY_ANSWERED) == 1


def begun_again(invitation: Invitation) -> Response:
    """The response as a second tab, opened before the first one submitted, knows it: not submitted yet."""
    row = stored(Response.objects.unscoped("test").get(invitation=invitation))
    row.submitted_at = None
    return row


def test_missing_answer_is_named_and_the_rest_kept_when_submitted(invitation: Invitation) -> None:
    result = answered(invitation, {"C2": 4})
    assert not result.taken
    assert set(result.faults) == {"C1"}
    row = stored(result.response)
    assert row.answers == {"C2": 4}
    assert row.submitted_at is None
    assert not Answer.objects.unscoped("test").exists()


@pytest.mark.parametrize("bad", [{"C2": 11}, {"C2": 0}, {"C1": "sort of"}])
def test_answer_outside_its_question_is_refused(invitation: Invitation, bad: dict[str, Any]) -> None:
    result = answered(invitation, HAPPY | bad)
    assert set(result.faults) == set(bad)


def test_begun_answer_is_one_when_started_twice(invitation: Invitation) -> None:
    assert begun(invitation).pk == begun(invitation).pk
    assert _event_kinds(invitation.customer.code).count(EventKind.SURVEY_STARTED) == 1


def test_nothing_is_kept_after_submission(invitation: Invitation) -> None:
    row = answered(invitation, HAPPY).response
    keep(response=row, answers={"C2": 1}, page=0, language="zh-hans", at=ANSWERED)
    assert stored(row).answers["C2"] == 9


def test_time_away_is_not_time_answering(invitation: Invitation) -> None:
    row = begun(invitation)
    keep(response=row, answers={"C2": 9}, page=0, language="zh-hans", at=NOON + timedelta(hours=3))
    assert stored(row).seconds == 120


@pytest.mark.parametrize(
    ("fields", "door"),
    [
        ({"state": "expired", "ended_at": NOON}, Door.EXPIRED),
        ({"state": "refused", "ended_at": NOON}, Door.DECLINED),
        ({"state": "completed", "ended_at": NOON}, Door.DONE),
        ({"expires_at": NOON}, Door.EXPIRED),
    ],
)
def test_link_that_ended_takes_no_answers(people: People, fields: dict[str, Any], door: Door) -> None:
    row = invited(wave(long_version(people.group), people.province), make_customer(people), **fields)
    found = by_token(link_token(row), at=NOON)
    assert found is not None
    assert found.door is door
    with pytest.raises(NotOpen):
        begin(entrance=found, visitor=Visitor(), language="zh-hans", at=NOON)


@pytest.mark.parametrize(("state", "door"), [("paused", Door.PAUSED), ("closed", Door.EXPIRED)])
def test_wave_that_is_not_open_takes_no_answers(people: People, state: str, door: Door) -> None:
    row = invited(wave(long_version(people.group), people.province, state=state), make_customer(people))
    found = by_token(link_token(row), at=NOON)
    assert found is not None
    assert found.door is door


def test_reserve_is_nobodys_link_yet(people: People) -> None:
    row = invited(wave(long_version(people.group), people.province), make_customer(people), state="reserve")
    assert by_token(link_token(row), at=NOON) is None


def test_opting_out_is_one_line_of_the_ledger_when_said_twice(invitation: Invitation) -> None:
    decline(invitation=invitation, for_good=True, at=NOON)
    decline(invitation=invitation, for_good=True, at=NOON)
    lines = Consent.objects.unscoped("test").filter(customer=invitation.customer)
    assert [(each.purpose, each.decision, each.by) for each in lines] == [("survey", "refused", None)]
    invitation.refresh_from_db(from_queryset=Invitation.objects.unscoped("test"))
    assert invitation.state == "refused"
    said = Event.objects.unscoped("test").filter(kind=EventKind.SURVEY_DECLINED)
    assert said.count() == 1


def test_who_declined_once_may_still_say_never(invitation: Invitation) -> None:
    for for_good in (False, False, True):
        decline(invitation=invitation, for_good=for_good, at=NOON)
    said = Event.objects.unscoped("test").filter(kind=EventKind.SURVEY_DECLINED).order_by("sequence")
    assert [each.payload["for_good"] for each in said] == [False, True]
    assert Consent.objects.unscoped("test").get().decision == "refused"


def test_declining_once_leaves_the_ledger_alone(invitation: Invitation) -> None:
    decline(invitation=invitation, for_good=False, at=NOON)
    assert not Consent.objects.unscoped("test").exists()


@pytest.mark.requirement("S0-003")
def test_gap_is_kept_and_flagged_when_perception_falls_short(invitation: Invitation) -> None:
    row = stored(answered(invitation, HAPPY | {"E1": 9, "P1": 6}).response)
    kept = _answers(row)
    assert (kept["E1"].number, kept["P1"].number) == (9, 6)
    assert {"reason": "below_expectation", "item": "P1", "value": -3.0, "act": False} in row.low
    assert not row.is_low


@pytest.mark.requirement("S4-013")
@pytest.mark.parametrize(("state", "low"), [("below", True), ("equal", False), ("above", False)])
def test_answer_below_expectation_is_low(invitation: Invitation, state: str, low: bool) -> None:
    row = stored(answered(invitation, HAPPY | {"X1": state}).response)
    assert row.is_low is low
    assert ("below_expectation" in {each["reason"] for each in row.low}) is low


def test_low_answer_queues_its_follower_once(invitation: Invitation) -> None:
    row = answered(invitation, UNHAPPY).response
    assert row.is_low
    assert {each["reason"] for each in row.low} == {"routed", "low_score"}
    queued = JobRun.objects.unscoped("test").filter(job="follow_low_answers")
    assert [each.arguments for each in queued] == [{"response": row.pk}]


def test_reason_is_in_our_language_when_answered_in_english(invitation: Invitation) -> None:
    row = submit(response=begun(invitation), answers=UNHAPPY, language="en", at=ANSWERED).response
    assert "问题没有解决" in {each.get("words") for each in row.low}


def test_wish_to_be_left_alone_is_kept(invitation: Invitation) -> None:
    row = answered(invitation, UNHAPPY | {"C11": "decline"}).response
    assert "no_contact" in {each["reason"] for each in row.low}


@pytest.mark.parametrize(("full", "complete"), [("end", False), ("flag", True)])
def test_full_quota_ends_or_marks_the_next_answer(people: People, full: str, complete: bool) -> None:
    quota = {"code": "solved", "if": "{C1} = 'solved'", "limit": 1, "full": full}
    document = LONG | {"amends": {"quotas": [quota]}}
    asked = wave(long_version(people.group, document), people.province)
    first, second = (answered(invited(asked, make_customer(people, f"C-{n}")), HAPPY) for n in (1, 2))
    assert first.response.complete
    assert not first.response.flags.count("over_quota")
    row = stored(second.response)
    assert (row.complete, "over_quota" in row.flags) == (complete, True)
    asked.refresh_from_db(from_queryset=type(asked).objects.unscoped("test"))
    assert asked.frame["quotas"] == {"solved": 1 + complete}
    assert row.invitation is not None
    assert row.invitation.state == ("completed" if complete else "over_quota")
    now = now_of(asked)
    assert (now.answers, now.over_quota) == (1 + complete, not complete)
    assert rates_of(outcomes_of(asked)).rr1 == now.rate == 1.0  # turned away is nobody's non-response


def test_who_is_turned_away_by_a_quota_belongs_and_is_stood_for_by_those_taken(people: People) -> None:
    quota = {"code": "solved", "if": "{C1} = 'solved'", "limit": 1, "full": "end"}
    asked = wave(long_version(people.group, LONG | {"amends": {"quotas": [quota]}}), people.province)
    cell = Stratum.objects.create(wave=asked, label="东", population=10, allocated=2, drawn=2)
    for n in (1, 2):
        answered(invited(asked, make_customer(people, f"C-{n}"), stratum=cell), HAPPY)
    assert weights_of(asked).by_stratum == {cell.pk: 10.0}


def test_low_answer_is_followed_when_its_cell_is_full(people: People) -> None:
    quota = {"code": "open", "if": "{C1} = 'not_solved'", "limit": 1, "full": "end"}
    document = LONG | {"amends": LONG["amends"] | {"quotas": [quota]}}
    asked = wave(long_version(people.group, document), people.province)
    _first, second = (answered(invited(asked, make_customer(people, f"C-{n}")), UNHAPPY) for n in (1, 2))
    row = stored(second.response)
    assert (row.complete, row.is_low) == (False, True)
    assert "等了三天没人管" in _answers(row)["O1"].words
    assert JobRun.objects.unscoped("test").filter(job="follow_low_answers").count() == 2


@pytest.mark.parametrize(
    ("state", "door"), [("refused", Door.DECLINED), ("expired", Door.EXPIRED), ("unreachable", Door.EXPIRED)]
)
def test_answer_is_not_taken_when_the_invitation_ended_meanwhile(
    invitation: Invitation, state: str, door: Door
) -> None:
    row = begun(invitation)
    mine = Invitation.objects.unscoped("test").filter(pk=invitation.pk)
    mine.update(state=state, ended_at=NOON, next_at=None)
    with pytest.raises(NotOpen) as why:
        submit(response=row, answers=HAPPY, language="zh-hans", at=ANSWERED)
    assert why.value.door is door
    assert (stored(row).submitted_at, mine.get().state) == (None, state)
    assert not Answer.objects.unscoped("test").exists()


@pytest.mark.parametrize("what", ["wave", "link"])
def test_open_answer_is_not_taken_when_the_link_ended_meanwhile(people: People, what: str) -> None:
    asked = wave(long_version(people.group), people.province, trigger="open_link", way="link")
    link = OpenLink.objects.create(wave=asked, unit=people.east, code="hall7", place="一号营业厅")
    entrance = Entrance(asked, Door.OPEN, link=link, session="s")
    row = begin(entrance=entrance, visitor=Visitor(), language="zh-hans", at=NOON)
    if what == "wave":
        SurveyWave.objects.unscoped("test").filter(pk=asked.pk).update(state="closed", closed_at=NOON)
    else:
        OpenLink.objects.unscoped("test").filter(pk=link.pk).update(closed_at=NOON)
    with pytest.raises(NotOpen):
        submit(response=row, answers=HAPPY, language="zh-hans", at=ANSWERED)
    assert stored(row).submitted_at is None


def _matrix(rows: int) -> dict[str, Any]:
    columns = [{"value": each, "text": str(each)} for each in range(1, 6)]
    places = [{"value": f"r{each}", "text": f"第 {each} 行"} for each in range(rows)]
    asked = {"type": "matrix", "name": "M1", "title": "分别几分？", "columns": columns, "rows": places}
    return {"title": "很多行", "pages": [{"name": "p1", "elements": [asked]}]}


@pytest.mark.parametrize(("seconds", "hasty"), [(110, False), (30, True)])
def test_pace_is_compared_row_by_row_of_a_matrix(people: People, seconds: int, hasty: bool) -> None:
    asked = wave(long_version(people.group, _matrix(12)), people.province)
    given = {"M1": {f"r{each}": 1 + each % 5 for each in range(12)}}
    for number in range(20):
        answered(invited(asked, make_customer(people, f"C-{number}")), given, visitor=Visitor())
    last = invited(asked, make_customer(people, "C-last"))
    began = ANSWERED - timedelta(seconds=seconds)
    row = answered(last, given, began=began, visitor=Visitor()).response
    assert ("speeder" in row.flags) is hasty
