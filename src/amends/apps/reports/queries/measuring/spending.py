# SPDX-License-Identifier: Apache-2.0
"""What a complaint costs on average."""

from datetime import date

from amends.apps.core.rules.organisation import Scope
from amends.apps.reports.queries.costs import costed_cases
from amends.apps.reports.rules.figures import Figure, Found, average

FEN = 100.0


def cost_of_cases(scope: Scope, since: date, until: date) -> Found:
    """Yuan that a complaint ended in the period cost, on average over those with time entered and priced."""
    yuan = [each.cost.total / FEN for each in costed_cases(scope, since, until) if not each.cost.unpriced]
    squares = sum(each * each for each in yuan)
    return Found(Figure.CASE_COST, average(len(yuan), sum(yuan), squares), len(yuan), since, until)
