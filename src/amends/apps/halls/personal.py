# SPDX-License-Identifier: Apache-2.0
"""What the area holds of a person."""

from amends.apps.core.personal import Entry, Held
from amends.apps.halls.models.hotline import Call, Hold
from amends.apps.halls.models.messages import PhoneMessage
from amends.apps.halls.models.questions import Question
from amends.apps.halls.models.transfers import Transfer

_CALLED = ("call__customer",)
_SEALS = frozenset({"name_sealed", "number_sealed"})

PERSONAL: tuple[Entry, ...] = (
    Held(PhoneMessage, _CALLED, codes=frozenset({"code"}), hidden=_SEALS),
    Held(Question, _CALLED, codes=frozenset({"code", "tried"})),
    Held(Transfer, _CALLED),
    Held(Hold, _CALLED),
    Held(Call, ("customer",), codes=frozenset({"code"})),
)
