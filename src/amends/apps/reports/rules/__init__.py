# SPDX-License-Identifier: Apache-2.0
"""Decisions of the area."""
