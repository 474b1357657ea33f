# SPDX-License-Identifier: Apache-2.0
"""The pages that stand beside each other: grievances, what customers did, who left, what they are told."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

BESIDE = {
    "recovery:grievances": _("不满阶段"),
    "recovery:reactions": _("客户反应"),
    "recovery:departures": _("沉默离网"),
    "recovery:guide": _("修复手册"),
}


def beside_tabs(here: str) -> list[dict[str, object]]:
    """Their tabs; `here` is the name of the page."""
    return [{"label": words, "url": reverse(name), "current": name == here} for name, words in BESIDE.items()]
