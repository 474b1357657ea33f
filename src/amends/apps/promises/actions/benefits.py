# SPDX-License-Identifier: Apache-2.0
"""Benefits by rule: define one, stop one, enter the day's readings, grant what is due once a customer and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models import Customer, Segment
from amends.apps.promises.actions.change import PromiseRefused
from amends.apps.promises.actions.end import keep_promise
from amends.apps.promises.actions.make import Making, log_made, unsaved
from amends.apps.promises.models import BenefitGrant, BenefitRule, DailyReading, Promise
from amends.apps.promises.queries.authority import authority_levels
from amends.apps.promises.queries.benefits import condition_words, entitled, late_of, shown_of
from amends.apps.promises.queries.facts import fact_words
from amends.apps.promises.rules.authority import authority_refusal
from amends.apps.promises.rules.benefits import Basis, Comparison, ReadingLine, grants_at_most
from amends.apps.promises.rules.facts import shown_at
from amends.apps.promises.rules.origins import Origin, Provenance
from amends.apps.promises.rules.terms import Channel, PromiseKind, Terms

AT_ONCE = 500


class RuleRefused(PromiseRefused):
    """A rule cannot be as it is given."""


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What a rule says. `amount` in fen; `reading`, `comparison` and `threshold` together where the day decides."""

    code: str
    name: str
    unit: Unit
    words: str
    amount: int
    due_days: int
    start_date: date
    end_date: date
    keeper: User
    basis: Basis = Basis.READING
    reading: str = ""
    comparison: Comparison | None = None
    threshold: Decimal | None = None
    tenure_years: int | None = None
    segment: Segment | None = None
    most: int | None = None


def define_rule(*, draft: RuleDraft, by: User, at: datetime) -> BenefitRule:
    """Put a rule into force. Who defines it has the authority to give that much to one customer, and sees the unit;
    the keeper sees all customers of it.

    Raises `RuleRefused`.
    """
    _check_draft(draft, by)
    values = {name: getattr(draft, name) for name in RuleDraft.__dataclass_fields__}
    values |= {"basis": draft.basis.value, "comparison": draft.comparison.value if draft.comparison else ""}
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            rule = BenefitRule.objects.create(**values, defined_by=by, defined_at=at)
            log(EventKind.BENEFIT_RULE_DEFINED, rule, unit=rule.unit, code=rule.code, amount=rule.amount)
    except IntegrityError as error:
        raise RuleRefused(_("这个编码用过了，请换一个。"), field="code") from error
    return rule


def _check_draft(draft: RuleDraft, by: User) -> None:
    if not by.may(Right.MANAGE_RECOVERY) or not _covers(by, draft.unit):
        raise RuleRefused(_("您不能为这个机构定义优惠规则。"), field="unit")
    if not draft.keeper.may(Right.MAKE_PROMISES) or not _covers(draft.keeper, draft.unit):
        raise RuleRefused(_("兑现人看不到这个机构的全部客户，请换一位。"), field="keeper")
    if draft.end_date < draft.start_date:
        raise RuleRefused(_("结束日期早于开始日期。"), field="end_date")
    if draft.basis is Basis.READING and not (
        draft.reading and draft.comparison and draft.threshold is not None
    ):
        raise RuleRefused(_("按读数给的，要写明看什么读数、怎样比较、界限多少。"), field="reading")
    if draft.basis is Basis.TENURE and draft.tenure_years is None:
        raise RuleRefused(_("按在网年限给的，要写明满几年。"), field="tenure_years")
    levels, kind = authority_levels(), PromiseKind.BENEFIT
    amount = draft.amount * grants_at_most(draft.most, draft.start_date, draft.end_date)
    if authority_refusal(levels, role=by.role, kind=kind, amount=amount, goodwill_given=0):
        raise RuleRefused(
            _("一位客户在 90 天里最多能得到的合计超出您的权限：减少金额，或写明每人最多几次。"),
            field="amount",
        )


def _covers(person: User, unit: Unit) -> bool:
    return person.scope.covers(unit.number) and person.scope.covers(unit.last)


def stop_rule(*, rule: BenefitRule, by: User, at: datetime) -> None:
    """Grant nothing more; what was granted stays promised. Raises `RuleRefused`."""
    if not by.may(Right.MANAGE_RECOVERY):
        raise RuleRefused(_("您不能停用优惠规则。"))
    with writing(by=by, at=at) as log:
        rows = BenefitRule.objects.unscoped("the caller found it within the person's scope")
        if not rows.filter(pk=rule.pk, stopped_at__isnull=True).update(stopped_at=at, stopped_by=by):
            raise RuleRefused(_("这条规则已经停用。"))
        log(EventKind.BENEFIT_RULE_STOPPED, rule, unit=rule.unit, code=rule.code)


