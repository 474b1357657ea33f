# SPDX-License-Identifier: Apache-2.0
"""Verbs on terms, wordings and scripts."""
