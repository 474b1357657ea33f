# SPDX-License-Identifier: Apache-2.0
"""Macros: several verbs by one press, all of them or none, each with its own right."""

from typing import Any

import pytest
from django.test import Client

from amends.apps.cases.actions.bulk import Given, Picked, do_to_many
from amends.apps.cases.actions.change import CaseChanged, RightMissing
from amends.apps.cases.actions.intake import receive
from amends.apps.cases.actions.macros import MacroRefused, MacroUnknown, run_macro
from amends.apps.cases.models import Case, Note, Watcher
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.queries.macros import macros
from amends.apps.cases.rules.macros import Do, MacroMalformed, read_macros
from amends.apps.core.models import Event, EventKind
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import HOUR, make_customer, stored
from tests.people import NOON, People

LATER = NOON + HOUR
PRIORITIES, PAUSES = frozenset({"p1", "p2"}), {"customer_material": 120}


@pytest.fixture
def case(people: People, customer: Customer) -> Case:
    """A complaint of Alice's."""
    return receive(
        customer=customer,
        channel="CH-HOTLINE",
        story="宽带断了三天",
        taxonomy="TF-01-02",
        by=people.alice,
        at=NOON,
    )


def _run(case: Case, key: str, by: Any, version: int | None = None) -> Case:
    return run_macro(case=case, version=version or case.version, key=key, by=by, at=LATER)


def _events(kind: EventKind) -> list[Event]:
    return list(Event.objects.unscoped("a test looks").filter(kind=kind))


def test_every_step_is_done_by_one_press(case: Case, people: People) -> None:
    done = _run(case, "MC-WAIT-MATERIAL", people.alice)
    assert stored(case).version == done.version
    said = Note.objects.unscoped("a test looks").filter(case=case).values_list("text", flat=True)
    assert "已告诉客户需要补充的材料，等客户提供" in said
    assert Watcher.objects.get(case=case).person == people.alice
    assert any(each.paused_until for each in clocks_of(stored(case), at=LATER))
    (event,) = _events(EventKind.CASE_MACRO_RUN)
    assert (event.payload["macro"], event.payload["steps"]) == ("MC-WAIT-MATERIAL@1.0", 3)


def test_one_step_that_is_refused_undoes_them_all_and_says_why(case: Case, people: People) -> None:
    case = _run(case, "MC-WAIT-MATERIAL", people.alice)
    before = Note.objects.unscoped("a test looks").count()
    with pytest.raises(
        MacroRefused, match="「暂停时限」没有做成：现在没有可以暂停的内部时限，或者已经在暂停中。"
    ) as told:
        _run(case, "MC-RESCHEDULE", people.alice)
    assert "都没有执行" in str(told.value)
    assert (stored(case).version, Note.objects.unscoped("a test looks").count()) == (case.version, before)
    assert len(_events(EventKind.CASE_MACRO_RUN)) == 1


def test_step_asks_for_the_right_of_its_verb(case: Case, people: People) -> None:
    with pytest.raises(MacroRefused, match="「督办」没有做成：您没有"):
        _run(case, "MC-SUPERVISE", people.alice)
    assert (stored(case).priority, stored(case).supervisor) == ("p3", None)
    assert _run(case, "MC-SUPERVISE", people.bob).supervisor == people.bob


def test_case_goes_to_a_leader_only_after_somebody_tried(case: Case, people: People) -> None:
    with pytest.raises(MacroRefused, match="转给上级之前"):
        _run(case, "MC-TO-LEADER", people.alice)
    assert stored(case).queue == ""
    assert _run(case, "MC-TO-LEADER", people.bob).queue == "team_leader"


def test_case_that_is_more_urgent_stays_so(case: Case, people: People) -> None:
    urgent = _run(case, "MC-URGENT", people.alice)
    again = _run(urgent, "MC-URGENT", people.alice)
    assert (urgent.priority, again.priority) == ("p1", "p1")
    assert _run(again, "MC-SUPERVISE", people.bob).priority == "p1"


def test_macro_is_refused_on_what_somebody_changed_or_may_not_see(case: Case, people: People) -> None:
    with pytest.raises(CaseChanged):
        _run(case, "MC-URGENT", people.alice, version=case.version + 1)
    with pytest.raises(RightMissing):
        _run(case, "MC-URGENT", people.charlie)
    with pytest.raises(MacroUnknown):
        _run(case, "MC-NONE", people.alice)


