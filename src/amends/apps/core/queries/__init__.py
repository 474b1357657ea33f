# SPDX-License-Identifier: Apache-2.0
"""Questions of the core, for pages and for the areas above."""
