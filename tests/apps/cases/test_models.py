# SPDX-License-Identifier: Apache-2.0
"""The database refuses what must not be, whoever writes it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.cases.models import Case, Contact, PinnedProcedure, Step, Transition, Verification
from amends.apps.core.models import ScopeMissing
from tests.apps.cases.conftest import Opened
from tests.people import NOON, People


def _refused(case: Case, constraint: str, **values: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Case.objects.unscoped("a test writes").filter(pk=case.pk).update(**values)


ENDED = {"is_open": False, "state": "refused", "outcome": "refused", "closed_at": NOON}


@pytest.mark.requirement("S0-080")
@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("case_open_has_next_action", {"next_kind": ""}),
        ("case_open_has_next_action", {"next_owner": None}),
        ("case_open_has_next_action", {"next_due_at": None}),
        ("case_next_action_says_what", {"next_kind": "other", "next_text": ""}),
        ("case_origin_known", {"origin": "x"}),
        ("case_class_known", {"recovery_class": "profile"}),
        ("case_open_matches_state", {"state": "withdrawn"}),
        ("case_open_matches_state", ENDED | {"state": "fixing", "outcome": "fixing"}),
        ("case_closed_has_outcome", ENDED | {"outcome": ""}),
        ("case_closed_has_outcome", ENDED | {"closed_at": None}),
        ("case_recovered_was_told", ENDED | {"state": "recovered", "outcome": "recovered"}),
        ("case_not_recovered_is_signed", ENDED | {"state": "not_recovered", "outcome": "not_recovered"}),
        ("case_probability_within_0_and_1", {"probability": 1.1}),
    ],
)
def test_case_is_refused(opened: Opened, constraint: str, values: dict[str, Any]) -> None:
    _refused(opened(), constraint, **values)


@pytest.mark.requirement("S2-085")
def test_case_without_owner_is_refused(opened: Opened) -> None:
    _refused(opened(), "NOT NULL|not-null", owner=None)


def test_people_of_a_case_must_differ(opened: Opened, people: People) -> None:
    case = opened()
    _refused(case, "case_pending_owner_is_another", pending_owner=people.alice)
    _refused(case, "case_signed_by_second_person", sign_off_asked_by=people.alice, signed_off_by=people.alice)


def test_second_open_recovery_case_is_refused(opened: Opened) -> None:
    case = opened()
    case.pk, case.number = None, "C2611-999999"
    with pytest.raises(IntegrityError), transaction.atomic():
        case.save(force_insert=True)


def test_two_cases_cannot_have_one_number_or_key(opened: Opened) -> None:
    first, second = opened(key="a"), opened(recovery_class="usage", key="b")
    _refused(second, "number", number=first.number)
    _refused(second, "key", key="a")


def _contact(case: Case, people: People, **values: Any) -> None:
    usual = {"channel": "phone", "direction": "outbound", "result": "reached"}
    with transaction.atomic():
        Contact.objects.create(case=case, at=NOON, by=people.alice, **(usual | values))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("contact_result_known", {"result": "x"}),
        ("contact_channel_known", {"channel": "x"}),
        ("contact_direction_known", {"direction": "x"}),
        ("contact_appointment_says_which", {"allowance": "appointment"}),
        ("contact_sent_is_sms", {"result": "sent"}),
    ],
)
def test_contact_is_refused(opened: Opened, people: People, constraint: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        _contact(opened(), people, **values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [("step_result_known", {"result": "x"}), ("step_set_aside_says_why", {"result": "not_needed"})],
)
def test_step_is_refused(opened: Opened, people: People, constraint: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Step.objects.create(case=opened(), order=1, at=NOON, by=people.alice, **values)


def test_step_is_refused_twice_in_a_round(opened: Opened, people: People) -> None:
    case = opened()
    Step.objects.create(case=case, order=1, result="done", at=NOON, by=people.alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(case=case, order=1, result="done", at=NOON, by=people.alice)
    Step.objects.create(case=case, round=1, order=1, result="done", at=NOON, by=people.alice)


def test_transition_to_the_same_state_is_refused(opened: Opened) -> None:
    with pytest.raises(IntegrityError, match="transition_changes_state"), transaction.atomic():
        Transition.objects.create(case=opened(), before="fixing", after="fixing", at=NOON)


def test_verification_outside_the_scale_is_refused(opened: Opened, people: People) -> None:
    case = opened()
    _contact(case, people)
    contact = Contact.objects.unscoped("a test looks").get()
    with pytest.raises(IntegrityError, match="verification_score"), transaction.atomic():
        Verification.objects.create(
            case=case, contact=contact, at=NOON, by=people.alice, answers={}, score=11, recovered=True
        )


def test_procedure_is_refused_twice_with_the_same_words(opened: Opened) -> None:
    pinned = opened().procedure
    with pytest.raises(IntegrityError), transaction.atomic():
        PinnedProcedure.objects.create(
            code=pinned.code, digest=pinned.digest, version="2", content={}, pinned_at=NOON
        )


@pytest.mark.parametrize("model", [Case, Contact, Step, Transition, Verification])
def test_rows_are_not_read_without_a_scope(people: People, model: Any) -> None:
    with pytest.raises(ScopeMissing):
        list(model.objects.all())
