# SPDX-License-Identifier: Apache-2.0
"""What colleagues write about a case, as it may be kept."""

from django.utils.timezone import localtime
from django.utils.translation import gettext

from amends.apps.cases.queries.intake import health_words
from amends.apps.cases.rules.intake.hiding import hidden
from amends.apps.cases.rules.next_action import NextAction


def kept(text: str) -> str:
    """A text without personal data and, since nobody was asked to agree to them, without words on health."""
    return health_words().hidden(hidden(text))


def next_words(found: NextAction) -> str:
    """What is to be done next, where its kind alone does not say it: a call also from when on it may be made."""
    if found.not_before is None:
        return found.text
    return gettext("再次联系客户，最早 %(at)s") % {"at": f"{localtime(found.not_before):%m-%d %H:%M}"}
