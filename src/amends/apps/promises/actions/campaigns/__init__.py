# SPDX-License-Identifier: Apache-2.0
"""Verbs on campaigns: each is one transaction with its event."""
