# SPDX-License-Identifier: Apache-2.0
"""Who may be approached today: the pack's contact policy as numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amends.packs import load


@dataclass(frozen=True, slots=True)
class ContactPolicy:
    """Rest after a recovery contact, and attempts at one, in days and times."""

    rest_days: int
    max_attempts: int


def contact_policy() -> ContactPolicy:
    """The rules of `contact_policy.yaml` for recovery contacts. Raises `LookupError` where they are missing."""
    rules: Any = load("contact_policy")["frequency"]
    recovery: Mapping[str, Any] = next((r for r in rules if r["code"] == "recovery"), {})
    if not recovery:
        raise LookupError("contact_policy.yaml says nothing of recovery contacts")
    return ContactPolicy(int(recovery["rest_days"]), int(recovery["max_attempts"]))
