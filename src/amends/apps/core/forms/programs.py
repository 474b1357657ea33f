# SPDX-License-Identifier: Apache-2.0
"""Tokens of programs, and the systems that are told of events."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.webhooks.targets import Terms
from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import EventKind, Unit, User, WebhookTarget
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import RIGHTS, Right, Role

RIGHT_NAMES = {
    Right.SEE_CUSTOMERS: _("查看客户"),
    Right.EDIT_CUSTOMERS: _("登记客户信息"),
    Right.UNMASK: _("查看完整姓名和号码"),
    Right.MAKE_PROMISES: _("作出和兑现承诺"),
    Right.WORK_CASES: _("办理案件"),
    Right.ASSIGN_CASES: _("分派案件"),
    Right.SEE_RECOVERY: _("查看修复名单"),
    Right.MANAGE_RECOVERY: _("管理修复"),
    Right.SEE_RUNS: _("查看夜间运行"),
    Right.START_RUNS: _("启动夜间运行"),
    Right.IMPORT_DATA: _("导入数据"),
    Right.DESIGN_SURVEYS: _("设计和发起调查"),
    Right.SEE_SATISFACTION: _("查看满意度"),
    Right.TAKE_ANSWERS: _("电话访问"),
    Right.WRITE_KNOWLEDGE: _("编写知识和话术"),
    Right.APPROVE_KNOWLEDGE: _("批准知识和话术"),
    Right.SEE_QUALITY: _("查看服务质量"),
    Right.INSPECT: _("质检"),
    Right.SET_STANDARDS: _("制定服务标准"),
    Right.MANAGE_TRAINING: _("管理培训"),
    Right.SEE_LOG: _("查看审计日志"),
    Right.MANAGE_USERS: _("管理人员"),
}
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


def right_names(rights: Iterable[str]) -> list[str]:
    """Rights in words; a right that this version does not know by its code."""
    return [str(RIGHT_NAMES.get(Right(each), each)) if each in set(Right) else each for each in rights]


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
