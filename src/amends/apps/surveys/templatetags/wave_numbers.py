# SPDX-License-Identifier: Apache-2.0
"""Numbers of a wave as people read them."""

import math

from django import template
from django.utils.translation import gettext as _

from amends.analytics.sampling.outcomes import Outcome
from amends.apps.surveys.queries.waves import StratumLine

register = template.Library()


@register.filter
def per_cent(share: float | None) -> str:
    """A share from 0 to 1 in per cent; a dash where nobody could have answered."""
    return "—" if share is None or math.isnan(share) else f"{share * 100:.1f}%"


@register.filter
def base(count: int) -> str:
    """The base of a share."""
    return _("n = %(count)s") % {"count": count}


@register.filter
def ended(line: StratumLine, outcome: str) -> int:
    """How many of a stratum came to an end of that name."""
    return line.count(Outcome(outcome))
