# SPDX-License-Identifier: Apache-2.0
"""Texts into the classes of any taxonomy: guarded, cross-validated, calibrated, stored without pickle."""

from amends.analytics.language.classifying.classifier import Prediction, TextClassifier
from amends.analytics.language.classifying.fitting import Classification, fit_classifier
from amends.analytics.language.classifying.guards import CannotClassify, Guarded, guard
from amends.analytics.language.classifying.report import ClassificationReport
from amends.analytics.language.classifying.spec import ClassifierSpec
from amends.analytics.language.classifying.stored import NotAModel, dumped, loaded

__all__ = [
    "CannotClassify",
    "Classification",
    "ClassificationReport",
    "ClassifierSpec",
    "Guarded",
    "NotAModel",
    "Prediction",
    "TextClassifier",
    "dumped",
    "fit_classifier",
    "guard",
    "loaded",
]
