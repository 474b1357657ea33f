# SPDX-License-Identifier: Apache-2.0
"""Looking at every case once, in portions: a run that is killed goes on behind the last portion that it finished."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max, Min

from amends.apps.cases.models import Case, Sweep

WHY = "a nightly check looks at every case"
AGAIN = 1_000  # keys before the last that are looked at once more: their cases may be stored later than greater ones


@dataclass(frozen=True, slots=True)
class Portion:
    """Cases by key: those after `after`, up to `upto`, of keys that end at `last`."""

    after: int
    upto: int
    last: int


def portions(what: str, *, version: str = "", keys: int) -> Iterator[Portion]:
    """The cases that were not looked at yet, from the oldest on, at most `keys` keys at a time; all of them where the
    last look was of another `version`. A portion counts as looked at once the next one is asked for."""
    row, _made = Sweep.objects.get_or_create(what=what, defaults={"version": version})
    if row.version != version:
        Sweep.objects.filter(pk=row.pk).update(version=version, upto=0)
        row.upto = 0
    ends = Case.objects.unscoped(WHY).aggregate(first=Min("pk"), last=Max("pk"))
    last = ends["last"] or 0
    after = max(row.upto, (ends["first"] or 1) - 1)
    while after < last:
        upto = min(after + keys, last)
        yield Portion(after, upto, last)
        looked_at = Sweep.objects.filter(pk=row.pk, version=version, upto__lt=min(upto, last - AGAIN))
        looked_at.update(upto=min(upto, last - AGAIN))
        after = upto