def test_macro_runs_from_the_page_of_the_case(case: Case, people: People, client: Client) -> None:
    client.force_login(people.alice)
    panel = client.get(f"/cases/{case.number}/work/").content.decode()
    assert "转为紧急并盯住" in panel
    sent = {"macro": "MC-URGENT", "version": case.version}
    assert client.post(f"/cases/{case.number}/work/macro/", sent).status_code == 302
    assert stored(case).priority == "p1"
    refused = client.post(
        f"/cases/{case.number}/work/macro/", {"macro": "MC-SUPERVISE", "version": stored(case).version}
    )
    assert refused.status_code == 422
    assert "没有做成" in refused.content.decode()
    assert "刚刚被别人改过" in client.post(f"/cases/{case.number}/work/macro/", sent).content.decode()


def test_macro_runs_on_many_cases_each_for_itself(case: Case, people: People) -> None:
    other = receive(
        customer=make_customer(people, "C-2"), channel="CH-HOTLINE", story="x", by=people.alice, at=NOON
    )
    other = _run(other, "MC-WAIT-MATERIAL", people.alice)
    picked = [Picked(each.number, each.version) for each in (case, other)]
    outcomes = do_to_many(
        verb="macro", picked=picked, given=Given(macro="MC-WAIT-MATERIAL"), by=people.alice, at=LATER
    )
    assert [bool(each.refused) for each in outcomes] == [False, True]
    assert "没有做成" in outcomes[1].refused


def test_list_offers_the_macros(people: People, client: Client) -> None:
    client.force_login(people.alice)
    assert "MC-WAIT-MATERIAL" in client.get("/cases/").content.decode()


def _content(*steps: dict[str, object], key: str = "MC-XX") -> dict[str, object]:
    return {"version": "1", "macros": [{"key": key, "title_zh": "甲", "steps": list(steps)}]}


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ({"do": "close"}, "none of"),
        ({"do": "note"}, "needs text_zh"),
        ({"do": "note", "text_zh": " "}, "says nothing"),
        ({"do": "note", "text_zh": "x", "hours": 3}, "does not know hours"),
        ({"do": "raise", "priority": "p9", "reason_zh": "x"}, "no priority"),
        ({"do": "offer", "queue": "king", "reason_zh": "x"}, "none of"),
        ({"do": "offer", "queue": "analyst", "reason_zh": "x"}, "does not work on cases"),
        ({"do": "offer", "queue": "team_leader", "reason_zh": "x", "risk_zh": "x"}, "does not know risk_zh"),
        ({"do": "pause", "reason": "lunch", "hours": 1, "note_zh": "x"}, "no reason"),
        ({"do": "pause", "reason": "customer_material", "hours": 121, "note_zh": "x"}, "at most 120"),
        ({"do": "next", "hours": 0, "text_zh": "x"}, "whole number"),
    ],
)
def test_content_that_cannot_be_carried_out_is_refused_when_loaded(step: dict[str, object], why: str) -> None:
    with pytest.raises(MacroMalformed, match=why):
        read_macros(_content(step), priorities=PRIORITIES, pauses=PAUSES)


def test_macro_without_steps_without_key_or_twice_is_refused() -> None:
    for content in (_content(), _content({"do": "watch"}, key="x")):
        with pytest.raises(MacroMalformed):
            read_macros(content, priorities=PRIORITIES, pauses=PAUSES)
    twice = _content({"do": "watch"})
    twice["macros"] = [*twice["macros"], *twice["macros"]]  # type: ignore[misc]
    with pytest.raises(MacroMalformed, match="twice"):
        read_macros(twice, priorities=PRIORITIES, pauses=PAUSES)


def test_pack_uses_every_kind_of_step() -> None:
    assert {step.do for macro in macros().macros.values() for step in macro.steps} == set(Do)


def test_macros_are_called_in_the_language_of_the_page(case: Case, people: People, client: Client) -> None:
    every = macros().macros.values()
    assert [each.key for each in every if not (each.title_en and each.help_en)] == []
    client.force_login(people.alice)
    client.cookies["django_language"] = "en"
    for url in (f"/cases/{case.number}/work/", "/cases/"):
        page = client.get(url).content.decode()
        assert "Wait for documents of the customer" in page
        assert "等客户补材料" not in page
