# SPDX-License-Identifier: Apache-2.0
"""The robot of a group chat: what an administrator copies from the messenger, and for whom."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.messengers.keeping import Group
from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Messenger, Unit
from amends.apps.core.models.messengers import KINDS
from amends.apps.core.rules.messengers import MessengerKind
from amends.apps.core.rules.organisation import Scope

KEPT = _("已保存，不再显示；不改就留空。")


class MessengerForm(forms.Form):
    """Whose robot, its address and key, and whose people it tells. What is kept already is never shown again."""

    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("如：越浦客服一组群"))
    kind = forms.ChoiceField(label=_("软件"), choices=[(each.value, words) for each, words in KINDS.items()])
    url = forms.CharField(
        label=_("机器人地址"), max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
        help_text=_("在群设置里添加机器人后，复制它的 Webhook 地址。"),
    )  # fmt: skip
    secret = forms.CharField(
        label=_("加签密钥"), max_length=200, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("钉钉、飞书的机器人设了“加签”才填。"),
    )  # fmt: skip
    unsigned = forms.BooleanField(label=_("不再加签"), required=False)
    unit = UnitField(
        label=_("机构"),
        queryset=Unit.objects.none(),
        help_text=_("此机构及其下级的人；下级另有机器人的，由下级的发。"),
    )
    by_night = forms.BooleanField(
        label=_("夜间也发"), required=False, help_text=_("不选则 21 点到次日 8 点攒着，早上一起发。")
    )

    def __init__(self, *args: object, scope: Scope, row: Messenger | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["unit"].queryset = Unit.objects.within(scope)  # type: ignore[attr-defined]
        if row is not None:
            self.fields["url"].required, self.fields["url"].help_text = False, KEPT
        if row is not None and row.secret:
            self.fields["secret"].help_text = KEPT
        else:
            del self.fields["unsigned"]

    def group(self) -> Group:
        """As the actions take it."""
        return Group(**{**self.cleaned_data, "kind": MessengerKind(self.cleaned_data["kind"])})


def filled(row: Messenger) -> dict[str, object]:
    """A robot as the form shows it first."""
    return {"name": row.name, "kind": row.kind, "unit": row.unit_id, "by_night": row.by_night}
