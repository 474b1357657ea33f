# SPDX-License-Identifier: Apache-2.0
"""Verbs on how a customer is contacted: preferences, consents, do-not-contact, needs, contacts that took place."""

from datetime import datetime, time

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.customers.models import CommunicationNeed, Consent, Customer, PersonalNeed, Preferences
from amends.apps.customers.rules.consents import Decision, Initiative, Purpose, may_ask, standing
from amends.apps.customers.rules.consents import Entry as LedgerEntry
from amends.apps.customers.rules.needs import Need, UnwelcomeWords, checked_note, without_numbers
from amends.kernel.identifiers import normal_text

_CONSENT_KINDS = {
    Decision.GIVEN: EventKind.CONSENT_GIVEN,
    Decision.REFUSED: EventKind.CONSENT_REFUSED,
    Decision.WITHDRAWN: EventKind.CONSENT_WITHDRAWN,
}


class AskedAgain(ValueError):
    """Consent was to be asked for after the customer had refused or withdrawn it."""

    def __str__(self) -> str:
        return _("客户已经拒绝过：不再主动询问，只有客户自己提出时才能登记同意")


class NothingToWithdraw(ValueError):
    """A consent was to be withdrawn that does not stand."""

    def __str__(self) -> str:
        return _("没有可以撤回的同意")


class NotAgreed(ValueError):
    """A need was to be noted that the customer has not agreed to have on record."""

    def __str__(self) -> str:
        return _("只登记客户自己说过、并同意记录的需要")


