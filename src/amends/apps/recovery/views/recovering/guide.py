# SPDX-License-Identifier: Apache-2.0
"""The playbooks to be read: signals, checks, actions, authority, script, callback, close, and what may be offered."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.cases.queries.offers import guide_for
from amends.apps.cases.queries.policy import playbook, role_names
from amends.apps.cases.queries.procedures import standing
from amends.apps.cases.rules.offers import Extra
from amends.apps.cases.rules.remedies import yuan
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.promises.queries.authority import authority_levels
from amends.apps.recovery.models import CAUSES
from amends.apps.recovery.views.recovering.places import beside_tabs
from amends.kernel.recovery_class import RECOVERABLE, RecoveryClass

Plain = Mapping[str, object]
Part = tuple[str, Sequence[str]]


@require_GET
@needs(Right.SEE_RECOVERY)
def guide(request: HttpRequest) -> HttpResponse:
    """One playbook in full, in the version of today's pack, with the version in force and who accepted it."""
    who, asked = person(request), request.GET.get("class", "")
    chosen = RecoveryClass(asked) if asked in list(RECOVERABLE) else RecoveryClass.COMPLAINT
    _version, content = playbook(chosen)
    versions = standing(str(chosen), who.scope).versions
    context = {
        "beside": beside_tabs("recovery:guide"),
        "classes": _classes(chosen),
        "order": [_(each) for each in guide_for(chosen, who).order],
        "levels": _levels(),
        "book": SimpleNamespace(
            code=str(chosen), name=CAUSES[chosen], definition=_said(content, "definition_zh")
        ),
        "version": versions[0] if versions else None,
        "parts": _parts(cast(Plain, content), chosen, who),
        "may_lead": who.may(Right.ASSIGN_CASES),
    }
    return render(request, "recovery/recovering/guide.html", context)


def _classes(chosen: RecoveryClass) -> list[dict[str, object]]:
    return [
        {"label": CAUSES[each], "url": f"?class={each}", "current": each == chosen} for each in RECOVERABLE
    ]


def _levels() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            name=_(each.name),
            restitution=None if each.restitution is None else yuan(each.restitution),
            goodwill=None if each.goodwill is None else yuan(each.goodwill),
            times=each.goodwill_times,
        )
        for each in authority_levels()
    ]


def _parts(content: Plain, chosen: RecoveryClass, who: User) -> list[Part]:
    offers = guide_for(chosen, who)
    script = cast(Plain, content["script"])
    return [
        (_("触发信号"), [_(str(each["name_zh"])) for each in _rows(content, "trigger_signals")]),
        (_("根因核查"), [_(str(each)) for each in cast(Sequence[str], content["root_cause_checks"])]),
        (_("修复动作"), [_action(each) for each in _rows(content, "actions")]),
        (_("先返还"), [_(offers.restitution)]),
        (_("额外心意（选一项即可）"), [_extra(each) for each in offers.kindnesses]),
        (_("再来的理由"), [_extra(each) for each in offers.returns]),
        (_("权限与升级"), [_authority(content), _said(content, "escalate_when_zh")]),
        (_("用语"), [_(str(words)) for words in script.values()]),
        (_("回访问题"), [_(str(each["text_zh"])) for each in _rows(content, "callback_questions")]),
        (_("结案条件"), [_said(content, "close_condition_zh")]),
    ]


def _rows(content: Plain, name: str) -> Sequence[Plain]:
    return cast(Sequence[Plain], content[name])


def _said(content: Plain, name: str) -> str:
    return _(str(content[name]))


def _role(code: object) -> str:
    return _(role_names().get(str(code), str(code)))


def _action(row: Plain) -> str:
    words = _("%(what)s（%(who)s，%(hours)s 小时内）")
    return words % {"what": _(str(row["do_zh"])), "who": _role(row["owner"]), "hours": row["within_hours"]}


def _authority(content: Plain) -> str:
    return _("一般由%(role)s决定") % {"role": _role(content["authority_role"])}


def _extra(each: Extra) -> str:
    known = {"what": _(each.name), "when": _(each.when), "condition": _(each.condition), "yuan": each.yuan}
    if each.yuan:
        return _("%(what)s %(yuan)s 元（%(when)s；%(condition)s）") % known
    return _("%(what)s（%(when)s；%(condition)s）") % known
