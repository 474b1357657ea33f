# SPDX-License-Identifier: Apache-2.0
"""Whom a wave would take, from each source; who is left alone, and why: one question for preview, freezing and the
day itself, over surveys, recoveries and offers together."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from amends.apps.cases.actions import open_case
from amends.apps.cases.models import Case, Contact
from amends.apps.cases.models.clocks import Breach
from amends.apps.cases.rules.states import Origin
from amends.apps.customers.models import Consent, Customer
from amends.apps.promises.models import Promise
from amends.apps.recovery.models import Target
from amends.apps.recovery.queries.waves.audience import Audience, audience
from amends.apps.recovery.queries.waves.locating import Signal, dissatisfied_complainants
from amends.apps.recovery.queries.waves.sources import Asked
from amends.apps.recovery.rules.waves.design import Design, Filters, Uploaded
from amends.apps.recovery.rules.waves.words import Purpose, Source, WaveState
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.recovery.conftest import Listed
from tests.apps.recovery.waves import customer, frozen_wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
LATELY = NOON - timedelta(days=5)


def _asked(people: People, source: Source = Source.UPLOAD, **design: Any) -> Asked:
    return Asked(people.province, Purpose.RECOVERY, source, Design(**design))


def _list(people: People, *codes: str, **design: Any) -> Asked:
    rows = tuple(Uploaded(code, recovery_class="tariff") for code in codes)
    return _asked(people, uploaded=rows, **design)


def _codes(found: Audience) -> list[str]:
    return [each.code for each in found.people]


def _case(who: Customer, people: People, *, closed: bool = True, **fields: Any) -> Case:
    """A recovery case of before, in nobody's way any more unless it is open."""
    case = open_case(
        customer=who,
        origin=fields.pop("origin", Origin.RECOVERY),
        recovery_class=RecoveryClass.TARIFF,
        owner=people.alice,
        by=None,
        at=LATELY,
        key=f"before:{who.code}:{fields.get('number', '')}",
    )
    if closed:
        ended = {"is_open": False, "state": "withdrawn", "outcome": "withdrawn", "closed_at": LATELY}
        Case.objects.unscoped("test").filter(pk=case.pk).update(**{**ended, **fields})
    return case


def _contacted(who: Customer, people: People, result: str, at: Any = LATELY, times: int = 1) -> None:
    case = _case(who, people)
    for n in range(times):
        Contact.objects.create(
            case=case,
            at=at - timedelta(days=n),
            by=people.alice,
            channel="phone",
            direction="outbound",
            result=result,
        )


def test_list_of_the_run_comes_in_its_order_within_the_unit(listed: Listed) -> None:
    asked = _asked(listed.people, Source.DETECTED)
    found = audience(asked, NOON)
    assert _codes(found) == ["C1", "C3"]
    assert found.excluded == {"rest_period": 1}, "what the run says against C2 stands"
    assert _codes(audience(replace(asked, unit=listed.people.east), NOON)) == ["C1"]


def test_customers_for_whom_there_was_no_room_are_of_the_list_too(listed: Listed) -> None:
    Target.objects.unscoped("test").filter(customer__code="C3").update(list_date=None)
    assert _codes(audience(_asked(listed.people, Source.DETECTED), NOON)) == ["C1", "C3"]


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        (Filters(min_probability=0.7), ["C1"]),
        (Filters(classes=(RecoveryClass.NETWORK,)), []),
        (Filters(classes=(RecoveryClass.TARIFF,)), ["C1", "C3"]),
        (Filters(regions=("西市",)), ["C3"]),
        (Filters(tiers=("gold",)), ["C1"]),
        (Filters(silent_only=True), ["C3"]),
    ],
)
def test_filters_cut_the_list(listed: Listed, filters: Filters, codes: list[str]) -> None:
    Customer.objects.unscoped("test").filter(code="C1").update(value_tier="gold", region="东市")
    Customer.objects.unscoped("test").filter(code="C3").update(region="西市")
    Target.objects.unscoped("test").filter(customer__code="C1").update(silent=False)
    assert _codes(audience(_asked(listed.people, Source.DETECTED, filters=filters), NOON)) == codes


def test_most_takes_the_most_pressing_and_counts_who_came_behind(listed: Listed) -> None:
    found = audience(_asked(listed.people, Source.DETECTED, most=1), NOON)
    assert (_codes(found), found.behind, found.total) == (["C1"], 1, 3)


def test_most_is_cut_by_whole_accounts(people: People) -> None:
    for code in ("C1", "C2", "C3"):
        customer(code, people.east_team)
    rows = tuple(
        Uploaded(code, account, "network") for code, account in (("C1", "H"), ("C2", ""), ("C3", "H"))
    )
    found = audience(_asked(people, uploaded=rows, most=1), NOON)
    assert (_codes(found), found.behind) == (["C1", "C3"], 1)


