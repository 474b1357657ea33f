# SPDX-License-Identifier: Apache-2.0
"""Scope: no query over scoped rows runs without one."""
