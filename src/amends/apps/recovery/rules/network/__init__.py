# SPDX-License-Identifier: Apache-2.0
"""Decisions about what customers say of the network: where complaints gather, what an action changed."""
