# SPDX-License-Identifier: Apache-2.0
"""Questions about runs and about the customers that they listed."""
