# SPDX-License-Identifier: Apache-2.0
"""Working together: passing on, taking, merging, incidents, notes, who looks, giving out what waits."""

import pytest
from django.test import Client

from amends.apps.cases.actions.change import CaseChanged, RightMissing
from amends.apps.cases.actions.joining import (
    CannotJoin,
    CannotMerge,
    NoSolution,
    join_incident,
    link,
    merge,
    spread_solution,
    unmerge,
)
from amends.apps.cases.actions.ownership import NotWaiting, OwnerFixed, accept, hand_over, offer, take
from amends.apps.cases.actions.together import LoadImpossible, add_note, give_out, look, set_duty, watch
from amends.apps.cases.models import Case, Link, Note, Task, Transfer
from amends.apps.cases.models.desk_words import LinkKind
from amends.apps.cases.queries.public import living
from amends.apps.cases.rules.transfers import Hand, PingPong, best_hand, ping_pong, wanted_skills
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Message, User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import DAY, HOUR, make_customer, stored
from tests.apps.cases.test_clocks import complain
from tests.people import NOON, PASSWORD, People

WHY = "a test looks"


@pytest.fixture
def complaint(people: People, customer: Customer) -> Case:
    return complain(people, customer)


@pytest.fixture
def officer(people: People) -> User:
    """A colleague of Alice's."""
    return add_user(
        username="anna",
        name="安娜",
        password=PASSWORD,
        role=Role.COMPLAINT_OFFICER,
        unit=people.east_team,
        by=None,
        at=NOON,
    )


def passed(case: Case, to: User, by: User, *, hours: int = 1) -> Case:
    """Handed over and accepted."""
    at = NOON + hours * HOUR
    case = hand_over(case=case, version=stored(case).version, to=to, reason="更熟悉", by=by, at=at)
    return accept(case=case, version=case.version, by=to, at=at)


@pytest.mark.requirement("S0-076")
@pytest.mark.parametrize(
    ("hands", "found"),
    [
        ((1, 2), None),
        ((1, 2, 3), None),
        ((1, 2, 1), PingPong.BACK_AGAIN),
        ((1, None, 2, 1), PingPong.TOO_OFTEN),
        ((1, 2, 3, 4), PingPong.TOO_OFTEN),
    ],
)
def test_third_transfer_or_back_again_is_passing_the_buck(hands: tuple[int], found: PingPong | None) -> None:
    assert ping_pong(hands) is found


@pytest.mark.django_db
@pytest.mark.requirement("S0-076")
def test_case_that_comes_back_is_told_to_the_leader_who_alone_passes_it_on(
    complaint: Case, people: People, officer: User
) -> None:
    case = passed(complaint, officer, people.alice)
    case = passed(case, people.alice, officer, hours=2)
    assert Message.objects.filter(to=people.bob, key__contains="passed_around").exists()
    with pytest.raises(OwnerFixed):
        passed(case, officer, people.alice, hours=3)
    case = hand_over(
        case=case, version=stored(case).version, to=officer, reason="指定", by=people.bob, at=NOON + DAY
    )
    assert case.pending_owner == officer


@pytest.mark.django_db
@pytest.mark.requirement("S0-021")
def test_case_in_a_queue_stays_its_owners_until_taken(complaint: Case, people: People, officer: User) -> None:
    case = offer(
        case=complaint,
        version=complaint.version,
        queue=Role.COMPLAINT_OFFICER,
        reason="班次结束",
        by=people.alice,
        at=NOON,
    )
    assert (case.owner, case.queue, case.next_owner) == (people.alice, "complaint_officer", people.alice)
    case = take(case=case, version=case.version, by=officer, at=NOON + HOUR)
    assert (case.owner, case.queue) == (officer, "")
    assert Transfer.objects.unscoped(WHY).get(case=case).accepted_at == NOON + HOUR


