# SPDX-License-Identifier: Apache-2.0
"""The five playbooks as procedures: whole, and with questions that their success rules understand."""

from typing import Any, cast

import pytest

from amends.apps.cases.queries.policy import playbook
from amends.apps.cases.rules.procedure import (
    AnswerRefused,
    Procedure,
    ProcedureMalformed,
    content_digest,
    read_procedure,
)
from amends.kernel.recovery_class import RECOVERABLE, RecoveryClass
from amends.packs import thawed

NAMES = {
    RecoveryClass.COMPLAINT: {"Q1": "solved", "Q2": "score"},
    RecoveryClass.TARIFF: {"Q1": "clear", "Q2": "refund", "Q3": "score"},
    RecoveryClass.NETWORK: {"Q1": "feel", "Q2": "score"},
    RecoveryClass.PUBLICITY: {"Q1": "fulfilled", "Q3": "score"},
    RecoveryClass.USAGE: {"Q1": "usable", "Q3": "score"},
}


def _plain(recovery_class: RecoveryClass = RecoveryClass.TARIFF) -> dict[str, Any]:
    return cast(dict[str, Any], thawed(playbook(recovery_class)[1]))


def _tariff() -> Procedure:
    return read_procedure(_plain())


@pytest.mark.requirement("S3-034")
@pytest.mark.requirement("S3-035")
@pytest.mark.requirement("S3-036")
@pytest.mark.requirement("S3-037")
@pytest.mark.requirement("S3-038")
@pytest.mark.parametrize("recovery_class", RECOVERABLE)
def test_playbook_is_whole(recovery_class: RecoveryClass) -> None:
    procedure = read_procedure(_plain(recovery_class))
    assert [each.order for each in procedure.actions] == [1, 2, 3, 4, 5]
    assert len(procedure.checks) >= 4
    assert all(
        (procedure.script.opening, procedure.script.explain, procedure.script.offer, procedure.script.close)
    )
    assert procedure.names == NAMES[recovery_class]


def test_procedure_succeeds_when_the_customer_says_so() -> None:
    assert _tariff().succeeded({"Q1": "清楚了", "Q2": "不涉及", "Q3": 7})
    assert not _tariff().succeeded({"Q1": "清楚了", "Q2": "不涉及", "Q3": 6})


def test_score_is_the_question_that_the_rule_calls_so() -> None:
    usage = read_procedure(_plain(RecoveryClass.USAGE))
    assert usage.score({"Q2": 2, "Q3": 8}) == 8


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"Q2": "收到了", "Q3": 8}, "Q1"),
        ({"Q1": "清楚", "Q2": "收到了", "Q3": 8}, "Q1"),
        ({"Q1": "清楚了", "Q2": "收到了", "Q3": 11}, "Q3"),
        ({"Q1": "清楚了", "Q2": "收到了", "Q3": "8"}, "Q3"),
    ],
)
def test_answers_are_refused_when_one_is_no_answer(answers: dict[str, Any], refused: str) -> None:
    with pytest.raises(AnswerRefused) as caught:
        _tariff().checked_answers(answers)
    assert caught.value.question.code == refused


def test_free_words_may_stay_empty() -> None:
    complaint = read_procedure(_plain(RecoveryClass.COMPLAINT))
    given: dict[str, Any] = {"Q1": "已解决", "Q2": 8, "Q3": ""}
    assert complaint.checked_answers(given) == {"Q1": "已解决", "Q2": 8}


@pytest.mark.parametrize("part", ["code", "script", "actions", "callback_questions", "success_rule"])
def test_procedure_is_refused_when_a_part_is_missing(part: str) -> None:
    content = _plain()
    del content[part]
    with pytest.raises(ProcedureMalformed):
        read_procedure(content)


def test_procedure_is_refused_when_its_rule_asks_for_no_question() -> None:
    with pytest.raises(ProcedureMalformed):
        read_procedure(_plain() | {"success_rule": "clear == 天晴了"})


def test_digest_changes_when_a_word_changes() -> None:
    assert content_digest(_plain()) == content_digest(_plain())
    assert content_digest(_plain()) != content_digest(_plain() | {"name_zh": "资费"})
