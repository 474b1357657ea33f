# SPDX-License-Identifier: Apache-2.0
"""Verbs on reports: make one, keep its files, send it to who wants it."""
