# SPDX-License-Identifier: Apache-2.0
"""Verbs on what one person learns: a leader's look at a skill, a practice, a certificate, a card read."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Role
from amends.apps.training.actions.refusals import (
    IN_HAND,
    LearningRefused,
    NotOnYourself,
    covered,
    unit_of,
    written,
)
from amends.apps.training.models.learning import MODES, Certificate, LibraryMark, Practice, SkillLook
from amends.apps.training.queries.certificates import certificate_gaps, certificates_of, ending_on, kinds
from amends.apps.training.queries.library import library
from amends.apps.training.queries.skills import model
from amends.apps.training.rules.certificates import Gap, Holding

SAME_LOOK = timedelta(hours=24)  # the same words of the same person within it are one look


class Unknown(LearningRefused):
    """There is no such skill, level, mode, certificate or card."""

    def __init__(self, field: str) -> None:
        super().__init__(_("没有这一项，请重新选择。"), field=field)


class NotYetHeld(LearningRefused):
    """A practice of tomorrow has not been held."""

    def __init__(self) -> None:
        super().__init__(_("日期不能晚于今天。"), field="done_date")


class HeldAlready(LearningRefused):
    """The person holds it, and it does not end soon."""

    def __init__(self) -> None:
        super().__init__(_("这项资格仍然有效，不用再颁发。"), field="code")


class NotShown(LearningRefused):
    """The person has not shown what the certificate asks; `gaps` says what is lacking."""

    def __init__(self, gaps: tuple[Gap, ...]) -> None:
        super().__init__(_("条件还没有全部达到，不能颁发。"), field="code")
        self.gaps = gaps


def look_at_skill(*, person: User, skill: str, level: int, seen: str, by: User, at: datetime) -> SkillLook:
    """Say where somebody stands in a skill, with what was seen; the same said again that day counts once.

    Raises `NotOnYourself`, `NotYourUnit`, `Unknown`, `WordsMissing`."""
    unit = _other(person, by)
    if skill not in model().names:
        raise Unknown("skill")
    if not 0 <= level <= 4:
        raise Unknown("level")
    with writing(by=by, at=at) as log:
        User.objects.select_for_update(no_key=True).get(pk=person.pk)  # a button pressed twice is one look
        row, fresh = SkillLook.objects.unscoped(IN_HAND).get_or_create(
            person=person, skill=skill, level=level, seen=written(seen, "seen"), by=by,
            at__gt=at - SAME_LOOK, defaults={"unit": unit, "at": at},
        )  # fmt: skip
        log(EventKind.SKILL_LOOKED_AT, row, unit=unit, skill=skill, level=level, again=not fresh)
    return row


def note_practice(
    *,
    person: User,
    mode: str,
    skill: str,
    done_date: date,
    passed: bool,
    note: str,
    by: User,
    at: datetime,
) -> Practice:
    """Note a practice that the one who notes it watched. Raises `NotOnYourself`, `Unknown`, `NotYetHeld`,
    `WordsMissing`, `NoUnit`, `NotYourUnit`."""
    if person.pk == by.pk:
        raise NotOnYourself
    unit = unit_of(person)
    if by.unit_id != unit.pk:  # a colleague of the same team, or who looks after it
        covered(unit, by)
    if mode not in MODES or skill not in model().names:
        raise Unknown("mode" if mode not in MODES else "skill")
    if done_date > timezone.localdate(at):
        raise NotYetHeld
    with writing(by=by, at=at) as log:
        row = Practice.objects.create(
            person=person, unit=unit, mode=mode, skill=skill, done_date=done_date, passed=passed,
            note=written(note, "note"), watched_by=by, at=at,
        )  # fmt: skip
        log(EventKind.PRACTICE_NOTED, row, unit=unit, mode=mode, skill=skill, passed=passed)
    return row


def give_certificate(*, person: User, code: str, by: User, at: datetime) -> Certificate:
    """Give a certificate to somebody who has shown everything and does not hold it, or whose own ends soon. Raises
    `NotOnYourself`, `NotYourUnit`, `Unknown`, `NotShown`, `HeldAlready`."""
    unit, kind = _other(person, by), kinds().get(code)
    if kind is None:
        raise Unknown("code")
    shown, gaps = certificate_gaps(person, kind, at)
    if gaps:
        raise NotShown(gaps)
    starts = timezone.localdate(at)
    told = {"quizzes": sorted(shown.quizzes & set(kind.quizzes)), "plays": shown.plays, "hours": shown.hours}
    with writing(by=by, at=at) as log:
        User.objects.select_for_update(no_key=True).get(pk=person.pk)  # pressed twice it is given once
        held = certificates_of(person, starts)
        if any(each.row.code == code and each.holding is Holding.VALID for each in held):
            raise HeldAlready
        row = Certificate.objects.create(
            person=person, unit=unit, code=code, starts_date=starts, ends_date=starts + kind.valid,
            shown=told, by=by, at=at,
        )  # fmt: skip
        log(EventKind.CERTIFICATE_GIVEN, row, unit=unit, code=code)
    return row


def revoke_certificate(*, certificate: Certificate, why: str, by: User, at: datetime) -> None:
    """Take a certificate back, for a reason, with any other of its kind that is in force.
    Raises `NotOnYourself`, `NotYourUnit`, `WordsMissing`."""
    _other(certificate.person, by)
    said = written(why, "why")
    with writing(by=by, at=at) as log:
        User.objects.select_for_update(no_key=True).get(pk=certificate.person_id)
        rows = Certificate.objects.unscoped(IN_HAND).filter(
            person=certificate.person_id, code=certificate.code, revoked_at__isnull=True
        )
        rows.filter(Q(pk=certificate.pk) | Q(ends_date__gte=timezone.localdate(at))).update(
            revoked_at=at, revoked_why=said
        )
        log(EventKind.CERTIFICATE_REVOKED, certificate, unit=certificate.unit, code=certificate.code)


def warn_ending(*, at: datetime) -> int:
    """Tell who holds a certificate that it ends soon, and their leaders; once for each certificate. Returns how many
    certificates there were. Can be run again."""
    ending = ending_on(timezone.localdate(at))
    for row in ending:
        told = {"name": kinds()[row.code].name if row.code in kinds() else row.code, "on": row.ends_date}
        words = _("%(person)s 的证书“%(name)s”到 %(on)s 为止，请安排续发") % {**told, "person": row.person}
        own = _("您的证书“%(name)s”到 %(on)s 为止，请补齐条件后续发") % told
        unit = row.person.unit or row.unit
        with transaction.atomic():
            _warn(row, row.person, own, reverse("training:me"), at)
            for leader in leaders_above(unit, Role.TEAM_LEADER):
                if leader.pk != row.person_id:
                    _warn(row, leader, words, reverse("training:person", args=[row.person.username]), at)
    return len(ending)


def mark_read(*, card: str, by: User, at: datetime) -> LibraryMark:
    """Say that one has read a card; once is enough. Raises `Unknown`."""
    if card not in library().cards:
        raise Unknown("card")
    with writing(by=by, at=at) as log:
        row, _new = LibraryMark.objects.get_or_create(person=by, card=card, defaults={"at": at})
        log(EventKind.CARD_READ, row, card=card)
    return row


def _warn(row: Certificate, to: User, words: str, link: str, at: datetime) -> None:
    notify(to=to, subject=words, at=at, link=link, key=f"certificate:{row.pk}:{to.pk}")


def _other(person: User, by: User) -> Unit:
    if person.pk == by.pk:
        raise NotOnYourself
    return covered(unit_of(person), by)
