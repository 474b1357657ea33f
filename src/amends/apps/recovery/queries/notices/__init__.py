# SPDX-License-Identifier: Apache-2.0
"""Questions about what customers are told before they ask."""
