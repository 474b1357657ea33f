# SPDX-License-Identifier: Apache-2.0
"""The customer's file of devices: sales and repairs are noted, and customers are asked afterwards whether it works."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Right, Role
from amends.apps.customers.models import Customer
from amends.apps.promises.queries.commitments import commitments
from amends.apps.quality.actions.refusals import NotYours, QualityRefused
from amends.apps.quality.models import DeviceRepair, FollowUp, SoldDevice
from amends.apps.quality.models.devices import OUTCOMES

IN_HAND = "the customer, or a case of theirs, was found within the person's scope"


class NotedAlready(QualityRefused):
    """The sale or repair of this proof is noted already."""

    def __init__(self) -> None:
        super().__init__(_("这张凭证已经登记过了。"), field="proof")


class DayWrong(QualityRefused):
    """A day that has not come, or a repair before the sale."""

    def __init__(self, field: str) -> None:
        super().__init__(_("日期不对：不能在今天以后，维修不能早于购买。"), field=field)


class DoneBefore(QualityRefused):
    """The call was made already."""

    def __init__(self) -> None:
        super().__init__(_("这次回访已经做过了。"))


@dataclass(frozen=True, slots=True)
class Sale:
    """What was bought: the model, when, where, and the number of the receipt."""

    model: str
    sold_date: date
    unit: Unit
    proof: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What was repaired: when, where, and the number of the repair sheet."""

    what: str
    repaired_date: date
    unit: Unit
    proof: str


def note_sale(*, customer: Customer, sale: Sale, by: User, at: datetime) -> SoldDevice:
    """Put a device into the customer's file, with the follow-ups of the commitments. Raises `NotYours`, `DayWrong`,
    `NotedAlready`."""
    if not by.may(Right.MAKE_PROMISES):
        raise NotYours
    if sale.sold_date > timezone.localdate(at):
        raise DayWrong("sold_date")
    with writing(by=by, at=at) as log:
        try:
            with transaction.atomic():
                row = SoldDevice.objects.create(
                    customer=customer, unit=sale.unit, model=sale.model, sold_date=sale.sold_date,
                    proof=sale.proof, noted_by=by, noted_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise NotedAlready from error
        log(EventKind.DEVICE_NOTED, row, about=customer.code, unit=customer.unit)
        _plan(row, None, sale.sold_date, by, at)
    return row


def note_repair(*, device: SoldDevice, repair: Repair, by: User, at: datetime) -> DeviceRepair:
    """Note a repair at any outlet; follow-ups are planned on the days of the commitments. Raises `NotYours`,
    `DayWrong`, `NotedAlready`."""
    if not by.may(Right.MAKE_PROMISES):
        raise NotYours
    if not device.sold_date <= repair.repaired_date <= timezone.localdate(at):
        raise DayWrong("repaired_date")
    customer = device.customer
    with writing(by=by, at=at) as log:
        try:
            with transaction.atomic():
                row = DeviceRepair.objects.create(
                    device=device, unit=repair.unit, what=repair.what, repaired_date=repair.repaired_date,
                    proof=repair.proof, noted_by=by, noted_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise NotedAlready from error
        log(EventKind.DEVICE_REPAIRED, row, about=customer.code, unit=customer.unit)
        _plan(device, row, repair.repaired_date, by, at)
    return row


def follow_up_days() -> tuple[int, ...]:
    """On which days after a sale or repair customers are called: those of all commitments."""
    return tuple(sorted({day for each in commitments() for day in each.follow_up_days}))


def _plan(device: SoldDevice, repair: DeviceRepair | None, start: date, by: User, at: datetime) -> None:
    """Calls that lie in the past when somebody notes late are not planned; who wants no calls gets none."""
    if device.customer.do_not_contact:
        return
    today, owner = timezone.localdate(at), _owner(device.customer, by)
    days = [start + timedelta(days=each) for each in follow_up_days()]
    FollowUp.objects.bulk_create(
        [FollowUp(device=device, repair=repair, due_date=day, owner=owner) for day in days if day >= today]
    )


def _owner(customer: Customer, by: User) -> User:
    """Who calls: `by` where they may see the customer, else the nearest leader there."""
    if by.scope.covers(customer.unit.number):
        return by
    return leaders_above(customer.unit, Role.TEAM_LEADER).first() or by


def follow_up(*, follow: FollowUp, outcome: str, by: User, at: datetime) -> FollowUp:
    """Note what the customer said. Raises `DoneBefore`, `NotYours`; `KeyError` for an unknown outcome."""
    OUTCOMES[outcome]
    with writing(by=by, at=at) as log:
        row = _open(follow, by)
        row.outcome, row.done_by, row.done_at = outcome, by, at
        row.save(update_fields=["outcome", "done_by", "done_at"])
        customer = row.device.customer
        log(EventKind.FOLLOW_UP_DONE, row, about=customer.code, unit=customer.unit, outcome=outcome)
    return row


def _open(follow: FollowUp, by: User) -> FollowUp:
    rows = FollowUp.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",))
    row = rows.select_related("device__customer__unit").get(pk=follow.pk)
    if row.done_at is not None:
        raise DoneBefore
    if not by.scope.covers(row.device.customer.unit.number):
        raise NotYours
    return row
