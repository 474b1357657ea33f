# SPDX-License-Identifier: Apache-2.0
"""Why an index changed between two waves whose questionnaires, weights and samples may differ."""

from amends.analytics.drivers.change.between import Change, ChangeSpec, Part, change_between
from amends.analytics.drivers.change.split import FormEffect, Split, form_effect, split_change
from amends.analytics.drivers.change.wave import Answers, Wave, WaveMalformed

__all__ = [
    "Answers",
    "Change",
    "ChangeSpec",
    "FormEffect",
    "Part",
    "Split",
    "Wave",
    "WaveMalformed",
    "change_between",
    "form_effect",
    "split_change",
]
