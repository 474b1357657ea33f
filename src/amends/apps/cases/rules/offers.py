# SPDX-License-Identifier: Apache-2.0
"""What a playbook offers a customer whom we failed: what is owed first, then at most one small thing beyond it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from amends.apps.cases.rules.remedies import yuan
from amends.apps.promises.rules.authority import Level

Plain = Mapping[str, object]


class OfferMalformed(ValueError):
    """A playbook's offers lack something, or an extra depends on what it may not depend on."""


class ExtraKind(StrEnum):
    """A kindness for the trouble that was had, or a reason to come back."""

    EXTRA = "extra"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Extra:
    """One thing beyond restitution: `when` it fits, `amount` in fen (0: it costs no money) counts as goodwill.

    `condition` says what it does not depend on; `asks` is the role that may give it, empty where one's own does.
    """

    code: str
    kind: ExtraKind
    name: str
    when: str
    amount: int
    condition: str
    asks: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the person who looks may give it alone."""
        return not self.asks

    @property
    def yuan(self) -> str:
        """The amount as people read it; empty where it costs no money."""
        return yuan(self.amount) if self.amount else ""


@dataclass(frozen=True, slots=True)
class OfferGuide:
    """In the order in which it is offered: `order` in words, `restitution`, then `extras`, those that one may give
    oneself first and the smaller before the larger."""

    order: Sequence[str]
    restitution: str
    extras: Sequence[Extra]

    def of(self, kind: ExtraKind) -> Sequence[Extra]:
        """The extras of one kind."""
        return [each for each in self.extras if each.kind == kind]

    @property
    def kindnesses(self) -> Sequence[Extra]:
        """What may be given for the trouble."""
        return self.of(ExtraKind.EXTRA)

    @property
    def returns(self) -> Sequence[Extra]:
        """What gives a reason to come back."""
        return self.of(ExtraKind.RETURN)


def offer_guide(
    order: Sequence[str], playbook: Plain, *, goodwill: int | None, levels: Sequence[Level]
) -> OfferGuide:
    """The guide of a playbook for somebody who may give `goodwill` fen alone (`None`: without limit).

    Raises `OfferMalformed`.
    """
    try:
        rows = cast(Sequence[Plain], playbook["extras"])
        extras = [_extra(row, goodwill, levels) for row in rows]
        restitution = str(playbook["restitution_zh"])
    except (KeyError, TypeError, ValueError) as error:
        raise OfferMalformed(f"the offers of a playbook lack or mistake {error}") from error
    return OfferGuide(order, restitution, sorted(extras, key=lambda each: (not each.is_own, each.amount)))


def _extra(row: Plain, goodwill: int | None, levels: Sequence[Level]) -> Extra:
    amount = round(cast(float, row["goodwill_yuan"]) * 100)
    if not str(row["condition_zh"]).startswith("不以"):
        raise OfferMalformed(f"{row['code']} does not say what it does not depend on")
    asks = "" if goodwill is None or amount <= goodwill else _asked(amount, levels)
    return Extra(
        code=str(row["code"]),
        kind=ExtraKind(str(row["kind"])),
        name=str(row["name_zh"]),
        when=str(row["when_zh"]),
        amount=amount,
        condition=str(row["condition_zh"]),
        asks=asks,
    )


def _asked(amount: int, levels: Sequence[Level]) -> str:
    """The first role whose authority covers it. Raises `OfferMalformed` where none does."""
    found = next((each.name for each in levels if each.goodwill is None or amount <= each.goodwill), None)
    if found is None:
        raise OfferMalformed("an extra is beyond every authority")
    return found
