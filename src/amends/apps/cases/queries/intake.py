# SPDX-License-Identifier: Apache-2.0
"""What the intake goes by: its words, the taxonomy, the causes; and the lists of what it missed."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import cast

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from amends.apps.cases.models import Case, CaseQuerySet, Contact, Duty
from amends.apps.cases.queries.registry import registry
from amends.apps.cases.rules.contact import Channel
from amends.apps.cases.rules.desk import COUNT_CAP
from amends.apps.cases.rules.intake.causes import Causes, read_causes
from amends.apps.cases.rules.intake.meaning import jurisdiction_of
from amends.apps.cases.rules.intake.words import IntakeWords, Plain, read_intake_words
from amends.apps.cases.rules.sensitive import HealthWords, read_health_words
from amends.apps.cases.rules.taxonomy import Taxonomy, read_taxonomy
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import Scope, UnitKind
from amends.apps.core.rules.roles import RIGHTS, Right
from amends.apps.customers.models import Customer
from amends.packs import load, load_rows


@cache
def taxonomy() -> Taxonomy:
    """Today's object axis."""
    return read_taxonomy(load_rows("complaint_taxonomy"), load("topic_words"), load_rows("topic_stories"))


@cache
def intake_words() -> IntakeWords:
    """Slots, aims, words of dissatisfaction and windows."""
    return read_intake_words(cast(Plain, load("intake_words")))


@cache
def health_words() -> HealthWords:
    """Words on a person's health, and what they may be kept for."""
    return read_health_words(cast(Plain, load("intake_words")))


@cache
def causes() -> Causes:
    """The nine causes."""
    return read_causes(cast(Plain, load("complaint_causes")))


@cache
def provinces() -> tuple[Mapping[str, str], str]:
    """Codes of jurisdictions by the name of the province, and the nation's."""
    content = cast(Plain, load("jurisdictions"))
    rows = cast(tuple[Plain, ...], content["provinces"])
    return {str(row["name_zh"]): str(row["code"]) for row in rows}, str(content["nation"])


def jurisdiction_at(customer: Customer) -> str:
    """The province whose law holds for a customer: by their region, or their unit and those above it. One query
    at most."""
    named, nation = provinces()
    found = jurisdiction_of([customer.region, customer.unit.name], named, nation)
    if found != nation:
        return found
    return jurisdiction_of([each.name for each in reversed(customer.unit.line)], named, nation)


def receiver_for(unit: Unit) -> User | None:
    """Who takes what came in by itself: on duty in the unit or above it and not full, with the fewest open cases;
    else the nearest who leads. Two queries at most."""
    roles = [str(role) for role, rights in RIGHTS.items() if Right.WORK_CASES in rights]
    leaders = [str(role) for role, rights in RIGHTS.items() if Right.ASSIGN_CASES in rights]
    people = User.objects.filter(unit__number__lte=unit.number, unit__last__gte=unit.number, is_active=True)
    on_duty = Duty.objects.filter(person__in=people.filter(role__in=roles), on_duty=True)
    mine = Case.objects.unscoped("how many cases each has in hand").open().filter(owner=OuterRef("person"))
    counted = mine.order_by().values("owner").annotate(n=Count("pk")).values("n")
    rows = on_duty.annotate(open=counted).values_list("open", "most_open", "person")
    free = sorted((row[0] or 0, row[2]) for row in rows if (row[0] or 0) < row[1])
    if free:
        return User.objects.select_related("unit").get(pk=free[0][1])
    return people.filter(role__in=leaders).select_related("unit").order_by("-unit__number", "pk").first()


def holding_unit() -> Unit | None:
    """Where what no customer is known for waits to be matched: the first province, or the top where there is none."""
    first = Unit.objects.filter(kind=UnitKind.PROVINCE).order_by("number").first()
    return first or Unit.objects.order_by("number").first()


def missing_records(scope: Scope, *, most: int = COUNT_CAP) -> CaseQuerySet:
    """Cases that were taken by phone and have no contact to show for it, the newest first."""
    by_phone = [each.code for each in registry().by_hand() if each.contact is Channel.PHONE]
    told = Contact.objects.unscoped("of cases within the scope").filter(case=OuterRef("pk"))
    cases = Case.objects.within(scope).filter(channel__in=by_phone).exclude(Exists(told))
    return cases.select_related("customer", "owner").order_by("-pk")[:most]


def unmatched(scope: Scope, *, most: int = COUNT_CAP) -> CaseQuerySet:
    """Open cases whose customer is not known yet, the oldest first."""
    cases = Case.objects.within(scope).open().filter(customer__code__startswith=WALK_IN)
    return cases.select_related("customer", "owner", "unit").order_by("received_at", "pk")[:most]


WALK_IN = "W-"  # how the code of a customer begins whom we know only from what they told us
Counted = QuerySet[Case, Mapping[str, object]]


def by_policy(scope: Scope, *, since: datetime, until: datetime) -> Counted:
    """How many cases of the period were about disagreement with which policy, the most first: policy, cases, first."""
    wanted = [each.code for each in causes().causes.values() if each.weekly_report]
    inside = Q(received_at__gte=since, received_at__lt=until)
    cases = Case.objects.within(scope).filter(inside, intake__cause__in=wanted).order_by()
    counted = cases.values("intake__policy").annotate(cases=Count("pk"), first=Min("number"))
    return cast(Counted, counted.order_by("-cases", "intake__policy"))
