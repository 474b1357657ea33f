# SPDX-License-Identifier: Apache-2.0
"""What training asks before a campaign starts (docs/decisions/0011): that the front line passed the quiz on it."""

from datetime import datetime
from typing import Any, cast

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from amends.apps.core.models import Unit
from amends.apps.core.rules.gates import Lack
from amends.apps.training.queries.quizzes.passing import pass_share, quizzes_about
from amends.packs import load


def lacks(campaign_code: str, unit: Unit, at: datetime) -> tuple[Lack, ...]:
    """No quiz on the campaign, or too few of the unit's front line who passed it. Three queries."""
    quiz = quizzes_about(campaign_code, unit).order_by("-pk").first()
    if quiz is None:
        words = _("还没有开放这个活动的测验，一线懂不懂没有检验")
        return (Lack("quiz_missing", words, f"{reverse('training:quizzes')}?{_about(campaign_code)}"),)
    passed, asked = pass_share(campaign_code, unit, at)
    needed = float(cast(Any, load("quizzes"))["rules"]["launch_share"])
    if passed >= needed * asked - 1e-9:  # a unit without a front line has nobody to ask
        return ()
    words = _("通过测验的一线人员 %(passed)s/%(asked)s，要到 %(share)s%%") % {
        "passed": passed, "asked": asked, "share": round(100 * needed)
    }  # fmt: skip
    return (Lack("quiz_not_passed", words, reverse("training:readiness", args=[quiz.code])),)


def _about(code: str) -> str:
    return urlencode({"subject": code})
