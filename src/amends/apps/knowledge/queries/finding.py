# SPDX-License-Identifier: Apache-2.0
"""Versions of terms and wordings, and one version of anything, as those who look after them see them."""

from collections.abc import Sequence

from amends.apps.core.rules.organisation import Scope
from amends.apps.knowledge.models import Script, Term, Wording
from amends.apps.knowledge.models.versions import Versioned

_WITH = ("unit", "owner", "made_by", "approved_by", "retired_by")
KINDS: dict[str, type[Term] | type[Wording] | type[Script]] = {
    "term": Term,
    "wording": Wording,
    "script": Script,
}


def term_versions(code: str, scope: Scope) -> Sequence[Term]:
    """Every version of a term that concerns somebody, the newest first. One query."""
    rows = Term.objects.concerning(scope).filter(code=code).select_related(*_WITH)
    return list(rows.order_by("-made_at", "-pk")[:50])


def wording_versions(key: str, scope: Scope) -> Sequence[Wording]:
    """Every version of a wording, of all channels, that concerns somebody, the newest first. One query."""
    rows = Wording.objects.concerning(scope).filter(key=key).select_related(*_WITH)
    return list(rows.order_by("-made_at", "-pk")[:100])


def version(kind: str, key: int, scope: Scope) -> Versioned | None:
    """One version of a unit that somebody looks after, or `None`. One query."""
    model = KINDS.get(kind)
    if model is None:
        return None
    return model.objects.within(scope).filter(pk=key).select_related(*_WITH).first()


def waiting(scope: Scope) -> list[tuple[str, Versioned]]:
    """What waits for approval in somebody's units, the oldest first. Three queries."""
    found: list[tuple[str, Versioned]] = []
    for kind, model in KINDS.items():
        rows = model.objects.within(scope).filter(approved_at__isnull=True, retired_at__isnull=True)
        found += [(kind, each) for each in rows.select_related(*_WITH).order_by("made_at")[:100]]
    return sorted(found, key=lambda each: each[1].made_at)
