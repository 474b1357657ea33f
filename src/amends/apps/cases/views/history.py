# SPDX-License-Identifier: Apache-2.0
"""What happened on a case, in words, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from amends.apps.cases.models import Contact, Step, Transition, Verification
from amends.apps.cases.models.words import STATES
from amends.apps.cases.queries.course import CourseView
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.cases.rules.intake.hiding import hidden
from amends.apps.core.models import User


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history."""

    at: datetime
    who: User | None
    text: str
    kind: str = ""
    url: str = ""


def history(view: CourseView) -> list[Entry]:
    """States, steps, contacts and the customer's word."""
    names = {step.order: step.name for step in view.handling.steps}
    records = [line.record for phase in view.phases for line in phase.lines if line.record]
    entries = [
        *map(_state, view.transitions),
        *(_step(each, gettext(names[each.order])) for each in records),
        *map(_contact, view.contacts),
        *map(_word, view.verifications),
    ]
    return sorted(entries, key=lambda each: each.at, reverse=True)


def _state(row: Transition) -> Entry:
    return Entry(row.at, row.by, passed(row.after, row.reason), "quiet")


def _step(row: Step, name: str) -> Entry:
    return Entry(row.at, row.by, _joined(f"{row.order} {name} · {row.get_result_display()}", row.note))


def _contact(row: Contact) -> Entry:
    kinds = (row.get_direction_display(), row.get_channel_display(), row.get_result_display())
    text = _joined(" · ".join(map(str, kinds)), row.note)
    return Entry(row.at, row.by, text, "" if row.result == ResultCode.REACHED else "quiet")


def _word(row: Verification) -> Entry:
    said = " · ".join(map(str, row.answers.values()))
    return Entry(row.at, row.by, _joined(gettext("客户的回答"), said), "" if row.recovered else "error")


def passed(state: str, reason: str) -> str:
    """A state that a case came into, with the reason where there was one."""
    return _joined(str(STATES[state]), reason)


def _joined(what: str, more: str) -> str:
    """With what somebody wrote, numbers and the like of people hidden."""
    return gettext("%(what)s：%(more)s") % {"what": what, "more": hidden(more)} if more else what
