# SPDX-License-Identifier: Apache-2.0
"""Do inspectors agree: Cohen's and Fleiss' kappa, Krippendorff's alpha, with intervals."""

from amends.analytics.agreement.chance import (
    RatingsUneven,
    agreement_share,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
)
from amends.analytics.agreement.reading import RELIABLE, TENTATIVE, Agreement, agreement

__all__ = [
    "RELIABLE",
    "TENTATIVE",
    "Agreement",
    "RatingsUneven",
    "agreement",
    "agreement_share",
    "cohen_kappa",
    "fleiss_kappa",
    "krippendorff_alpha",
]
