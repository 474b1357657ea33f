# SPDX-License-Identifier: Apache-2.0
"""Standards, checks, visits and sold devices of the demo's province, by the verbs that people use."""

from datetime import datetime, timedelta
from random import Random

from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Right, Role
from amends.apps.customers.models import Customer
from amends.apps.quality.actions.checks import audit, check_self
from amends.apps.quality.actions.devices import Repair, Sale, note_repair, note_sale
from amends.apps.quality.actions.standards import Named, begin_standard, publish_standard
from amends.apps.quality.actions.visits import Visited, note_visit
from amends.apps.quality.queries.checks import audited, checklists
from amends.apps.quality.queries.visits import halls, visit_form
from amends.apps.quality.rules.checks import Answer, AnswerKind, VisitItem

DAY = timedelta(days=1)
MODELS = ("畅享 70", "荣光 X60", "红杉 13", "星途 S20")
PRESENTED = ("工装", "便装")


def fill_standards(*, province: Unit, writer: User, publisher: User, at: datetime, rng: Random) -> None:
    """One published service and one draft, two weeks of checks, visits with pairs, and devices with repairs. `writer`
    inspects and sets standards for the province; `publisher` is somebody else who may set standards."""
    _standards(province, writer, publisher, at)
    for days in range(14, 0, -1):
        _checks(writer, at - days * DAY, rng)
    for hall in halls(province.scope)[:12]:
        _visits(hall, writer, at, rng)
    _devices(province, at, rng)


def _standards(province: Unit, writer: User, publisher: User, at: datetime) -> None:
    complaint = Named("XZ-CARE", "投诉处理", "complaint", "SV-03")
    version = begin_standard(named=complaint, unit=province, by=writer, at=at - 20 * DAY, from_pack=True)
    publish_standard(version=version, by=publisher, at=at - 18 * DAY)
    broadband = Named("XZ-HOME", "宽带装维上门", "other", "BB-01")
    begin_standard(named=broadband, unit=province, by=writer, at=at - 3 * DAY)


def _checks(inspector: User, at: datetime, rng: Random) -> None:
    """Nine of ten clerks go through their lists, mostly before opening; somebody is audited now and then."""
    opening = at.replace(hour=0, minute=30)  # 8:30 in Shanghai
    people = audited(inspector.scope)
    for who in (each for each in people if each.role == Role.HALL_CLERK and rng.random() < 0.9):
        late = timedelta(minutes=rng.choice((0, 0, 5, 10, 45)))
        for found in checklists().daily(who.role):
            answers = {each.code: rng.random() > 0.02 for each in found.items}
            check_self(checklist=found.code, answers=answers, by=who, at=opening + late)
    if people:
        who, found = rng.choice(people), checklists().lists["CL-CONDUCT"]
        if who.role in found.roles and who.pk != inspector.pk:
            answers = {each.code: rng.random() > 0.15 for each in found.items}
            audit(person=who, checklist=found.code, answers=answers, by=inspector, at=at)


def _visits(hall: Unit, visitor: User, at: datetime, rng: Random) -> None:
    for order, side in enumerate(("a", "b", "")):
        when = at - timedelta(days=rng.randint(1, 12), hours=rng.randint(0, 5))
        paired = {"pair": f"P-{hall.pk}", "side": side, "presented": PRESENTED[order]} if side else {}
        answers = {each.code: _answer(each, rng) for each in visit_form()}
        visited = Visited(unit=hall, visited_at=when, answers=answers, **paired)
        note_visit(visited=visited, key=f"{rng.getrandbits(128):032x}", by=visitor, at=at)


def _answer(item: VisitItem, rng: Random) -> Answer:
    if item.kind is AnswerKind.YES_NO:
        return rng.random() < 0.93
    return float(rng.randint(1, 8 if item.kind is AnswerKind.SECONDS else 18))


def _devices(province: Unit, at: datetime, rng: Random) -> None:
    customers = list(Customer.objects.within(province.scope).select_related("unit").order_by("code")[:40])
    for order, customer in enumerate(customers):
        clerk = _clerk(customer, province)
        if clerk is None or clerk.unit is None:
            continue
        bought = (at - rng.choice((2, 20, 29, 31, 200, 364, 400)) * DAY).date()
        sale = Sale(rng.choice(MODELS), bought, clerk.unit, f"F-{20260000 + order}")
        device = note_sale(customer=customer, sale=sale, by=clerk, at=at)
        if rng.random() < 0.3:
            repair = Repair("换电池", at.date() - DAY, clerk.unit, f"R-{order}")
            note_repair(device=device, repair=repair, by=clerk, at=at)


def _clerk(customer: Customer, province: Unit) -> User | None:
    """Somebody who may see the customer and make promises: the nearest first."""
    people = User.objects.filter(
        is_active=True, unit__number__range=(province.number, province.last)
    ).select_related("unit")
    fitting = [
        each for each in people if each.may(Right.MAKE_PROMISES) and each.scope.covers(customer.unit.number)
    ]
    return max(fitting, key=lambda each: each.scope.first, default=None)
