# SPDX-License-Identifier: Apache-2.0
"""Whoever is shown a link on a dashboard, in the catalogue, among sources or evidence may open what it leads to."""

import pytest
from django.urls import reverse

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.rules.roles import RIGHTS, Right, Role
from amends.apps.reports.views.catalogue_words import PAGES
from amends.apps.reports.views.dashboard_words import ACTS
from amends.apps.reports.views.programme import FACTS
from amends.apps.reports.views.voice_words import FEED, VOICES
from tests.apps.reports.conftest import as_user
from tests.people import NOON, PASSWORD, People

LINKS = sorted(
    {(page, right) for page, _query, _words, right in ACTS.values()}
    | {(page, right) for page, (_words, right) in PAGES.items() if right}
    | {(page, right) for _words, page, right in FACTS.values()}
    | {(each.page, each.right) for each in (*VOICES.values(), FEED)}
)


def least(right: Right) -> list[Role]:
    """The two roles with the fewest rights among those that have one."""
    return sorted((role for role in Role if right in RIGHTS[role]), key=lambda role: len(RIGHTS[role]))[:2]


@pytest.mark.parametrize(("page", "right"), LINKS, ids=str)
def test_link_opens_for_those_with_the_fewest_rights(people: People, page: str, right: Right) -> None:
    for role in least(right):
        who = add_user(
            username=f"u-{role}",
            name="某人",
            role=role,
            unit=people.province,
            password=PASSWORD,
            by=None,
            at=NOON,
        )
        assert as_user(who).get(reverse(page)).status_code == 200, role
