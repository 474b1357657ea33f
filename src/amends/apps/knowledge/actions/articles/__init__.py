# SPDX-License-Identifier: Apache-2.0
"""Verbs on articles: each is one transaction with its event."""