@pytest.mark.django_db
@pytest.mark.peer("zammad #246", "chatwoot #11062")
def test_of_two_who_take_one_case_the_second_is_refused(
    complaint: Case, people: People, officer: User
) -> None:
    seen = offer(
        case=complaint,
        version=complaint.version,
        queue=Role.COMPLAINT_OFFICER,
        reason="x",
        by=people.alice,
        at=NOON,
    ).version
    take(case=complaint, version=seen, by=officer, at=NOON)
    with pytest.raises(CaseChanged):
        take(case=complaint, version=seen, by=people.alice, at=NOON)
    with pytest.raises(NotWaiting):
        take(case=complaint, version=seen + 1, by=people.alice, at=NOON)


def test_hand_that_fits_has_the_skill_room_and_the_least_to_do() -> None:
    full = Hand(1, 5, 5, frozenset({"TF"}), NOON)
    busy = Hand(2, 4, 8, frozenset({"TF"}), NOON)
    free = Hand(3, 1, 8, frozenset({"TF"}), NOON)
    other = Hand(4, 0, 8, frozenset({"NW"}), NOON)
    assert best_hand([full, busy, free, other], {"TF"}) == free
    assert best_hand([full, other], {"TF"}) is None
    assert wanted_skills(taxonomy="TF-01-01", special="lawyer", trained={"NW"}) == {"special:lawyer"}


@pytest.mark.django_db
@pytest.mark.peer("chatwoot #10376", "zammad #854")
def test_waiting_case_goes_to_who_is_on_duty_once_somebody_is(
    complaint: Case, people: People, officer: User
) -> None:
    offer(
        case=complaint,
        version=complaint.version,
        queue=Role.COMPLAINT_OFFICER,
        reason="x",
        by=people.alice,
        at=NOON,
    )
    assert give_out(at=NOON) == 0
    set_duty(on=True, most_open=1, skills=[], person=officer, by=officer, at=NOON)
    assert give_out(at=NOON) == 1
    assert stored(complaint).owner == officer
    assert give_out(at=NOON) == 0


@pytest.mark.django_db
def test_duty_without_room_is_refused(people: People) -> None:
    with pytest.raises(LoadImpossible):
        set_duty(on=True, most_open=0, skills=[], person=people.alice, by=people.alice, at=NOON)


@pytest.mark.django_db
@pytest.mark.peer("zammad #983", "frappe #2539", "osTicket #5325")
def test_merge_moves_nothing_and_can_be_undone(people: People, customer: Customer) -> None:
    first, second = complain(people, customer), complain(people, customer, at=NOON + HOUR)
    before = stored(second).state
    merged = merge(
        case=second, version=second.version, into=first, reason="同一件事", by=people.alice, at=NOON + DAY
    )
    assert living(merged) == first
    assert (merged.is_open, merged.state) == (False, "merged")
    assert merged.clock_events.unscoped(WHY).exists()
    again = unmerge(
        case=merged, version=merged.version, reason="不是一件", by=people.alice, at=NOON + 2 * DAY
    )
    assert (again.is_open, again.state, again.merged_into) == (True, before, None)
    assert again.due_at is not None


@pytest.mark.django_db
def test_merge_is_refused_into_a_later_case_and_another_customers(people: People, customer: Customer) -> None:
    first, later = complain(people, customer), complain(people, customer, at=NOON + HOUR)
    foreign = complain(people, make_customer(people, "C-9"), at=NOON)
    for target in (later, foreign, first):
        with pytest.raises(CannotMerge):
            merge(case=first, version=first.version, into=target, reason="x", by=people.alice, at=NOON + DAY)


