# SPDX-License-Identifier: Apache-2.0
"""What is typed about the clocks of a case."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.forms.fields import Choices, any_of, due_field, words
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models.clock_words import PAUSE_REASONS
from amends.apps.cases.models.desk_words import PRIORITIES
from amends.apps.cases.queries.limits import policy


def pause_reasons() -> Choices:
    """Why the internal clocks may stop, each with how long at most."""
    known = policy().pauses.reasons
    return [(code, _at_most(str(words), known[code].at_most)) for code, words in PAUSE_REASONS.items()]


def _at_most(words: str, longest: timedelta) -> str:
    hours = int(longest.total_seconds() // 3600)
    return gettext("%(reason)s（最多 %(hours)s 小时）") % {"reason": words, "hours": hours}


class PauseForm(CaseForm):
    """Why, and until when at the latest."""

    reason = forms.ChoiceField(label=_("原因"), choices=pause_reasons, widget=forms.RadioSelect)
    until = due_field()
    note = words(_("等什么"), rows=2, help_text=_("内部时限暂停，法定时限照走；客户一有答复就恢复。"))


class PriorityForm(CaseForm):
    """How urgent, and why."""

    priority = forms.ChoiceField(label=_("优先级"), choices=any_of(PRIORITIES))
    reason = words(_("原因"), rows=2)


class UrgeForm(CaseForm):
    """What whoever urges says."""

    reason = forms.CharField(label=_("说明"), required=False, max_length=120)
