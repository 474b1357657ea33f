# SPDX-License-Identifier: Apache-2.0
"""What customers read in surveys, for whoever looks for words that are not used any more (`AMENDS_SHOWN`)."""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext

from amends.apps.core.models import Unit
from amends.apps.core.rules.sayings import Shown
from amends.apps.surveys.models import Item

MOST = 500


def shown(unit: Unit, words: Sequence[str]) -> Iterator[Shown]:
    """The questions of published versions of a unit and those above it that hold one of the words. One query."""
    if not words:
        return
    rows = Item.objects.unscoped("what a unit above asks is read below it").filter(
        reduce(or_, (Q(title__contains=each) for each in words)),
        version__state="published",
        version__questionnaire__unit__number__lte=unit.number,
        version__questionnaire__unit__last__gte=unit.number,
    )
    for each in rows.select_related("version__questionnaire").order_by("-pk")[:MOST]:
        found = each.version.questionnaire
        url = reverse("surveys:questionnaire", args=[found.code])
        yield Shown("survey", pgettext("一份", "问卷"), found.name, "", each.title, url, str(each.pk))
