# SPDX-License-Identifier: Apache-2.0
"""What may be offered in a case, in the order in which it is fair: the playbook of its class as it stands today."""

from typing import cast

from amends.apps.cases.models.desk_words import RemedyKind
from amends.apps.cases.queries.policy import playbook
from amends.apps.cases.queries.remedies import own_limit
from amends.apps.cases.rules.offers import OfferGuide, offer_guide
from amends.apps.core.models import User
from amends.apps.promises.queries.authority import authority_levels
from amends.kernel.recovery_class import RecoveryClass
from amends.packs import load


def guide_for(recovery_class: RecoveryClass, person: User) -> OfferGuide:
    """The guide of a class for a person. No query. Raises `PlaybookMissing`, `OfferMalformed`."""
    order = cast(tuple[str, ...], load("recovery_playbooks")["offer_order_zh"])
    _version, content = playbook(recovery_class)
    return offer_guide(
        order,
        cast(dict[str, object], content),
        goodwill=own_limit(person, RemedyKind.GOODWILL),
        levels=authority_levels(),
    )
