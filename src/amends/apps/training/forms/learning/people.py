# SPDX-License-Identifier: Apache-2.0
"""Looks at skills, practice, certificates, training and trials, as people type them."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.forms.fields import choice, day, words
from amends.apps.training.models.learning import DESIGNS, GROUPS, MODES, Quiz
from amends.apps.training.queries.skills import model

OUTCOME_NAMES = {"quality": _("质检得分"), "callback": _("回访评分")}


class LookForm(forms.Form):
    """Where a leader sees somebody in a skill."""

    skill = forms.ChoiceField(label=_("技能"))
    level = forms.ChoiceField(label=_("水平"))
    seen = words(_("看到了什么"), help_text=_("写具体的一件事，对方看了知道好在哪里、还差什么"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        held = model()
        self.fields["skill"].choices = [*held.names.items()]  # type: ignore[attr-defined]
        levels = [(str(level), f"{level} {name}") for level, name in enumerate(held.levels)]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """The cleaned fields as the verb takes them."""
        return {**self.cleaned_data, "level": int(self.cleaned_data["level"])}


class PracticeForm(forms.Form):
    """A practice that one watched."""

    mode = choice(_("沟通模式"), MODES)
    skill = forms.ChoiceField(label=_("技能"))
    done_date = day(_("日期"))
    passed = forms.BooleanField(label=_("做到了"), required=False)
    note = words(_("看到了什么"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["skill"].choices = [*model().skills.items()]  # type: ignore[attr-defined]


class CascadeForm(forms.Form):
    """A training that goes down."""

    title = words(_("名称"), most=80)
    code = forms.SlugField(label=_("编码"), max_length=40)
    unit = UnitField(label=_("机构"), queryset=Unit.objects.none())
    quiz = forms.ChoiceField(label=_("测验"), help_text=_("班组长通过它以后，班组的培训才开放"))
    materials = forms.CharField(
        label=_("材料"), required=False, max_length=2_000, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, scope: Scope, quizzes: list[Quiz], **options: Any) -> None:
        super().__init__(*args, **options)
        self._quizzes = {each.code: each for each in quizzes}
        self.fields["unit"].queryset = Unit.objects.within(scope)  # type: ignore[attr-defined]
        self.fields["quiz"].choices = [(each.code, each.title) for each in quizzes]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """The cleaned fields as the verb takes them."""
        return {**self.cleaned_data, "quiz": self._quizzes[self.cleaned_data["quiz"]]}


class SessionForm(forms.Form):
    """A session of leaders or of a team."""

    group = choice(_("对谁"), GROUPS)
    unit = UnitField(label=_("机构"), queryset=Unit.objects.none())
    held_at = forms.DateTimeField(
        label=_("时间"), widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    minutes = forms.IntegerField(label=_("分钟"), min_value=1, max_value=600, initial=60)
    place = words(_("地点"), most=80)
    trainer = forms.ModelChoiceField(label=_("培训师"), queryset=User.objects.none())

    def __init__(self, *args: Any, scope: Scope, within: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        both = Scope(max(scope.first, within.first), min(scope.last, within.last))
        self.fields["unit"].queryset = Unit.objects.within(both)  # type: ignore[attr-defined]
        people = people_within(scope).filter(is_active=True)
        self.fields["trainer"].queryset = people  # type: ignore[attr-defined]


class AttendanceForm(forms.Form):
    """Who was there."""

    people = forms.ModelMultipleChoiceField(
        label=_("到场的人"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        people = people_within(unit.scope).filter(is_active=True)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]

    def unticked(self, noted: Collection[int]) -> list[User]:
        """Who was noted and is not ticked any more, of those whom the page showed."""
        gone = set(noted) - {each.pk for each in self.cleaned_data["people"]}
        return list(self.fields["people"].queryset.filter(pk__in=gone))  # type: ignore[attr-defined]


class TrialForm(forms.Form):
    """A trial of a training: drawn by the system, or compared."""

    title = words(_("培训名称"), most=80)
    code = forms.SlugField(label=_("编码"), max_length=40)
    unit = UnitField(label=_("机构"), queryset=Unit.objects.none())
    design = choice(
        _("办法"), DESIGNS, help_text=_("能等就抽签分批：先后由系统定，差别才说得清是不是培训带来的。")
    )
    outcome = choice(_("看什么结果"), OUTCOME_NAMES)
    starts_date = day(_("第一批开始"))
    steps = forms.IntegerField(label=_("分几批（抽签时）"), min_value=1, max_value=20, initial=2)
    step_days = forms.IntegerField(label=_("每批隔几天（抽签时）"), min_value=7, max_value=120, initial=28)
    teams = forms.ModelMultipleChoiceField(
        label=_("培训的班组"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    others = forms.ModelMultipleChoiceField(
        label=_("不培训、用来比较的班组（不抽签时）"), queryset=Unit.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("unit", "teams", "others"):
            self.fields[name].queryset = Unit.objects.within(scope)  # type: ignore[attr-defined]
