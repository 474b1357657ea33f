# SPDX-License-Identifier: Apache-2.0
"""The five gaps of service quality, measured from the platform's data and a managers' form; the fifth is computed."""

from amends.analytics.drivers.gaps.communication import CommunicationGap, gap_communication
from amends.analytics.drivers.gaps.customer import (
    AccountedFor,
    CustomerGap,
    customer_gap_from_causes,
    gap_customer,
)
from amends.analytics.drivers.gaps.delivery import DeliveryGap, gap_delivery
from amends.analytics.drivers.gaps.design import (
    Coverage,
    StandardDistance,
    standard_coverage,
    standard_distance,
)
from amends.analytics.drivers.gaps.kinds import (
    Centre,
    CustomerGapAssigned,
    Gap,
    Measured,
    NothingMeasured,
    gap_counts,
    require_assignable,
)
from amends.analytics.drivers.gaps.listening import (
    ListeningGap,
    expectations,
    gap_from_expectations,
    gap_listening,
)

__all__ = [
    "AccountedFor",
    "Centre",
    "CommunicationGap",
    "Coverage",
    "CustomerGap",
    "CustomerGapAssigned",
    "DeliveryGap",
    "Gap",
    "ListeningGap",
    "Measured",
    "NothingMeasured",
    "StandardDistance",
    "customer_gap_from_causes",
    "expectations",
    "gap_communication",
    "gap_counts",
    "gap_customer",
    "gap_delivery",
    "gap_from_expectations",
    "gap_listening",
    "require_assignable",
    "standard_coverage",
    "standard_distance",
]
