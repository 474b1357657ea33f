# SPDX-License-Identifier: Apache-2.0
"""The list of cases at the smallest desk: every column there, and nothing to be scrolled sideways for."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from amends.apps.cases.actions import open_case
from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import Origin
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.cases.conftest import make_customer
from tests.journeys.conftest import LogIn
from tests.people import NOON, People

pytestmark = pytest.mark.browser
LONG = "宽带断网三天报修两次都没有人上门，要求尽快修好并减免这段时间的月租"


@pytest.fixture
def crowded(people: People) -> Case:
    """A case that fills every column: urged, a lawyer's, with its next action in somebody else's hands."""
    case = open_case(
        customer=make_customer(people, name_shown="欧阳**", number_shown="13812345678"),
        origin=Origin.COMPLAINT,
        recovery_class=RecoveryClass.COMPLAINT,
        owner=people.alice,
        by=people.alice,
        at=NOON,
    )
    rows = Case.objects.unscoped("a test sets").filter(pk=case.pk)
    rows.update(title=LONG, next_text=LONG, urged=12, special="lawyer", next_owner=people.bob)
    return case


def test_list_fits_the_smallest_desk_with_all_its_columns(
    page: Page, live_server: LiveServer, log_in: LogIn, crowded: Case
) -> None:
    log_in("bob")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{live_server.url}/cases/?tab=unit")
    assert page.get_by_text(crowded.number).is_visible()
    wide, shown = page.evaluate(
        "(() => { const box = document.querySelector('#cases .table');"
        " return [box.scrollWidth - box.clientWidth,"
        " [...box.querySelectorAll('thead th')].filter((each) => each.offsetWidth > 30).length]; })()"
    )
    assert (wide, shown) == (0, 12)  # eleven columns and the boxes that pick
