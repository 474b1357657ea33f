# SPDX-License-Identifier: Apache-2.0
"""What a low answer asks for: which class of recovery, how urgent, and whether the customer may be called."""

from collections.abc import Mapping, Sequence
from typing import Any

from amends.kernel.recovery_class import RecoveryClass

Kept = Sequence[Mapping[str, Any]]
CLASSES: Mapping[str, RecoveryClass] = {
    "quality": RecoveryClass.COMPLAINT,
    "attitude": RecoveryClass.COMPLAINT,
    "network": RecoveryClass.NETWORK,
    "billing": RecoveryClass.TARIFF,
    "publicity": RecoveryClass.PUBLICITY,
}
FROM_CASE = "from_case"
USUAL = "p2"


def class_of(low: Kept, of_case: RecoveryClass | None) -> RecoveryClass:
    """The class that the first rule names; that of the rated case where it says so or names none."""
    named = [str(each["kind"]) for each in low if each.get("act") and each.get("kind") in CLASSES]
    if named and not _from_case(low):
        return CLASSES[named[0]]
    return of_case or (CLASSES[named[0]] if named else RecoveryClass.COMPLAINT)


def _from_case(low: Kept) -> bool:
    kinds = [each.get("kind") for each in low if each.get("act") and each.get("kind")]
    return bool(kinds) and kinds[0] == FROM_CASE


def priority_of(low: Kept) -> str:
    """The most urgent that a rule names; p2 where none does."""
    return min(
        (str(each["priority"]) for each in low if each.get("act") and each.get("priority")), default=USUAL
    )


def leaves_alone(low: Kept) -> bool:
    """Whether the customer said that nobody shall come back to them."""
    return any(each["reason"] == "no_contact" for each in low)


def reason_codes(low: Kept) -> tuple[str, ...]:
    """The codes of the reasons that ask for something, each once."""
    return tuple(dict.fromkeys(str(each["reason"]) for each in low if each.get("act")))
