# SPDX-License-Identifier: Apache-2.0
"""What happened to each customer before the as-of day: one group-by a feed, no windows over bills."""
