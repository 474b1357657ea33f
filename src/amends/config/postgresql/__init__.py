# SPDX-License-Identifier: Apache-2.0
"""Django's backend of PostgreSQL, with a cheaper look at whether a kept connection still stands."""
