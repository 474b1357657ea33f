# SPDX-License-Identifier: Apache-2.0
"""Pages of the network as customers feel it."""
