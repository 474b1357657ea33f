# SPDX-License-Identifier: Apache-2.0
"""Decisions about tariffs: which problems matter most, which plan follows which."""
