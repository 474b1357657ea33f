# SPDX-License-Identifier: Apache-2.0
"""What pages of halls and the hotline read."""
