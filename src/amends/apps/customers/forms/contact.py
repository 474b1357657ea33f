# SPDX-License-Identifier: Apache-2.0
"""Forms on how a customer is contacted."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from amends.apps.customers.forms.fields import NO_LOOKS, choice, clock, words
from amends.apps.customers.models.words import (
    CHANNELS,
    DECISIONS,
    INITIATIVES,
    LANGUAGES,
    LOOK_REASONS,
    NEEDS,
    PACES,
    PURPOSES,
)
from amends.apps.customers.rules.consents import Decision, Purpose

UNKNOWN = _("没有说过")


class PreferencesForm(forms.Form):
    """How the customer likes to be contacted."""

    channel = choice(_("渠道"), CHANNELS, blank=UNKNOWN)
    language = choice(_("语言或方言"), LANGUAGES, blank=UNKNOWN)
    pace = choice(_("语速"), PACES, blank=UNKNOWN)
    window_start = clock(_("方便时间从"))
    window_end = clock(_("到（不含）"))

    def clean(self) -> dict[str, Any]:
        """Both ends of the window or neither, in order."""
        data = super().clean() or {}
        start, end = data.get("window_start"), data.get("window_end")
        if bool(start) != bool(end) or (start and end and end <= start):
            raise ValidationError(_t("方便时间要么都不填，要么结束晚于开始"))
        return data | {"window": (start, end) if start and end else None}


class ConsentForm(forms.Form):
    """What the customer decided, and which words it answers."""

    purpose = choice(_("用途"), {key: PURPOSES[key] for key in (Purpose.SURVEY, Purpose.COMMERCIAL)})
    decision = choice(_("客户的决定"), {key: DECISIONS[key] for key in (Decision.GIVEN, Decision.REFUSED)})
    initiative = choice(_("由谁提出"), INITIATIVES)
    channel = choice(_("渠道"), CHANNELS)
    wording_version = words(
        _("告知文本版本"), most=40, help_text=_("客户听到或看到的是哪一版告知文本，如 2026-03")
    )


class NeedForm(forms.Form):
    """A way to be communicated with that the customer asked for."""

    need = choice(_("沟通需要"), NEEDS)
    agreed = forms.BooleanField(label=_("客户自己说过，并同意记录"), required=False)


class PersonalNeedForm(forms.Form):
    """Something this one customer would like."""

    text = words(_("个性化需求"), help_text=NO_LOOKS)


class ContactForm(forms.Form):
    """A contact that took place."""

    channel = choice(_("渠道"), CHANNELS)
    purpose = choice(_("目的"), PURPOSES)
    service = words(_("办了什么"), most=80, help_text=_("几个字即可，如「咨询套餐」；不写号码"))


class LookForm(forms.Form):
    """Why somebody wants to see a name or number in full."""

    reason = choice(_("查看理由"), LOOK_REASONS)
    text = words(_("补充说明"), most=120, required=False)
