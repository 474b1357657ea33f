# SPDX-License-Identifier: Apache-2.0
"""What people type, made into the plain values that actions take; what may be is decided there, not here."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import User
from amends.apps.promises.models import CHANNELS, CHECKS, KINDS, ORIGINS, STATES
from amends.apps.promises.queries.keepers import keeper
from amends.apps.promises.queries.ledger import LedgerFilter
from amends.apps.promises.rules.origins import CHOSEN, Check, CheckKind, Origin, Provenance
from amends.apps.promises.rules.states import UNDECIDED, PromiseState
from amends.apps.promises.rules.terms import Channel, PromiseKind, Terms
from amends.kernel.periods import Period

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
KIND_CHOICES = [(kind.value, words) for kind, words in KINDS.items()]
CHANNEL_CHOICES = [(channel.value, words) for channel, words in CHANNELS.items()]
ORIGIN_CHOICES = [(origin.value, ORIGINS[origin]) for origin in CHOSEN]
CHECK_CHOICES = [("", _("按类别默认")), *((kind.value, words) for kind, words in CHECKS.items())]
STATE_CHOICES = [
    ("", _("未了结")),
    *((state.value, words) for state, words in STATES.items()),
    ("all", _("全部")),
]


class Moment(forms.DateTimeField):
    """A local time, picked with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)


