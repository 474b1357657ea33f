# SPDX-License-Identifier: Apache-2.0
"""A new installation is led to its first wave, each step done when the data say so, and then left alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.actions.organisation import add_unit
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Role
from amends.apps.recovery.models import PublishedRun
from amends.apps.recovery.rules.waves.words import WaveState
from amends.apps.reports.queries.first_steps import FirstStep, first_steps
from tests.apps.recovery.waves import wave as recovery_wave
from tests.apps.reports.conftest import as_user, make_customer
from tests.apps.surveys.conftest import published
from tests.apps.surveys.conftest import wave as survey_wave
from tests.people import NOON, PASSWORD, People

PANEL, PART = "/reports/first-steps/", {"HX-Request": "true"}


@pytest.fixture
def admin(db: None) -> User:
    """The only person of an installation with one unit and nothing else."""
    top = add_unit(code="G", name="集团", kind=UnitKind.GROUP, parent=None, by=None, at=NOON)
    return add_user(
        username="root", name="管理员", role=Role.ADMINISTRATOR, unit=top, password=PASSWORD, by=None, at=NOON
    )


def _done(user: User) -> list[FirstStep]:
    return [step for step, done in first_steps(user.scope).items() if done]


def test_empty_installation_has_everything_before_it(admin: User) -> None:
    assert _done(admin) == []
    page = as_user(admin).get(PANEL, headers=PART).content.decode()
    assert page.count("还没有") == 4
    assert page.index("机构与人员") < page.index("现在做这一步") < page.index("导入数据")


def test_steps_are_done_one_after_the_other(admin: User) -> None:
    for following, take in enumerate((_people, _customer, _night, _survey, _wave), start=1):
        take(admin)
        assert _done(admin) == list(FirstStep)[:following]


def test_panel_ends_by_itself(admin: User, django_assert_max_num_queries: Callable[[int], Any]) -> None:
    for take in (_people, _customer, _night, _survey, _wave):
        take(admin)
    browser = as_user(admin)
    with django_assert_max_num_queries(10):
        assert browser.get(PANEL, headers=PART).content == b""
    assert "五步都完成了" in browser.get(PANEL).content.decode()


def test_survey_of_the_unit_above_is_a_survey_of_those_below(people: People) -> None:
    survey_wave(published(people.group), people.west)
    assert not first_steps(people.bob.scope)[FirstStep.SURVEY]
    survey_wave(published(people.group, code="SV-U"), people.province)
    assert first_steps(people.bob.scope)[FirstStep.SURVEY]


def test_step_leads_only_whom_its_page_lets_in(people: People) -> None:
    dora, ed = (as_user(each).get(PANEL).content.decode() for each in (people.dora, people.ed))
    assert 'href="/people/"' in ed
    assert "<b>机构与人员</b>" in dora
    assert "<b>第一个修复波次</b>" in ed


def test_home_asks_for_the_panel_for_who_may_see_runs(people: People, client: Client) -> None:
    assert PANEL in as_user(people.ed).get("/").content.decode()
    assert PANEL not in as_user(people.alice).get("/").content.decode()
    assert as_user(people.alice).get(PANEL).status_code == 403


def _top() -> Unit:
    return Unit.objects.get(code="G")


def _people(admin: User) -> None:
    below = add_unit(code="G-P", name="省", kind=UnitKind.PROVINCE, parent=_top(), by=None, at=NOON)
    role = Role.HOTLINE_AGENT
    add_user(username="a", name="艾", role=role, unit=below, password=PASSWORD, by=None, at=NOON)
    admin.refresh_from_db()


def _customer(admin: User) -> None:
    make_customer(Unit.objects.get(code="G-P"))


def _night(admin: User) -> None:
    PublishedRun.objects.create(run_id="r1", as_of=NOON.date(), published_at=NOON, listed=1, summary={})


def _survey(admin: User) -> None:
    version = published(_top())
    survey_wave(version, _top(), state="planned", drawn_at=None)
    assert not first_steps(admin.scope)[FirstStep.SURVEY]
    survey_wave(version, _top())


def _wave(admin: User) -> None:
    recovery_wave(_top(), admin, state=WaveState.FROZEN)
    assert not first_steps(admin.scope)[FirstStep.WAVE]
    recovery_wave(_top(), admin, state=WaveState.RUNNING)
