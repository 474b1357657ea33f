# SPDX-License-Identifier: Apache-2.0
"""Questions about grievances: the signs, the rows as pages show them."""
