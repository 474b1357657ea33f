# SPDX-License-Identifier: Apache-2.0
"""Questions about customers, for pages and for the areas above."""
