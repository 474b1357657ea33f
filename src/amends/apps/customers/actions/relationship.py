# SPDX-License-Identifier: Apache-2.0
"""Verbs on a relationship: tier, stage of expectation, agreed expectations, guidance, the next care."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.customers.actions.contact import NotAgreed, NoteRefused
from amends.apps.customers.models import Customer, Expectation, HandlingNote, StageEntry, TierEntry
from amends.apps.customers.rules.handling import HandlingType, holds_until
from amends.apps.customers.rules.ladder import (
    EvidenceMissing,
    Stage,
    StageNotNext,
    Stance,
    Tier,
    check_advance,
    check_lapse,
)
from amends.apps.customers.rules.needs import UnwelcomeWords, checked_note


class WordsMissing(ValueError):
    """Something is to be kept that needs words, and none were given."""

    def __str__(self) -> str:
        return _("请写明依据或理由")


class StageRefused(ValueError):
    """The stage of expectation cannot move there."""

    def __str__(self) -> str:
        return _("期望阶段每次只能凭依据前进一步；后退须登记为回退")


def set_tier(
    *, customer: Customer, tier: Tier, since: date, reason: str, by: User, at: datetime
) -> TierEntry:
    """Set the relationship tier from a day on, with the reason; earlier tiers stay as history.

    Raises `WordsMissing`, `NoteRefused`.
    """
    text = _checked(reason)
    with writing(by=by, at=at) as log:
        row = TierEntry.objects.create(
            customer=customer, tier=tier, since_date=since, reason=text, noted_at=at, by=by
        )
        log(
            EventKind.TIER_SET,
            row,
            about=customer.code,
            unit=customer.unit,
            tier=str(tier),
            since=since.isoformat(),
        )
    return row


def advance_stage(*, customer: Customer, to: Stage, evidence: str, by: User, at: datetime) -> StageEntry:
    """Move one step up the ladder, on evidence. Raises `StageRefused`, `WordsMissing`, `NoteRefused`."""
    return _move(customer=customer, to=to, words=evidence, is_lapse=False, by=by, at=at)


def lapse_stage(*, customer: Customer, to: Stage, reason: str, by: User, at: datetime) -> StageEntry:
    """Fall back on the ladder because of what went wrong. Raises `StageRefused`, `WordsMissing`, `NoteRefused`."""
    return _move(customer=customer, to=to, words=reason, is_lapse=True, by=by, at=at)


def _move(*, customer: Customer, to: Stage, words: str, is_lapse: bool, by: User, at: datetime) -> StageEntry:
    text = _checked(words)
    check = check_lapse if is_lapse else check_advance
    kind = EventKind.STAGE_LAPSED if is_lapse else EventKind.STAGE_ADVANCED
    with writing(by=by, at=at) as log:
        Customer.objects.within(by.scope).select_for_update(no_key=True, of=("self",)).get(pk=customer.pk)
        last = StageEntry.objects.within(by.scope).filter(customer=customer).order_by("-id").first()
        try:
            check(Stage(last.stage) if last else None, to, text)
        except StageNotNext as error:
            raise StageRefused from error
        except EvidenceMissing as error:
            raise WordsMissing from error
        row = StageEntry.objects.create(
            customer=customer,
            stage=to,
            previous=last.stage if last else 0,
            is_lapse=is_lapse,
            evidence=text,
            moved_at=at,
            by=by,
        )
        log(kind, row, about=customer.code, unit=customer.unit, stage=int(to), previous=row.previous)
    return row


def agree_expectation(
    *,
    customer: Customer,
    stance: Stance,
    about: str,
    agreed_words: str = "",
    on: date,
    by: User,
    at: datetime,
) -> Expectation:
    """Keep what was agreed about an expectation; adjusting it needs the words that the customer agreed to.

    Raises `WordsMissing`, `NoteRefused`.
    """
    if stance is Stance.ADJUST and not agreed_words.strip():
        raise WordsMissing
    words = _checked(agreed_words) if agreed_words.strip() else ""
    with writing(by=by, at=at) as log:
        row = Expectation.objects.create(
            customer=customer,
            stance=stance,
            about=_checked(about),
            agreed_words=words,
            agreed_date=on,
            noted_at=at,
            by=by,
        )
        log(EventKind.EXPECTATION_AGREED, row, about=customer.code, unit=customer.unit, stance=str(stance))
    return row


def note_handling(
    *,
    customer: Customer,
    handling: HandlingType,
    told_and_agreed: bool = False,
    on: date,
    by: User,
    at: datetime,
) -> HandlingNote:
    """Leave guidance for the next conversations, for 90 days from a day.

    Raises `NotAgreed` where a customer is said to be vulnerable who has not told so and agreed to have it noted.
    """
    if handling is HandlingType.VULNERABLE and not told_and_agreed:
        raise NotAgreed
    with writing(by=by, at=at) as log:
        row = HandlingNote.objects.create(
            customer=customer,
            handling=handling,
            told_and_agreed=told_and_agreed,
            noted_at=at,
            until_date=holds_until(on),
            by=by,
        )
        log(EventKind.HANDLING_NOTED, row, about=customer.code, unit=customer.unit, handling=str(handling))
    return row


def plan_care(*, customer: Customer, on: date | None, about: str, by: User, at: datetime) -> None:
    """Say when the customer is to hear from us next, and what about; without a day the plan is dropped.

    Raises `WordsMissing`, `NoteRefused`.
    """
    customer.next_care_date, customer.updated_at = on, at
    customer.next_care_about = _checked(about)[:80] if on else ""
    with writing(by=by, at=at) as log:
        customer.save(update_fields=["next_care_date", "next_care_about", "updated_at"])
        day = on.isoformat() if on else None
        log(EventKind.CARE_PLANNED, customer, about=customer.code, unit=customer.unit, day=day)


def _checked(text: str) -> str:
    if not text.strip():
        raise WordsMissing
    try:
        return checked_note(text)[:200]
    except UnwelcomeWords as unwelcome:
        raise NoteRefused(unwelcome.words) from unwelcome
