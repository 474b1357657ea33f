# SPDX-License-Identifier: Apache-2.0
"""Verbs on sites, places of cases, hot spots and network actions."""
