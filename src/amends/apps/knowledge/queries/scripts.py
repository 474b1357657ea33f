# SPDX-License-Identifier: Apache-2.0
"""Scripts as they are used: the newest approved ones of a unit and those above it, with the wordings they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.knowledge.models import Script, ScriptExample
from amends.apps.knowledge.queries.wordings import wordings_in_force
from amends.apps.knowledge.rules.script_words import Part, ScriptKind
from amends.apps.knowledge.rules.scripts import Limits, composed, read_limits, spoken
from amends.packs import load

PARTS = {
    Part.OPENING: _("开场"),
    Part.NEED_CHECK: _("了解需求"),
    Part.SUGGESTION: _("建议"),
    Part.SUITABILITY: _("适合谁、不适合谁"),
    Part.CONSENT: _("征得同意"),
    Part.CLOSE: _("结束"),
}


@cache
def limits() -> Mapping[str, Limits]:
    """How long scripts may be, by channel."""
    return read_limits(load("wordings"))


@dataclass(frozen=True, slots=True)
class ScriptInForce:
    """A script as somebody reads it aloud: its steps in order, each with its name and the words."""

    script: Script
    steps: Sequence[tuple[str, object, str]]

    @property
    def text(self) -> str:
        """Everything that is said."""
        return "\n".join(words for _part, _name, words in self.steps)


def scripts_in_force(unit: Unit, *, kind: str = "", subject: str = "") -> list[ScriptInForce]:
    """The scripts that hold in a unit, of each code the one nearest to it. Two queries."""
    rows = Script.objects.reaching(unit).in_use().select_related("unit", "owner")
    found = {each.code: each for each in rows}
    kept = [
        each
        for each in found.values()
        if (not kind or each.kind == kind) and (not subject or each.subject == subject)
    ]
    return read_aloud(kept, unit) if kept else []


def read_aloud(scripts: Sequence[Script], unit: Unit) -> list[ScriptInForce]:
    """Scripts with the wordings that hold in a unit taken in: a wording that was changed is changed in all. One
    query."""
    spoken = spoken_in(unit)
    return [ScriptInForce(each, _steps(each, spoken.get(each.channel, {}))) for each in scripts]


def steps_for(found: ScriptInForce, reader: User) -> list[tuple[str, object, str]]:
    """The steps as this reader says them: their company, department and number filled in, the rest left as gaps. One
    query."""
    values, names = values_of(reader), slot_names()
    return [(part, name, spoken(words, values, names)) for part, name, words in found.steps]


def values_of(reader: User) -> dict[str, str]:
    """What a reader fills into what they say: their company, department and number, and where to call back. One
    query."""
    line = reader.unit.line if reader.unit else ()
    return {
        "company": line[0].name if line else "",
        "department": str(reader.unit or ""),
        "staff_number": reader.username,
        "staff_name": reader.name,
        "callback": settings.AMENDS_HOTLINE,
    }


@cache
def slot_names() -> Mapping[str, str]:
    """What a gap is called, by its slot."""
    return cast(Mapping[str, str], load("wordings")["slot_names"])


def spoken_in(unit: Unit | None) -> dict[str, dict[str, str]]:
    """The wordings that hold in a unit: `{channel: {key: text}}`, in Chinese. One query."""
    found: dict[str, dict[str, str]] = {}
    for each in wordings_in_force(unit).values():
        if each.language == "zh":
            found.setdefault(each.channel, {})[each.key] = each.text
    return found


def selling_scripts(subject: str, unit: Unit) -> int:
    """How many approved scripts sell a campaign or service in a unit, as they hold there: one that is by now for
    something else counts no more. One query."""
    held = {each.code: each for each in Script.objects.reaching(unit).in_use().select_related("unit")}
    return sum(each.kind == ScriptKind.SELLING and each.subject == subject for each in held.values())


def discrepancy_script(unit: Unit, subject: str = "") -> ScriptInForce | None:
    """What to say where publicity and reality differ: the script of this campaign, else that for any. Two queries."""
    found = scripts_in_force(unit, kind=ScriptKind.DISCREPANCY)
    own = [each for each in found if subject and each.script.subject == subject]
    return next(iter(own or [each for each in found if not each.script.subject]), None)


def versions_of(script: Script) -> list[Script]:
    """All versions of a script in its unit, the newest first. One query."""
    rows = Script.objects.unscoped("of a script in hand").filter(unit=script.unit, code=script.code)
    return list(
        rows.select_related("unit", "owner", "made_by", "approved_by", "retired_by").order_by("-number")
    )


def examples_of(code: str, unit: Unit) -> list[ScriptExample]:
    """The case base of a script: what the unit and those above it noted. One query."""
    rows = ScriptExample.objects.unscoped("what a unit publishes is read below it").filter(script=code)
    above = rows.filter(unit__number__lte=unit.number, unit__last__gte=unit.number)
    return list(above.select_related("unit", "by").order_by("-went_well", "-at")[:50])


def script_by_key(key: int, scope: Scope) -> Script | None:
    """A version that somebody with that scope reads or looks after. One query."""
    rows = Script.objects.concerning(scope).filter(pk=key)
    return rows.select_related("unit", "owner", "made_by", "approved_by").first()


def _steps(script: Script, spoken: Mapping[str, str]) -> list[tuple[str, object, str]]:
    said = script.parts
    return [(str(part), name, composed(said[part], spoken)) for part, name in PARTS.items() if said.get(part)]
