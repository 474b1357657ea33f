# SPDX-License-Identifier: Apache-2.0
"""Two inspectors of the eastern city, and conversations of Alice's to draw from."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta

import pytest

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Role
from amends.apps.quality.actions.inspecting import Draft, begin_inspection, tell_inspection
from amends.apps.quality.actions.sampling import draw_week
from amends.apps.quality.actions.transcripts import Held, take_transcript
from amends.apps.quality.models import Drawn, Inspection, Transcript
from amends.apps.quality.rules.reading import read_turns
from tests.apps.quality.inspections.talks import GOOD, card, talk
from tests.people import NOON, PASSWORD, People

MONDAY = date(2026, 11, 2)
LATER = NOON + timedelta(days=7)  # the week is over


@dataclass(frozen=True)
class Inspectors:
    """Quinn inspects, Rita does too."""

    quinn: User
    rita: User


@pytest.fixture
def inspectors(people: People) -> Inspectors:
    """Two of the quality team of the eastern city."""
    made = [
        add_user(
            username=name.lower(), name=name, role=Role.QA_REVIEWER, unit=people.east, password=PASSWORD,
            by=None, at=NOON,
        )
        for name in ("Quinn", "Rita")
    ]  # fmt: skip
    return Inspectors(*made)


Taken = Callable[..., Transcript]


@pytest.fixture
def taken(people: People, inspectors: Inspectors) -> Taken:
    """Take a conversation of Alice's in."""

    def take(key: str = "T-1", rows: object = GOOD, **fields: object) -> Transcript:
        turns = [asdict(each) for each in talk(*rows).turns]  # type: ignore[misc]  # rows as in `talks`
        held = Held(**{"key": key, "unit": people.east_team, "channel": "hotline", "agent": people.alice,
                       "held_at": NOON, **fields})  # type: ignore[arg-type]  # by name  # fmt: skip
        return take_transcript(
            held=held, kind="turns", reading=read_turns(json.dumps(turns)), by=inspectors.quinn, at=LATER
        )

    return take


@pytest.fixture
def drawn(people: People, inspectors: Inspectors, taken: Taken) -> Drawn:
    """One conversation, drawn."""
    taken()
    draw_week(unit=people.east, week_date=MONDAY, seed=7, by=inspectors.quinn, at=LATER)
    return Drawn.objects.unscoped("a test").select_related("transcript__agent", "transcript__unit").get()


def all_pass(**changes: Mapping[str, object]) -> Draft:
    """Every item passes, but for the changes."""
    marks = {each.code: {"mark": "pass"} for each in card().items}
    return Draft({**marks, **changes}, "courteous", "请继续")


FAILED = {"mark": "fail", "turns": [2], "comment": ""}


@pytest.fixture
def told(drawn: Drawn, inspectors: Inspectors) -> Inspection:
    """A result told to Alice, in which she did not restate and left no record."""
    row = begin_inspection(drawn=drawn, by=inspectors.quinn, at=LATER)
    draft = all_pass(RESTATE=FAILED, RECORD=FAILED)
    return tell_inspection(inspection=row, edits=0, draft=draft, by=inspectors.quinn, at=LATER)
