# SPDX-License-Identifier: Apache-2.0
"""Of which class a case about a late promise is."""

from amends.apps.promises.rules.origins import Origin
from amends.apps.promises.rules.terms import MONEY_KINDS, PromiseKind
from amends.kernel.recovery_class import RecoveryClass

# A rule that failed more customers than this is one fault, mended at its root and made good in a wave.
BY_CASE = 100
PUBLIC = frozenset({Origin.CAMPAIGN, Origin.SALE, Origin.STANDING, Origin.RULE})


def class_of(kind: str, origin: str) -> RecoveryClass:
    """What we published and do not do is a matter of publicity; else what was promised decides."""
    if origin in PUBLIC:
        return RecoveryClass.PUBLICITY
    if kind in MONEY_KINDS:
        return RecoveryClass.TARIFF
    return RecoveryClass.NETWORK if kind == PromiseKind.REPAIR else RecoveryClass.COMPLAINT
