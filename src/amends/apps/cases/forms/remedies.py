# SPDX-License-Identifier: Apache-2.0
"""What is typed about remedies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.remedies import Offer
from amends.apps.cases.forms.fields import any_of, due_field
from amends.apps.cases.forms.fields import words as sentences
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models.desk_words import REMEDY_KINDS, RemedyKind
from amends.apps.cases.rules.remedies import AmountUnreadable, Interest, fen
from amends.apps.promises.models import CHANNELS
from amends.apps.promises.rules.terms import Channel


class YuanField(forms.CharField):
    """An amount typed in yuan, kept in fen."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=12, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> int:
        """Fen; an error where it is no plain amount."""
        typed = super().clean(value)
        try:
            return fen(typed)
        except AmountUnreadable as error:
            raise forms.ValidationError(_("请写大于零的金额，最多两位小数，只用数字和小数点。")) from error


class ProposeForm(CaseForm):
    """A remedy to be given."""

    kind = forms.ChoiceField(
        label=_("种类"),
        choices=any_of(REMEDY_KINDS),
        widget=forms.RadioSelect,
        help_text=_("多收的、没有兑现的是返还；额外的心意是关怀补偿。"),
    )
    amount = YuanField(label=_("金额（元）"))
    words = forms.CharField(
        label=_("对客户怎样说"), max_length=200, help_text=_("写清做什么；不写号码和证件。")
    )
    reason = sentences(_("理由"), rows=2, help_text=_("查实了什么。不以撤诉、好评、打分为条件。"))
    due_at = due_field()
    channel = forms.ChoiceField(
        label=_("通过什么告知"), choices=[(code.value, shown) for code, shown in CHANNELS.items()]
    )
    customer = forms.CharField(label=_("对客户"), required=False, max_length=200)
    company = forms.CharField(label=_("对企业"), required=False, max_length=200)
    others = forms.CharField(label=_("对其他人"), required=False, max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["due_at"].label = _("最晚到账时间")

    def offer(self) -> Offer:
        """The offer as the verb takes it."""
        data = self.cleaned_data
        written = {str(each): data[each].strip() for each in Interest}
        return Offer(
            kind=RemedyKind(data["kind"]),
            words=data["words"],
            amount=data["amount"],
            reason=data["reason"],
            due_at=data["due_at"],
            channel=Channel(data["channel"]),
            interests={name: each for name, each in written.items() if each},
        )


class DecideForm(CaseForm):
    """Whether a remedy is approved; the button pressed says it."""

    approve = forms.ChoiceField(choices=[("yes", ""), ("no", "")], widget=forms.HiddenInput)
    words = sentences(_("审批意见"), rows=2, required=False, help_text=_("不批准必须写明理由。"))


class GiveForm(CaseForm):
    """That the money arrived."""

    proof = forms.CharField(
        label=_("凭证"), max_length=200, help_text=_("交易流水、工单号等，能让别人查到。")
    )
    given_at = due_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["given_at"]
        field.label, field.required, field.help_text = _("到账时间"), False, _("不填就是现在。")


class DropForm(CaseForm):
    """Why it is called off."""

    words = sentences(_("不再办理的原因"), rows=2, help_text=_("已经告诉客户的，记下客户同意的原话。"))
