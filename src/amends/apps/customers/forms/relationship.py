# SPDX-License-Identifier: Apache-2.0
"""Forms on a relationship."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.apps.customers.forms.fields import NO_LOOKS, choice, day, words
from amends.apps.customers.models.words import HANDLING, STAGES, STANCES, TIERS

_STAGES = {str(int(stage)): label for stage, label in STAGES.items()}


class TierForm(forms.Form):
    """The relationship tier from a day on."""

    tier = choice(_("关系层次"), TIERS)
    since = day(_("自哪天起"))
    reason = words(_("理由"), help_text=NO_LOOKS)


class StageForm(forms.Form):
    """A step forward on the ladder of expectations."""

    to = choice(_("前进到"), _STAGES, help_text=_("每次只前进一步"))
    evidence = words(_("依据"), help_text=_("凭什么说到了这一步，如回访时客户的原话、完成的事项"))


class LapseForm(forms.Form):
    """A fall back on the ladder."""

    to = choice(_("退回到"), _STAGES)
    reason = words(_("出了什么事"))


class ExpectationForm(forms.Form):
    """What was agreed about an expectation."""

    about = words(_("客户的期望"), help_text=NO_LOOKS)
    stance = choice(_("做法"), STANCES)
    agreed_words = words(
        _("客户认可的新说法"), required=False, help_text=_("调整期望时必填：用客户同意的原话")
    )
    on = day(_("约定日期"))


class HandlingForm(forms.Form):
    """Guidance for the next conversations."""

    handling = choice(
        _("这次沟通中客户的样子"), HANDLING, help_text=_("只作为沟通方式的提示，九十天后自动失效")
    )
    told_and_agreed = forms.BooleanField(
        label=_("选「需要照顾」时：客户自己说过，并同意记录"), required=False
    )


class CareForm(forms.Form):
    """When the customer is to hear from us next."""

    on = day(_("下次关怀日期"), required=False)
    about = words(_("事由"), most=80, required=False, help_text=_("不填日期就是取消安排"))
