# SPDX-License-Identifier: Apache-2.0
"""Questions of the cases area, for its pages and for the areas above."""
