# SPDX-License-Identifier: Apache-2.0
"""The ledger of promises. A promise's state is derived from its moments; the database refuses half-told ones."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit, User
from amends.apps.customers.models import Customer
from amends.apps.promises.rules.origins import MEASURED, NAMED, CheckKind, Origin
from amends.apps.promises.rules.states import Moments, PromiseState, state_of
from amends.apps.promises.rules.terms import MONEY_KINDS, Channel, PromiseKind, promise_number

KINDS = {
    PromiseKind.CALL_BACK: _("回电"),
    PromiseKind.VISIT: _("上门"),
    PromiseKind.WRITTEN_ANSWER: _("书面答复"),
    PromiseKind.REPAIR: _("修复"),
    PromiseKind.REFUND: _("退费"),
    PromiseKind.BENEFIT: _("优惠或赠送"),
    PromiseKind.OTHER: _("其他"),
}
CHANNELS = {
    Channel.PHONE: _("电话"),
    Channel.HALL: _("营业厅"),
    Channel.ONLINE: _("在线客服"),
    Channel.MESSAGE: _("短信"),
    Channel.VISIT: _("上门"),
    Channel.LETTER: _("书面"),
}
STATES = {
    PromiseState.OPEN: _("待兑现"),
    PromiseState.LATE: _("已超时"),
    PromiseState.KEPT: _("已兑现"),
    PromiseState.KEPT_LATE: _("超时兑现"),
    PromiseState.BROKEN: _("未兑现"),
    PromiseState.WITHDRAWN: _("客户同意撤销"),
}
ORIGINS = {
    Origin.SPOKEN: _("当场答应"),
    Origin.REMEDY: _("案件补救"),
    Origin.CAMPAIGN: _("营销活动"),
    Origin.SALE: _("办理业务"),
    Origin.STANDING: _("公开承诺"),
    Origin.RULE: _("优惠规则"),
}
CHECKS = {
    CheckKind.NONE: _("不用数据核对"),
    CheckKind.BILL_CREDIT: _("账单减免"),
    CheckKind.REFUND_PAID: _("退费到账"),
    CheckKind.USAGE_BONUS: _("赠送流量"),
    CheckKind.CALL_MADE: _("外呼记录"),
}
_MONEY = sorted(kind.value for kind in MONEY_KINDS)
_MEASURED = sorted(kind.value for kind in MEASURED)
_UNMEASURED = sorted(kind.value for kind in CheckKind if kind not in MEASURED)
UNENDED = Q(kept_at__isnull=True, broken_at__isnull=True, withdrawn_at__isnull=True)


def in_state(state: PromiseState, at: datetime) -> Q:
    """The rows that are in a state at `at`: `rules.states.state_of`, said to the database."""
    match state:
        case PromiseState.OPEN:
            return Q(is_open=True, due_at__gte=at)
        case PromiseState.LATE:
            return Q(is_open=True, due_at__lt=at)
        case PromiseState.KEPT:
            return Q(kept_at__lte=F("due_at"))
        case PromiseState.KEPT_LATE:
            return Q(kept_at__gt=F("due_at"))
        case PromiseState.BROKEN:
            return Q(broken_at__isnull=False)
        case PromiseState.WITHDRAWN:
            return Q(withdrawn_at__isnull=False)


class PromiseQuerySet(ScopedQuerySet["Promise"]):
    """Promises, always within somebody's scope."""


def _told_together(moment: str, person: str, words: str) -> Q:
    """A moment, the person and the words: either all three are there, or none."""
    none = Q(**{f"{moment}__isnull": True, f"{person}__isnull": True, words: ""})
    return none | (Q(**{f"{moment}__isnull": False, f"{person}__isnull": False}) & ~Q(**{words: ""}))