class NoteRefused(ValueError):
    """A note holds words about looks, health, race, faith or class."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__(", ".join(words))
        self.words = words

    def __str__(self) -> str:
        return _("请只写客户要什么，不写外貌、健康、民族、信仰或阶层：%(words)s") % {
            "words": _("、").join(self.words)
        }


def set_preferences(
    *,
    customer: Customer,
    channel: str = "",
    language: str = "",
    pace: str = "",
    window: tuple[time, time] | None = None,
    by: User,
    at: datetime,
) -> Preferences:
    """Note how a customer likes to be contacted; `window` is half-open local clock time. Blank means not known."""
    start, end = window or (None, None)
    values = {
        "channel": channel,
        "language": language,
        "pace": pace,
        "window_start": start,
        "window_end": end,
    }
    with writing(by=by, at=at) as log:
        rows = Preferences.objects.within(by.scope)
        preferences, _new = rows.update_or_create(customer=customer, defaults=values | {"updated_at": at})
        log(
            EventKind.PREFERENCES_SET,
            customer,
            about=customer.code,
            unit=customer.unit,
            channel=channel,
            language=language,
            pace=pace,
            window=[each.isoformat("minutes") for each in window] if window else None,
        )
    return preferences


def set_do_not_contact(*, customer: Customer, refuses: bool, by: User, at: datetime) -> None:
    """Note that a customer refuses contact that is not about their own matter, or that they lift it again.

    What was noted here no file takes back: see `upsert_profiles`.
    """
    kind = EventKind.DO_NOT_CONTACT_SET if refuses else EventKind.DO_NOT_CONTACT_LIFTED
    customer.do_not_contact, customer.refused_at = refuses, at if refuses else None
    customer.updated_at = at
    with writing(by=by, at=at) as log:
        customer.save(update_fields=["do_not_contact", "refused_at", "updated_at"])
        log(kind, customer, about=customer.code, unit=customer.unit)


def record_consent(
    *,
    customer: Customer,
    purpose: Purpose,
    decision: Decision,
    initiative: Initiative,
    channel: str,
    wording_version: str,
    by: User,
    at: datetime,
) -> Consent:
    """Add what a customer decided to the ledger, with the version of the words it answers.

    Raises `AskedAgain` for a yes or no to our asking after a refusal, `NothingToWithdraw` where none stands.
    """
    with writing(by=by, at=at) as log:
        Customer.objects.within(by.scope).select_for_update(no_key=True, of=("self",)).get(pk=customer.pk)
        now = _standing(customer, by).get(purpose)
        if decision is Decision.WITHDRAWN and now is not Decision.GIVEN:
            raise NothingToWithdraw
        if decision is not Decision.WITHDRAWN and not may_ask(now, initiative):
            raise AskedAgain
        line = Consent.objects.create(
            customer=customer,
            purpose=purpose,
            decision=decision,
            initiative=initiative,
            channel=channel,
            wording_version=wording_version,
            decided_at=at,
            by=by,
        )
        kind = _CONSENT_KINDS[decision]
        log(kind, line, about=customer.code, unit=customer.unit, purpose=str(purpose), channel=channel)
    return line


def withdraw_consent(
    *, customer: Customer, purpose: Purpose, channel: str, by: User, at: datetime
) -> Consent:
    """Withdraw a consent that stands, in one step; nothing but the channel is asked. Raises `NothingToWithdraw`."""
    lines = Consent.objects.within(by.scope).filter(customer=customer, purpose=purpose)
    last = lines.order_by("-id").first()
    return record_consent(
        customer=customer,
        purpose=purpose,
        decision=Decision.WITHDRAWN,
        initiative=Initiative.CUSTOMER,
        channel=channel,
        wording_version=last.wording_version if last else "-",
        by=by,
        at=at,
    )


def _standing(customer: Customer, by: User) -> dict[Purpose, Decision]:
    lines = Consent.objects.within(by.scope).filter(customer=customer).order_by("id")
    told = lines.values_list("purpose", "decision", "decided_at")
    return standing(LedgerEntry(Purpose(purpose), Decision(said), at) for purpose, said, at in told)


def note_need(*, customer: Customer, need: Need, agreed: bool, by: User, at: datetime) -> CommunicationNeed:
    """Note a way to be communicated with that the customer asked for. A need that is there stays as it is.

    Raises `NotAgreed` unless the customer agreed to have it on record.
    """
    if not agreed:
        raise NotAgreed
    rows = CommunicationNeed.objects.within(by.scope).filter(
        customer=customer, need=need, ended_at__isnull=True
    )
    if there := rows.first():
        return there
    with writing(by=by, at=at) as log:
        row = CommunicationNeed.objects.create(customer=customer, need=need, agreed=True, noted_at=at, by=by)
        log(EventKind.NEED_NOTED, row, about=customer.code, unit=customer.unit, need=str(need))
    return row


def end_need(*, need: CommunicationNeed, by: User, at: datetime) -> None:
    """End a communication need; pressing twice ends it once."""
    if need.ended_at:
        return
    need.ended_at = at
    with writing(by=by, at=at) as log:
        need.save(update_fields=["ended_at"])
        customer = need.customer
        log(EventKind.NEED_ENDED, need, about=customer.code, unit=customer.unit, need=need.need)


def note_personal_need(*, customer: Customer, text: str, by: User, at: datetime) -> PersonalNeed:
    """Note something this one customer would like; long numbers in it are hidden. Raises `NoteRefused`."""
    try:
        checked = checked_note(text)[:200]
    except UnwelcomeWords as unwelcome:
        raise NoteRefused(unwelcome.words) from unwelcome
    with writing(by=by, at=at) as log:
        row = PersonalNeed.objects.create(customer=customer, text=checked, noted_at=at, by=by)
        log(EventKind.PERSONAL_NEED_NOTED, row, about=customer.code, unit=customer.unit)
    return row


def end_personal_need(*, need: PersonalNeed, by: User, at: datetime) -> None:
    """End a personal need; pressing twice ends it once."""
    if need.ended_at:
        return
    need.ended_at = at
    with writing(by=by, at=at) as log:
        need.save(update_fields=["ended_at"])
        log(EventKind.PERSONAL_NEED_ENDED, need, about=need.customer.code, unit=need.customer.unit)


def note_contact(
    *, customer: Customer, channel: str, purpose: Purpose, service: str, by: User, at: datetime
) -> None:
    """Note a contact that took place: channel, time, who served, and which service it was about, in a few words."""
    note = without_numbers(normal_text(service))[:80]
    with writing(by=by, at=at) as log:
        log(
            EventKind.CONTACT_NOTED,
            customer,
            about=customer.code,
            unit=customer.unit,
            channel=channel,
            purpose=str(purpose),
            note=note,
        )
