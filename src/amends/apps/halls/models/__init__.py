# SPDX-License-Identifier: Apache-2.0
"""Tables of halls and the hotline."""
