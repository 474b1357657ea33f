# SPDX-License-Identifier: Apache-2.0
"""Where the people of a wave come from, the most pressing first; who of them may be approached is asked afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext

from amends.apps.core.models import Unit
from amends.apps.customers.models import Customer
from amends.apps.promises.models import KINDS, Promise
from amends.apps.promises.queries.campaigns.finding import campaign_by_code
from amends.apps.promises.rules.terms import PromiseKind
from amends.apps.recovery.models import RecoveryWave, Target
from amends.apps.recovery.queries.campaign_audience import audience_left
from amends.apps.recovery.queries.runs import current_run
from amends.apps.recovery.queries.waves.locating import dissatisfied_complainants
from amends.apps.recovery.rules.waves.design import Design, read_design
from amends.apps.recovery.rules.waves.eligibility import Reason
from amends.apps.recovery.rules.waves.words import Purpose, Source
from amends.apps.satisfaction.queries.following import reasons_in_words
from amends.apps.satisfaction.rules.following import class_of, leaves_alone
from amends.apps.surveys.models import Answer, Response
from amends.kernel.recovery_class import RecoveryClass

PORTION = 2_000
_HELD_OUT = "held_out"  # of the list: the draw itself decides about those
_OF_PROMISES = {
    PromiseKind.REPAIR: RecoveryClass.NETWORK,
    PromiseKind.REFUND: RecoveryClass.TARIFF,
    PromiseKind.BENEFIT: RecoveryClass.PUBLICITY,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """For which wave people are looked for: one that exists, or one that somebody is thinking of (`wave` None).
    `learnt_from`: the finished waves that teach whom an approach helps, where the plan orders by that."""

    unit: Unit
    purpose: Purpose
    source: Source
    design: Design
    campaign: str = ""
    wave: int | None = None
    salt: str = "preview"
    learnt_from: tuple[int, ...] = ()


def asked_of(wave: RecoveryWave) -> Asked:
    """The question that a stored wave asks. Raises `DesignWrong`."""
    return Asked(
        unit=wave.unit,
        purpose=Purpose(wave.purpose),
        source=Source(wave.source),
        design=read_design(wave.design),
        campaign=wave.campaign,
        wave=wave.pk,
        salt=wave.salt,
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a source names: why, how sure, and what the source itself says against it (`listed`)."""

    customer: int
    recovery_class: str = ""
    reasons: tuple[str, ...] = ()
    probability: float | None = None
    account: str = ""
    listed: str = ""


def candidates(asked: Asked, at: datetime) -> tuple[list[Candidate], int]:
    """Whom the source names, each once, the most pressing first; and how many of an uploaded list nobody knows."""
    if asked.source is Source.UPLOAD:
        return _uploaded(asked)
    named = {
        Source.DETECTED: _detected,
        Source.DETRACTORS: _detractors,
        Source.PROMISES: _promised,
        Source.CAMPAIGN: _of_campaign,
    }
    found: dict[int, Candidate] = {}
    for each in named[asked.source](asked, at):
        found.setdefault(each.customer, each)
    return list(found.values()), 0


def _detected(asked: Asked, at: datetime) -> Iterator[Candidate]:
    """The list of the current run, those included for whom there was no room; then complainants who are not content
    with how it went, whom the run does not know yet."""
    run, filters = current_run(), asked.design.filters
    if run is not None:
        rows = Target.objects.within(asked.unit.scope).filter(
            run=run, probability__gte=filters.min_probability
        )
        rows = rows.filter(silent=True) if filters.silent_only else rows
        fields = ("customer_id", "main_cause", "reasons", "probability", "blocked_reason")
        for customer, cause, reasons, probability, blocked in (
            rows.order_by("-priority", "pk").values_list(*fields).iterator(chunk_size=PORTION)
        ):
            known = cause if cause != RecoveryClass.PROFILE else ""
            listed = "" if blocked == _HELD_OUT else blocked
            yield Candidate(customer, known, tuple(reasons), probability, listed=listed)
    if not filters.silent_only and not filters.min_probability:
        for each in dissatisfied_complainants(asked.unit.scope, at):
            yield Candidate(each.customer, str(RecoveryClass.COMPLAINT), each.reasons)


def _detractors(asked: Asked, at: datetime) -> Iterator[Candidate]:
    """Who gave a low answer lately, the newest first. Who asked there not to be called is left alone."""
    filters = asked.design.filters
    rows = Response.objects.unscoped("answers of customers within the wave's unit").filter(
        customer__unit__number__range=_span(asked), submitted_at__gte=at - timedelta(days=filters.days)
    )
    if filters.at_most:
        numbers = Answer.objects.unscoped("numbers of those answers").filter(
            item__maximum=10, number__lte=filters.at_most
        )
        rows = rows.filter(Q(pk__in=numbers.values("response")))
    else:
        rows = rows.filter(is_low=True)
    for row in rows.order_by("-submitted_at", "-pk").iterator(chunk_size=PORTION):
        listed = str(Reason.REFUSED) if leaves_alone(row.low) else ""
        words = tuple(reasons_in_words(row))
        yield Candidate(row.customer_id or 0, str(class_of(row.low, None)), words, listed=listed)


def _promised(asked: Asked, at: datetime) -> Iterator[Candidate]:
    """Whom a promise was not kept to: overdue ones, and those broken lately; the oldest first."""
    overdue = Q(is_open=True, due_at__lt=at)
    broken = Q(broken_at__gte=at - timedelta(days=asked.design.filters.days))
    rows = Promise.objects.unscoped("promises to customers within the wave's unit").filter(
        overdue | broken, customer__unit__number__range=_span(asked)
    )
    for customer, kind, due_at in rows.order_by("due_at", "pk").values_list("customer", "kind", "due_at"):
        cause = _OF_PROMISES.get(PromiseKind(kind), RecoveryClass.COMPLAINT)
        said = {"kind": KINDS[PromiseKind(kind)], "days": max((at - due_at).days, 0)}
        words = gettext("承诺的%(kind)s到期 %(days)s 天，没有兑现") % said
        yield Candidate(customer, str(cause), (words,))


def _of_campaign(asked: Asked, at: datetime) -> Iterator[Candidate]:
    """Whom a campaign may be offered to: its segment, without those who are to be left alone."""
    campaign = campaign_by_code(asked.campaign, asked.unit.scope)
    rows = audience_left(campaign, asked.unit.scope, at) if campaign else None
    if rows is not None:
        for customer in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=PORTION):
            yield Candidate(customer)


def _span(asked: Asked) -> tuple[int, int]:
    return asked.unit.scope.first, asked.unit.scope.last


def _uploaded(asked: Asked) -> tuple[list[Candidate], int]:
    """The rows of a list in their order; a customer of another unit is as unknown as one that nobody has."""
    rows = asked.design.uploaded
    keys: dict[str, int] = {}
    for start in range(0, len(rows), PORTION):
        codes = [row.code for row in rows[start : start + PORTION]]
        keys.update(
            Customer.objects.within(asked.unit.scope).filter(code__in=codes).values_list("code", "pk")
        )
    found = [
        Candidate(keys[row.code], row.recovery_class, account=row.account) for row in rows if row.code in keys
    ]
    return found, len(rows) - len(found)
