# SPDX-License-Identifier: Apache-2.0
"""The calculator: from complaints to silent customers, to those who leave, to what that costs. Every line has a range,
says which values it took, and what the other citations would give."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from amends.apps.reports.rules.choosing import Choices, How, Used
from amends.apps.reports.rules.parameters import Cited
from amends.apps.reports.rules.spans import Span, point

STAGES = ("s1", "s2", "s3")


class Line(StrEnum):
    """What is calculated, in the order of the chain."""

    SILENT = "silent"
    SILENT_LOST = "silent_lost"
    UNSOLVED_LOST = "unsolved_lost"
    KEPT_RESOLVED = "kept_resolved"
    KEPT_FAST = "kept_fast"
    TOLD = "told"
    CHAIN = "chain"
    CHAIN_LOST = "chain_lost"
    AT_RISK = "at_risk"
    REPLACING = "replacing"
    KEEPING = "keeping"
    REPLACEMENTS = "replacements"
    REFERRED = "referred"
    PRAISED = "praised"


class Label(StrEnum):
    """How much a line may be believed."""

    ESTIMATE = "estimate"
    QUOTED = "quoted"  # from a training text, not derivable
    UPPER = "upper"  # an upper bound, for illustration
    CITED = "cited"  # what a text claims


class Missing(StrEnum):
    """What must be entered before a line can be calculated."""

    ACQUISITION_COST = "acquisition_cost"
    REVENUE = "revenue"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the chain begins with, over one period: complaints, the customers who made them (who complains three times
    stands for the silent once), of the complaints confirmed as right and fast, confirmed but not fast, unsolved;
    satisfied customers; the stages of the quoted chain. Money in yuan: revenue a customer and month,
    cost of winning one and of keeping one; None where nobody entered it, for no text gives a default."""

    complaints: int
    complainants: int
    fast: int
    resolved: int
    unsolved: int
    satisfied: int
    stages: tuple[float, float, float]
    revenue: Used | None = None
    acquisition_cost: Used | None = None
    retention_cost: Used | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """What one citation would give."""

    cited: Cited
    span: Span


