# SPDX-License-Identifier: Apache-2.0
"""Low answers that nobody has yet, and what stands already about the same customer and reason."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.functional import Promise

from amends.apps.cases.models import Case
from amends.apps.core.models import Event, EventKind, Unit, User
from amends.apps.core.rules.roles import RIGHTS, Right
from amends.apps.customers.models import Customer
from amends.apps.surveys.models import Answer, Response
from amends.apps.surveys.models.answer_words import LOW_REASONS

WHY = "a low answer is followed whoever gave it"
WINDOW = timedelta(days=30)
MOST_TOLD = 3
CASE = "cases.case:"


def waiting_low(response: int = 0, *, most: int = 200) -> Iterator[Response]:
    """Low answers that were given and not followed yet, the oldest first; or the one, if it still waits. One query for
    each `most` of them: those that nobody can take keep none behind them waiting."""
    last: Response | None = None
    while page := _waiting_page(response, last, most):
        yield from page
        last = page[-1]


def _waiting_page(response: int, after: Response | None, most: int) -> Sequence[Response]:
    rows = Response.objects.unscoped(WHY).filter(is_low=True, followed_at__isnull=True)
    if response:
        rows = rows.filter(pk=response)
    if after:
        later = Q(submitted_at__gt=after.submitted_at) | Q(submitted_at=after.submitted_at, pk__gt=after.pk)
        rows = rows.filter(later, submitted_at__gte=after.submitted_at)
    return list(rows.order_by("submitted_at", "pk")[:most])


def followed_case(customer: Customer, reasons: Collection[str], *, at: datetime) -> Case | None:
    """The open case that a low answer of the customer led to within the window, for one of the same reasons. Two
    queries."""
    events = Event.objects.unscoped(WHY).filter(
        about=customer.code, kind=EventKind.SURVEY_LOW_FOLLOWED, at__gt=at - WINDOW
    )
    told = events.order_by("-at").values_list("payload", flat=True)
    numbers = [each["case"] for each in told if each.get("case") and set(each["reasons"]) & set(reasons)]
    found = Case.objects.unscoped(WHY).open().filter(number__in=numbers, customer=customer)
    return found.order_by("-pk").first()


def rated_case(response: Response) -> Case | None:
    """The case that the customer was asked about."""
    about = response.invitation.about if response.invitation else ""
    if not about.startswith(CASE) or not about.removeprefix(CASE).isdigit():
        return None
    return Case.objects.unscoped(WHY).filter(pk=int(about.removeprefix(CASE))).first()


def who_leads(unit: Unit) -> Sequence[User]:
    """The nearest people who give out work in a unit or above it."""
    leads = [str(role) for role, rights in RIGHTS.items() if Right.ASSIGN_CASES in rights]
    people = User.objects.filter(unit__number__lte=unit.number, unit__last__gte=unit.number, is_active=True)
    return list(people.filter(role__in=leads).order_by("-unit__number", "pk")[:MOST_TOLD])


def told_answers(response: Response) -> list[tuple[str, str]]:
    """What stands in the way of a good answer, in words: the items that were low, and all that was written. One
    query."""
    low = {each.get("item") for each in response.low}
    rows = (
        Answer.objects.unscoped(WHY).filter(response=response).select_related("item").order_by("item__order")
    )
    return [
        (each.item.title, _said(each)) for each in rows if each.item.code in low or each.words or each.chosen
    ]


def _said(answer: Answer) -> str:
    texts = {str(each.get("value")): str(each.get("text")) for each in answer.item.choices}
    chosen = [texts.get(each, each) for each in answer.chosen]
    number = [f"{answer.number:g}"] if answer.number is not None else []
    return " · ".join([*number, *chosen, *([answer.words] if answer.words else [])])


def reasons_in_words(response: Response) -> list[str]:
    """Why the answer is low, as a case shows it: the rule's own words, else the reason's."""
    acted = [each for each in response.low if each.get("act")]
    words: list[str | Promise] = [each.get("words") or LOW_REASONS[each["reason"]] for each in acted]
    return list(dict.fromkeys(map(str, words)))
