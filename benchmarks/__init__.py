# SPDX-License-Identifier: Apache-2.0
"""One script a claim: each measures contenders side by side, checks that they agree, and returns its table."""