class Day(forms.DateField):
    """A day of this century, picked with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        bounds = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
        super().__init__(widget=widget, validators=bounds, **options)


class Words(forms.CharField):
    """A few sentences."""

    def __init__(self, *, rows: int = 3, focus: bool = False, **options: Any) -> None:
        attrs = {"rows": rows} | ({"autofocus": True} if focus else {})
        super().__init__(widget=forms.Textarea(attrs=attrs), max_length=2_000, **options)


class StaffNumber(forms.CharField):
    """A colleague by staff number; the page offers those around as a list to pick from."""

    def __init__(self, **options: Any) -> None:
        attrs = {"list": "colleagues", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=150, **options)

    def clean(self, value: Any) -> User | None:
        """The person; an error where nobody works under that number."""
        number = super().clean(value)
        found = keeper(number) if number else None
        if number and found is None:
            raise forms.ValidationError(_("没有这个工号，或账号已停用。"))
        return found


class TermsForm(forms.Form):
    """The terms of a promise."""

    kind = forms.ChoiceField(label=_("承诺什么"), choices=KIND_CHOICES)
    words = Words(label=_("对客户说的原话"), help_text=_("写清做什么、到什么程度；不写客户的号码和证件。"))
    due_at = Moment(label=_("最晚何时做到"))
    channel = forms.ChoiceField(label=_("通过什么告知"), choices=CHANNEL_CHOICES)
    amount = forms.DecimalField(
        label=_("金额（元）"), required=False, max_digits=9, decimal_places=2, help_text=_("退费和优惠必填。")
    )
    reason = Words(label=_("理由"), rows=2, required=False, help_text=_("优惠或赠送必填。"))
    enabler = forms.CharField(
        label=_("配合部门"), required=False, max_length=80, help_text=_("要靠谁才能做到。")
    )

    def terms(self) -> Terms:
        """The cleaned fields as terms; yuan become fen."""
        data = self.cleaned_data
        amount: Decimal | None = data["amount"]
        return Terms(
            kind=PromiseKind(data["kind"]),
            words=data["words"],
            channel=Channel(data["channel"]),
            due_at=data["due_at"],
            amount=None if amount is None else int(amount * 100),
            reason=data["reason"],
            enabler=data["enabler"],
        )


class MakeForm(TermsForm):
    """A new promise. `key` makes a double click one promise."""

    customer = forms.CharField(label=_("客户"), max_length=64, help_text=_("客户编号或服务号码。"))
    owner = StaffNumber(label=_("由谁兑现（工号）"), required=False, help_text=_("不填就是自己。"))
    enabler_owner = StaffNumber(
        label=_("配合部门负责人（工号）"), required=False, help_text=_("到期前还没落实，会提醒他。")
    )
    origin = forms.ChoiceField(label=_("来源"), choices=ORIGIN_CHOICES, required=False)
    reference = forms.CharField(
        label=_("来源编号"),
        required=False,
        max_length=40,
        help_text=_("活动编码或订单号；活动必填。"),
    )
    check_kind = forms.ChoiceField(
        label=_("用什么数据核对"),
        choices=CHECK_CHOICES,
        required=False,
        help_text=_("默认：退费看到账，优惠看账单，其余由人登记。"),
    )
    check_amount = forms.DecimalField(
        label=_("应看到多少（元或 MB）"),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        help_text=_("不填就按承诺的金额；赠送流量必填。"),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    field_order = (
        "customer",
        "kind",
        "words",
        "due_at",
        "channel",
        "amount",
        "reason",
        "enabler",
        "enabler_owner",
        "owner",
        "origin",
        "reference",
        "check_kind",
        "check_amount",
        "key",
    )

    def promise(self) -> dict[str, Any]:
        """What `make_promise` is given, but for whom it is to, by whom and when."""
        data = self.cleaned_data
        return {
            "terms": self.terms(),
            "owner": data["owner"],
            "key": data["key"],
            "came": self.provenance(),
            "enabler": data["enabler_owner"],
        }

    def provenance(self) -> Provenance:
        """Where the promise comes from, and what the data must show."""
        data = self.cleaned_data
        return Provenance(
            origin=Origin(data["origin"] or Origin.SPOKEN),
            reference=data["reference"],
            check=self._check(data["check_kind"], data["check_amount"]),
        )

    def _check(self, kind: str, amount: Decimal | None) -> Check | None:
        if not kind:
            return None
        unit = 1 if kind == CheckKind.USAGE_BONUS else 100
        return Check(CheckKind(kind), None if amount is None else int(amount * unit))


class VersionForm(forms.Form):
    """Any change of a promise: `version` is what the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class KeepForm(VersionForm):
    """How it was kept."""

    proof = forms.CharField(
        label=_("凭证"),
        max_length=200,
        help_text=_("交易流水、短信编号、通话编号等，能让别人查到。"),
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    kept_at = Moment(label=_("何时做到"), required=False, help_text=_("不填就是现在。"))


class CallOnForm(forms.Form):
    """Calling on a standing commitment: how the customer is told, and how much where it is money."""

    channel = forms.ChoiceField(choices=CHANNEL_CHOICES)
    amount = forms.DecimalField(required=False, min_value=0, max_digits=9, decimal_places=2)
    key = forms.CharField(max_length=30)
    bought = forms.DateField(required=False)

    def fen(self) -> int | None:
        """The amount in fen, where one was given."""
        amount: Decimal | None = self.cleaned_data["amount"]
        return None if amount is None else int(amount * 100)


class EnableForm(VersionForm):
    """What was done to make it possible."""

    note = Words(label=_("落实了什么"), focus=True, help_text=_("例如：资费代码已配置，备件已到营业厅。"))


class ReviewForm(forms.Form):
    """What a leader found."""

    finding = Words(
        label=_("复核结论"), rows=4, focus=True, help_text=_("为什么没做到，今后怎样避免；不写客户信息。")
    )


class AmendForm(VersionForm):
    """Another day."""

    due_at = Moment(label=_("改到何时"))
    agreement = Words(label=_("客户怎样同意的"), focus=True, help_text=_("记下客户的原话。"))


class WithdrawForm(VersionForm):
    """Released by the customer."""

    words = Words(label=_("客户怎样说的"), focus=True, help_text=_("客户同意撤销的原话。"))


class HandOverForm(VersionForm):
    """Another owner."""

    owner = StaffNumber(label=_("交给谁（工号）"))


class BreakForm(VersionForm):
    """Why it was not kept, and what the customer gets instead."""

    reason = Words(label=_("为什么没有做到"), rows=2, focus=True)
    told = Words(label=_("怎样对客户说明的"), rows=2, required=False, help_text=_("与后续承诺至少填一项。"))


class FollowUpForm(TermsForm):
    """A promise in place of a broken one; left empty, there is none."""

    use_required_attribute = False
    prefix = "next"

    def has_changed(self) -> bool:
        """Whether somebody wrote a follow-up: a kind and a channel alone, which always have a value, are none."""
        return bool({"words", "due_at", "amount", "reason", "enabler"} & set(self.changed_data))


class PeriodForm(forms.Form):
    """From which day to which, both within; `by` is the tab that it is used in."""

    by = forms.CharField(widget=forms.HiddenInput, required=False)
    start = Day(label=_("到期从"), required=False)
    end = Day(label=_("到"), required=False)

    def period(self, usual: Period) -> Period:
        """The days asked for; `usual` where they are not given or end before they start."""
        self.full_clean()
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        first = start or usual.start
        behind = end + timedelta(days=1) if end else usual.end
        return Period(first, behind) if first < behind else usual


class LedgerForm(forms.Form):
    """The filters of the ledger; `whose` is the tab that they are used in."""

    whose = forms.CharField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(label=_("状态"), choices=STATE_CHOICES, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=[("", _("全部")), *KIND_CHOICES], required=False)
    due_from = Day(label=_("到期从"), required=False)
    due_to = Day(label=_("到"), required=False)
    text = forms.CharField(
        label=_("查找"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("编号、客户编号、原话")}),
    )

    def wanted(self, owner: User | None) -> LedgerFilter:
        """What the person wants to see; a filter that makes no sense is left out, and its error shown."""
        self.full_clean()
        data = self.cleaned_data
        kind, state, last = data.get("kind"), data.get("state"), data.get("due_to")
        states = (
            frozenset(PromiseState) if state == "all" else frozenset({PromiseState(state)} if state else ())
        )
        return LedgerFilter(
            owner=owner,
            states=states or UNDECIDED,
            kind=PromiseKind(kind) if kind else None,
            due_from=data.get("due_from"),
            due_before=last + timedelta(days=1) if last else None,
            text=data.get("text", "").strip(),
        )

    def clean(self) -> None:
        """The first day must not come after the last."""
        start, end = self.cleaned_data.get("due_from"), self.cleaned_data.get("due_to")
        if start and end and end < start:
            self.add_error("due_to", _("结束日期早于开始日期。"))
