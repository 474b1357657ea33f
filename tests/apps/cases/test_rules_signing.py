# SPDX-License-Identifier: Apache-2.0
"""Who may sign: a leader who neither asked nor owns the case, once somebody asked."""

import pytest

from amends.apps.cases.rules.signing import is_second_person

ASKER, OWNER, LEADER = 1, 2, 3


@pytest.mark.parametrize(
    ("person", "asker", "may_assign", "signs"),
    [
        (LEADER, ASKER, True, True),
        (LEADER, ASKER, False, False),
        (LEADER, None, True, False),
        (ASKER, ASKER, True, False),
        (OWNER, ASKER, True, False),
    ],
)
def test_signature_is_a_second_persons(person: int, asker: int | None, may_assign: bool, signs: bool) -> None:
    assert is_second_person(person, asker=asker, owner=OWNER, may_assign=may_assign) is signs
