# SPDX-License-Identifier: Apache-2.0
"""Verbs on index runs, element trees, scores and gaps: each is one transaction with its event."""