@dataclass(frozen=True, slots=True)
class Result:
    """One line: its figure (None where something is missing), the values it took, and what others would give."""

    line: Line
    label: Label
    span: Span | None
    used: tuple[Used, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    missing: Missing | None = None


def typed(identifier: str, value: float) -> Used:
    """A value that somebody typed in."""
    return Used(identifier, point(value), How.TYPED)


def calculate(inputs: Inputs, choices: Choices) -> tuple[Result, ...]:
    """Every line of the chain, in its order."""
    silent = _scaled(Line.SILENT, Label.ESTIMATE, point(inputs.complainants), "silent_multiplier", choices)
    lost = _scaled(Line.SILENT_LOST, Label.ESTIMATE, _known(silent), "silent_churn_rate", choices)
    left = _scaled(
        Line.UNSOLVED_LOST, Label.ESTIMATE, point(inputs.unsolved), "leave_rate_unresolved", choices
    )
    chain = _chain(inputs, choices)
    leaving = _known(lost).plus(_known(left))
    return (
        silent,
        lost,
        left,
        _scaled(Line.KEPT_RESOLVED, Label.ESTIMATE, point(inputs.resolved), "return_rate_resolved", choices),
        _scaled(Line.KEPT_FAST, Label.ESTIMATE, point(inputs.fast), "return_rate_fast", choices),
        _told(_known(silent).plus(point(inputs.complainants)), choices),
        chain,
        _scaled(Line.CHAIN_LOST, Label.UPPER, _known(chain), "hearer_loss_rate", choices),
        _at_risk(leaving, inputs, choices),
        *_costs(leaving, inputs, choices),
        _scaled(Line.REPLACEMENTS, Label.CITED, leaving, "replacement_ratio", choices),
        _scaled(Line.REFERRED, Label.CITED, point(inputs.satisfied), "referral_rate", choices),
        _told_well(inputs, choices),
    )


def _known(result: Result) -> Span:
    return result.span or point(0.0)


def _scaled(line: Line, label: Label, base: Span, identifier: str, choices: Choices) -> Result:
    """A base by a parameter, and by each of its citations."""
    used = choices.use(identifier)
    cited = choices.register.calculable(identifier).calculable
    others = tuple(Alternative(each, base.times(each.span)) for each in cited if each.span is not None)
    if used is None:
        return Result(line, label, None, alternatives=others)
    return Result(line, label, base.times(used.span), (used,), others)


def _told(dissatisfied: Span, choices: Choices) -> Result:
    """People told: the whole range and no point within it, so that no single value hides the conflict."""
    found = _scaled(Line.TOLD, Label.ESTIMATE, dissatisfied, "negative_wom", choices)
    return _ranged(found)


def _told_well(inputs: Inputs, choices: Choices) -> Result:
    return _ranged(_scaled(Line.PRAISED, Label.CITED, point(inputs.satisfied), "positive_wom", choices))


def _ranged(found: Result) -> Result:
    span = found.span and Span(found.span.low, found.span.high)
    return Result(found.line, found.label, span, found.used, found.alternatives)


def _chain(inputs: Inputs, choices: Choices) -> Result:
    """Complaints × (s1 + s2 + s3). The three stages stand by themselves: what hearers tell others (`secondary_wom`)
    does not give them and is no part of it."""
    parameter = choices.register.calculable("chain_1820")
    total = point(sum(inputs.stages))
    quoted = inputs.stages == tuple(value for _name, value in parameter.stages)
    cited = parameter.calculable[0] if quoted else None
    used = Used("chain_1820", total, How.CITED if quoted else How.TYPED, cited=cited, parameter=parameter)
    return Result(Line.CHAIN, Label.QUOTED, point(inputs.complaints).times(total), (used,))


def _at_risk(leaving: Span, inputs: Inputs, choices: Choices) -> Result:
    """Customers at risk × monthly revenue × months: measured tenure; the cited multiple only where there is none, or
    where somebody picks it. With a margin from finance it is margin and not revenue."""
    if inputs.revenue is None:
        return Result(Line.AT_RISK, Label.ESTIMATE, None, missing=Missing.REVENUE)
    worth = leaving.times(inputs.revenue.span)
    picked = choices.picks.get("lifetime_multiple", "").startswith("cited")
    months = None if picked else choices.measured("tenure_months")
    months = months or choices.use("lifetime_multiple")
    margin = choices.measured("margin_rate")
    used = tuple(each for each in (inputs.revenue, months, margin) if each is not None)
    for each in used[1:]:
        worth = worth.times(each.span)
    return Result(Line.AT_RISK, Label.ESTIMATE, worth, used)


def _costs(leaving: Span, inputs: Inputs, choices: Choices) -> Sequence[Result]:
    """What it costs to win as many customers as leave, and what it would cost to keep them."""
    winning = inputs.acquisition_cost
    if winning is None:
        return [
            Result(line, Label.ESTIMATE, None, missing=Missing.ACQUISITION_COST)
            for line in (Line.REPLACING, Line.KEEPING)
        ]
    replacing = Result(Line.REPLACING, Label.ESTIMATE, leaving.times(winning.span), (winning,))
    return [replacing, _keeping(leaving, winning, inputs.retention_cost, choices)]


def _keeping(leaving: Span, winning: Used, keeping: Used | None, choices: Choices) -> Result:
    """By the cost of keeping one where finance gives it, else by the ratio of winning to keeping."""
    ratio = choices.use("new_vs_retained_cost_ratio")
    picked = choices.picks.get("new_vs_retained_cost_ratio", "").startswith("cited")
    if keeping is not None and not picked:
        return Result(Line.KEEPING, Label.ESTIMATE, leaving.times(keeping.span), (keeping,))
    if ratio is None:
        return Result(Line.KEEPING, Label.ESTIMATE, None)
    cited = choices.register.calculable("new_vs_retained_cost_ratio").calculable
    base = leaving.times(winning.span)
    others = tuple(Alternative(each, base.over(each.span)) for each in cited if each.span is not None)
    return Result(Line.KEEPING, Label.ESTIMATE, base.over(ratio.span), (winning, ratio), others)
