# SPDX-License-Identifier: Apache-2.0
"""Pure decisions of the core: who may do what, over which units, and how the log is chained."""
