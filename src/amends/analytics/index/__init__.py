# SPDX-License-Identifier: Apache-2.0
"""Satisfaction index by PLS path model: spec, estimate, bootstrap, assessment, results."""
