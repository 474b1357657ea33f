# SPDX-License-Identifier: Apache-2.0
"""What somebody asks a report for, and what goes out by itself."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import Unit, User
from amends.apps.recovery.models import RecoveryWave
from amends.apps.reports.actions.documents.making import Wanted
from amends.apps.reports.actions.documents.sending import Order
from amends.apps.reports.models import REPORT_KINDS
from amends.apps.reports.models.documents import BY_ITSELF
from amends.apps.reports.rules.documents.composition import Kind
from amends.apps.reports.rules.documents.due import LAST_DAY, Every
from amends.apps.reports.rules.documents.spells import month_of, spell_of
from amends.kernel.periods import month_number, month_start

MONTHS_BACK = 24


class ReportForm(forms.Form):
    """A report of a unit in a month."""

    kind = forms.ChoiceField(label=_("种类"), choices=[(str(each), REPORT_KINDS[each]) for each in BY_ITSELF])
    unit = forms.ModelChoiceField(label=_("机构"), queryset=Unit.objects.none(), empty_label=None)
    month = forms.ChoiceField(label=_("月份"))
    language = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, units: QuerySet[Unit], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self.fields["unit"], units)
        months = [month_start(month_number(today) - back) for back in range(MONTHS_BACK)]
        named = self.fields["month"]
        assert isinstance(named, forms.ChoiceField)
        named.choices = [(f"{each:%Y-%m}", f"{each:%Y-%m}") for each in months]

    def wanted(self) -> Wanted:
        """What was asked for."""
        said = self.cleaned_data
        spell = month_of(date.fromisoformat(f"{said['month']}-01"))
        return Wanted(Kind(said["kind"]), said["unit"], spell, said["language"])


class WaveForm(forms.Form):
    """A report of a wave."""

    wave = forms.ModelChoiceField(
        label=_("修复波次"), queryset=RecoveryWave._base_manager.none(), empty_label=None
    )
    language = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, waves: QuerySet[RecoveryWave], **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self.fields["wave"], waves)

    def wanted(self) -> Wanted:
        """What was asked for: the wave's own unit and time."""
        wave: RecoveryWave = self.cleaned_data["wave"]
        assert wave.frozen_at is not None
        first = wave.frozen_at.date()
        spell = spell_of(first, first + timedelta(days=1))
        return Wanted(Kind.WAVE, wave.unit, spell, self.cleaned_data["language"], wave)


class _Readers(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """People by name and place."""

    def label_from_instance(self, obj: User) -> str:
        """As the list shows them."""
        return f"{obj.name} · {obj.get_role_display()} · {obj.unit}"


class ScheduleForm(forms.Form):
    """What goes out by itself."""

    kind = forms.ChoiceField(label=_("种类"), choices=[(str(each), REPORT_KINDS[each]) for each in BY_ITSELF])
    every = forms.ChoiceField(
        label=_("频率"), choices=[(str(Every.MONTH), _("每月：上个月")), (str(Every.WEEK), _("每周：上一周"))]
    )
    day = forms.IntegerField(
        label=_("哪一天"), min_value=1, max_value=LAST_DAY, initial=3,
        help_text=_("每月填 1 到 28 日，每周填 1（周一）到 7（周日）"),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES)
    readers = _Readers(
        label=_("收件人"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("能看满意度、管辖这个机构的人。邮件里只有链接，登录以后才能看。"),
    )  # fmt: skip

    def __init__(self, *args: Any, readers: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self.fields["readers"], readers)

    def order(self) -> Order:
        """What was said."""
        said = self.cleaned_data
        kind, every = Kind(said["kind"]), Every(said["every"])
        return Order(kind, every, said["day"], said["language"], tuple(said["readers"]))


def _choose(field: forms.Field, rows: QuerySet[Any]) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
