# SPDX-License-Identifier: Apache-2.0
"""Verbs on promises: each is one transaction with its event, and loses nobody's change."""
