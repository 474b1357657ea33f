# SPDX-License-Identifier: Apache-2.0
"""Adding and changing people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import ROLES, Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Role


class UserForm(forms.Form):
    """Role and unit of a person, and whether the account is on."""

    role = forms.ChoiceField(label=_("角色"), choices=list(ROLES.items()))
    unit = UnitField(label=_("机构"), queryset=Unit.objects.none())
    is_active = forms.BooleanField(label=_("账号启用"), required=False, initial=True)

    def __init__(self, *args: object, scope: Scope, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["unit"].queryset = Unit.objects.within(scope)  # type: ignore[attr-defined]


class NewUserForm(UserForm):
    """A new person: staff number, name and a first password, besides role and unit."""

    username = forms.CharField(label=_("工号"), max_length=30)
    name = forms.CharField(label=_("姓名"), max_length=40)
    password = forms.CharField(
        label=_("初始密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("至少十位，不能全是数字，不能太常见。请本人首次登录后修改。"),
    )
    field_order = ("username", "name", "role", "unit", "password")

    def __init__(self, *args: object, scope: Scope, **kwargs: object) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        del self.fields["is_active"]  # a new account is on

    def chosen(self) -> dict[str, Any]:
        """The person as `add_user` takes it."""
        names = ("username", "name", "unit", "password")
        return {name: self.cleaned_data[name] for name in names} | {"role": Role(self.cleaned_data["role"])}
