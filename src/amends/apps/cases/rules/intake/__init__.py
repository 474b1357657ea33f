# SPDX-License-Identifier: Apache-2.0
"""What is decided when a customer's word comes in."""