def test_uploaded_list_keeps_good_rows_and_counts_unknown_ones(people: People) -> None:
    customer("C1", people.east_team)
    customer("C2", people.group)  # of nobody below the province
    found = audience(_list(people, "C1", "C2", "C8"), NOON)
    assert (_codes(found), found.excluded) == (["C1"], {"unknown_customer": 2})


def test_row_without_a_class_takes_the_usual_one_or_is_left_alone(people: People) -> None:
    customer("C1", people.east_team)
    asked = _asked(people, uploaded=(Uploaded("C1"),))
    assert audience(asked, NOON).excluded == {"no_cause": 1}
    with_class = replace(asked, design=replace(asked.design, default_class="network"))
    assert audience(with_class, NOON).people[0].recovery_class == "network"


def test_each_is_left_alone_for_the_first_reason(people: People) -> None:
    for code in ("OK", "DNC", "CLOSED", "SUSP", "HAND", "REF", "REACHED", "TRIED", "TWICE", "LONG_AGO"):
        customer(code, people.east_team)
    named = {each.code: each for each in Customer.objects.unscoped("test")}
    rows = Customer.objects.unscoped("test")
    rows.filter(code="DNC").update(do_not_contact=True)
    rows.filter(code="CLOSED").update(line_state="closed")
    rows.filter(code="SUSP").update(line_state="suspended")
    _case(named["HAND"], people, closed=False)
    _contacted(named["REF"], people, "refused", NOON - timedelta(days=200))
    _contacted(named["REACHED"], people, "reached")
    _contacted(named["TRIED"], people, "no_answer", times=3)
    _contacted(named["TWICE"], people, "no_answer", times=2)
    _contacted(named["LONG_AGO"], people, "reached", NOON - timedelta(days=31))
    found = audience(_list(people, *named), NOON)
    assert sorted(_codes(found)) == ["LONG_AGO", "OK", "TWICE"]
    assert {each.code: each.reason for each in found.left_alone} == {
        "DNC": "do_not_contact",
        "CLOSED": "line_closed",
        "SUSP": "line_suspended",
        "HAND": "in_hand",
        "REF": "refused",
        "REACHED": "rest_period",
        "TRIED": "attempts_exhausted",
    }
    assert found.excluded == dict.fromkeys(
        [
            "do_not_contact",
            "line_closed",
            "line_suspended",
            "in_hand",
            "refused",
            "rest_period",
            "attempts_exhausted",
        ],
        1,
    )


def test_contact_in_the_customers_own_matter_is_no_contact_of_ours(people: People) -> None:
    who = customer("C1", people.east_team)
    case = _case(who, people, origin=Origin.COMPLAINT)
    Contact.objects.create(
        case=case, at=LATELY, by=people.alice, channel="phone", direction="outbound", result="reached"
    )
    assert _codes(audience(_list(people, "C1"), NOON)) == ["C1"]


@pytest.mark.requirement("S3-056")
def test_customer_gets_one_wave_contact_in_the_rest_period(people: People) -> None:
    who = customer("C1", people.east_team)
    old = frozen_wave(
        people.province,
        people.dora,
        treated=[who],
        state=WaveState.FINISHED,
        at=NOON - timedelta(days=29),
        horizon_at=NOON - timedelta(days=1),
    )
    old.members.unscoped("test").update(approached_at=NOON - timedelta(days=29))
    asked = _list(people, "C1")
    assert audience(asked, NOON).excluded == {"rest_period": 1}
    assert _codes(audience(asked, NOON + timedelta(days=2))) == ["C1"]
    longer = replace(asked, design=replace(asked.design, rest_days=60))
    assert audience(longer, NOON + timedelta(days=2)).excluded == {"rest_period": 1}
    shorter = replace(asked, design=replace(asked.design, rest_days=1))
    assert audience(shorter, NOON).excluded == {"rest_period": 1}, "a plan cannot go below the policy"


@pytest.mark.parametrize("arm", ["treated", "control"])
def test_customer_of_a_wave_that_is_observed_is_not_of_another(people: People, arm: str) -> None:
    who = customer("C1", people.east_team)
    arms: dict[str, Any] = {arm: [who]}
    frozen_wave(people.province, people.dora, **arms)
    assert audience(_list(people, "C1"), NOON).excluded == {"other_wave": 1}
    assert _codes(audience(_list(people, "C1"), NOON + timedelta(days=60))) == ["C1"]


