# SPDX-License-Identifier: Apache-2.0
"""What is typed about the clocks of a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.forms.fields import any_of, due_field, words
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models.clock_words import PAUSE_REASONS
from amends.apps.cases.models.desk_words import PRIORITIES


class PauseForm(CaseForm):
    """Why, and until when at the latest."""

    reason = forms.ChoiceField(label=_("原因"), choices=any_of(PAUSE_REASONS), widget=forms.RadioSelect)
    until = due_field()
    note = words(_("等什么"), rows=2, help_text=_("内部时限暂停，法定时限照走；客户一有答复就恢复。"))


class PriorityForm(CaseForm):
    """How urgent, and why."""

    priority = forms.ChoiceField(label=_("优先级"), choices=any_of(PRIORITIES))
    reason = words(_("原因"), rows=2)


class UrgeForm(CaseForm):
    """What whoever urges says."""

    reason = forms.CharField(label=_("说明"), required=False, max_length=120)
