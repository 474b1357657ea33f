# SPDX-License-Identifier: Apache-2.0
"""How far a path model can be believed: validity, collinearity, strength, fit, effects, prediction, groups."""
