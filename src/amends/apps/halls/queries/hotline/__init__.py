# SPDX-License-Identifier: Apache-2.0
"""What pages of the hotline read."""
