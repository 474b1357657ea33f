# SPDX-License-Identifier: Apache-2.0
"""Pages of what customers are unhappy about, what they did, and what they are told before they ask."""
