# SPDX-License-Identifier: Apache-2.0
"""Verbs of the area, one module a slice."""
