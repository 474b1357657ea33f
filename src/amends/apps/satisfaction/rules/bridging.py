# SPDX-License-Identifier: Apache-2.0
"""People who answered the old and the new form of a questionnaire at one time, as one table of answers."""

import numpy as np

from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.satisfaction.rules.changing import Side


def bridged(old: Side, new: Side, old_form: Side) -> Side | None:
    """Those of `new` who answered `old_form` too: the items of the new form, then those that only the old one asks,
    under the weights of the new wave. None for fewer than `LEAST` people, where one item was answered by less, or
    where an item of `old` was not asked again."""
    if not set(old.names) <= {*new.names, *old_form.names}:
        return None
    place = {person: row for row, person in enumerate(old_form.people)}
    rows = [row for row, person in enumerate(new.people) if person in place]
    if len(rows) < LEAST:
        return None
    other = [place[new.people[row]] for row in rows]
    only = [at for at, name in enumerate(old_form.names) if name not in new.names]
    values = np.hstack([new.values[rows], old_form.values[np.ix_(other, only)]])
    if np.isfinite(values).sum(axis=0).min() < LEAST:
        return None
    return Side(
        names=(*new.names, *(old_form.names[at] for at in only)),
        elements=(*new.elements, *(old_form.elements[at] for at in only)),
        weights=np.concatenate([new.weights, old_form.weights[only]]),
        values=values,
        sample_weights=new.sample_weights[rows],
        strata=new.strata[rows],
        people=tuple(new.people[row] for row in rows),
    )
