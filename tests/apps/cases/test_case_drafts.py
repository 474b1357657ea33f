# SPDX-License-Identifier: Apache-2.0
"""What is typed on the page of a case outlives other buttons, other people's changes and the end of a session."""

from typing import Any

import pytest
from django.test import Client

from amends.apps.cases.actions.ownership import hand_over
from amends.apps.cases.models import Case, Draft
from amends.apps.core.models import User
from tests.apps.cases.conftest import Brought, as_user, stored
from tests.apps.cases.course import LATER, handled, through
from tests.people import People

pytestmark = pytest.mark.usefixtures("after_the_call")
WORDS = "查了三个月账单，两笔都没有二次确认"


def _keep(who: User, case: Case, name: str, **typed: Any) -> Any:
    return as_user(who).post(f"/cases/{case.number}/drafts/{name}/", {"version": "1"} | typed)


def _post(who: User, case: Case, path: str, **data: Any) -> Any:
    return as_user(who).post(f"/cases/{case.number}/{path}/", {"version": stored(case).version} | data)


def _page(who: User, case: Case, path: str = "") -> str:
    return str(as_user(who).get(f"/cases/{case.number}/{path}").content.decode())


def test_half_written_card_survives_a_contact_and_goes_when_it_is_sent(heard: Case, people: People) -> None:
    alice = people.alice
    assert "草稿已保存" in _keep(alice, heard, "step-listen", story_zh=WORDS).content.decode()
    assert WORDS not in str(Draft.objects.get().values)  # sealed
    assert _post(alice, heard, "contact", result="reached", channel="phone", inbound="on").status_code == 302
    page = _page(alice, heard)
    for words in (WORDS, "已恢复 15:01 的草稿", f"/cases/{heard.number}/drafts/step-listen/"):
        assert words in page
    assert WORDS not in _page(people.bob, heard)
    assert _post(alice, heard, "steps/listen", story_zh=WORDS).status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.peer("zammad #5953")
def test_change_of_owner_by_a_colleague_deletes_nobodys_draft(heard: Case, people: People) -> None:
    _keep(people.alice, heard, "step-listen", story_zh=WORDS)
    why = {"reason": "换人跟进", "risk": "客户要求换人"}
    hand_over(case=heard, version=heard.version, to=people.bob, by=people.alice, at=LATER, **why)
    assert _post(people.bob, heard, "accept").status_code == 302
    assert WORDS in _page(people.alice, heard)


@pytest.mark.parametrize(
    ("state", "name", "field"),
    [
        ("located", "facts", "findings"),
        ("verified", "plan", "plan"),
        ("planned", "contact", "note"),
        ("fixing", "contact", "note"),
        ("located", "next_action", "text"),
    ],
)
def test_forms_of_a_state_come_back_as_they_were_left(
    brought: Brought, people: People, state: str, name: str, field: str
) -> None:
    case = brought(state)
    assert f"/drafts/{name}/" in _page(people.alice, case)
    _keep(people.alice, case, name, **{field: WORDS})
    assert WORDS in _page(people.alice, case)


def test_draft_of_facts_goes_with_the_facts(brought: Brought, people: People) -> None:
    case = brought("located")
    _keep(people.alice, case, "facts", findings=WORDS)
    assert _post(people.alice, case, "facts", findings=WORDS).status_code == 302
    assert not Draft.objects.exists()


def test_refused_form_keeps_its_draft_and_goes_on_keeping(brought: Brought, people: People) -> None:
    case = brought("located")
    _keep(people.alice, case, "facts", findings=WORDS)
    answer = _post(people.alice, case, "facts", findings=" ")
    assert f'data-draft="/cases/{case.number}/drafts/facts/"' in answer.content.decode()
    assert Draft.objects.count() == 1


def test_measures_lists_and_crosses_come_back(heard: Case, people: People) -> None:
    case = through(heard, people, "soothe")
    _keep(people.alice, case, "step-confirm", restatement_zh=WORDS, aims=["solve", "respect"])
    page = _page(people.alice, case, "?step=confirm")
    assert page.count("checked") >= 2
    assert 'value="respect" id="step_aims' in page
    assert 'name="customer_confirmed" id="step_customer_confirmed" checked' not in page
    rows = {"measure_text": ["补退第二笔", "电话告知"], "measure_owner": ["", ""], "measure_due_at": ["", ""]}
    _keep(people.alice, case, "step-act", finding="单子卡住", measure_aim=["solve", ""], **rows)
    page = _page(people.alice, case, "?step=act")
    for words in ("补退第二笔", "电话告知", "单子卡住"):
        assert words in page


def test_answers_of_a_callback_and_forms_on_demand_come_back(heard: Case, people: People) -> None:
    case = handled(heard, people)
    _keep(people.alice, case, "verify", C1="解决了", C2="9", note=WORDS)
    assert WORDS in _page(people.alice, case)
    _keep(people.alice, case, "withdraw", words="客户说不用了")
    assert "客户说不用了" in _page(people.alice, case, "forms/withdraw/")
    _keep(people.alice, case, "contact", note="响了三声")
    assert "响了三声" in _page(people.alice, case, "forms/contact/")


def test_reply_comes_back_and_stays_while_it_is_reviewed(heard: Case, people: People) -> None:
    _keep(people.alice, heard, "reply", text=WORDS, channel="letter", frame="RW-RESULT")
    panel = _page(people.alice, heard, "replies/")
    assert WORDS in panel
    assert 'name="frame" value="RW-RESULT" checked' in panel
    assert WORDS not in _page(people.alice, heard, "replies/?frame=RW-RESULT")
    _post(people.alice, heard, "replies/send", to="review", text=WORDS, channel="letter")
    assert WORDS in _page(people.alice, heard, "replies/")


def test_draft_that_is_not_wanted_goes(heard: Case, people: People) -> None:
    _keep(people.alice, heard, "step-listen", story_zh=WORDS)
    answer = _keep(people.alice, heard, "step-listen", do="drop")
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{heard.number}/")
    assert WORDS not in _page(people.alice, heard)


@pytest.mark.parametrize("name", ["step-smile", "delete", "step-"])
def test_unknown_form_keeps_nothing(heard: Case, people: People, name: str) -> None:
    assert _keep(people.alice, heard, name, text=WORDS).status_code == 404


def test_charlie_keeps_nothing_on_a_case_of_the_east(heard: Case, people: People) -> None:
    assert _keep(people.charlie, heard, "step-listen", story_zh=WORDS).status_code == 404
    assert Client().post(f"/cases/{heard.number}/drafts/step-listen/").status_code == 302
    assert not Draft.objects.exists()


def test_choosing_a_frame_asks_before_it_takes_the_place_of_words(heard: Case, people: People) -> None:
    panel = _page(people.alice, heard, "replies/?frame=RW-RESULT")
    asks = panel.split('data-overwrites="reply_text"')[1].split("</div>")[0]
    assert asks.count("hx-get") == panel.count("hx-get")
    assert 'id="reply_text"' in panel
    assert '<select name="frame"' not in panel