@pytest.mark.django_db
@pytest.mark.peer("freescout #1897", "glpi #5206")
def test_one_solution_reaches_every_case_of_an_incident_once(people: People, customer: Customer) -> None:
    incident = complain(people, customer)
    children = [complain(people, make_customer(people, f"C-{n}")) for n in (2, 3)]
    for child in children:
        join_incident(case=child, version=child.version, incident=incident, by=people.alice, at=NOON)
    with pytest.raises(NoSolution):
        spread_solution(case=incident, version=stored(incident).version, by=people.alice, at=NOON)
    Case.objects.unscoped(WHY).filter(pk=incident.pk).update(findings="基站断电，已恢复")
    for _ in range(2):
        version = stored(incident).version
        assert spread_solution(case=stored(incident), version=version, by=people.alice, at=NOON) == 2
    assert Task.objects.unscoped(WHY).filter(key=f"incident:{incident.pk}").count() == 2
    assert all(stored(child).is_open for child in children)


@pytest.mark.django_db
def test_incident_is_no_part_of_another(people: People, customer: Customer) -> None:
    top, middle, low = (complain(people, make_customer(people, f"C-{n}")) for n in (2, 3, 4))
    join_incident(case=low, version=low.version, incident=middle, by=people.alice, at=NOON)
    with pytest.raises(CannotJoin):
        join_incident(case=middle, version=middle.version, incident=top, by=people.alice, at=NOON)
    with pytest.raises(CannotJoin):
        join_incident(case=top, version=top.version, incident=stored(low), by=people.alice, at=NOON)


@pytest.mark.django_db
def test_note_tells_who_watches_and_leaves_the_version(complaint: Case, people: People) -> None:
    watch(case=complaint, wanted=True, by=people.bob, at=NOON)
    add_note(case=complaint, text="已核对话单", by=people.alice, at=NOON)
    assert Message.objects.filter(to=people.bob, key__startswith=f"case:{complaint.pk}").exists()
    assert stored(complaint).version == complaint.version
    assert Note.objects.unscoped(WHY).get(case=complaint).text == "已核对话单"
    with pytest.raises(RightMissing):
        add_note(case=complaint, text="x", by=people.charlie, at=NOON)


@pytest.mark.django_db
@pytest.mark.peer("zammad #5953")
def test_who_looks_is_shown_for_half_a_minute(complaint: Case, people: People) -> None:
    look(case=complaint, writing_now=True, by=people.bob, at=NOON)
    seen = look(case=complaint, writing_now=False, by=people.alice, at=NOON + HOUR / 240)
    assert [(each.person, each.writing) for each in seen] == [(people.bob, True)]
    assert not look(case=complaint, writing_now=False, by=people.alice, at=NOON + HOUR)


@pytest.mark.django_db
def test_link_is_there_once(people: People, customer: Customer) -> None:
    one, other = complain(people, customer), complain(people, make_customer(people, "C-2"))
    for _ in range(2):
        one = link(
            case=one, version=one.version, other=other, kind=LinkKind.RELATED, by=people.alice, at=NOON
        )
    assert Link.objects.unscoped(WHY).filter(case=one).count() == 1


@pytest.mark.django_db
def test_panel_shows_and_does_and_hides_from_others(complaint: Case, people: People, client: Client) -> None:
    client.force_login(people.alice)
    page = client.post(f"/cases/{complaint.number}/work/note/", {"text": "等网络部门回复"}, follow=True)
    assert page.status_code == 200
    assert "等网络部门回复" in client.get(f"/cases/{complaint.number}/work/").text
    refused = client.post(f"/cases/{complaint.number}/work/merge/", {"other": "C9999-1", "reason": "x"})
    assert refused.status_code == 422
    seen = client.post(f"/cases/{complaint.number}/viewing/", {"writing": "yes"}).json()
    assert seen == {"others": [], "version": complaint.version}
    client.force_login(people.charlie)
    assert client.get(f"/cases/{complaint.number}/work/").status_code == 404


@pytest.mark.django_db
def test_going_on_duty_is_one_press(people: People, client: Client) -> None:
    client.force_login(people.alice)
    client.post("/cases/duty/", {"on_duty": "on", "most_open": "12"})
    assert people.alice.duty.on_duty
    assert people.alice.duty.most_open == 12
