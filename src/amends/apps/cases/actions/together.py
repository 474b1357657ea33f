# SPDX-License-Identifier: Apache-2.0
"""Working side by side: notes, watchers, who is looking, who is on duty, and giving out what waits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import (
    IN_SCOPE,
    CaseChanged,
    CaseRefused,
    RightMissing,
    can_work,
    checked_words,
)
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.ownership import NotWaiting, assign
from amends.apps.cases.actions.searching import keep_words
from amends.apps.cases.models import Case, Duty, Note, Viewing, Watcher
from amends.apps.cases.models.desk_words import NoteKind
from amends.apps.cases.queries.together import hands_for, waiting_cases
from amends.apps.cases.rules.transfers import Hand, best_hand, wanted_skills
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User

STALE = timedelta(seconds=30)


class LoadImpossible(CaseRefused):
    """Somebody was to have no room for cases at all while on duty, or more than anyone can bear."""

    sentence = _("最多在办件数要在 1 到 200 之间")


def add_note(*, case: Case, text: str, kind: NoteKind = NoteKind.INTERNAL, by: User, at: datetime) -> Note:
    """Write something for colleagues, personal data and words on health hidden; what somebody else is writing on the
    case meanwhile stays valid, and those who watch are told. Raises `WordsMissing`, `RightMissing`."""
    text = checked_words(text)
    if not can_work(by, case):
        raise RightMissing
    with writing(by=by, at=at) as log:
        row = _locked(case)
        note = Note.objects.create(case=row, kind=kind, text=text, at=at, by=by)
        keep_words(row)
        log(EventKind.CASE_NOTED, note, about=case.customer.code, unit=case.unit, number=case.number)
        for each in Watcher.objects.filter(case=case).exclude(person=by).select_related("person"):
            words = _("案件 %(number)s 有新备注")
            tell(each.person, words, case, at=at, key=f"note:{note.pk}")
    return note


def _locked(case: Case) -> Case:
    """The case under lock: who writes at the same moment would keep its words without the other's."""
    rows = Case.objects.unscoped(IN_SCOPE).select_related("unit")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)


def watch(*, case: Case, wanted: bool, by: User, at: datetime) -> None:
    """Be told what happens on a case, or no longer. Raises `RightMissing`."""
    if not can_work(by, case):
        raise RightMissing
    with writing(by=by, at=at) as log:
        rows = Watcher.objects.filter(case=case, person=by)
        if wanted:
            Watcher.objects.get_or_create(case=case, person=by, defaults={"since": at})
        else:
            rows.delete()
        log(EventKind.CASE_WATCHED, case, about=case.customer.code, unit=case.unit, wanted=wanted)


def look(*, case: Case, writing_now: bool, by: User, at: datetime) -> Sequence[Viewing]:
    """Say that a page of the case is open, and learn who else has one: colleagues seen within half a minute, those
    who are writing first. No event: a page says it every ten seconds. Two queries."""
    Viewing.objects.update_or_create(case=case, person=by, defaults={"seen_at": at, "writing": writing_now})
    others = Viewing.objects.filter(case=case, seen_at__gt=at - STALE).exclude(person=by)
    return list(others.select_related("person").order_by("-writing", "person__name"))


def set_duty(
    *, on: bool, most_open: int, skills: Sequence[str], person: User, by: User, at: datetime
) -> Duty:
    """Say whether somebody takes cases now, how many at most, and what they are trained for.

    Raises `LoadImpossible`.
    """
    if not 1 <= most_open <= 200:
        raise LoadImpossible
    with writing(by=by, at=at) as log:
        found, _made = Duty.objects.update_or_create(
            person=person,
            defaults={"on_duty": on, "since": at, "most_open": most_open, "skills": sorted(set(skills))},
        )
        log(EventKind.DUTY_SET, found, unit=person.unit, on=on, most=most_open)
    return found


def give_out(*, at: datetime, most: int = 200) -> int:
    """Give what waits in queues to those on duty, the most pressing first: by skill, load and who waited longest.

    What nobody can take goes on waiting, and keeps nothing behind it from being given. Returns how many were given.
    """
    given = 0
    in_vain: set[tuple[str, int, str, str]] = set()
    for case in waiting_cases():
        alike = (case.queue, case.unit_id, case.taxonomy, case.special)
        if alike in in_vain:
            continue
        chosen = _hand(case)
        if chosen is None:
            in_vain.add(alike)  # within a run hands only fill
            continue
        given += _given(case, chosen, at)
        if given == most:
            break
    return given


def _hand(case: Case) -> Hand | None:
    hands = hands_for(case)
    trained = {skill for hand in hands.values() for skill in hand.skills}
    wanted = wanted_skills(taxonomy=case.taxonomy, special=case.special, trained=trained)
    return best_hand(hands.values(), wanted)


def _given(case: Case, hand: Hand, at: datetime) -> bool:
    try:
        assign(case=case, version=case.version, to=User.objects.get(pk=hand.person), at=at)
    except (CaseChanged, NotWaiting, RightMissing):  # somebody was quicker
        return False
    return True
