# SPDX-License-Identifier: Apache-2.0
"""Two people write on the same case: who comes second keeps every word, also where the form is gone."""

from typing import Any

import pytest

from amends.apps.cases.actions.closing import close_ineligible
from amends.apps.cases.actions.handling import confirm_facts, record_step
from amends.apps.cases.models import Case, Note
from amends.apps.core.models import User
from tests.apps.cases.conftest import HANDLED, Brought, as_user, stored
from tests.apps.cases.course import HOUR, LATER, answered, handled, step
from tests.people import NOON, People

pytestmark = pytest.mark.usefixtures("after_the_call")
WORDS = "查了三个月账单，两笔都没有二次确认"


def _post(who: User, case: Case, path: str, **data: Any) -> Any:
    return as_user(who).post(f"/cases/{case.number}/{path}/", {"version": case.version} | data)


def _unsent(answer: Any) -> str:
    """What the page keeps of a form that it does not show again."""
    _before, found, after = answer.content.decode().partition('id="unsent_text"')
    assert found
    return str(after.partition("</textarea>")[0])


def test_finding_of_who_comes_second_is_kept_and_can_be_a_note(brought: Brought, people: People) -> None:
    case = brought("located")
    confirm_facts(case=case, version=case.version, findings="多收了两笔", by=people.bob, at=NOON)
    answer = _post(people.alice, case, "facts", findings=WORDS)
    assert answer.status_code == 409
    assert f": {WORDS}" in _unsent(answer)
    assert _post(people.alice, stored(case), "work/note", text=WORDS).status_code == 302
    assert Note.objects.unscoped("a test looks").get(case=case).text == WORDS


def test_note_on_a_step_that_somebody_else_did_is_kept(brought: Brought, people: People) -> None:
    case = brought("fixing")
    record_step(case=case, version=case.version, order=1, by=people.bob, at=HANDLED)
    answer = _post(people.alice, case, "step", order="1", result="done", note=WORDS)
    assert WORDS in _unsent(answer)


def test_form_that_is_still_there_is_not_shown_twice(brought: Brought, people: People) -> None:
    case = brought("located")
    answer = _post(people.alice, case, "facts", findings=" ")
    assert answer.status_code == 422
    assert "unsent_text" not in answer.content.decode()


def test_answers_of_a_second_callback_are_kept(heard: Case, people: People) -> None:
    case = handled(heard, people)
    answered(case, people)
    said = {"told_result": "on", "C1": "解决了", "C2": "9", "channel": "phone", "note": "客户说都好了"}
    kept = _unsent(_post(people.alice, case, "verify", **said))
    assert "客户的原话: 客户说都好了" in kept
    assert "解决了" in kept


def test_reason_to_skip_a_step_that_was_done_is_kept(heard: Case, people: People) -> None:
    step(heard, people, "listen")
    answer = _post(people.alice, heard, "steps/listen/skip", reason="客户已经讲完了")
    assert "客户已经讲完了" in _unsent(answer)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("steps/listen", {"story_zh": "我写了很久很久的话"}),
        ("contact", {"result": "reached", "channel": "phone", "note": "我写了很久很久的话"}),
        ("withdraw", {"words": "我写了很久很久的话"}),
        ("pause", {"reason": "customer_material", "until": "2026-11-03T12:00", "note": "我写了很久很久的话"}),
        ("replies/send", {"text": "我写了很久很久的话", "channel": "letter"}),
    ],
)
def test_words_for_a_case_that_was_closed_meanwhile_are_kept(
    heard: Case, people: People, path: str, data: dict[str, str]
) -> None:
    close_ineligible(
        case=heard, version=heard.version, reason="客户只是咨询", request_type="inquiry", by=people.bob,
        at=LATER,
    )  # fmt: skip
    assert "我写了很久很久的话" in _unsent(_post(people.alice, heard, path, **data))


def test_refused_contact_on_the_course_keeps_its_words_and_its_buttons(heard: Case, people: People) -> None:
    step(heard, people, "listen", at=LATER - HOUR)
    answer = _post(people.alice, heard, "contact", result="reached", channel="phone", note=WORDS)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert WORDS in page
    assert 'name="result" value="reached"' in page
