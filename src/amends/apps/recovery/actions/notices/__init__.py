# SPDX-License-Identifier: Apache-2.0
"""Verbs on what customers are told before they ask."""
