# SPDX-License-Identifier: Apache-2.0
"""The database itself refuses bad rows."""

from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from amends.apps.customers.models import (
    CommunicationNeed,
    Consent,
    Customer,
    Expectation,
    HandlingNote,
    ImportBatch,
    PersonalNeed,
    Preferences,
    SavedMapping,
    Segment,
    StageEntry,
    TierEntry,
)
from tests.people import NOON, People

CONSENT = {
    "purpose": "survey",
    "decision": "given",
    "initiative": "customer",
    "channel": "phone",
    "wording_version": "1",
    "decided_at": NOON,
}
PREFERENCES: dict[str, Any] = {"updated_at": NOON}
NEED = {"need": "large_print", "agreed": True, "noted_at": NOON}
TIER = {"tier": "loyal", "since_date": date(2026, 1, 1), "reason": "x", "noted_at": NOON}
STAGE = {"stage": 1, "previous": 0, "evidence": "x", "moved_at": NOON}
EXPECTATION = {"stance": "meet", "about": "x", "agreed_date": date(2026, 1, 1), "noted_at": NOON}
HANDLING = {"handling": "mild", "noted_at": NOON, "until_date": date(2026, 12, 1)}
ABOUT_A_CUSTOMER: list[tuple[type[Model], dict[str, Any], dict[str, Any]]] = [
    (Preferences, PREFERENCES, {"window_start": time(10), "window_end": time(9)}),
    (Preferences, PREFERENCES, {"window_start": time(10)}),
    (Preferences, PREFERENCES, {"channel": "pigeon"}),
    (Preferences, PREFERENCES, {"language": "latin"}),
    (Preferences, PREFERENCES, {"pace": "fast"}),
    (Consent, CONSENT, {"purpose": "curiosity"}),
    (Consent, CONSENT, {"decision": "perhaps"}),
    (Consent, CONSENT, {"wording_version": ""}),
    (CommunicationNeed, NEED, {"need": "looks"}),
    (CommunicationNeed, NEED, {"agreed": False}),
    (PersonalNeed, {"noted_at": NOON, "text": "x"}, {"text": ""}),
    (TierEntry, TIER, {"tier": "vip"}),
    (TierEntry, TIER, {"reason": ""}),
    (StageEntry, STAGE, {"stage": 6, "previous": 5}),
    (StageEntry, STAGE, {"evidence": ""}),
    (StageEntry, STAGE, {"stage": 3, "previous": 1}),
    (StageEntry, STAGE, {"stage": 3, "previous": 2, "is_lapse": True}),
    (Expectation, EXPECTATION, {"stance": "ignore"}),
    (Expectation, EXPECTATION, {"stance": "adjust"}),
    (HandlingNote, HANDLING, {"handling": "stupid"}),
    (HandlingNote, HANDLING, {"handling": "vulnerable"}),
]


def _refused(model: type[Model], values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model._base_manager.create(**values)


@pytest.mark.parametrize(("model", "good", "bad"), ABOUT_A_CUSTOMER)
def test_row_about_a_customer_is_refused_when_bad_and_taken_when_good(
    people: People, wang: Customer, model: type[Model], good: dict[str, Any], bad: dict[str, Any]
) -> None:
    _refused(model, {"customer": wang, **good, **bad})
    model._base_manager.create(customer=wang, **good)


def test_communication_need_is_noted_once(people: People, wang: Customer) -> None:
    CommunicationNeed.objects.create(customer=wang, **NEED)
    _refused(CommunicationNeed, {"customer": wang, **NEED})


@pytest.mark.parametrize(
    "bad", [{"line_state": "gone"}, {"customer_kind": "dog"}, {"refused_at": NOON}, {"code": "C-1"}]
)
def test_customer_is_refused_when_bad(people: People, wang: Customer, bad: dict[str, Any]) -> None:
    _refused(Customer, {"code": "C-9", "unit": people.east, "updated_at": NOON, **bad})


@pytest.mark.parametrize("bad", [{"dimension": "looks"}, {"conditions": []}])
def test_segment_is_refused_when_bad(people: People, bad: dict[str, Any]) -> None:
    condition = [{"attribute": "region", "operator": "one_of", "values": ["x"]}]
    good = {"code": "x", "name": "x", "dimension": "region", "conditions": condition, "unit": people.east}
    _refused(Segment, {**good, "defined_at": NOON, **bad})
    Segment.objects.create(**good, defined_at=NOON)


@pytest.mark.parametrize(
    "bad",
    [
        {"feed": "gossip"},
        {"state": "lost"},
        {"state": "done"},
        {"finished_at": NOON},
        {"state": "refused", "finished_at": NOON},
    ],
)
def test_upload_is_refused_when_bad(people: People, bad: dict[str, Any]) -> None:
    good = {
        "feed": "bills",
        "file_name": "x",
        "size": 1,
        "digest": "x",
        "state": "reading",
        "unit": people.east,
    }
    good |= {"by": people.dora, "uploaded_at": NOON}
    _refused(ImportBatch, good | bad)
    ImportBatch.objects.create(**good)


def test_matching_is_kept_once_by_name(people: People) -> None:
    good = {
        "name": "x",
        "feed": "bills",
        "mapping": {},
        "unit": people.east,
        "by": people.dora,
        "saved_at": NOON,
    }
    _refused(SavedMapping, good | {"name": ""})
    SavedMapping.objects.create(**good)
    _refused(SavedMapping, good)
