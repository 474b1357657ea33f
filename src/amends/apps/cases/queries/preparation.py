# SPDX-License-Identifier: Apache-2.0
"""What to know before a call, and what to say in which order."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from amends.apps.cases.models import Case, Contact, Task
from amends.apps.cases.queries.intake_receipt import callback_number
from amends.apps.cases.rules.visits import callback_lines, third_party_message
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import Scope


@dataclass(frozen=True, slots=True)
class Preparation:
    """The card: the last contact, what is open, the lines of the call in order, and what may be left with others."""

    last: Contact | None
    tasks: Sequence[Task]
    lines: Sequence[str]
    for_others: str


def preparation(case: Case, scope: Scope, *, by: User) -> Preparation:
    """The card of a case for whoever is about to call. Four queries."""
    return Preparation(
        last=case.contacts.within(scope).select_related("by").first(),
        tasks=list(case.tasks.within(scope).filter(done_at=None).select_related("owner")[:5]),
        lines=_lines(case, by),
        for_others=third_party_message(
            company=company(),
            name=gettext("工号 %(number)s") % {"number": by.username},
            number=callback_number(),
        ),
    )


def company() -> str:
    """Whom we call for: the top of the organisation."""
    top = Unit.objects.order_by("number").values_list("name", flat=True).first()
    return top or ""


def _lines(case: Case, by: User) -> Sequence[str]:
    intake = getattr(case, "intake", None)
    facts = intake.facts if intake else {}
    result = facts.get("offer_restitution") or facts.get("result") or case.plan or gettext("【结果】")
    reason = facts.get("finding") or case.findings or gettext("【原因】")
    return callback_lines(
        who=gettext("您好，我是%(company)s的%(name)s，给您回复%(number)s这件事。")
        % {"company": company(), "name": by.name or by.username, "number": case.number},
        result=gettext("结果：%(words)s") % {"words": result},
        reason=gettext("原因：%(words)s") % {"words": reason},
        confirm=gettext("这样处理您认可吗？还有哪一点不放心？"),
    )