class Promise(models.Model):
    """What was promised to one customer. `unit` is where the customer belonged when it was made or handed over;
    whoever sees that unit's customers sees what they were promised."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="promises", verbose_name=_("客户"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    kind = models.CharField(
        _("类别"), max_length=16, choices=[(kind.value, words) for kind, words in KINDS.items()]
    )
    words = models.TextField(_("原话"))
    channel = models.CharField(
        _("告知渠道"), max_length=8, choices=[(channel.value, words) for channel, words in CHANNELS.items()]
    )
    amount = models.BigIntegerField(_("金额（分）"), null=True, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    enabler = models.CharField(_("配合部门"), max_length=80, blank=True)
    enabler_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("配合部门负责人"),
    )
    origin = models.CharField(
        _("来源"),
        max_length=12,
        choices=[(origin.value, words) for origin, words in ORIGINS.items()],
        default=Origin.SPOKEN.value,
    )
    reference = models.CharField(_("来源编号"), max_length=40, blank=True, db_index=True)
    source = models.CharField(max_length=80, null=True, blank=True, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("承诺时间"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="promises")
    due_at = models.DateTimeField(_("到期时间"))
    amended_at = models.DateTimeField(_("改期时间"), null=True, blank=True)
    amended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreement = models.TextField(_("客户同意改期的原话"), blank=True)

    enabled_at = models.DateTimeField(_("落实时间"), null=True, blank=True)
    enabled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    enabled_note = models.TextField(_("落实情况"), blank=True)

    kept_at = models.DateTimeField(_("兑现时间"), null=True, blank=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proof = models.CharField(_("凭证"), max_length=200, blank=True)
    broken_at = models.DateTimeField(_("违约时间"), null=True, blank=True)
    broken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    broken_reason = models.TextField(_("未兑现原因"), blank=True)
    told = models.TextField(_("对客户的说明"), blank=True)
    followed_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="follows", verbose_name=_("后续承诺")
    )
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_words = models.TextField(_("客户同意撤销的原话"), blank=True)

    # What the operator's own data must show, and what they showed: the nightly run writes it.
    check_kind = models.CharField(
        _("用什么核对"),
        max_length=12,
        choices=[(kind.value, words) for kind, words in CHECKS.items()],
        default=CheckKind.NONE.value,
    )
    check_amount = models.BigIntegerField(_("应见数额"), null=True, blank=True)
    fact_seen_at = models.DateTimeField(null=True, blank=True)
    fact_missing_at = models.DateTimeField(null=True, blank=True)
    fact_found = models.BigIntegerField(null=True, blank=True)
    fact_month = models.DateField(null=True, blank=True)
    fact_found_at = models.DateTimeField(null=True, blank=True)
    fact_told_at = models.DateTimeField(null=True, blank=True)

    # Computed by the database, so that «open, by due time» is one index on SQLite and PostgreSQL alike.
    is_open = models.GeneratedField(
        expression=models.ExpressionWrapper(UNENDED, output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    key = models.CharField(max_length=80, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    warned_at = models.DateTimeField(null=True, blank=True)
    late_warned_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    enable_warned_at = models.DateTimeField(null=True, blank=True)
    followed_late_at = models.DateTimeField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("承诺")
        indexes = (
            models.Index(fields=["is_open", "due_at", "id"], name="promise_open_due"),
            models.Index(fields=["unit", "is_open", "due_at"], name="promise_unit_open_due"),
            models.Index(fields=["owner", "is_open", "due_at"], name="promise_owner_open_due"),
            models.Index(fields=["customer", "is_open", "due_at"], name="promise_customer_open_due"),
        )
        constraints = (
            models.UniqueConstraint(fields=["made_by", "key"], name="promise_made_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in PromiseKind]), name="promise_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[channel.value for channel in Channel]), name="promise_channel_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="promise_has_words"),
            models.CheckConstraint(condition=Q(due_at__gt=F("made_at")), name="promise_due_after_made"),
            models.CheckConstraint(
                condition=Q(kind__in=_MONEY, amount__isnull=False, amount__gt=0)
                | (~Q(kind__in=_MONEY) & Q(amount__isnull=True)),
                name="promise_amount_matches_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind=PromiseKind.BENEFIT.value) | ~Q(reason=""),
                name="promise_benefit_has_reason",
            ),
            models.CheckConstraint(
                condition=_told_together("amended_at", "amended_by", "agreement"),
                name="promise_amended_with_agreement",
            ),
            models.CheckConstraint(
                condition=_told_together("kept_at", "kept_by", "proof"), name="promise_kept_with_proof"
            ),
            models.CheckConstraint(
                condition=_told_together("broken_at", "broken_by", "broken_reason"),
                name="promise_broken_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(broken_at__isnull=True, told="", followed_by__isnull=True)
                | (Q(broken_at__isnull=False) & (~Q(told="") | Q(followed_by__isnull=False))),
                name="promise_broken_is_answered",
            ),
            models.CheckConstraint(
                condition=_told_together("withdrawn_at", "withdrawn_by", "withdrawn_words"),
                name="promise_withdrawn_with_words",
            ),
            models.CheckConstraint(
                condition=Q(kept_at__isnull=True, broken_at__isnull=True)
                | Q(kept_at__isnull=True, withdrawn_at__isnull=True)
                | Q(broken_at__isnull=True, withdrawn_at__isnull=True),
                name="promise_ends_once",
            ),
            models.CheckConstraint(
                condition=(Q(kept_at__isnull=True) | Q(kept_at__gte=F("made_at")))
                & (Q(broken_at__isnull=True) | Q(broken_at__gte=F("made_at")))
                & (Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("made_at"))),
                name="promise_ends_after_made",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=[each.value for each in Origin]), name="promise_origin_known"
            ),
            models.CheckConstraint(
                condition=~Q(origin__in=sorted(each.value for each in NAMED)) | ~Q(reference=""),
                name="promise_origin_is_named",
            ),
            models.CheckConstraint(
                condition=_told_together("enabled_at", "enabled_by", "enabled_note"),
                name="promise_enabled_with_note",
            ),
            models.CheckConstraint(
                condition=Q(check_kind__in=_MEASURED, check_amount__isnull=False, check_amount__gt=0)
                | Q(check_kind__in=_UNMEASURED, check_amount__isnull=True),
                name="promise_check_has_amount",
            ),
            models.CheckConstraint(
                condition=Q(fact_seen_at__isnull=True) | Q(fact_missing_at__isnull=True),
                name="promise_fact_seen_or_missing",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: `CN-000017`."""
        return promise_number(self.pk)

    @property
    def enabling_person(self) -> User:
        """Who makes it possible: the one named for it, else the keeper, who needs nobody."""
        return self.enabler_owner or self.owner

    @property
    def needs_enabling(self) -> bool:
        """Whether somebody else must do a part that is not done yet."""
        return self.enabled_at is None and bool(self.enabler or self.enabler_owner_id)

    @property
    def is_contradicted(self) -> bool:
        """Whether a person said that it was kept, and the data say that it was not."""
        return self.kept_at is not None and self.fact_missing_at is not None

    def state(self, at: datetime) -> PromiseState:
        """Where it stands at `at`."""
        return state_of(Moments(self.due_at, self.kept_at, self.broken_at, self.withdrawn_at), at)
