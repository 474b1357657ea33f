# SPDX-License-Identifier: Apache-2.0
"""Questions about the network as customers feel it."""
