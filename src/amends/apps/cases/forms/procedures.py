# SPDX-License-Identifier: Apache-2.0
"""What is typed when a changed procedure is reviewed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.forms.fields import words


class ProcedureReviewForm(forms.Form):
    """Why it changes and what is expected of it; `digest` is that of the words that were read."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    why = words(_("为什么改"), rows=2, help_text=_("看到了什么问题，依据是哪些案件或哪一波修复。"))
    expected = words(_("预期的效果"), rows=2, help_text=_("改了以后，哪个数字会怎样，什么时候看。"))
