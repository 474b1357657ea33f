# SPDX-License-Identifier: Apache-2.0
"""What the product must do, row by row, and the tests that show it."""
