# SPDX-License-Identifier: Apache-2.0
"""Who is dissatisfied: learnt from surveyed customers, guarded, calibrated, cross-validated.

`inspect_columns` finds what would fool the analyst; `fit_detector` chooses and judges a model; the `Detector` scores
any number of customers and says why.
"""

from amends.analytics.detection.columns import Columns, UnequalColumns
from amends.analytics.detection.detector import Contributions, Detector, UnknownFormat
from amends.analytics.detection.fitting import Detection, fit_detector
from amends.analytics.detection.learnable import CannotLearn, require_learnable
from amends.analytics.detection.report import DetectionReport
from amends.analytics.detection.spec import DetectorSpec
from amends.analytics.detection.suspects import SuspectColumn, SuspectKind, inspect_columns

__all__ = [
    "CannotLearn",
    "Columns",
    "Contributions",
    "Detection",
    "DetectionReport",
    "Detector",
    "DetectorSpec",
    "SuspectColumn",
    "SuspectKind",
    "UnequalColumns",
    "UnknownFormat",
    "fit_detector",
    "inspect_columns",
    "require_learnable",
]
