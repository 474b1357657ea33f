# SPDX-License-Identifier: Apache-2.0
"""Tokens of programs, and the systems that are told of events."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.webhooks.targets import Terms
from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import EventKind, Unit, User, WebhookTarget
from amends.apps.core.models.accounts import RIGHT_NAMES, right_names
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import RIGHTS, Role

LIFETIMES = {
    "30": _("30 天"),
    "90": _("90 天"),
    "365": _("一年"),
    "": _("不过期"),
}
AREAS = {
    "cases": _("案件"),
    "promises": _("承诺"),
    "recovery": _("修复"),
    "customers": _("客户"),
    "core": _("系统"),
}
# Comings and goings of people, tokens, and webhooks themselves are for the audit log alone.
NOT_TOLD = ("core.log", "core.token", "core.webhook", "core.messenger")


class TokenForm(forms.Form):
    """Whose rights a program gets, which of them, and for how long."""

    name = forms.CharField(label=_("用途"), max_length=80)
    username = forms.CharField(
        label=_("代表的人员（工号）"),
        max_length=30,
        help_text=_("程序以此人的名义操作，只看得到此人机构范围内的数据。"),
    )
    rights = forms.MultipleChoiceField(
        label=_("权限"), choices=list(RIGHT_NAMES.items()), widget=forms.CheckboxSelectMultiple
    )
    days = forms.ChoiceField(label=_("有效期"), choices=list(LIFETIMES.items()), initial="90", required=False)

    def __init__(self, *args: object, scope: Scope, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.scope = scope

    def clean_username(self) -> User:
        """The person, within what the administrator looks after."""
        number = self.cleaned_data["username"]
        person = people_within(self.scope).filter(username=number, is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("没有这个工号，或账号已停用。"))
        return person

    def clean(self) -> None:
        """Refuse rights that the person does not have, by name."""
        person, wanted = self.cleaned_data.get("username"), self.cleaned_data.get("rights", [])
        if person is not None and (
            missing := [each for each in wanted if each not in RIGHTS[Role(person.role)]]
        ):
            words = gettext("、").join(right_names(missing))
            self.add_error("rights", _("此人没有这些权限：%(rights)s。") % {"rights": words})

    def expires_at(self, at: datetime) -> datetime | None:
        """When the token ends, if it does."""
        days = self.cleaned_data["days"]
        return at + timedelta(days=int(days)) if days else None


def offered_kinds() -> dict[str, list[tuple[str, str]]]:
    """The kinds that other systems may be told of, by area."""
    areas: dict[str, list[tuple[str, str]]] = {area: [] for area in AREAS}
    for value, label in EventKind.choices:
        if not value.startswith(NOT_TOLD):
            areas.setdefault(value.partition(".")[0], []).append((value, str(label)))
    return {area: kinds for area, kinds in areas.items() if kinds}


class WebhookForm(forms.Form):
    """Where, of which events, and of whose subtree another system is told."""

    name = forms.CharField(label=_("名称"), max_length=80)
    url = forms.CharField(
        label=_("接收地址"), max_length=500, widget=forms.URLInput(attrs={"placeholder": "https://"})
    )
    unit = UnitField(label=_("机构"), queryset=Unit.objects.none(), help_text=_("推送此机构及其下级的事件。"))

    def __init__(self, *args: object, scope: Scope, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["unit"].queryset = Unit.objects.within(scope)  # type: ignore[attr-defined]
        for area, kinds in offered_kinds().items():
            self.fields[f"kinds_{area}"] = forms.MultipleChoiceField(
                label=_("%(area)s事件") % {"area": AREAS.get(area, area)},
                choices=kinds,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> None:
        """At least one kind."""
        if not self.kinds():
            self.add_error(None, _("请至少选择一种事件。"))

    def kinds(self) -> tuple[EventKind, ...]:
        """What was chosen in all areas."""
        chosen = (self.cleaned_data.get(name, []) for name in self.fields if name.startswith("kinds_"))
        return tuple(EventKind(value) for values in chosen for value in values)

    def areas(self) -> list[dict[str, object]]:
        """The kinds as the page folds them: an area is open where something in it is chosen, or none is anywhere."""
        fields = [self[name] for name in self.fields if name.startswith("kinds_")]
        chosen = [len(field.value() or ()) for field in fields]
        first = fields[0] if fields and not any(chosen) else None
        return [
            {"field": field, "chosen": count, "open": count or field is first or field.errors}
            for field, count in zip(fields, chosen, strict=True)
        ]

    def terms(self) -> Terms:
        """As the actions take it."""
        data = self.cleaned_data
        return Terms(name=data["name"], url=data["url"], unit=data["unit"], kinds=self.kinds())


def filled(target: WebhookTarget) -> dict[str, object]:
    """A target as the form shows it first."""
    chosen = {
        f"kinds_{area}": [value for value, _label in kinds if value in target.kinds]
        for area, kinds in offered_kinds().items()
    }
    return {"name": target.name, "url": target.url, "unit": target.unit_id, **chosen}