def enter_readings(*, lines: Sequence[ReadingLine], by: User, at: datetime) -> int:
    """Write readings of units by day; one entered before for the same unit and day is corrected, and what was granted
    by it stays. Returns how many. Raises `RuleRefused`, and then writes none."""
    if not by.may(Right.ASSIGN_CASES):  # readings pay money
        raise RuleRefused(_("您不能录入读数。"))
    units = {each.code: each for each in Unit.objects.filter(code__in={line.unit for line in lines})}
    for line in lines:
        unit = units.get(line.unit)
        if unit is None or not by.scope.covers(unit.number):
            raise RuleRefused(_("没有这个机构，或不归您管：%(unit)s") % {"unit": line.unit}, field="lines")
    with writing(by=by, at=at) as log:
        for line in lines:
            row, _new = DailyReading.objects.unscoped("units were checked").update_or_create(
                unit=units[line.unit],
                name=line.name,
                day=line.day,
                defaults={"value": line.value, "by": by, "at": at},
            )
            day, value = line.day.isoformat(), str(line.value)
            log(EventKind.READINGS_ENTERED, row, unit=row.unit, name=line.name, day=day, value=value)
    return len(lines)


def grant_some(*, rule: BenefitRule, day: date, at: datetime) -> int:
    """Grant a rule's benefit of one day to up to 500 of those entitled who do not have it yet, as promises of the
    keeper. Returns how many; 0 when all have it.

    Each customer once a rule and day, however often and from wherever it is called: the rule is locked, and the
    database holds the key.
    """
    with transaction.atomic():
        locked = BenefitRule.objects.unscoped("the daily job works for every unit")
        held = locked.select_for_update(no_key=True, of=("self",)).select_related(
            "unit", "keeper", "defined_by", "segment__unit"
        )
        row = held.get(pk=rule.pk)
        some = list(entitled(row, day).select_related("unit").order_by("pk")[:AT_ONCE])
        if not some or row.stopped_at:
            return 0
        with writing(by=None, at=at) as log:
            _grant(log, row, day, some, at)
    return len(some)


def _grant(log: Log, rule: BenefitRule, day: date, some: list[Customer], at: datetime) -> None:
    terms = _terms(rule, day, at)
    promises = [unsaved(_making(rule, day, each, terms, at)) for each in some]
    Promise.objects.bulk_create(promises)
    grants = [
        BenefitGrant(rule=rule, customer_id=each.customer_id, day=day, promise=each) for each in promises
    ]
    BenefitGrant.objects.bulk_create(grants)
    for each in promises:
        log_made(log, each)
    log(EventKind.BENEFITS_GRANTED, rule, unit=rule.unit, day=day.isoformat(), customers=len(some))


def _terms(rule: BenefitRule, day: date, at: datetime) -> Terms:
    words = _("%(words)s（%(day)s）") % {"words": rule.words, "day": day.isoformat()}
    return Terms(
        kind=PromiseKind.BENEFIT,
        words=words,
        channel=Channel.MESSAGE,
        due_at=at + timedelta(days=rule.due_days),
        amount=rule.amount,
        reason=condition_words(rule),
    )


def _making(rule: BenefitRule, day: date, customer: Customer, terms: Terms, at: datetime) -> Making:
    source = f"rule:{rule.pk}:{day.isoformat()}:{customer.pk}"
    came = Provenance(Origin.RULE, reference=rule.code, source=source)
    return Making(customer, terms, came, rule.defined_by, at, rule.keeper, None, None)


def keep_shown(*, rule: BenefitRule, by: User, at: datetime) -> int:
    """Keep all of a rule's promises that the bills show, up to 500, with the bill of each as its proof. Returns how
    many. Raises `RuleRefused`."""
    if by.pk != rule.keeper_id:
        raise RuleRefused(_("请由兑现人 %(name)s 登记。") % {"name": rule.keeper})
    shown = list(shown_of(rule)[:AT_ONCE])
    if not shown:
        return 0
    with writing(by=by, at=at):
        for each in shown:
            moment = max(shown_at(each.due_at, each.fact_month, each.fact_found_at, at=at), each.made_at)
            proof = fact_words(each)
            keep_promise(promise=each, version=each.version, proof=proof, by=by, at=at, kept_at=moment)
    return len(shown)


def tell_keeper(*, rule: BenefitRule, at: datetime) -> int:
    """Tell the keeper, once a day, how many of a rule's benefits are overdue. Returns how many."""
    late = late_of(rule, at=at).count()
    if late:
        day = timezone.localtime(at).date().isoformat()
        values = {"name": rule.name, "late": late}
        link, key = reverse("promises:benefit", args=[rule.code]), f"benefit_late:{rule.pk}:{day}"
        words = _("优惠“%(name)s”有 %(late)s 笔到期还没有兑现") % values
        notify(to=rule.keeper, subject=words, at=at, link=link, key=key)
    return late
