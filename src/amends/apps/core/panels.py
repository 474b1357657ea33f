# SPDX-License-Identifier: Apache-2.0
"""Panels: which URL answers for a part of a page. The list itself is the operator's, in `config/panels.py`."""

from collections.abc import Iterable
from typing import Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right


class Panel(Protocol):
    """What `config/panels.py` says of a panel."""

    title: str | Promise
    url_name: str
    right: Right
    setting: str


def panels_for(user: User, place: str = "HOME_PANELS", *arguments: str) -> list[dict[str, object]]:
    """The panels of a place (`HOME_PANELS`, `CUSTOMER_PANELS`) that the person may see, with their addresses."""
    panels: Iterable[Panel] = import_string(f"{settings.AMENDS_PANELS}.{place}")
    return [
        {"title": each.title, "url": reverse(each.url_name, args=arguments)}
        for each in panels
        if user.may(each.right) and (not each.setting or getattr(settings, each.setting))
    ]


def search_tabs(user: User, token: str, here: str) -> list[dict[str, object]]:
    """What else the words that `token` stands for may find, as tabs; `here` is the URL name of this search."""
    current = reverse(here)
    return [
        {
            "label": each["title"],
            "url": f"{each['url']}?{urlencode({'s': token})}",
            "current": each["url"] == current,
        }
        for each in panels_for(user, "SEARCHES")
    ]
