# SPDX-License-Identifier: Apache-2.0
"""What the intake heard stands in the steps that ask for it again: the agent confirms it or corrects it."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from amends.apps.cases.actions.intake import receive
from amends.apps.cases.actions.intake_texts import Spoken
from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import stored
from tests.apps.cases.course import AT, STORY, complaint, recorded, step, through
from tests.people import People

SUMMARY = "您说退款没到，希望今天到账"
OUTCOME = "今天退到账上"


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint that Alice took down on the telephone, with a summary that the customer said is right."""
    return receive(
        customer=customer,
        channel="CH-HOTLINE",
        story=STORY,
        facts={
            "who": "本人",
            "what": "退款未到",
            "when": "十月二十号",
            "how_much": "两笔共 237 元，等了 7 天",
        },
        columns={"desired_outcome": OUTCOME, "aims": ["solve"], "emotion": "calm"},
        spoken=Spoken(summary=SUMMARY, confirmed=True),
        by=people.alice,
        at=AT,
    )


@pytest.fixture
def alice(people: People) -> Any:
    """Alice at her desk, a minute later."""
    client = Client()
    client.force_login(people.alice)
    with patch("django.utils.timezone.now", return_value=AT + timedelta(minutes=1)):
        yield client


def _card(client: Client, case: Case, code: str) -> str:
    page = client.get(f"/cases/{case.number}/?step={code}").content.decode()
    return str(page.split('class="row case-card-head"')[1].split("</form>")[0])


def _do(client: Client, case: Case, code: str, **fields: Any) -> Any:
    return client.post(f"/cases/{case.number}/steps/{code}/", {"version": stored(case).version} | fields)


def test_summary_outcome_and_the_customers_yes_stand_in_the_card(alice: Client, case: Case) -> None:
    card = _card(alice, case, "confirm")
    assert f">\n{SUMMARY}</textarea>" in card
    assert f">\n{OUTCOME}</textarea>" in card
    assert 'name="customer_confirmed" id="step_customer_confirmed" checked' in card
    assert 'value="solve" id="step_aims_1" checked' in card
    assert "照原样办完就是确认" in card


def test_amount_and_days_stand_in_the_card_with_the_words_they_were_read_from(
    alice: Client, case: Case
) -> None:
    card = _card(alice, case, "analyse")
    for each in (
        'name="impact_money" value="237"',
        'name="impact_days" value="7"',
        "两笔共 237 元，等了 7 天",
    ):
        assert each in card


def test_what_was_sent_as_it_stood_is_recorded_as_confirmed(
    alice: Client, case: Case, people: People
) -> None:
    for code in ("listen", "ask"):
        case = step(case, people, code)
    sent = {
        "restatement_zh": SUMMARY,
        "desired_outcome_zh": OUTCOME,
        "customer_confirmed": "on",
        "aims": "solve",
    }
    assert _do(alice, case, "confirm", **sent).status_code == 302
    record = recorded(case)[4].record
    assert (record["restatement_zh"], record["customer_confirmed"]) == (SUMMARY, True)
    assert "与受理时一致" in _card(alice, case, "confirm")


def test_what_was_changed_is_recorded_as_corrected_and_says_which(
    alice: Client, case: Case, people: People
) -> None:
    for code in ("listen", "ask"):
        case = step(case, people, code)
    sent = {"restatement_zh": "您说只差第二笔", "customer_confirmed": "on"}
    assert _do(alice, case, "confirm", **sent).status_code == 302
    assert recorded(case)[4].record["restatement_zh"] == "您说只差第二笔"
    card = _card(alice, case, "confirm")
    assert "您说只差第二笔" in card.split("</textarea>")[0]
    assert "与受理时不同" in card
    assert "复述（用自己的话）" in card.split("与受理时不同")[1].split("</p>")[0]


def test_customer_who_did_not_say_yes_is_not_taken_to_have(
    people: People, customer: Customer, alice: Client
) -> None:
    said = Spoken(summary=SUMMARY, confirmed=False)
    case = receive(customer=customer, channel="CH-HOTLINE", story=STORY, spoken=said, by=people.alice, at=AT)
    card = _card(alice, case, "confirm")
    assert SUMMARY in card
    assert 'id="step_customer_confirmed" checked' not in card


def test_customer_who_came_again_is_heard_anew(people: People, alice: Client, case: Case) -> None:
    assert SUMMARY in _card(alice, case, "confirm")
    Case.objects.unscoped("a test works").filter(pk=case.pk).update(reopened=1)
    assert SUMMARY not in _card(alice, stored(case), "confirm")


def test_summary_that_only_the_step_wrote_is_not_taken_for_the_intakes(
    people: People, customer: Customer, alice: Client
) -> None:
    case = through(complaint(people, customer, story=STORY), people, "soothe")
    case = step(case, people, "confirm", at=AT + timedelta(seconds=30))
    card = _card(alice, case, "confirm")
    assert "与受理时" not in card
