# SPDX-License-Identifier: Apache-2.0
"""Verbs on surveys: each is one transaction with its event."""
