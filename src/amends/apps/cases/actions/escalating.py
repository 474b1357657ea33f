# SPDX-License-Identifier: Apache-2.0
"""Passing a complaint upwards: first one's own attempt, or a risk that cannot wait for it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, Change
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.queries.standing import recorded_codes
from amends.apps.cases.rules.course import OWN_ATTEMPT, needs_risk_reason
from amends.apps.cases.rules.states import HANDLING
from amends.apps.core.rules.roles import Right


class AttemptMissing(CaseRefused):
    """A complaint was to be passed to somebody above before anybody tried to help."""

    sentence = _("转给上级之前先办「%(steps)s」，或者写明为什么不能等（人身安全、舆情、法律等风险）")
    field = "risk"


def refuse_untried(change: Change, *, upwards: bool, risk: str) -> str:
    """The risk in words, to stand with the reason; empty where there is none. `upwards`: to whoever leads.

    Raises `AttemptMissing` where the first steps are not recorded and no risk is said. A leader passes as they like.
    """
    case, said = change.case, kept(risk)
    if upwards and case.procedure.code == HANDLING and not change.by.may(Right.ASSIGN_CASES):
        handling = case.procedure.handling
        done = recorded_codes(case)
        if needs_risk_reason(done) and not said:
            names = [gettext(handling.step(code).name) for code in OWN_ATTEMPT if code not in done]
            raise AttemptMissing(steps=gettext("、").join(names))
    return said
