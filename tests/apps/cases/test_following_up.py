# SPDX-License-Identifier: Apache-2.0
"""What is to be done on a case: a line settles what it may, and nothing that somebody else must decide."""

import pytest
from django.test import Client

from amends.apps.cases.actions.following_up import TaskSettled, finish_task
from amends.apps.cases.models import Case, Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.rules.exceptions import BLOCKING
from tests.apps.cases.conftest import HOUR, Opened, stored
from tests.people import NOON, People

DECIDED_ELSEWHERE = sorted({*BLOCKING, "second_review", "visit", "crisis_check"})
BY_A_LINE = sorted(set(map(str, TaskKind)) - set(DECIDED_ELSEWHERE))


def _task(case: Case, people: People, kind: str) -> Task:
    return Task.objects.create(
        case=case, kind=kind, key=kind, text="请办理", owner=people.bob, due_at=NOON + HOUR, made_at=NOON
    )


def _finish(task: Task, people: People) -> Case:
    version = stored(task.case).version
    return finish_task(case=task.case, version=version, task=task, result="办了", by=people.alice, at=NOON)


@pytest.mark.requirement("S0-075")
@pytest.mark.parametrize("kind", DECIDED_ELSEWHERE)
def test_a_line_never_settles_what_has_its_own_verb(opened: Opened, people: People, kind: str) -> None:
    task = _task(opened(), people, kind)
    with pytest.raises(TaskSettled):
        _finish(task, people)
    assert Task.objects.unscoped("a test looks").get(pk=task.pk).done_at is None


@pytest.mark.parametrize("kind", BY_A_LINE)
def test_a_line_settles_the_rest(opened: Opened, people: People, kind: str) -> None:
    task = _task(opened(), people, kind)
    _finish(task, people)
    assert Task.objects.unscoped("a test looks").get(pk=task.pk).done_at == NOON


def test_panel_offers_no_line_on_what_compliance_or_a_check_decides(opened: Opened, people: People) -> None:
    case, client = opened(), Client()
    client.force_login(people.alice)
    for kind in ("compliance", "crisis_check"):
        task = _task(case, people, kind)
        assert f"/tasks/{task.pk}/finish/" not in client.get(f"/cases/{case.number}/tasks/").content.decode()
    measure = _task(case, people, "measure")
    assert f"/tasks/{measure.pk}/finish/" in client.get(f"/cases/{case.number}/tasks/").content.decode()
