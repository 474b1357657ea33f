# SPDX-License-Identifier: Apache-2.0
"""What a browser calls itself, in words that its owner recognises."""

from django.utils.translation import gettext_lazy as _

BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", _("微信")),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """«Chrome · Windows» for a user agent string; the first mark that fits wins, since browsers claim to be others."""
    found = (
        next((words for mark, words in known if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)
    )
    return " · ".join(str(words) for words in found if words) or user_agent[:40]
