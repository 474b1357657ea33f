# SPDX-License-Identifier: Apache-2.0
"""What codes are called: of roles, of channels, of topics; and words of the pack. What is unknown stays as it is."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext

from amends.apps.cases.forms.governance import HANDED_OVER
from amends.apps.cases.forms.intake import leaf_name
from amends.apps.cases.models.clock_words import CLOCKS
from amends.apps.cases.queries.canned import in_language
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.queries.standing import channel_name
from amends.apps.cases.rules.canned import CannedReply
from amends.apps.cases.rules.macros import Macro
from amends.apps.cases.rules.remedies import yuan
from amends.apps.core.models import ROLES

register = template.Library()
register.filter("channel_words", channel_name)
register.filter("yuan", yuan)
_ROLES = {str(role): words for role, words in ROLES.items()}


@register.filter
def role_words(code: str) -> str:
    """What a role is called."""
    return str(_ROLES.get(code, code))


@register.filter
def reply_channel_words(code: str) -> str:
    """How a written reply reached the customer."""
    return str(HANDED_OVER.get(code, code))


@register.filter
def clock_words(kind: str) -> str:
    """What a limit is called."""
    return str(CLOCKS.get(kind, kind))


@register.filter
def topic_words(code: str) -> str:
    """What a leaf of the taxonomy is called."""
    leaf = taxonomy().leaves.get(code)
    return leaf_name(leaf) if leaf else code


@register.filter
def titled(row: CannedReply | Macro) -> str:
    """What a canned reply or a macro is called."""
    return in_language(row.title, row.title_en)


@register.filter
def helped(row: Macro) -> str:
    """What a macro is for."""
    return in_language(row.help, row.help_en)


@register.filter
def named(code: str, words: Mapping[str, object]) -> object:
    """What a code is called in a table of words."""
    return words.get(code, code)


@register.filter
def content(words: str) -> str:
    """Words of the pack in the reader's language, where the catalogue has them."""
    return gettext(words) if words else ""