def test_offer_needs_consent_and_counts_against_the_cap_of_amends(people: People) -> None:
    for code in ("YES", "NO", "NEVER", "BACK"):
        who = customer(code, people.east_team)
        for decision in {"YES": ["given"], "NO": ["refused"], "BACK": ["given", "withdrawn"]}.get(code, []):
            Consent.objects.create(
                customer=who, purpose="commercial", decision=decision, initiative="customer", channel="phone",
                wording_version="1", decided_at=LATELY,
            )  # fmt: skip
    asked = replace(_list(people, "YES", "NO", "NEVER", "BACK"), purpose=Purpose.COMMERCIAL)
    found = audience(asked, NOON)
    assert (_codes(found), found.excluded) == (["YES"], {"no_consent": 3})
    offer = frozen_wave(
        people.province, people.dora, treated=[Customer.objects.unscoped("test").get(code="YES")],
        purpose=Purpose.COMMERCIAL, state=WaveState.FINISHED, at=LATELY, horizon_at=NOON,
    )  # fmt: skip
    offer.members.unscoped("test").update(approached_at=LATELY)
    assert audience(_list(people, "YES"), NOON).excluded == {"rest_period": 1}


def test_overdue_and_lately_broken_promises_are_a_source(people: People) -> None:
    def promise(code: str, **fields: Any) -> None:
        terms = {
            "kind": "refund",
            "words": "退还多收的钱",
            "channel": "phone",
            "amount": 1_000,
            "reason": "多收",
        }
        Promise.objects.create(
            customer=customer(code, people.east_team), unit=people.east_team, owner=people.alice,
            made_by=people.alice, made_at=LATELY - timedelta(days=90), **{**terms, **fields},
        )  # fmt: skip

    broken = {"broken_by": people.alice, "broken_reason": "没有办", "told": "致歉"}
    promise("LATE", due_at=LATELY)
    promise("DUE", due_at=NOON + timedelta(days=1))
    promise("BROKEN", due_at=LATELY, broken_at=LATELY, is_open=False, **broken)
    promise(
        "OLD", due_at=NOON - timedelta(days=80), broken_at=NOON - timedelta(days=79), is_open=False, **broken
    )
    found = audience(_asked(people, Source.PROMISES), NOON)
    assert _codes(found) == ["LATE", "BROKEN"]
    assert {each.recovery_class for each in found.people} == {"tariff"}
    assert found.people[0].reasons == ("承诺的退费到期 5 天，没有兑现",)


@pytest.mark.requirement("S3-033")
def test_locator_finds_the_complainants_who_are_not_content_and_no_others(people: People) -> None:
    def complaint(code: str, **fields: Any) -> Case:
        return _case(customer(code, people.east_team), people, origin=Origin.COMPLAINT, **fields)

    from amends.apps.cases.models import Link, Verification

    signed: dict[str, Any] = {
        "state": "not_recovered", "outcome": "not_recovered", "signed_off_by": people.bob,
        "sign_off_asked_by": people.alice, "outer_channel_told": True,
    }  # fmt: skip
    rows: dict[str, dict[str, Any]] = {
        "QUIET": {}, "LOW": {}, "BETTER": {}, "LATE": {}, "PASSED": {"transfers": 3}, "LOST": signed,
    }  # fmt: skip
    quiet, low, better, late, *_others = (
        complaint(code, **fields)
        for code, fields in rows.items()
    )  # fmt: skip
    for case, score, day in ((low, 5, 1), (better, 3, 1), (better, 9, 2)):
        contact = Contact.objects.create(
            case=case, at=LATELY + timedelta(days=day), by=people.alice, channel="phone", direction="outbound",
            result="reached",
        )  # fmt: skip
        Verification.objects.create(
            case=case,
            contact=contact,
            at=contact.at,
            by=people.alice,
            answers={},
            score=score,
            recovered=score > 6,
        )
    Breach.objects.create(case=late, clock="resolve", kind="resolve", due_at=LATELY, noted_at=LATELY)
    again = _case(low.customer, people, origin=Origin.COMPLAINT, number="C2611-900001")
    Link.objects.create(case=again, other=low, kind="repeat_complaint", at=LATELY, by=people.alice)
    found = {
        Customer.objects.unscoped("test").get(pk=each.customer).code: set(each.signals)
        for each in dissatisfied_complainants(people.province.scope, NOON)
    }
    assert found == {
        "LOW": {Signal.LOW_CALLBACK, Signal.REPEATED},
        "LATE": {Signal.OVERTIME},
        "PASSED": {Signal.PASSED_AROUND},
        "LOST": {Signal.UNRESOLVED},
    }
    assert quiet.customer.code not in found
    assert dissatisfied_complainants(people.west.scope, NOON) == []
    detected = audience(_asked(people, Source.DETECTED), NOON)
    assert sorted(_codes(detected)) == ["LATE", "LOST", "LOW", "PASSED"]
    assert {each.recovery_class for each in detected.people} == {"complaint"}
