# SPDX-License-Identifier: Apache-2.0
"""What colleagues wrote, as a page shows it: personal data hidden, also where it was kept as it was typed."""

from django import template

from amends.apps.cases.rules.intake import hiding

register = template.Library()


@register.filter
def hidden(words: object) -> str:
    """Words without the personal data in them; nothing of nothing."""
    return hiding.hidden(str(words)) if words else ""
