# SPDX-License-Identifier: Apache-2.0
"""Amends (着落): every unhappy customer in somebody's hands, until the customer says it is right."""

__version__ = "0.1.0"
